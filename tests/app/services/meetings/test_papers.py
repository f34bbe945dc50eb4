"""What enters the papers of a meeting, and what stays here."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from app.errors import Refused
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME
from app.exchange.minutes.written import minutes_document, minutes_message
from app.printing import meeting_papers
from app.services.meetings import closing, noting, papers
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.records import save
from tests.helpers.committee import Committee
from tests.helpers.documents import texts_of

SECRET = "kestrel7731"


def told(committee: Committee) -> str:
    """Everything that the minutes say, on paper and in a message."""
    minutes = papers.minutes_of(committee.store, committee.meeting())
    return " ".join([*texts_of(minutes_document(minutes)), *minutes_message(minutes)])


@pytest.mark.parametrize("sensitivity", ["high", "severe"])
@pytest.mark.parametrize("kind", [DECISION, ACTION, NEXT_TIME])
def test_what_is_too_sensitive_is_in_no_minutes_though_its_item_is(
    committee: Committee, kind: str, sensitivity: str
) -> None:
    item = read_sitting(committee.store, committee.meeting()).items[0]
    noting.write(committee.store, item.id, Written(kind, "said to all"))
    id = noting.write(committee.store, item.id, Written(kind, f"about {SECRET}")).created[0][1]
    assert SECRET in told(committee)
    type = "action_point" if kind == ACTION else "decision"
    save(committee.store, type, id, {"sensitivity": sensitivity})
    assert SECRET not in told(committee)
    assert "said to all" in told(committee)
    closing.circulate(committee.store, committee.meeting())
    save(committee.store, type, id, {"text": f"more about {SECRET}"})
    assert SECRET not in told(committee), "nor among the corrections"


def test_an_item_that_is_too_sensitive_is_counted_and_not_told(committee: Committee) -> None:
    item = read_sitting(committee.store, committee.meeting()).items[0]
    noting.write(committee.store, item.id, Written(DECISION, f"about {SECRET}"))
    save(committee.store, "agenda_item", item.id, {"sensitivity": "high"})
    assert read_sitting(committee.store, committee.meeting()).items[0].closed
    assert SECRET not in told(committee)
    assert papers.minutes_of(committee.store, committee.meeting()).closed_items == 1


@pytest.mark.parametrize("type", ["meeting", "forum"])
def test_of_a_meeting_that_is_too_sensitive_no_paper_is_made(committee: Committee, type: str) -> None:
    id = committee.meeting() if type == "meeting" else committee.forum
    save(committee.store, type, id, {"sensitivity": "severe"})
    for make in (papers.minutes_of, papers.invitation_of, papers.people_of):
        with pytest.raises(Refused, match="too sensitive"):
            make(committee.store, committee.meeting())


def test_answers_to_an_invitation_go_to_a_contact_who_consented(committee: Committee, tmp_path: Path) -> None:
    def calendar() -> Calendar:
        path = meeting_papers.write_paper(
            committee.store, tmp_path / "invitation.ics", committee.meeting(), meeting_papers.INVITATION
        )
        return Calendar.from_ical(path.read_bytes())

    rosa = committee.people["Rosa Machava"]
    save(committee.store, "contact", rosa, {"email": "rosa@example.org"})
    assert calendar()["METHOD"] == "PUBLISH", "nobody consented: the meeting is made known, nobody is asked"
    save(committee.store, "contact", rosa, {"consent_to_share": True})
    made = calendar()
    assert made["METHOD"] == "REQUEST"
    assert made.walk("VEVENT")[0]["ORGANIZER"] == "mailto:rosa@example.org"
