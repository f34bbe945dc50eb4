"""What the hub refused and its author took back: together it comes to nothing, and what comes to nothing needs no right.

Without this both would wait for good, and the laptop could never again agree with the hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sync import merge, packing
from sync.accepting import Batch
from sync.changeset import Key, Part, Write, canonical
from sync.hub_storage import Accepted, Desk, Logged, Waiting
from sync.merge import Row
from sync.shape import DELETED, REGISTER, Stream


def take_withdrawn(hub: Desk, device: str, keys: Iterable[Key]) -> None:
    """Take what waits from a laptop about these records, if after all of it they say what they say now, and nobody has
    a new question. Others are told all of it under one number, so that nobody sees one half. A record that was made and
    deleted again without ever being taken is known to nobody: nothing is told of it.
    """
    waiting = _together(hub, device, set(keys))
    if not waiting or any(one.device != device for one in waiting):
        return
    heads = hub.tables.accepted({one.version for one in waiting})
    waiting.sort(key=lambda one: (heads[one.version].head.stamp, heads[one.version].head.sequence, one.index))
    batch = _Together(hub, device)
    batch.accepted_by_version = heads
    batch.load({one.write.key for one in waiting})
    if batch.comes_to_nothing(waiting):
        batch.take(waiting, heads)


def _together(hub: Desk, device: str, keys: set[Key]) -> list[Waiting]:
    """What waits about records from a device, and all that waits of the same changesets, and about those records, and so
    on. What waits of others about the same records is a question of its own.
    """
    replicas: dict[str, list[Waiting]] = {}
    found: dict[tuple[str, int], Waiting] = {}
    while keys:
        about = [one for one in hub.tables.waiting(keys=keys) if one.device == device and not one.released]
        for one in about:
            if one.replica not in replicas:
                replicas[one.replica] = [w for w in hub.tables.waiting(replica=one.replica) if not w.released]
        versions = {one.version for one in about}
        fresh = [w for some in replicas.values() for w in some if w.version in versions]
        keys = {w.write.key for w in fresh if (w.version, w.index) not in found}
        found |= {(w.version, w.index): w for w in fresh}
    return list(found.values())


class _Together(Batch):
    def comes_to_nothing(self, waiting: Sequence[Waiting]) -> bool:
        """Whether every record that is meant is one the laptop may read, and says the same after all of it, or is one that
        was never taken, and is deleted after all of it.
        """
        scope = self.hub.policy.scope(self.device)
        writes: dict[Key, list[Waiting]] = {}
        for one in waiting:
            writes.setdefault(one.write.key, []).append(one)
        if scope is None or any(key in self.rows and self.rows[key].stream not in scope for key in writes):
            return False
        for key, some in writes.items():
            before = self.rows[key].row if self._is_known(key) else None
            row = packing.copied(before) if before else Row(*key)
            for one in some:
                merge.apply(row, one.write, one.version)
            if before is None:
                nothing = row.known() and not row.erased and merge.shown(row, self.effective)[DELETED]
            else:
                same = self._said(row) == self._said(before) and row.made == before.made
                nothing = same and _standing(row) <= _standing(before) and _asks(row) <= _asks(before)
            if not nothing:
                return False
        return True

    def _is_known(self, key: Key) -> bool:
        return key in self.rows and self.rows[key].row.known()

    def _said(self, row: Row) -> dict[str, Any]:
        """What a record says; a field that was never written and one that was emptied say the same."""
        return {name: value for name, value in merge.shown(row, self.effective).items() if value is not None}

    def take(self, waiting: Sequence[Waiting], heads: Mapping[str, Accepted]) -> None:
        """Take all of it, in its author's order."""
        self.lines.append([])
        for version, some in groupby(waiting, key=lambda one: one.version):
            part = Part(heads[version].head, heads[version].chain, {})
            self._apply(part, {one.index: one.write for one in some if self._is_known(one.write.key)}, 0, None)
        self.lines[0] = self._where_they_stay(self.lines[0])
        self.released += [(0, one) for one in waiting]
        self.finish()

    def _where_they_stay(self, lines: Sequence[Logged]) -> list[Logged]:
        """What was moved was moved back: every write is told where its record lies in the end, and nowhere on the way."""
        told: list[Logged] = []
        for line in lines:
            streams: dict[Stream, dict[int, Write]] = {}
            for index, write in line.part.writes.items() if line.part else ():
                streams.setdefault(self.rows[write.key].stream, {})[index] = write
            for stream, some in streams.items():
                assert line.part is not None
                told.append(replace(line, stream=stream, part=replace(line.part, writes=some)))
        return told


def _standing(row: Row) -> set[tuple[str, bytes]]:
    """The values that stand in the registers of a record, also those that are not shown; what is empty stands for nothing."""
    told = ((name, v) for name, found in row.kinds[REGISTER].items() for v in found.standing.values())
    return {(name, canonical(value)) for name, value in told if value is not None and value is not False}


def _asks(row: Row) -> set[str]:
    return set(merge.conflicts(row))
