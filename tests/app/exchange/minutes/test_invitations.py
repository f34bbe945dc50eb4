"""Invitations and attendance sheets, on paper, in a messenger and in a calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, strategies as st

from app.exchange.documents.direction import clean
from app.exchange.documents.document import Table
from app.exchange.documents.plain import LEAST
from app.exchange.minutes.calendar import PRODUCT, invitation_ics
from app.exchange.minutes.content import Invitation, Item, Person
from app.exchange.minutes.invitations import BLANK_ROWS, attendance_sheet, invitation_document, invitation_message
from app.words import speaking
from tests.helpers.documents import bare, texts_of, words_of
from tests.helpers.meetings import INVITATION, INVITATIONS, MINUTES

MADE = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)
ZONES = st.sampled_from(("Africa/Maputo", "Africa/Khartoum", "Africa/Cairo", "America/Bogota", "Asia/Kathmandu", "UTC"))


def event_of(content: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")[0]


# --- calendar -------------------------------------------------------------------------------------------------------


@given(INVITATIONS, ZONES, st.integers(0, 99))
def test_a_calendar_reads_the_same_instant_and_the_same_words(invitation: Invitation, zone: str, sequence: int) -> None:
    time_zone = ZoneInfo(zone)
    content = invitation_ics(invitation, "0190-meeting", MADE, time_zone=time_zone, sequence=sequence)
    event = event_of(content)
    if invitation.begins is None:
        assert event["dtstart"].dt == invitation.date
    else:
        wanted = dt.datetime.combine(invitation.date, invitation.begins, time_zone)
        assert event["dtstart"].dt == wanted.astimezone(dt.UTC)
        assert event["dtstart"].dt.utcoffset() == dt.timedelta()
    assert str(event["uid"]) == "0190-meeting"
    assert event["sequence"] == sequence
    told = bare(f"{event['summary']} {event.get('location', '')} {event.get('description', '')}")
    wanted_words = words_of([invitation.forum, invitation.venue, *(item.topic for item in invitation.agenda)])
    assert [word for word in wanted_words if word not in told] == []


@given(INVITATIONS, ZONES)
def test_the_same_invitation_is_the_same_file(invitation: Invitation, zone: str) -> None:
    first, second = (invitation_ics(invitation, "id", MADE, time_zone=ZoneInfo(zone)) for _ in range(2))
    assert first == second


def test_what_a_calendar_needs_is_in_the_file() -> None:
    content = invitation_ics(
        INVITATION, "id", MADE, time_zone=ZoneInfo("Africa/Maputo"), sequence=2, organiser="sec@inas.gov.mz"
    )
    calendar = icalendar.Calendar.from_ical(content)
    assert (str(calendar["prodid"]), str(calendar["method"]), str(calendar["version"])) == (PRODUCT, "REQUEST", "2.0")
    event = event_of(content)
    assert event["dtstamp"].dt == MADE
    assert event["dtstart"].dt == dt.datetime(2026, 12, 8, 7, tzinfo=dt.UTC)
    assert event["dtend"].dt == dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC)
    assert str(event["location"]) == "Salle 3; aile B"
    assert str(event["organizer"]) == "mailto:sec@inas.gov.mz"
    assert str(event["description"]) == (
        "1. Lists of households (20 minutes, INAS)\n2. قيمة التحويل (1 minute)\n3. Any other business"
    )


def test_without_a_time_zone_the_time_is_that_of_the_clock() -> None:
    event = event_of(invitation_ics(INVITATION, "id", MADE))
    assert event["dtstart"].dt == dt.datetime(2026, 12, 8, 9)


@pytest.mark.parametrize(
    "begins, ends, end",
    [
        (dt.time(9), None, dt.datetime(2026, 12, 8, 9, 21)),
        (dt.time(9), dt.time(8), dt.datetime(2026, 12, 8, 9, 21)),
        (None, dt.time(11), None),
    ],
)
def test_a_meeting_without_an_end_is_as_long_as_its_agenda(
    begins: dt.time | None, ends: dt.time | None, end: dt.datetime | None
) -> None:
    event = event_of(invitation_ics(replace(INVITATION, begins=begins, ends=ends), "id", MADE))
    assert (event["dtend"].dt if "dtend" in event else None) == end


def test_a_text_cannot_add_a_line_of_its_own_to_the_file() -> None:
    hostile = "Salle 3\r\nATTENDEE:mailto:x@example.org\nBEGIN:VALARM"
    content = invitation_ics(
        replace(INVITATION, forum=hostile, venue=hostile, agenda=(Item(hostile),)),
        "id",
        MADE,
        organiser="a@b.c\r\nATTENDEE:mailto:y@example.org",
    )
    calendar = icalendar.Calendar.from_ical(content)
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert "attendee" not in event_of(content)


# --- paper and messenger --------------------------------------------------------------------------------------------


@given(INVITATIONS, st.sampled_from(("en", "ar")), st.integers(LEAST, 500))
def test_every_word_of_an_invitation_is_in_the_letter_and_in_the_message(
    invitation: Invitation, language: str, limit: int
) -> None:
    with speaking(language):
        letter, parts = invitation_document(invitation), invitation_message(invitation, limit)
    wanted = words_of([invitation.forum, invitation.venue])
    wanted |= words_of([text for item in invitation.agenda for text in (item.topic, item.raised_by)])
    said = bare(clean(" ".join(texts_of(letter))))
    assert [word for word in wanted if word not in said] == []
    assert all(len(part) <= limit for part in parts)


def test_an_invitation_reads_like_a_message() -> None:
    assert invitation_message(INVITATION) == [
        "*Comité provincial, Invitation to meeting 15*\n\n"
        "Date: Tuesday 8 December 2026, 09:00 to 11:00\n"
        "Venue: Salle 3; aile B (In person)\n"
        "\n"
        "*Agenda*\n"
        "• 1. Lists of households (20 minutes, INAS)\n"
        "• 2. قيمة التحويل (1 \u2068minute\u2069)\n"
        "• 3. Any other business"
    ]


@given(st.lists(st.builds(Person, st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)), max_size=20))
def test_a_sheet_to_sign_has_everybody_and_rows_for_others_and_no_phone_in_it(people: list[Person]) -> None:
    table = attendance_sheet(MINUTES, people).parts[0]
    assert isinstance(table, Table)
    assert table.by_hand
    assert [row.cells[1:4] for row in table.rows[: len(people)]] == [
        (one.name, one.organisation, one.position) for one in people
    ]
    assert [row.cells[1:] for row in table.rows[len(people) :]] == [("",) * 6] * BLANK_ROWS
    assert {row.cells[4:] for row in table.rows} == {("", "", "")}


def test_a_clean_text_is_what_a_calendar_shows() -> None:
    event = event_of(invitation_ics(replace(INVITATION, agenda=(Item("one\x00\x0btwo\u202e"),)), "id", MADE))
    assert clean("one\x00\x0btwo\u202e") == "one two"
    assert "one two" in str(event["description"])
