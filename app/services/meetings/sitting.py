"""One meeting as the page shows it: who is there, the agenda with what was said, what was agreed, what was carried over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.insight.attendance import KINDS, PRESENT, kind_of_actor
from app.services.action_points import ActionLine, Wanted, list_actions
from app.services.organisations import short_names, standing_for
from app.services.records import read
from app.services.sensitive import is_kept
from app.store.workspace import Store

NOTE_SIGN = "•"
"""What every note of an item begins with in its text."""

DEFERRED = "defer"
"""The kind of decision that a matter for next time is."""


@dataclass(frozen=True)
class Attender:
    """Somebody who is expected or came. `id` is the line of attendance, empty as long as there is none; `written` is how
    lists call the organisation.
    """

    id: str
    person: str | None
    organisation: str | None
    name: str
    written: str
    kind: str
    state: str | None
    member: bool

    @property
    def is_present(self) -> bool:
        """Whether he is in the room."""
        return self.state in PRESENT


@dataclass(frozen=True)
class Said:
    """A line of the minutes. A note has no `id` and stands at `at` in its item (0 is the first); what is a record of its own
    stands behind `at` notes. What is `closed` stays here, whatever its item does.
    """

    kind: str
    id: str
    at: int
    text: str
    doers: tuple[str, ...] = ()
    who: str = ""
    due: dt.date | None = None
    status: str | None = None
    high_priority: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Item:
    """An agenda item with what was said. It is `closed` where it is not for circulation, or too sensitive to leave."""

    id: str
    number: int
    topic: str
    raised_by: str | None
    raised_name: str
    minutes_planned: int | None
    began_at: str | None
    ended_at: str | None
    closed: bool
    comes_from: str | None
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Sitting:
    """A meeting. `earlier` are the open action points of the committee from before, and those of them closed today; `loose` the
    decisions of the meeting that stand under no item.
    """

    id: str
    meeting: Mapping[str, Any]
    forum: Mapping[str, Any]
    people: tuple[Attender, ...]
    items: tuple[Item, ...]
    actions: tuple[ActionLine, ...]
    earlier: tuple[ActionLine, ...]
    loose: tuple[Said, ...]
    organisations: Mapping[str, str]

    @property
    def present(self) -> int:
        """How many are in the room."""
        return sum(one.is_present for one in self.people)

    @property
    def kept(self) -> list[tuple[int, Said]]:
        """What was put off to the next meeting, each with the number of its item."""
        return [(item.number, said) for item in self.items for said in item.said if said.kind == NEXT_TIME]

    @property
    def day(self) -> dt.date:
        """The day of the meeting."""
        day: dt.date = self.meeting["date"]
        return day


def read_sitting(store: Store, id: str) -> Sitting:
    """Read one meeting whole. Raises Refused (no_record)."""
    meeting = read(store, "meeting", id)
    forum = read(store, "forum", meeting["forum"])
    names = _organisations(store)
    actions = list_actions(store, Wanted(forums=(forum["id"],)))
    own = tuple(sorted((one for one in actions if one.meeting == id), key=lambda one: (one.order, one.id)))
    decisions = _decisions(store, id, names)
    day = meeting["date"] or dt.date.max
    earlier = tuple(
        one
        for one in actions
        if one.meeting != id and (one.agreed_on or day) <= day and (one.is_open or one.done_on == day)
    )
    return Sitting(
        id,
        meeting,
        forum,
        tuple(_people(store, meeting, names)),
        tuple(_items(store, id, own, decisions, names)),
        own,
        earlier,
        tuple(decisions.get(id, ())),
        {key: name for key, (name, _type) in names.items()},
    )


def _organisations(store: Store) -> dict[str, tuple[str, str | None]]:
    """How lists call each organisation, and its type; one that was merged answers as the one it is now."""
    reader = store.reading()
    stands, types = standing_for(reader), dict(reader.execute("SELECT id, type FROM organisation"))
    return {id: (name, types.get(stands.get(id, id))) for id, name in short_names(reader).items()}


# --- people ---------------------------------------------------------------------------------------------------------


def _people(
    store: Store, meeting: Mapping[str, Any], names: Mapping[str, tuple[str, str | None]]
) -> Iterable[Attender]:
    """Who came or excused himself, and the members of whom nothing is noted; by kind of actor, organisation, name."""
    reader = store.reading()
    noted = reader.execute(
        "SELECT a.id, a.person, a.organisation, coalesce(a.name, c.name), a.state FROM attendance a "
        "LEFT JOIN contact c ON c.id = a.person WHERE a.meeting = ? AND NOT a.deleted ORDER BY a.id",
        (meeting["id"],),
    ).fetchall()
    members = reader.execute(
        "SELECT m.person, m.organisation, c.name FROM membership m LEFT JOIN contact c ON c.id = m.person AND NOT c.deleted "
        "WHERE m.forum = ? AND NOT m.deleted AND (m.until IS NULL OR m.until >= ?) ORDER BY m.id",
        (meeting["forum"], str(meeting["date"] or "")),
    ).fetchall()
    sitting = {person or organisation for person, organisation, _name in members}
    made = [
        _attender(names, id, person, organisation, name, state, (person or organisation) in sitting)
        for id, person, organisation, name, state in noted
    ]
    there = {one.person or one.organisation for one in made}
    made += [
        _attender(names, "", person, organisation, name, None, True)
        for person, organisation, name in members
        if (person or organisation) not in there
    ]
    return sorted(made, key=lambda one: (_order_of(one.kind), one.written.casefold(), one.name.casefold(), one.id))


def _attender(
    names: Mapping[str, tuple[str, str | None]],
    id: str,
    person: str | None,
    organisation: str | None,
    name: str | None,
    state: str | None,
    member: bool,
) -> Attender:
    written, type = names.get(organisation or "", ("", None))
    return Attender(id, person, organisation, name or "", written, kind_of_actor(type), state, member)


def _order_of(kind: str) -> int:
    return list(KINDS).index(kind)


# --- the agenda -----------------------------------------------------------------------------------------------------


def _items(
    store: Store,
    meeting: str,
    actions: Iterable[ActionLine],
    decisions: Mapping[str, list[Said]],
    names: Mapping[str, tuple[str, str | None]],
) -> Iterable[Item]:
    reader = store.reading()
    records: dict[str, list[Said]] = defaultdict(list)
    for action in actions:
        if action.item:
            records[action.item].append(_said_action(action))
    for item, some in decisions.items():
        records[item] += some
    rows = reader.execute(
        "SELECT id, topic, raised_by, minutes_planned, began_at, ended_at, coalesce(not_for_circulation, 0) OR "
        f"{is_kept('agenda_item')}, comes_from, "
        'discussion FROM agenda_item WHERE meeting = ? AND NOT deleted ORDER BY "order" IS NULL, "order", id',
        (meeting,),
    ).fetchall()
    for number, (id, topic, raised_by, planned, began, ended, closed, comes_from, discussion) in enumerate(rows, 1):
        raised = names.get(raised_by or "", ("", None))[0]
        said = tuple(in_order(paragraphs(discussion), records.get(id, ())))
        yield Item(id, number, topic or "", raised_by, raised, planned, began, ended, bool(closed), comes_from, said)


def _decisions(store: Store, meeting: str, names: Mapping[str, tuple[str, str | None]]) -> Mapping[str, list[Said]]:
    """The decisions of a meeting by what they were raised in: an item, or the meeting itself."""
    found: dict[str, list[Said]] = defaultdict(list)
    rows = store.reading().execute(
        f'SELECT id, raised_in_id, coalesce("order", 0), text, kind, proposed_by, {is_kept("decision")} FROM decision '
        "WHERE NOT deleted AND (meeting = ? OR raised_in_id = ? OR raised_in_id IN "
        "(SELECT id FROM agenda_item WHERE meeting = ?)) ORDER BY id",
        (meeting, meeting, meeting),
    )
    for id, raised_in, order, text, kind, proposed_by, closed in rows:
        who = names.get(proposed_by or "", ("", None))[0]
        is_kind = NEXT_TIME if kind == DEFERRED else DECISION
        said = Said(is_kind, id, order, text or "", who=who, status=kind, closed=bool(closed))
        found[raised_in or meeting].append(said)
    return found


def _said_action(action: ActionLine) -> Said:
    return Said(
        ACTION, action.id, action.order, action.text, action.assigned_to, action.who, action.due, action.status,
        action.high_priority, action.closed,
    )  # fmt: skip


def paragraphs(discussion: str | None) -> list[str]:
    """The notes of an item. Each begins with its own sign, for where two laptops wrote at one place their sentences may have
    come to stand in one line.
    """
    lines = (part for line in (discussion or "").split("\n") for part in line.split(NOTE_SIGN))
    return [line.strip() for line in lines if line.strip()]


def discussion_of(notes: Iterable[str]) -> str:
    """Notes as they are kept in their item."""
    return "\n".join(f"{NOTE_SIGN} {' '.join(note.replace(NOTE_SIGN, '-').split())}" for note in notes)


def in_order(notes: list[str], records: Iterable[Said]) -> Iterable[Said]:
    """Notes, and what became a record, as they were typed. What stands behind more notes than there are comes last."""
    waiting = sorted(records, key=lambda one: (one.at, one.id))
    for at, text in enumerate(notes):
        while waiting and waiting[0].at <= at:
            yield waiting.pop(0)
        yield Said(NOTE, "", at, text)
    yield from waiting
