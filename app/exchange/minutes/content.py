"""What goes into minutes, invitations and attendance sheets, as plain data. A service fills it.

What is not for circulation is never in here: whoever fills it leaves it out and says how many items that were.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.exchange.minutes.typed import NOTE

DRAFT, CIRCULATED, CORRECTED, APPROVED = "draft", "circulated", "corrected", "approved"
"""The codes of the list `minutes_state`."""


@dataclass(frozen=True)
class Person:
    """Somebody, with the organisation as it is called in short."""

    name: str
    organisation: str = ""
    position: str = ""


@dataclass(frozen=True)
class Group:
    """Those present who are of one kind of actor."""

    label: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Line:
    """What was said, in the language it was written in. `kind` is note, decision, action or next_time."""

    text: str
    kind: str = NOTE
    who: str = ""
    due: dt.date | None = None


@dataclass(frozen=True)
class Item:
    """An item of the agenda: when it was planned to take so many minutes, when it was held, and what was said."""

    topic: str
    number: int | None = None
    raised_by: str = ""
    minutes_planned: int | None = None
    begins: dt.time | None = None
    ends: dt.time | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A decision by its number, such as `14.2`."""

    number: str
    text: str


@dataclass(frozen=True)
class Action:
    """An action point. `status` is a code of `action_status`; `late`: its day has passed and it is not done."""

    reference: str
    text: str
    who: str = ""
    due: dt.date | None = None
    status: str = "open"
    carried_over: int = 0
    late: bool = False


@dataclass(frozen=True)
class Correction:
    """What was changed since the minutes were circulated: what, from what to what, when and by whom."""

    field: str
    before: str
    after: str
    on: dt.date | None = None
    by: str = ""


@dataclass(frozen=True)
class Sitting:
    """When and where a forum meets. Times are local; `mode` is a code of `meeting_mode`."""

    forum: str
    date: dt.date
    number: int | None = None
    begins: dt.time | None = None
    ends: dt.time | None = None
    venue: str = ""
    mode: str = ""
    chair: str = ""
    secretariat: str = ""


@dataclass(frozen=True)
class Minutes(Sitting):
    """The minutes of one meeting. `closed_items` counts what is not for circulation; `trust` is the line about the edition."""

    state: str = DRAFT
    circulated_on: dt.date | None = None
    corrected_on: dt.date | None = None
    approved_on: dt.date | None = None
    corrections: tuple[Correction, ...] = ()
    present: tuple[Group, ...] = ()
    apologies: tuple[Person, ...] = ()
    absent: tuple[Person, ...] = ()
    items: tuple[Item, ...] = ()
    closed_items: int = 0
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    carried_over: tuple[Action, ...] = ()
    next_time: tuple[str, ...] = ()
    next_meeting: Sitting | None = None
    trust: str = ""


@dataclass(frozen=True)
class Invitation(Sitting):
    """An invitation with its agenda."""

    agenda: tuple[Item, ...] = ()
