"""What minutes of others say, as proposals that a person looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

PRESENT = "present"
GUEST = "walk_in"


@dataclass(frozen=True)
class Attendee:
    """One line of attendance, as it is written; a name or an organisation may be missing, not both."""

    name: str | None
    organisation: str | None
    state: str = PRESENT


@dataclass(frozen=True)
class Said:
    """A decision as it stands in the document, and the number of the block in which it stands."""

    text: str
    block: int


@dataclass(frozen=True)
class Task:
    """An action point: its text as it stands, who does it as written (`person` where only a person is named), by when,
    and how it stands (a code of `action_status`), as far as the document says.
    """

    text: str
    block: int
    assigned_to: tuple[str, ...] = ()
    person: str | None = None
    due: dt.date | None = None
    due_as_written: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Received:
    """Everything that minutes of others propose. `unsure` are lines that may be a decision, an action point or attendance
    and were not taken.
    """

    held_on: dt.date | None
    language: str
    attendance: tuple[Attendee, ...]
    decisions: tuple[Said, ...]
    actions: tuple[Task, ...]
    unsure: tuple[str, ...]
    number: str | None = None
    title: str | None = None


def plain_of(found: Received) -> dict[str, Any]:
    """What was found as plain data: days as ISO text, the rest as lists and names."""
    plain = asdict(found)
    for told in (plain, *plain["actions"]):
        told |= {name: value.isoformat() for name, value in told.items() if isinstance(value, dt.date)}
    return plain


def of_plain(plain: Mapping[str, Any]) -> Received:
    """The inverse of `plain_of`."""
    tasks = ({**one, "assigned_to": tuple(one["assigned_to"]), "due": _day(one["due"])} for one in plain["actions"])
    return Received(
        **{
            **plain,
            "held_on": _day(plain["held_on"]),
            "attendance": tuple(Attendee(**one) for one in plain["attendance"]),
            "decisions": tuple(Said(**one) for one in plain["decisions"]),
            "actions": tuple(Task(**one) for one in tasks),
            "unsure": tuple(plain["unsure"]),
        }
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
