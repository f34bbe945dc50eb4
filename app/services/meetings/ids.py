"""Ids that two laptops make alike, so that one meeting typed on both, without a network between them, is one meeting.

They are shorter than ids made anew, which `sync` takes to be known nowhere.
"""

from __future__ import annotations

import uuid

from app.fold import fold
from app.services.unit import Unit
from app.store import find

_OURS = uuid.UUID("6f3c1a52-94a1-4b64-9c0e-1d5b6f6e7a10")
"""The name space of these ids (RFC 9562, version 5): never changed, or what two laptops make would be two again."""


def id_of_meeting(forum: str, date: str) -> str:
    """The id of the meeting of a committee on a day (ISO)."""
    return _made("meeting", forum, date)


def id_of_item(meeting: str, topic: str, comes_from: str | None = None) -> str:
    """The id of an agenda item: of what it was proposed for, else of its topic."""
    return _made("agenda_item", meeting, comes_from or fold(topic))


def id_of_attendance(meeting: str, person: str | None, name: str | None, organisation: str | None) -> str:
    """The id of a line of attendance: of the person, else of the name and the organisation."""
    return _made("attendance", meeting, person or f"{fold(name or '')}/{organisation or ''}")


def free(changing: Unit, type: str, id: str) -> str:
    """The id itself, or a new one where a record has it already (a meeting that was moved to another day, or deleted)."""
    taken = find.find_one(changing.connection.connection.driver_connection, type, id) is not None
    return changing.new_id() if taken else id


def _made(*parts: str) -> str:
    return uuid.uuid5(_OURS, "\n".join(parts)).hex
