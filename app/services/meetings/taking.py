"""Minutes that somebody else wrote become a meeting of a committee: what was found is proposed, a person takes it, the text is
kept whole. No organisation is made of a name in minutes: who is not in the register stays a name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused
from app.exchange.matching.organisation_names import org_key
from app.exchange.minutes.apart import read_apart
from app.exchange.minutes.received import Attendee, Received, Said, Task
from app.services.meetings.ids import id_of_attendance, id_of_item, id_of_meeting
from app.services.meetings.planning import HELD
from app.services.organisations import ids_by_name
from app.services.same_ids import free
from app.services.unit import Unit, unit
from app.store import find
from app.store.workspace import Store
from app.words import _

RECEIVED = "received"
"""What the agenda item is proposed because of that holds decisions and action points of received minutes."""

_WALK_IN = "walk-in"


@dataclass(frozen=True)
class Opened:
    """Minutes of others: what was found in them, and their text, whole."""

    found: Received
    text: str


@dataclass(frozen=True)
class Proposed:
    """What is proposed to be taken. `known` are the organisations of the register by how the minutes write them."""

    opened: Opened
    known: Mapping[str, str]
    attendance: Sequence[Attendee]
    decisions: Sequence[Said]
    actions: Sequence[Task]
    next_time: Sequence[str] = field(default=())


def read_minutes(minutes: Path | str, cancelled: Callable[[], bool] | None = None) -> Opened:
    """Read minutes of others from a Word or a text file (a Path), or from a text that was copied. Raises Refused as `read_apart`."""
    return Opened(*read_apart(minutes, cancelled))


def propose(store: Store, opened: Opened) -> Proposed:
    """What of the minutes is proposed, with the organisations that the register knows."""
    found = opened.found
    written = {one.organisation for one in found.attendance if one.organisation}
    written |= {name for task in found.actions for name in task.assigned_to}
    register = ids_by_name(store.reading())
    known = {name: id for name in written if (id := register.get(org_key(name)))}
    return Proposed(opened, known, found.attendance, found.decisions, found.actions)


def take(store: Store, forum: str, proposed: Proposed, on: dt.date | None = None) -> str:
    """Make the meeting with everything that is proposed, or add it to the one that the committee had on that day; its id.

    `on` is the day, by itself the one that the minutes tell. What the meeting says already in the same words is not said
    twice, and its text is kept beside what was kept before. One act, one undo. Raises Refused (no_date).
    """
    day = on or proposed.opened.found.held_on
    if day is None:
        raise Refused("no_date", _("These minutes do not say on which day the meeting was: give its date."))
    there = find.find_ids(store.reading(), find.Query("meeting", {"forum": [forum], "date": [day.isoformat()]}))
    with unit(store, _("Minutes of {day} taken").format(day=day.isoformat())) as changing:
        meeting = there[0] if there else _meeting(changing, forum, day, proposed)
        if there:
            kept = changing.row("meeting", meeting).get("text_kept") or ""
            text = kept if proposed.opened.text.strip() in kept else f"{kept}\n\n{proposed.opened.text}".strip()
            changing.update("meeting", meeting, {"status": HELD, "text_kept": text})
        for one in proposed.attendance:
            _attend(changing, meeting, one, proposed.known)
        item = _item(changing, meeting)
        raised = {"raised_in": "agenda_item", "raised_in_id": item, "forum": forum, "meeting": meeting, "order": 0}
        decided, agreed = (_texts(changing, type, meeting) for type in ("decision", "action_point"))
        for text, kind in (
            *((one.text, "agree") for one in proposed.decisions),
            *((t, "defer") for t in proposed.next_time),
        ):
            if text not in decided:
                changing.create("decision", {**raised, "text": text, "kind": kind})
        for task in proposed.actions:
            if task.text not in agreed:
                changing.create("action_point", {**raised, **_task(task, proposed.known)})
    return meeting


def _texts(changing: Unit, type: str, meeting: str) -> set[str]:
    driver = changing.connection.connection.driver_connection
    ids = find.find_ids(driver, find.Query(type, {"meeting": [meeting]}))
    return {text for (text,) in find.find_rows(driver, type, ids, ["text"])}


def _meeting(changing: Unit, forum: str, day: dt.date, proposed: Proposed) -> str:
    id = free(changing, "meeting", id_of_meeting(forum, day.isoformat()))
    number = proposed.opened.found.number or ""
    values = {
        "forum": forum, "date": day, "status": HELD, "text_kept": proposed.opened.text,
        "number": int(number) if number.isdecimal() else None, "language": proposed.opened.found.language or None,
        "minutes": "draft" if day >= clock.today() else "circulated",
    }  # fmt: skip
    return changing.create("meeting", values, id)


def _item(changing: Unit, meeting: str) -> str:
    id = id_of_item(meeting, RECEIVED, RECEIVED)
    driver = changing.connection.connection.driver_connection
    held = find.find_one(driver, "agenda_item", id)
    if held is not None and not held["deleted"]:
        return id
    topic = _("Decisions and action points of the minutes as received")
    values = {"meeting": meeting, "topic": topic, "comes_from": RECEIVED, "order": 1}
    return changing.create("agenda_item", values, free(changing, "agenda_item", id))


def _attend(changing: Unit, meeting: str, one: Attendee, known: Mapping[str, str]) -> None:
    organisation = known.get(one.organisation or "")
    name = one.name
    if one.organisation and organisation is None:
        name = f"{one.name} ({one.organisation})" if one.name else one.organisation
    id = id_of_attendance(meeting, None, name, organisation)
    driver = changing.connection.connection.driver_connection
    if find.find_one(driver, "attendance", id) is None:
        values = {"meeting": meeting, "name": name, "organisation": organisation, "state": one.state}
        changing.create("attendance", values, id)


def _task(task: Task, known: Mapping[str, str]) -> dict[str, Any]:
    ids = [known[name] for name in task.assigned_to if name in known]
    others = [name for name in task.assigned_to if name not in known]
    people = [part for part in (task.person, *others) if part]
    return {
        "text": task.text, "assigned_to": list(dict.fromkeys(ids)), "person": ", ".join(people)[:200] or None, "due": task.due,
        "status": task.status or "open",
    }  # fmt: skip


def as_data(opened: Opened) -> dict[str, Any]:
    """What was found, as the terminal tells it, JSON-able."""
    found = opened.found
    return {
        "held_on": found.held_on.isoformat() if found.held_on else None,
        "language": found.language,
        "attendance": [
            {"organisation": one.organisation, "person": one.name, "state": one.state.replace("walk_in", _WALK_IN)}
            for one in found.attendance
        ],
        "decisions": [one.text for one in found.decisions],
        "actions": [
            {
                "text": one.text, "who": [*one.assigned_to, *([one.person] if one.person else [])],
                "due": one.due.isoformat() if one.due else None, "status": one.status,
            }
            for one in found.actions
        ],
        "unsure": list(found.unsure),
    }  # fmt: skip
