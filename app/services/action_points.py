"""Action points of all committees as one list, and what is done with them until they are done."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app import clock
from app.errors import Refused
from app.insight.follow_up import OPEN, carried_over, days_late
from app.services.organisations import short_names, standing_for
from app.services.sensitive import is_kept
from app.services.unit import Changes, unit
from app.store import find
from app.store.workspace import Store
from app.words import _, ngettext

DONE, BLOCKED, REFERRED = "done", "blocked", "referred"


@dataclass(frozen=True)
class ActionLine:
    """One action point as lists show it: `who` are the organisations as they are called, `late` counts days, `carried`
    the meetings it has lived through. `answered` says that what was referred has its answer. What is `closed` is not for
    circulation: it stays in lists on the screen, and enters no message, document or workbook.
    """

    id: str
    reference: str
    text: str
    assigned_to: tuple[str, ...]
    who: str
    person: str | None
    due: dt.date | None
    status: str
    high_priority: bool
    late: int
    carried: int
    forum: str | None
    forum_name: str
    meeting: str | None
    agreed_on: dt.date | None
    blocked_by: str | None
    referred_to: str | None
    answered: bool
    assigned_by: str | None
    comment: str | None
    done_on: dt.date | None
    done_by: str | None
    verified_by: str | None
    item: str | None
    order: int
    closed: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self.status in OPEN


@dataclass(frozen=True)
class Wanted:
    """Which action points: of committees, of organisations, in states, overdue, blocked by a factor. Nothing means all."""

    forums: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    overdue: bool = False
    blocked_by: str | None = None
    meeting: str | None = None
    person: str | None = None


EVERYTHING = Wanted()

#: an action point says of which meeting and committee it is, or it follows from what it was raised in
_SQL = f"""
SELECT a.id, coalesce(a.reference, '') reference, coalesce(a.text, '') text, coalesce(a.assigned_to, '[]') assigned_to, a.person,
       a.due, coalesce(a.status, 'open') status, coalesce(a.high_priority, 0) high_priority, f.id forum,
       coalesce(f.acronym, f.name, '') forum_name, m.id meeting, coalesce(m.date, substr(a.created_at, 1, 10)) agreed_on,
       a.blocked_by, a.referred_to, a.answered_on IS NOT NULL answered, a.assigned_by, a.comment, a.done_on, a.done_by, a.verified_by,
       i.id item, coalesce(a."order", 0) "order",
       coalesce(i.not_for_circulation, 0) OR {is_kept("a", "i", "m", "f")} closed
FROM action_point a LEFT JOIN agenda_item i ON a.raised_in = 'agenda_item' AND i.id = a.raised_in_id
LEFT JOIN meeting m ON m.id = coalesce(a.meeting, i.meeting, CASE WHEN a.raised_in = 'meeting' THEN a.raised_in_id END)
LEFT JOIN forum f ON f.id = coalesce(a.forum, m.forum, CASE WHEN a.raised_in = 'forum' THEN a.raised_in_id END)
WHERE NOT a.deleted AND (:forums = '[]' OR f.id IN (SELECT value FROM json_each(:forums)))
  AND (:states = '[]' OR coalesce(a.status, 'open') IN (SELECT value FROM json_each(:states))) ORDER BY a.due IS NULL, a.due, a.id
"""


def list_actions(store: Store, wanted: Wanted = EVERYTHING) -> list[ActionLine]:
    """The action points wanted, the soonest due first, those without a day last."""
    reader = store.reading()
    stands, today = standing_for(reader), clock.today()
    names, held = short_names(reader), meetings_held(store)
    narrowed = {"forums": json.dumps(wanted.forums), "states": json.dumps(sorted(wanted.states))}
    cursor = reader.execute(_SQL, narrowed)
    columns = [column[0] for column in cursor.description]
    found = []
    for row in cursor:
        values = dict(zip(columns, row, strict=True))
        due, agreed, done = (_day(values.pop(name)) for name in ("due", "agreed_on", "done_on"))
        ids = tuple(dict.fromkeys(stands.get(id, id) for id in json.loads(values.pop("assigned_to"))))
        values |= {name: bool(values[name]) for name in ("high_priority", "answered", "closed")}
        line = ActionLine(
            **values,
            assigned_to=ids,
            who=", ".join(names.get(id) or id for id in ids),
            due=due,
            agreed_on=agreed,
            done_on=done,
            late=days_late(due, values["status"], today),
            carried=carried_over(held.get(values["forum"], ()), agreed, done),
        )
        if _is_wanted(line, wanted):
            found.append(line)
    return found


def meetings_held(store: Store) -> dict[str, list[dt.date]]:
    """The days on which each committee met."""
    found: dict[str, list[dt.date]] = defaultdict(list)
    for forum, day in store.reading().execute(
        "SELECT forum, date FROM meeting WHERE NOT deleted AND status = 'held' AND date IS NOT NULL AND forum IS NOT NULL"
    ):
        found[forum].append(dt.date.fromisoformat(day))
    return found


def _is_wanted(line: ActionLine, wanted: Wanted) -> bool:
    return (
        (not wanted.organisations or bool(set(wanted.organisations) & set(line.assigned_to)))
        and (not wanted.overdue or line.late > 0)
        and (wanted.blocked_by is None or (line.status == BLOCKED and line.blocked_by == wanted.blocked_by))
        and (wanted.meeting is None or line.meeting == wanted.meeting)
        and (wanted.person is None or (line.person or "").casefold() == wanted.person.casefold())
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


# --- what is done with them -----------------------------------------------------------------------------------------


def close(store: Store, ids: Sequence[str], by: str | None = None, on: dt.date | None = None) -> Changes:
    """Say that action points are done: one act, one undo. `by` is who says so, if it is known."""
    with unit(
        store, ngettext("{count} action point closed", "{count} action points closed", len(ids)).format(count=len(ids))
    ) as changing:
        for id in ids:
            changing.update("action_point", id, {"status": DONE, "done_on": on or clock.today(), "done_by": by})
    return changing.changes


def reopen(store: Store, ids: Sequence[str]) -> Changes:
    """Say that action points are not done after all."""
    nothing = dict.fromkeys(("done_on", "done_by", "verified_on", "verified_by"))
    with unit(
        store,
        ngettext("{count} action point opened again", "{count} action points opened again", len(ids)).format(
            count=len(ids)
        ),
    ) as changing:
        for id in ids:
            changing.update("action_point", id, {"status": "open", **nothing})
    return changing.changes


def verify(store: Store, id: str, by: str) -> Changes:
    """A second person says that it is done. Raises Refused (verified_by_oneself) for the one who did it."""
    with unit(store, _("Action point verified")) as changing:
        done_by = changing.row("action_point", id).get("done_by") or ""
        if done_by.strip().casefold() == by.strip().casefold():
            raise Refused("verified_by_oneself", _("The person who verifies it is not the one who did it."))
        changing.update("action_point", id, {"verified_by": by, "verified_on": clock.today()})
    return changing.changes


def block(store: Store, ids: Sequence[str], factor: str, comment: str | None = None) -> Changes:
    """Say which of the seven success factors is missing (list `enabler`)."""
    with unit(
        store,
        ngettext("{count} action point is blocked", "{count} action points are blocked", len(ids)).format(
            count=len(ids)
        ),
    ) as changing:
        for id in ids:
            said = {"comment": comment} if comment else {}
            changing.update("action_point", id, {"status": BLOCKED, "blocked_by": factor, **said})
    return changing.changes


def refer(store: Store, type: str, id: str, forum: str) -> Changes:
    """Refer an action point or a decision to a higher committee: it stays open until its answer is recorded.

    Raises Refused (no_forum) for what is no committee of the directory.
    """
    if find.find_one(store.reading(), "forum", forum) is None:
        said = _("Choose a committee from the list; a new one is put in on the page of meetings.")
        raise Refused("no_forum", said)
    state = {"status": REFERRED} if type == "action_point" else {"kind": "refer"}
    with unit(store, _("Referred to a higher committee")) as changing:
        changing.update(type, id, {**state, "referred_to": forum, "answer": None, "answered_on": None})
    return changing.changes


def answer(store: Store, type: str, id: str, text: str, on: dt.date | None = None) -> Changes:
    """Record what the higher committee said; the agenda of the next meeting opens with it."""
    state = {"status": "under_way"} if type == "action_point" else {}
    with unit(store, _("Answer of the higher committee recorded")) as changing:
        changing.update(type, id, {**state, "answer": text, "answered_on": on or clock.today()})
    return changing.changes


# --- what is said of them -------------------------------------------------------------------------------------------


def said_late(line: ActionLine) -> str:
    """For how many days it is late, in words; nothing where it is not."""
    return ngettext("{count} day late", "{count} days late", line.late).format(count=line.late) if line.late else ""


def for_circulation(lines: Iterable[ActionLine]) -> list[ActionLine]:
    """Those that may leave in a message, a document or a workbook."""
    return [line for line in lines if not line.closed]


def as_data(line: ActionLine) -> dict[str, Any]:
    """An action point as the terminal tells it, JSON-able."""
    return {
        "id": line.id, "reference": line.reference, "text": line.text, "who": line.who.split(", ") if line.who else [],
        "person": line.person, "due": line.due.isoformat() if line.due else None, "status": line.status,
        "days_late": line.late, "carried_over": line.carried, "forum": line.forum_name, "forum_id": line.forum,
        "meeting": line.meeting, "high_priority": line.high_priority, "blocked_by": line.blocked_by,
        "comment": line.comment,
    }  # fmt: skip
