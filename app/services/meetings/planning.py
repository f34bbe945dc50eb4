"""Announcing a meeting, and its agenda: taking what is proposed, adding, putting in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app import clock
from app.insight.calendar import next_day
from app.services.meetings.agenda import Proposal, proposals
from app.services.meetings.ids import id_of_item, id_of_meeting
from app.services.meetings.sitting import discussion_of
from app.services.own import own_organisation
from app.services.records import read
from app.services.same_ids import free
from app.services.unit import Changes, Unit, unit
from app.store import find
from app.store.workspace import Store
from app.words import _, ngettext

PLANNED, HELD = "planned", "held"


def hold(changing: Unit, meeting: str) -> None:
    """What is noted in a meeting on its day, or after, says that it is held: it needs no button."""
    row = changing.row("meeting", meeting)
    if row.get("status") == PLANNED and str(row.get("date") or "") <= clock.today().isoformat():
        changing.update("meeting", meeting, {"status": HELD, "minutes": row.get("minutes") or "draft"})


def next_date(store: Store, forum: str) -> dt.date | None:
    """The day on which a committee meets next by its rhythm, not before tomorrow; None where it has none."""
    about = read(store, "forum", forum)
    last = (
        store.reading().execute("SELECT max(date) FROM meeting WHERE forum = ? AND NOT deleted", (forum,)).fetchone()[0]
    )
    day = dt.date.fromisoformat(last) if last else clock.today()
    tomorrow = clock.today() + dt.timedelta(days=1)
    return next_day(about["frequency"], about["weekday"], about["week_of_month"], day, tomorrow)


def plan(store: Store, forum: str, date: dt.date, values: Mapping[str, Any] | None = None) -> str:
    """Announce a meeting of a committee with the agenda that is proposed for it; its id. A meeting that the committee has on
    that day already is answered with, and left as it is.

    `values` are fields of the meeting; what they leave out (begin, venue, language, number) is taken from the committee.
    """
    id, reader = id_of_meeting(forum, date.isoformat()), store.reading()
    there = find.find_ids(reader, find.Query("meeting", {"forum": [forum], "date": [date.isoformat()]}))
    if there:
        return there[0]
    about = read(store, "forum", forum)
    known = {"starts_at": about["starts_at"], "venue": about["venue"], "language": about["language"]}
    known |= {"chaired_by": about["chair"], "number": _next_number(reader, forum, date), "status": PLANNED}
    offered = proposals(store, forum, date)
    with unit(store, _("Meeting announced")) as changing:
        id = free(changing, "meeting", id)
        changing.create("meeting", {**known, **(values or {}), "forum": forum, "date": date}, id)
        _put(changing, id, offered, 0)
    return id


def _next_number(reader: Any, forum: str, date: dt.date) -> int:
    sql = "SELECT coalesce(max(number), 0) FROM meeting WHERE forum = ? AND NOT deleted AND date < ?"
    return int(reader.execute(sql, (forum, date.isoformat())).fetchone()[0]) + 1


def take(store: Store, meeting: str, offered: Sequence[Proposal]) -> Changes:
    """Put proposals at the end of the agenda."""
    with unit(
        store,
        ngettext("{count} item put on the agenda", "{count} items put on the agenda", len(offered)).format(
            count=len(offered)
        ),
    ) as changing:
        _put(changing, meeting, offered, _last_order(store, meeting))
    return changing.changes


def _put(changing: Unit, meeting: str, offered: Iterable[Proposal], order: int) -> None:
    for number, one in enumerate(offered, order + 1):
        begun = discussion_of(one.notes.split("\n")) if one.notes else None
        values = {
            "meeting": meeting, "order": number, "topic": one.topic, "comes_from": one.comes_from,
            "minutes_planned": one.minutes, "raised_by": one.raised_by, "discussion": begun,
        }  # fmt: skip
        changing.create(
            "agenda_item", values, free(changing, "agenda_item", id_of_item(meeting, one.topic, one.comes_from))
        )


def add_item(store: Store, meeting: str, topic: str, values: Mapping[str, Any] | None = None) -> Changes:
    """Put a topic at the end of the agenda; without another word it was raised by this office."""
    given = {"raised_by": own_organisation(store), **(values or {})}
    with unit(store, _("Item put on the agenda")) as changing:
        order = _last_order(store, meeting) + 1
        id = free(changing, "agenda_item", id_of_item(meeting, topic))
        changing.create("agenda_item", {**given, "meeting": meeting, "topic": topic, "order": order}, id)
    return changing.changes


def put_in_order(store: Store, items: Sequence[str]) -> Changes:
    """Put the items of an agenda in this order."""
    with unit(store, _("Agenda put in another order")) as changing:
        for order, id in enumerate(items, 1):
            changing.update("agenda_item", id, {"order": order})
    return changing.changes


def _last_order(store: Store, meeting: str) -> int:
    sql = 'SELECT coalesce(max("order"), 0) FROM agenda_item WHERE meeting = ? AND NOT deleted'
    return int(store.reading().execute(sql, (meeting,)).fetchone()[0])
