"""Committees and coordination groups: the directory, the calendar of each, who comes, how well it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app import clock
from app.fold import sort_key
from app.insight.attendance import PRESENT, Heat, heat
from app.insight.calendar import days_of_meeting, next_day
from app.insight.follow_up import closing_rate, days_to_minutes
from app.insight.selection import Filters
from app.services.action_points import Wanted, list_actions
from app.services.organisations import standing_for
from app.services.records import read
from app.services.sensitive import is_kept
from app.store.workspace import Store

MOST_MEETINGS = 12
"""How many meetings the attendance is shown of."""


@dataclass(frozen=True)
class ForumLine:
    """A committee in the directory: how many members, when it met last and meets next, how many action points are open and late.

    `next_meeting` is the id of a meeting that is announced; `next_on` is its day, else the one that the rhythm gives.
    """

    id: str
    name: str
    acronym: str | None
    place: str
    members: int
    last_on: dt.date | None
    next_on: dt.date | None
    next_meeting: str | None
    open: int
    late: int
    status: str | None


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list; `minutes` is the state of its minutes, `present` how many came. What is `closed` is too sensitive to leave."""

    id: str
    forum: str
    forum_name: str
    number: int | None
    date: dt.date | None
    status: str | None
    minutes: str | None
    present: int
    venue: str | None
    starts_at: str | None
    closed: bool


@dataclass(frozen=True)
class Scorecard:
    """How a committee does: who comes, the share of action points that are done, days from meeting to minutes (median)."""

    meetings: tuple[MeetingLine, ...]
    heat: Heat
    closing: float | None
    days_to_minutes: float | None
    planned: tuple[dt.date, ...]


def filters_of(forum: Mapping[str, Any]) -> Filters:
    """The rows of the matrix that a committee looks at: of the places and sectors that it covers."""
    places = forum["places"] or ([forum["place"]] if forum["place"] else ())
    return Filters(places=tuple(places), sectors=tuple(forum["sectors"] or ()))


def list_forums(store: Store) -> list[ForumLine]:
    """The directory, active committees first, by name."""
    reader, today = store.reading(), clock.today()
    members = dict(
        reader.execute(
            "SELECT forum, count(*) FROM membership WHERE NOT deleted AND (until IS NULL OR until >= ?) GROUP BY forum",
            (today.isoformat(),),
        )
    )
    meetings: dict[str, list[MeetingLine]] = {}
    for one in list_meetings(store):
        meetings.setdefault(one.forum, []).append(one)
    actions: dict[str | None, list[tuple[bool, int]]] = {}
    for action in list_actions(store):
        actions.setdefault(action.forum, []).append((action.is_open, action.late))
    found = []
    for id, name, acronym, place, status, frequency, weekday, week in reader.execute(
        "SELECT f.id, f.name, f.acronym, coalesce(p.name, ''), f.status, f.frequency, f.weekday, f.week_of_month FROM forum f "
        "LEFT JOIN place p ON p.id = f.place WHERE NOT f.deleted"
    ):
        own = meetings.get(id, [])
        held = [one.date for one in own if one.date and (one.status == "held" or one.date < today)]
        coming = [one for one in own if one.date and one.date >= today and one.status == "planned"]
        ahead = min(coming, key=lambda one: str(one.date), default=None)
        last = max(held, default=None)
        by_rhythm = next_day(frequency, weekday, week, last or today, today)
        states = actions.get(id, [])
        line = ForumLine(
            id, name or "", acronym, place, members.get(id, 0), last, ahead.date if ahead else by_rhythm,
            ahead.id if ahead else None, sum(still for still, _late in states), sum(late > 0 for _still, late in states), status,
        )  # fmt: skip
        found.append(line)
    return sorted(found, key=lambda one: (one.status in ("dormant", "closed"), sort_key(one.name), one.id))


def list_meetings(store: Store, forum: str | None = None) -> list[MeetingLine]:
    """The meetings of a committee, or all, the newest first."""
    where, values = ("AND m.forum = ?", (forum,)) if forum else ("", ())
    sql = (
        "SELECT m.id, m.forum, coalesce(f.name, ''), m.number, m.date, m.status, m.minutes, (SELECT count(*) FROM attendance a WHERE "
        "a.meeting = m.id AND NOT a.deleted AND a.state IN ('present', 'walk_in')), m.venue, m.starts_at, "
        f"{is_kept('m', 'f')} FROM meeting m "
        f"LEFT JOIN forum f ON f.id = m.forum WHERE NOT m.deleted {where} ORDER BY m.date DESC, m.id DESC"
    )
    return [
        MeetingLine(id, forum, name, number, _day(date), status, minutes, present, venue, starts_at, bool(closed))
        for id, forum, name, number, date, status, minutes, present, venue, starts_at, closed in store.reading().execute(
            sql, values
        )
    ]


def scorecard(store: Store, forum: str) -> Scorecard:
    """How a committee does, over its last twelve meetings."""
    reader = store.reading()
    about, stands = read(store, "forum", forum), standing_for(reader)
    types = dict(reader.execute("SELECT id, type FROM organisation"))
    all_meetings = list_meetings(store, forum)
    shown = [one for one in all_meetings if one.status == "held"][:MOST_MEETINGS][::-1]
    came = [
        (
            meeting,
            stands.get(organisation, organisation) or person or name or id,
            types.get(stands.get(organisation, organisation)),
        )
        for id, meeting, organisation, person, name, state in reader.execute(
            "SELECT a.id, a.meeting, a.organisation, a.person, a.name, a.state FROM attendance a JOIN meeting m ON m.id = a.meeting "
            "WHERE m.forum = ? AND NOT a.deleted AND NOT m.deleted",
            (forum,),
        )
        if state in PRESENT
    ]
    members = [
        (stands.get(id, id), types.get(stands.get(id, id)))
        for (id,) in reader.execute(
            "SELECT organisation FROM membership WHERE forum = ? AND NOT deleted AND (until IS NULL OR until >= ?)",
            (forum, clock.today().isoformat()),
        )
    ]
    circulated = reader.execute("SELECT date, circulated_on FROM meeting WHERE forum = ? AND NOT deleted", (forum,))
    days = [(_day(held), _day(sent)) for held, sent in circulated]
    last = max((one.date for one in all_meetings if one.date), default=clock.today())
    return Scorecard(
        tuple(shown),
        heat([one.id for one in shown], came, members),
        closing_rate(one.status for one in list_actions(store, Wanted(forums=(forum,)))),
        days_to_minutes(days),
        tuple(islice(days_of_meeting(about["frequency"], about["weekday"], about["week_of_month"], last), 6)),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
