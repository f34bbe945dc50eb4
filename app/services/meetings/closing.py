"""The end of a meeting, and the way of its minutes: draft, circulated, corrected, approved at the next meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.errors import Refused
from app.services import journal
from app.services.meetings.planning import HELD
from app.services.unit import Changes, Unit, unit
from app.store import find
from app.store.workspace import Store
from app.words import _

DRAFT, CIRCULATED, CORRECTED, APPROVED = "draft", "circulated", "corrected", "approved"

_TRACKED = {
    "meeting": ("date", "starts_at", "ends_at", "venue", "next_on"),
    "agenda_item": ("topic", "discussion", "deleted"),
    "decision": ("text", "kind", "dissent", "deleted"),
    "action_point": ("text", "assigned_to", "due", "deleted"),
    "attendance": ("name", "organisation", "state", "deleted"),
}
"""What minutes say: a change of one of these, once they are out, is a correction. What becomes of an action point is none."""


@dataclass(frozen=True)
class Correction:
    """One change of minutes that were out: when (ISO, UTC), by whom, of which record, what it said before and after."""

    when: str
    who: str
    type: str
    id: str
    field: str
    before: Any
    after: Any


def finish(store: Store, meeting: str, time: str | None = None, next_on: dt.date | None = None) -> Changes:
    """End a meeting: its action points get their references (9.1, 9.2 …), its minutes are a draft."""
    with unit(store, _("Meeting ended")) as changing:
        row = changing.row("meeting", meeting)
        values = {"status": HELD, "minutes": row.get("minutes") or DRAFT}
        values |= {"ends_at": time} if time and not row.get("ends_at") else {}
        values |= {"next_on": next_on} if next_on else {}
        changing.update("meeting", meeting, values)
        _refer_by_number(changing, meeting, str(row.get("number") or row.get("date") or ""))
    return changing.changes


def _refer_by_number(changing: Unit, meeting: str, number: str) -> None:
    """Give references to the action points that have none, or the same as another (typed on two laptops)."""
    rows = changing.connection.exec_driver_sql(
        "SELECT a.id, a.reference FROM action_point a LEFT JOIN agenda_item i ON i.id = a.raised_in_id WHERE a.meeting = ? "
        'AND NOT a.deleted ORDER BY i."order", i.id, a."order", a.id',
        (meeting,),
    ).all()
    taken: set[str] = set()
    waiting = []
    for id, reference in rows:
        if reference and reference not in taken:
            taken.add(reference)
        else:
            waiting.append(id)
    at = 1
    for id in waiting:
        while f"{number}.{at}" in taken:
            at += 1
        taken.add(f"{number}.{at}")
        changing.update("action_point", id, {"reference": f"{number}.{at}"})


def circulate(store: Store, meeting: str, on: dt.date | None = None) -> Changes:
    """Note that the minutes went out; after corrections, that they went out again."""
    with unit(store, _("Minutes circulated")) as changing:
        row = changing.row("meeting", meeting)
        day = on or clock.today()
        again = row.get("circulated_on") is not None
        said = {"minutes": CORRECTED, "corrected_on": day} if again else {"minutes": CIRCULATED, "circulated_on": day}
        changing.update("meeting", meeting, said)
    return changing.changes


def approve(store: Store, meeting: str, on: dt.date | None = None) -> Changes:
    """Note that a later meeting approved the minutes, and on which day. Raises Refused (not_circulated)."""
    with unit(store, _("Minutes approved")) as changing:
        if not changing.row("meeting", meeting).get("circulated_on"):
            raise Refused("not_circulated", _("These minutes were not circulated yet: nobody can have read them."))
        changing.update("meeting", meeting, {"minutes": APPROVED, "approved_on": on or clock.today()})
    return changing.changes


def corrections(store: Store, meeting: str) -> list[Correction]:
    """What was changed in minutes since they went out first, oldest first."""
    out = [one.when for one in journal.history(store, "meeting", meeting) if one.field == "circulated_on" and one.after]
    if not out:
        return []
    since, reader = min(out), store.reading()
    found = []
    for type, fields in _TRACKED.items():
        ids = [meeting] if type == "meeting" else []
        if not ids:
            for deleted in (False, True):
                ids += find.find_ids(reader, find.Query(type, {"meeting": [meeting]}, deleted=deleted))
        for id in ids:
            for one in journal.history(store, type, id):
                if one.when > since and one.field in fields:
                    found.append(Correction(one.when, one.who, type, id, one.field, one.before, one.after))
    return sorted(found, key=lambda one: (one.when, one.type, one.id))
