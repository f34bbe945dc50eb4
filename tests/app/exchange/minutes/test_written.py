"""Minutes as they leave: what was decided is found first, nothing is lost, and nothing is in them that is not for circulation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, strategies as st

from app.exchange.documents.direction import clean
from app.exchange.documents.document import CLOSED, LATE, Document, Heading, Paragraph, Table
from app.exchange.documents.plain import LEAST
from app.exchange.minutes.content import APPROVED, DRAFT, Decision, Item, Minutes
from app.exchange.minutes.written import minutes_document, minutes_message
from app.words import LANGUAGES, speaking
from tests.helpers.documents import bare, texts_of, words_of
from tests.helpers.meetings import EVERY_MINUTES, MINUTES


def tables(document: Document) -> list[Table]:
    return [part for part in document.parts if isinstance(part, Table)]


def headings(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Heading)]


def written(value: object) -> Iterator[str]:
    """Every text that somebody wrote, wherever it stands in the data; codes are said by their names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from written(one)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in ("state", "status", "mode", "kind", "position", "forum"):
                yield from written(getattr(value, one.name))


@given(EVERY_MINUTES, st.sampled_from(("en", "fr", "ar")))
def test_every_word_that_was_written_is_in_the_minutes(minutes: Minutes, language: str) -> None:
    with speaking(language):
        said = bare(clean(" ".join(texts_of(minutes_document(minutes)))))
    assert [word for word in words_of(list(written(minutes))) if word not in said] == []


@given(EVERY_MINUTES, st.sampled_from(("en", "ar")), st.integers(LEAST, 600))
def test_a_message_has_no_part_that_is_too_long_and_no_discussion(minutes: Minutes, language: str, limit: int) -> None:
    told = replace(minutes, items=(Item("Canary-topic"),), next_time=("Canary-next",))
    with speaking(language):
        parts = minutes_message(told, limit)
    assert parts
    assert all(0 < len(part) <= limit for part in parts)
    assert "Canary" not in "".join(parts)


@given(EVERY_MINUTES, st.sampled_from(tuple(LANGUAGES)))
def test_of_what_is_not_for_circulation_only_the_number_is_said(minutes: Minutes, language: str) -> None:
    with speaking(language):
        open_ = minutes_document(replace(minutes, closed_items=0))
        closed = minutes_document(replace(minutes, closed_items=3))
    left_out = [part for part in closed.parts if isinstance(part, Paragraph) and part.style == CLOSED]
    assert [bare(part.text)[:2] for part in left_out] == ["3 "]
    assert set(closed.parts) - set(open_.parts) <= {*left_out, *(p for p in closed.parts if isinstance(p, Heading))}


def test_decisions_and_action_points_come_before_what_was_said() -> None:
    assert [heading for heading in headings(minutes_document(MINUTES)) if not heading[0].isdigit()] == [
        "Decisions",
        "Action points",
        "Action points carried over from earlier meetings",
        "Discussion",
        "For next time",
        "Next meeting",
        "Attendance",
        "Corrections since the minutes were circulated",
        "Approval",
    ]


def test_the_head_says_when_where_who_and_how_far_the_minutes_are() -> None:
    document = minutes_document(MINUTES)
    assert (document.title, document.subtitle, document.stamp) == (
        "Minutes of meeting 14",
        ("Comité provincial",),
        "CORRECTED",
    )
    assert dict(document.facts) == {
        "Date": "Tuesday 24 November 2026, 09:00 to 11:30",
        "Venue": "Salle 3 (Hybrid)",
        "Chair": "Rosa Machava (INAS)",
        "Secretariat": "SDSMAS",
        "Present": "3 people present: Local government 2, United Nations 1",
        "Minutes": "Circulated 26/11/2026, Corrected 28/11/2026",
    }
    assert document.bears == MINUTES.trust


def test_what_is_late_says_so_in_words_and_how_often_it_was_carried_over() -> None:
    carried = tables(minutes_document(MINUTES))[2]
    assert [(row.cells[-1], row.shade) for row in carried.rows] == [
        ("Blocked, overdue, carried over 2 times", LATE),
        ("Done, carried over once", ""),
    ]


def test_lines_of_an_item_say_what_they_are_and_who_does_it_by_when() -> None:
    lines = [part for part in minutes_document(MINUTES).parts if isinstance(part, Paragraph)]
    assert [(line.label, line.text) for line in lines[:5]] == [
        ("", "Raised by INAS · 09:10 to 09:40"),
        ("", "عرضت الوزارة القائمة على WFP."),
        ("Decision:", "INAS keeps the one list"),
        ("Action:", "Compare both lists (PMA, 4/12/2026)"),
        ("Next time:", "Transfer value"),
    ]


def test_minutes_of_nothing_can_be_signed() -> None:
    document = minutes_document(Minutes("", dt.date(2026, 11, 24)))
    assert headings(document) == ["Approval"]
    assert document.stamp == "DRAFT"
    assert minutes_message(Minutes("Comité", dt.date(2026, 11, 24))) == [
        "*Comité, Minutes of the meeting, Tuesday 24 November 2026 · DRAFT*"
    ]


@pytest.mark.parametrize("state, stamp", [(DRAFT, "DRAFT"), ("circulated", "CIRCULATED"), (APPROVED, "")])
def test_a_stamp_stands_on_minutes_until_they_are_approved(state: str, stamp: str) -> None:
    assert minutes_document(replace(MINUTES, state=state)).stamp == stamp


@pytest.mark.parametrize(
    "language, day",
    [
        ("fr", "mardi 1er décembre 2026"),
        ("es", "martes 1 de diciembre de 2026"),
        ("pt", "terça-feira, 1 de dezembro de 2026"),
        ("ar", "الثلاثاء 1 ديسمبر 2026"),
    ],
)
def test_days_are_said_as_the_language_says_them(language: str, day: str) -> None:
    with speaking(language):
        document = minutes_document(replace(MINUTES, date=dt.date(2026, 12, 1)))
    assert document.language == language
    assert day in bare(document.facts[0][1])


def test_a_message_says_who_was_there_what_was_decided_and_who_does_what_by_when() -> None:
    assert minutes_message(replace(MINUTES, decisions=(Decision("14.1", "يبقى السجل لدى INAS"),))) == [
        "*Comité provincial, Minutes of meeting 14, Tuesday 24 November 2026 · CORRECTED*\n"
        "3 people present: Local government 2, United Nations 1\n\n"
        "*Decisions*\n"
        "• 14.1 يبقى السجل لدى \u2068INAS\u2069\n\n"
        "*Action points*\n"
        "• AP 14.1 · Compare both lists · PMA · by 4/12/2026\n\n"
        "*Carried over*\n"
        "• AP 12.1 · Send the register · CVM · by 3/10/2026 (overdue)\n\n"
        "*Next meeting*\n"
        "Tuesday 1 December 2026, 09:00, Salle 3\n"
        "_1 item not for circulation_\n\n"
        "Edition 7, cut-off 20/11/2026, 43 of 61 organisations reported"
    ]
