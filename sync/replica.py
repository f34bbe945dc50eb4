"""A replica: the journal of one laptop, what it saves, what it asks of the hub, and what it makes of the answer.

Plain logic over `ReplicaTables` (kept in SQL by `sync.replica_tables`); every function runs inside one transaction of
its caller. A change is kept by its own number before anybody hears of it, and whatever arrives is joined to what is
there: nothing is ever rolled back, and nothing depends on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sync import merge
from sync.changeset import (
    CREATE,
    ERASE,
    NO_CHAIN,
    Changeset,
    Key,
    Part,
    Write,
    group_name,
    link_after,
    part_after,
    split,
    write_hash,
)
from sync.merge import Row
from sync.replica_storage import Act, Arrived, Committed, Draft, Entry, Held, ReplicaTables, Saved
from sync.shape import DELETED, OPEN, UNPLACED_AREA, AreaOfPlace, Shape, Stream
from sync.stamp import effective_time, milliseconds, tick

#: ids made by `sync.stamp.new_id` are new by construction; others (a place's P-code) may be here already
LENGTH_OF_NEW_ID = 36


#: the facts a new file begins with; `replica` is given to it
FIRST_FACTS = {"sequence": "0", "stamp": "0", "chain": NO_CHAIN, "acked": "0", "cursor": "0", "agrees": ""}


def commit(
    tables: ReplicaTables,
    shapes: Mapping[str, Shape],
    drafts: Sequence[Draft],
    act: Act,
    area_of_place: AreaOfPlace = lambda place: place,
) -> Committed:
    """Keep an act: its records, their marks, and its numbered changesets. A record appears once in `drafts`."""
    facts = tables.facts()
    sequence, stamp, link = int(facts["sequence"]), int(facts["stamp"]), facts["chain"]
    group = group_name(facts["replica"], sequence + 1)
    fresh = {d.key for d in drafts if d.op == CREATE and len(d.id) == LENGTH_OF_NEW_ID}
    known = tables.rows(d.key for d in drafts if d.key not in fresh)
    writes, before = [], {}
    for draft in drafts:
        held = known.get(draft.key)
        values = dict(draft.values)
        if held and held.row.known():
            shown = merge.shown(held.row, times_of(tables, [held.row]))
            if shown[DELETED] and draft.op != ERASE:  # whoever edits what he sees deleted does not revive it by that
                values.setdefault(DELETED, True)
            before[f"{draft.type}/{draft.id}"] = {name: shown.get(name) for name in values}
        kinds = shapes[draft.type].fields
        writes.append(
            merge.change(held.row if held else Row(*draft.key), draft.op, values, kinds, draft.seen, anew=draft.anew)
        )
    areas = _Areas(tables, shapes, area_of_place)
    position = changesets = 0
    for piece in split(writes):
        sequence, stamp = sequence + 1, tick(stamp, act.now_ms)
        head = Changeset(facts["replica"], sequence, stamp, act.who, act.note, group, act.app, act.schema, act.undoes)
        previous, part = link, part_after(link, head, piece)
        link = part.chain
        told = {key: before[key] for w in piece if (key := f"{w.type}/{w.id}") in before}
        position = tables.append(Entry(part, previous, mine=True, undoable=act.undoable, before=told or None))
        changesets += 1
        made = [(w, part.version, areas.of(w.type, w.id, w)) for w in piece if w.key in fresh]
        if made:
            tables.create(made, act)
        changed = []
        for write in (w for w in piece if w.key not in fresh):
            held = known.setdefault(write.key, Held(Row(*write.key)))
            merge.apply(held.row, write, part.version)
            changed.append(held)
        names = {w.key: frozenset({DELETED, *w.names()}) for w in piece}
        _place(tables, areas, changed)
        tables.save(Saved(held, names[held.key], act.who, act.now_ms) for held in changed)
        if erased := {held.key for held in changed if held.row.erased}:
            blank(tables, erased)
    tables.put(sequence=str(sequence), stamp=str(stamp), chain=link, agrees="")
    return Committed(group, changesets, position)


def lay_down(
    tables: ReplicaTables, shapes: Mapping[str, Shape], name: str, writes: Sequence[Write], act: Act
) -> list[Key]:
    """Keep records that every desk makes from the same file (the places of a country) as changesets of that file.

    `name` stands for the content. Whoever lays down the same content has the very same changesets, so that desks that
    never met agree already; their stamps are the oldest there are, so that any person's edit counts more.
    """
    link, made = NO_CHAIN, []
    for number, piece in enumerate(split(writes), 1):
        head = Changeset(name, number, number, act.who, act.note, group_name(name, 1), act.app, act.schema)
        previous, part = link, part_after(link, head, piece)
        link = part.chain
        if not tables.entries([part.version]):
            joined = join_parts(tables, [Arrived(part)])
            tables.append(Entry(part, previous, undoable=False, before=joined.before[0] or None))
            save_joined(tables, shapes, joined, set(joined.names), lambda place: place)
            made += [write.key for write in piece]
    return made


def _place(tables: ReplicaTables, areas: _Areas, changed: Sequence[Held]) -> None:
    effective = times_of(tables, [held.row for held in changed])
    for held in changed:
        held.area, held.rights_class = areas.of_values(*held.key, merge.shown(held.row, effective), held)


class _Areas:
    """Where records of this laptop lie, as far as it can tell by itself; the hub decides."""

    def __init__(self, tables: ReplicaTables, shapes: Mapping[str, Shape], area_of_place: AreaOfPlace) -> None:
        self.tables, self.shapes, self.area_of_place = tables, shapes, area_of_place
        self.known: dict[Key, Stream | None] = {}

    def of(self, type: str, id: str, write: Write) -> Stream:
        """The stream of a new record."""
        return self.of_values(type, id, write.fields, None)

    def of_values(self, type: str, id: str, values: Mapping[str, Any], held: Held | None) -> Stream:
        """The stream of a record with these values; of an unknown type, where it was."""
        shape = self.shapes.get(type)
        if shape is None or (held and held.row.erased):
            return held.stream if held else (UNPLACED_AREA, OPEN)
        stream = self.known[type, id] = shape.stream(values, self._stream_of, self.area_of_place)
        return stream

    def _stream_of(self, type: str, id: str) -> Stream | None:
        if (type, id) not in self.known:
            self.known[type, id] = self.tables.streams([(type, id)]).get((type, id))
        return self.known[type, id]


@dataclass
class Joined:
    """What arrived, joined in memory to the records it touches: the records, which of their fields it touched, who
    touched them last and when, and part by part what the records showed before, for the history.
    """

    rows: dict[Key, Held]
    names: dict[Key, set[str]] = field(default_factory=dict)
    last: dict[Key, tuple[str, int]] = field(default_factory=dict)
    before: list[dict[str, Any]] = field(default_factory=list)

    def erased(self) -> set[Key]:
        """The records of which nothing may be kept."""
        return {key for key in self.names if self.rows[key].row.erased}


def join_parts(tables: ReplicaTables, arrived: Sequence[Arrived], again: Container[str] = ()) -> Joined:
    """Join parts of changesets of others to what is here, in the order given; nothing is written yet. Those of the versions
    that come `again`, by another path, are nobody's last change.
    """
    joined = Joined(tables.rows({write.key for one in arrived for write in one.part.writes.values()}))
    known = times_of(tables, [held.row for held in joined.rows.values()])
    times = {one.part.version: effective_time(one.part.head.stamp, one.received) for one in arrived}
    for one in arrived:
        before: dict[str, Any] = {}
        for _, write in sorted(one.part.writes.items()):
            held = joined.rows.setdefault(write.key, Held(Row(*write.key)))
            if held.row.known() and not held.row.erased:
                shown = merge.shown(held.row, lambda version: times.get(version) or known(version))
                told = before.setdefault(f"{write.type}/{write.id}", {})
                told.update({name: shown.get(name) for name in write.names() if name not in told})
            merge.apply(held.row, write, one.part.version)
            if one.stream is not None:
                held.area, held.rights_class, held.seq, held.leaving = *one.stream, max(held.seq, one.seq), False
            joined.names.setdefault(write.key, {DELETED}).update(write.names())
            if one.part.version not in again:
                joined.last[write.key] = one.part.head.who, milliseconds(one.part.head.stamp)
        joined.before.append(before)
    gone = {f"{type}/{id}" for type, id in joined.erased()}
    joined.before = [{name: told for name, told in one.items() if name not in gone} for one in joined.before]
    return joined


def save_joined(
    tables: ReplicaTables, shapes: Mapping[str, Shape], joined: Joined, unplaced: set[Key], area_of_place: AreaOfPlace
) -> None:
    """Write joined records. `unplaced` are those whose stream nobody told: it is found here, as far as it can be."""
    areas = _Areas(tables, shapes, area_of_place)
    changed = [joined.rows[key] for key in joined.names]
    _place(tables, areas, [held for held in changed if held.key in unplaced])
    tables.save(Saved(h, frozenset(joined.names[h.key]), *joined.last.get(h.key, ("", 0))) for h in changed)
    if erased := joined.erased():
        blank(tables, erased)


def blank(tables: ReplicaTables, keys: set[Key]) -> None:
    """Take what the journal says of these records out of it (law 15); numbers, hashes and links stay."""
    for entry in tables.touching(keys):
        left = {i: w for i, w in entry.part.writes.items() if w.key not in keys or w.op == ERASE}
        before = {n: v for n, v in (entry.before or {}).items() if tuple(n.split("/", 1)) not in keys}
        if len(left) != len(entry.part.writes) or before != (entry.before or {}):
            part = Part(entry.part.head, entry.part.chain, left)
            gone = {i: write_hash(w) for i, w in entry.part.writes.items() if i not in left and entry.previous}
            # where nothing is left of what came by the hub's streams there is nothing to be said, and nobody to be asked
            seq = entry.seq if left or entry.mine or entry.previous else entry.seq or 0
            tables.replace(replace(entry, part=part, seq=seq, absent={**entry.absent, **gone}, before=before or None))
    tables.thin_pages(0, keys)


def times_of(tables: ReplicaTables, rows: Iterable[Row]) -> merge.Effective:
    """The effective times that some records need: only where two values stand beside each other."""
    wanted = {v for row in rows for v in merge.versions_rivalling(row)}
    found = tables.effective(wanted) if wanted else {}
    return lambda version: found.get(version, 0)


def check_chain(entries: Iterable[Entry], facts: Mapping[str, str]) -> str | None:
    """Read a replica's own journal again, in order; the sentence that says where it is broken, or None."""
    link, expected = NO_CHAIN, 1
    for entry in entries:
        head = entry.part.head
        if head.sequence != expected:
            return f"changeset {expected} is missing"
        if entry.previous != link:
            return f"the chain breaks at changeset {head.sequence}"
        link = link_after(link, head, entry.part.writes, entry.absent)
        if link != entry.part.chain:
            return f"changeset {head.sequence} does not agree with its hash"
        expected += 1
    if expected - 1 != int(facts["sequence"]) or link != facts["chain"]:
        return "the journal ends before the last number given out"
    return None
