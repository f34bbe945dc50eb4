"""What arrives at a replica: news of changesets, whole records, records that left; all that comes at once is read at
once, joined in memory, and written at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync import merge, packing
from sync.changeset import CREATE, Key, Part
from sync.messages import Enter, Leave, News
from sync.replica import blank, join_parts, save_joined
from sync.replica_storage import Arrived, Entry, Held, ReplicaTables, Saved
from sync.shape import AreaOfPlace, Shape


@dataclass
class Outcome:
    """What an answer brought: how much, what to tell the person, and whether to go on at once."""

    received: int = 0
    acknowledged: int = 0
    changed: set[Key] = field(default_factory=set)
    left: set[Key] = field(default_factory=set)
    happened: list[str] = field(default_factory=list)
    again: bool = False

    def add(self, later: Outcome) -> None:
        """What came after it, in another piece or another answer."""
        self.received += later.received
        self.acknowledged += later.acknowledged
        self.changed |= later.changed
        self.left |= later.left
        self.happened += [what for what in later.happened if what not in self.happened]
        self.again = later.again


def take_news(
    tables: ReplicaTables, shapes: Mapping[str, Shape], news: Sequence[News], area: AreaOfPlace, outcome: Outcome
) -> None:
    """Keep news that follow each other. The parts of one changeset, one for each stream, are one line of the journal."""
    entries = tables.entries({one.part.version for one in news})
    here = {version: entry.part.writes.keys() for version, entry in entries.items()}
    again = {v for one in news if (v := one.part.version) in here and here[v] >= one.part.writes.keys()}
    joined = join_parts(tables, [Arrived(one.part, one.stream, one.seq, one.received) for one in news], again)
    fresh = {one.part.version for one in news} - entries.keys()
    for one, before in zip(news, joined.before, strict=True):
        known = entries.get(one.part.version) or Entry(one.part, received=one.received, undoable=False)
        part = Part(known.part.head, known.part.chain, {**one.part.writes, **known.part.writes})
        told = {**before, **(known.before or {})} or None
        all_told = known.seq is not None or one.part.writes.keys() >= known.part.writes.keys()
        seq = one.seq if all_told else None  # what else came here by hand may wait there: it is asked about
        entries[one.part.version] = replace(
            known, part=part, seq=seq, received=earlier(known, one.received), before=told
        )
    for version, entry in entries.items():
        (tables.append if version in fresh else tables.replace)(entry)
    save_joined(tables, shapes, joined, set(), area)
    outcome.received += len(news)
    outcome.changed |= joined.names.keys()


def earlier(known: Entry, received: int) -> int:
    """When a changeset came to the hub: of two times that it told the earlier counts (it may have learnt of that from
    somebody who knew it before a restore); what an earlier life of it said, until it says it itself, does not.
    """
    return received if known.seq is None or known.received is None else min(known.received, received)


def take_records(
    tables: ReplicaTables, enters: Sequence[Enter], outcome: Outcome, walk_began: int | None = None
) -> None:
    """Keep whole records that follow each other.

    Those of a walk that began behind a number of the hub are all there is: what this laptop has of them beside that, and
    the hub has been told of long since, was withdrawn or never let in, and goes.
    """
    known = tables.rows(enter.key for enter in enters)
    more = (
        {enter.key for enter in enters if _says_more(known.get(enter.key), enter)} if walk_began is not None else set()
    )
    alone = more - touched(tables, more, after=walk_began) - held_keys(tables) if more else set()
    saved: dict[Key, Saved] = {}
    for enter in enters:
        held, theirs = known.get(enter.key), packing.unpack(*enter.key, enter.packed)
        if held is None:
            held, news = known.setdefault(enter.key, Held(theirs)), True
        elif enter.key in alone:
            held.row, news = theirs, True
        else:
            before = packing.pack(held.row)
            merge.join(held.row, theirs)
            news = packing.pack(held.row) != before
        if news:
            outcome.received += 1
            outcome.changed.add(enter.key)
        held.area, held.rights_class = enter.stream
        held.seq, held.leaving = max(held.seq, enter.seq), False
        made_by, made_at, changed_by, changed_at = enter.by
        saved[enter.key] = Saved(held, None, changed_by, changed_at, (made_by, made_at))
    tables.save(saved.values())
    if erased := {key for key, one in saved.items() if one.held.row.erased}:
        blank(tables, erased)


def _says_more(held: Held | None, enter: Enter) -> bool:
    """Whether a record says here what a whole one that arrives does not."""
    if held is None:
        return False
    both, theirs = packing.copied(held.row), packing.unpack(*enter.key, enter.packed)
    merge.join(both, theirs)
    return packing.pack(both) != packing.pack(theirs)


def take_leave(tables: ReplicaTables, leaves: Sequence[Leave]) -> None:
    """Records that left every stream of this laptop go, unless something newer is known of them."""
    held = tables.rows(leave.key for leave in leaves)
    set_leaving(tables, [leave.key for leave in leaves if leave.key in held and held[leave.key].seq < leave.seq])


def set_leaving(tables: ReplicaTables, keys: Iterable[Key], *, leaving: bool = True) -> None:
    """Mark records that are to go, or that stay after all."""
    tables.save(Saved(replace(held, leaving=leaving), frozenset(), "", 0) for held in tables.rows(keys).values())


def let_go(tables: ReplicaTables, outcome: Outcome) -> None:
    """Take records that left off this disk, once everything written about them here has reached the hub (law 7). What was
    made here and refused there never was anybody else's: it stays with its author.
    """
    keys = set(tables.leaving())
    if not keys:
        return
    stays = keys & held_keys(tables, CREATE)
    set_leaving(tables, stays, leaving=False)
    keys -= touched(tables, keys) | stays
    tables.remove(keys)
    blank(tables, keys)
    outcome.left |= keys


def held_keys(tables: ReplicaTables, op: str | None = None) -> set[Key]:
    """The records about which a write of this laptop waits at the hub: any, or one of a kind."""
    return {key for one in tables.waits() for does, key in one.about.values() if op in (None, does)}


def touched(tables: ReplicaTables, keys: set[Key], after: int | None = None) -> set[Key]:
    """Those of some records about which something here has not reached the hub, as far as we know, or only after it had
    given out this number.
    """
    late = [e for e in tables.touching(keys) if e.seq is None or (after is not None and e.seq > after)]
    return {write.key for entry in late for write in entry.part.writes.values()}
