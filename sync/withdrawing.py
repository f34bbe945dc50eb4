"""What the hub refused and its author took back: together it comes to nothing, and what comes to nothing needs no right.

Without this both would wait for good, and the laptop could never again agree with the hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sync import merge, packing
from sync.accepting import Batch
from sync.changeset import Key, Part
from sync.hub_storage import Accepted, Desk, Waiting
from sync.merge import Row


def take_withdrawn(hub: Desk, device: str, keys: Iterable[Key]) -> None:
    """Take what waits from a laptop about these records, if after all of it they say what they say now, and nobody has
    a new question. Others are told all of it under one number, so that nobody sees one half.
    """
    about = [one for one in hub.tables.waiting(keys=set(keys)) if not one.released]
    versions = {one.version for one in about}
    waiting = [
        one
        for replica in sorted({one.replica for one in about})
        for one in hub.tables.waiting(replica=replica)
        if one.version in versions and not one.released
    ]
    if len(versions) < 2 or any(one.device != device for one in waiting):
        return
    heads = hub.tables.accepted(versions)
    waiting.sort(key=lambda one: (heads[one.version].head.stamp, heads[one.version].head.sequence, one.index))
    batch = _Together(hub, device)
    batch.accepted_by_version = heads
    batch.load({one.write.key for one in waiting})
    if batch.comes_to_nothing(waiting):
        batch.take(waiting, heads)


class _Together(Batch):
    def comes_to_nothing(self, waiting: Sequence[Waiting]) -> bool:
        """Whether every record that is meant is one the laptop may read, and says the same after all of it."""
        scope = self.hub.policy.scope(self.device)
        keys = {one.write.key for one in waiting}
        if scope is None or any(key not in self.rows or self.rows[key].stream not in scope for key in keys):
            return False
        for key in keys:
            row, before = packing.copied(self.rows[key].row), self.rows[key].row
            for one in waiting:
                if one.write.key == key:
                    merge.apply(row, one.write, one.version)
            if self._said(row) != self._said(before):
                return False
            if not (set(merge.conflicts(row)) <= set(merge.conflicts(before)) and row.made == before.made):
                return False
        return True

    def _said(self, row: Row) -> dict[str, Any]:
        """What a record says; a field that was never written and one that was emptied say the same."""
        return {name: value for name, value in merge.shown(row, self._effective).items() if value is not None}

    def take(self, waiting: Sequence[Waiting], heads: Mapping[str, Accepted]) -> None:
        """Take all of it, in its author's order."""
        self.lines.append([])
        for version, some in groupby(waiting, key=lambda one: one.version):
            part = Part(heads[version].head, heads[version].chain, {})
            self._apply(part, {one.index: one.write for one in some}, 0, None)
        self.released += [(0, one) for one in waiting]
        self.finish()
