"""Minutes of others: a corpus in five languages, read as a careful person reads it, and nobody invented."""

import datetime as dt
from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings, strategies as st

from app.exchange.minutes.blocks import blocks_of_text
from app.exchange.minutes.received import Received, read_minutes, read_text
from app.fold import fold
from tests.helpers.minutes import CORPUS, DOCUMENTS, blocks_of, expected, received, score_of, text_of, words_in

TEXTS = tuple(name for name in DOCUMENTS if (CORPUS / f"{name}.txt").exists())
#: of Unix, of Windows, of old machines, of a word processor's line and page breaks, of Unicode
LINE_ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
#: what each document must reach; one of six action points may be told in a way of its own
ATTENDANCE, ACTIONS, TOLD = 0.9, 0.8, 0.85


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_a_careful_person_reads_it(name):
    score = score_of(name)
    assert score.share("attendance right", "attendance") >= ATTENDANCE, str(score)
    assert score.share("actions found", "actions") >= ACTIONS, str(score)
    assert score.share("actions found", "actions told") >= TOLD, str(score)
    assert received(name).language == expected(name)["language"]
    assert received(name).held_on is not None
    assert received(name).held_on.isoformat() == expected(name)["held_on"]


def test_the_corpus_as_a_whole_is_read_well_enough():
    score = reduce(add, map(score_of, DOCUMENTS))
    told = str(score)
    assert score.share("attendance right", "attendance") >= 0.95, told
    assert score.share("actions found", "actions") >= 0.90, told
    assert score.share("actions found", "actions told") >= 0.85, told
    for part in ("who right", "due right", "status right"):
        assert score.share(part, "actions found") >= 0.90, told
    assert score.share("decisions found", "decisions") >= 0.80, told


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nobody_is_invented(name):
    document = words_in(blocks_of(name))
    told = received(name)
    names = [text for one in told.attendance for text in (one.name, one.organisation) if text]
    names += [text for task in told.actions for text in task.assigned_to]
    assert all(fold(text) in document for text in names)
    assert max((len(text.split()) for text in names), default=0) <= 10
    assert all(one.name or one.organisation for one in told.attendance)
    assert all(fold(one.text) in document.replace("\n", " ") for one in (*told.decisions, *told.actions))


def told_of(found: Received) -> list[object]:
    """What was read, without the numbers of blocks and without what quotation marks look like."""
    return [
        found.held_on, found.language,
        [(fold(one.name or ""), fold(one.organisation or ""), one.state) for one in found.attendance],
        [fold(one.text) for one in found.decisions],
        [(fold(one.text), tuple(map(fold, one.assigned_to)), one.due, one.status) for one in found.actions],
    ]  # fmt: skip


def with_smart_quotes(text: str) -> str:
    """A text as a word processor writes its quotation marks and apostrophes."""
    return text.replace("'", "’").replace('"', "”")


@settings(max_examples=30)
@given(
    st.sampled_from(TEXTS), st.sampled_from(LINE_ENDS), st.sampled_from(["", "> ", ">", ">> "]),
    st.sampled_from(["", " ", "   "]), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
def test_the_same_minutes_are_read_the_same_however_they_were_copied(name, line_end, quote, behind, hard, smart, apart):
    text = text_of(name)
    text = with_smart_quotes(text) if smart else text
    lines = [f"{quote}{line}{behind if line.strip() else ''}" for line in text.split("\n")]
    lines = [line.replace(": ", ":\u00a0") if hard and "   " not in line else line for line in lines]
    lines = [twice for line in lines for twice in ((line, line) if apart and not line.strip("> ") else (line,))]
    copied = line_end.join(lines)
    assert told_of(read_text(copied)) == told_of(read_text(text_of(name)))


@pytest.mark.parametrize("line_end", LINE_ENDS)
@pytest.mark.parametrize("text", [
    "Minutes of 24 November 2026\n> WFP to share the list before the next meeting\nNext meeting: 8 December 2026",
    "Compte rendu du 24 novembre 2026\n> Le PAM partage la liste avant la prochaine réunion\n"
    "Prochaine réunion : 8 décembre 2026",
    "Ata de 24 de novembro de 2026\n> O PMA envia a lista até à próxima reunião\nPróxima reunião: 8 de dezembro de 2026",
    "Acta del 24 de noviembre de 2026\n> El PMA envía la lista antes de la próxima reunión\n"
    "Próxima reunión: 8 de diciembre de 2026",
    "محضر اجتماع 24 نوفمبر 2026\n> مكتب الزراعة يرسل القائمة قبل الاجتماع القادم\nالاجتماع القادم: 8 ديسمبر 2026",
])  # fmt: skip
def test_what_is_due_by_the_next_meeting_is_due_on_the_day_that_the_minutes_tell(text, line_end):
    (task,) = read_text(text.replace("\n", line_end)).actions
    assert task.due == dt.date(2026, 12, 8)


@given(st.text(max_size=400))
def test_any_text_is_read_and_nothing_is_told_that_does_not_stand_in_it(text):
    blocks = blocks_of_text(text)
    found = read_minutes(blocks)
    document = words_in(blocks)
    assert all(fold(task.text) in document for task in found.actions)
    assert all(fold(one.text) in document for one in found.decisions)


def test_dates_are_counted_from_the_day_that_is_told():
    text = "Action points\n- WFP to share the list by Friday\n"
    assert read_text(text).actions[0].due is None, "nobody knows which Friday"
    (task,) = read_text(text, dt.date(2026, 11, 24)).actions
    assert (task.due, task.due_as_written, task.assigned_to) == (dt.date(2026, 11, 27), "by Friday", ("WFP",))


def test_a_person_who_does_something_alone_is_told_as_one():
    text = "Present: Awa Traoré (UNICEF), Ali Sow (WFP)\n\nAction points\n- Awa to share the list\n- WFP and Ali to write\n"
    one, two = read_text(text).actions
    assert (one.person, one.assigned_to) == ("Awa", ("Awa",))
    assert (two.person, two.assigned_to) == (None, ("WFP", "Ali"))


def test_what_may_be_an_action_point_and_is_not_taken_is_told_apart():
    text = "Minutes of the meeting held on 24 November 2026\n\nPresent: WFP, FAO, IOM\n\nWFP will distribute food by 4 December."
    found = read_text(text)
    assert found.actions == ()
    assert found.unsure == ("WFP will distribute food by 4 December.",)


def test_the_number_and_the_title_of_a_meeting_are_told():
    found = read_text("CASH WORKING GROUP\nMinutes No. 11/2026 of the meeting of 24 November 2026\nPresent: WFP, FAO")
    assert (found.number, found.title) == ("11/2026", "Minutes No. 11/2026 of the meeting of 24 November 2026")
