"""Minutes of others become a meeting: what was found, nobody invented, the text kept whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.errors import Refused
from app.exchange.minutes.typed import DECISION
from app.services import journal
from app.services.action_points import list_actions
from app.services.meetings import taking
from app.services.meetings.sitting import read_sitting
from app.services.records import read
from tests.helpers.committee import Committee

TEXT = """District coordination forum
Meeting no. 8, 27 October 2026
Present: Rosa Machava (SDSMAS), Elisa João (Casa Esperança)
Apologies: Lina Mussa (WFP)

Decision: the lists are compared before December
Action: INAS brings the list by 4 December
Action: Casa Esperança prints the referral cards by 6 November
"""
CORPUS = Path(__file__).parents[3] / "data" / "minutes"


def test_what_was_found_stands_in_one_meeting_and_one_undo_takes_it_back(committee: Committee) -> None:
    store = committee.store
    opened = taking.read_minutes(TEXT)
    before = store.reading().execute("SELECT count(*) FROM organisation").fetchone()
    id = taking.take(store, committee.forum, taking.propose(store, opened))
    found = read_sitting(store, id)
    assert (found.day, found.meeting["number"], found.meeting["status"]) == (dt.date(2026, 10, 27), 8, "held")
    assert {(one.name, one.written, one.state) for one in found.people if one.state} == {
        ("Rosa Machava", "SDSMAS", "present"),
        ("Elisa João (Casa Esperança)", "", "present"),
        ("Lina Mussa", "WFP", "apology"),
    }
    assert [(one.text, one.who, one.person) for one in list_actions(store)] == [
        ("Casa Esperança prints the referral cards by 6 November", "", "Casa Esperança"),
        ("INAS brings the list by 4 December", "INAS", None),
    ]
    assert "Casa Esperança prints the referral cards" in read(store, "meeting", id)["text_kept"]
    assert store.reading().execute("SELECT count(*) FROM organisation").fetchone() == before
    journal.undo(store)
    assert list_actions(store) == []


def test_minutes_that_are_taken_twice_are_one_meeting(committee: Committee) -> None:
    store = committee.store
    proposed = taking.propose(store, taking.read_minutes(TEXT))
    first, second = (taking.take(store, committee.forum, proposed) for _ in range(2))
    assert first == second
    found = read_sitting(store, first)
    assert sum(one.state is not None for one in found.people) == 3
    assert len(list_actions(store)) == 2, "nobody owes the same twice"
    assert [said.text for item in found.items for said in item.said if said.kind == DECISION] == [
        "the lists are compared before December"
    ]
    assert read(store, "meeting", first)["text_kept"].strip() == TEXT.strip()


def test_the_text_that_was_kept_first_is_kept_beside_what_comes_later(committee: Committee) -> None:
    store = committee.store
    corrected = TEXT.replace("INAS brings", "WFP brings")
    for text in (TEXT, corrected):
        id = taking.take(store, committee.forum, taking.propose(store, taking.read_minutes(text)))
    kept = read(store, "meeting", id)["text_kept"]
    assert TEXT.strip() in kept
    assert corrected.strip() in kept


def test_minutes_without_a_day_are_not_taken_before_it_is_given(committee: Committee) -> None:
    store = committee.store
    text = TEXT.replace("Meeting no. 8, 27 October 2026\n", "")
    proposed = taking.propose(store, taking.read_minutes(text))
    with pytest.raises(Refused, match="which day"):
        taking.take(store, committee.forum, proposed)
    assert read_sitting(store, taking.take(store, committee.forum, proposed, dt.date(2026, 10, 1))).day == dt.date(
        2026, 10, 1
    )


@pytest.mark.parametrize("path", sorted([*CORPUS.glob("*.docx")][:6]), ids=lambda path: path.stem[:12])
def test_minutes_of_the_corpus_are_taken_whole(committee: Committee, path: Path) -> None:
    store = committee.store
    opened = taking.read_minutes(path)
    id = taking.take(store, committee.forum, taking.propose(store, opened), dt.date(2026, 10, 1))
    found = read_sitting(store, id)
    assert len(found.actions) == len(opened.found.actions)
    told = taking.as_data(opened)
    assert {one["state"] for one in told["attendance"]} <= {"present", "apology", "absent", "walk-in"}
    assert set(told) == {"held_on", "language", "attendance", "decisions", "actions", "unsure"}
