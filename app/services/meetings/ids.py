"""What tells one meeting, agenda item and line of attendance from every other: two laptops make the same ids of it."""

from __future__ import annotations

from app.fold import fold
from app.services.same_ids import same_id


def id_of_meeting(forum: str, date: str) -> str:
    """The id of the meeting of a committee on a day (ISO)."""
    return same_id("meeting", forum, date)


def id_of_item(meeting: str, topic: str, comes_from: str | None = None) -> str:
    """The id of an agenda item: of what it was proposed for, else of its topic."""
    return same_id("agenda_item", meeting, comes_from or fold(topic))


def id_of_attendance(meeting: str, person: str | None, name: str | None, organisation: str | None) -> str:
    """The id of a line of attendance: of the person, else of the name and the organisation."""
    return same_id("attendance", meeting, person or f"{fold(name or '')}/{organisation or ''}")
