"""One changeset tried on copies of the records a batch has read, so that a refusal leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sync import merge, packing
from sync.changeset import CREATE, ERASE, Key, Part, Write
from sync.hub_storage import EXCLUDED, OUT_OF_REACH, UNKNOWN_RECORD, Logged, Stored, by_of
from sync.merge import Row
from sync.messages import NOBODY, By
from sync.shape import DEVICE_AREA, Stream

if TYPE_CHECKING:
    from sync.accepting import Batch


class Trial:
    """What a changeset would make of the records: on copies, until it is kept. What changes nothing stands already when
    it is new to the hub (it was taken before the hub was restored), and not when it is tried `again`: somebody wrote
    over it while it waited.
    """

    def __init__(self, batch: Batch, part: Part | None, *, again: bool = False) -> None:
        self.batch, self.part, self.again = batch, part, again
        self.copies: dict[Key, Stored] = {}
        self.streams: dict[int, set[Stream]] = {}
        self.standing: set[int] = set()
        self.refused: dict[Key, str] = {}

    def _stored(self, key: Key) -> Stored | None:
        return self.copies.get(key) or self.batch.rows.get(key)

    def _knows(self, key: Key) -> bool:
        self.batch.load([key])
        stored = self._stored(key)
        return stored is not None and stored.row.known()

    def _look(self, type: str, id: str) -> Mapping[str, Any] | None:
        copy = self.copies.get((type, id))
        return merge.shown(copy.row, self.batch.effective) if copy else self.batch.look(type, id)

    def join(self, row: Row, by: By) -> bool:
        """Try a whole record; whether it says anything new."""
        stored = self._stored((row.type, row.id))
        merged = packing.copied(stored.row) if stored else Row(row.type, row.id)
        merge.join(merged, row)
        if stored and packing.pack(merged) == packing.pack(stored.row):
            return False
        copy = self._placed(merged, merge.shown(merged, self.batch.effective))
        copy.by = stored.by if stored else by
        self.copies[row.type, row.id] = copy
        return True

    def write(self, index: int, write: Write, device: str | None) -> str | None:
        """Try one write with the rights of a device (None: it was judged before): why it may not take effect."""
        reason = self._write(index, write, device)
        if reason and write.op == CREATE:
            self.refused[write.key] = reason
        return reason

    def _write(self, index: int, write: Write, device: str | None) -> str | None:
        hub = self.batch.hub
        assert self.part is not None
        stored = self._stored(write.key)
        known = stored is not None and stored.row.known()
        self.streams[index] = {stored.stream} if stored and known else set()
        if not known and write.op not in (CREATE, ERASE):
            return UNKNOWN_RECORD
        row = packing.copied(stored.row) if stored else Row(*write.key)
        before = merge.shown(row, self.batch.effective) if known else {}
        merge.apply(row, write, self.part.version)
        if stored and known and not self.again and packing.pack(row) == packing.pack(stored.row):
            device = None
            self.standing.add(index)
        after = merge.shown(row, self.batch.effective)
        shape = hub.shapes.get(write.type)
        owner = shape.owner(after) if shape and not row.erased else None
        if (
            owner and index not in self.standing and not self._knows(owner)
        ):  # whose rights decide over it, and who may be told of it, nobody can say
            return self.refused.get(owner) or self.batch.why_missing(owner)
        copy = self._placed(row, after)
        copy.by = by_of(stored.by if stored and known else NOBODY, self.part.head)
        self.streams[index].add(copy.stream)
        if device is not None:
            scope = hub.policy.scope(device)
            if scope is None or copy.stream not in scope:
                return EXCLUDED if scope is None else OUT_OF_REACH
            if refusal := hub.policy.refusal(device, write, before, after, self._look):
                return refusal
        self.copies[write.key] = copy
        return None

    def _placed(self, row: Row, values: Mapping[str, Any]) -> Stored:
        """Where a record lies, from what it says."""
        hub = self.batch.hub
        if row.erased and (stored := self._stored((row.type, row.id))):
            return replace(stored, row=row)
        shape = hub.shapes.get(row.type)
        if shape is None:
            return Stored(row)

        def stream_of(type: str, id: str) -> Stream | None:
            self.batch.load([(type, id)])
            parent = self._stored((type, id))
            return parent.stream if parent else None

        area, rights_class = shape.stream(values, stream_of, lambda place: hub.policy.area_of_place(place, self._look))
        if area == DEVICE_AREA:
            area = f"{DEVICE_AREA}:{self.batch.device}"
        return Stored(row, area, rights_class, 0, shape.parent(values))

    def keep(self, number: int, writes: Mapping[int, Write]) -> None:
        """Everything that was tried becomes so: the records, their log, and their parts that move with them."""
        batch = self.batch
        lines: dict[Stream, dict[int, Write]] = {}
        moved: list[Key] = []
        for key, copy in self.copies.items():
            old = batch.rows.get(key)
            if copy.row.erased and not (old and old.row.erased):
                batch.erased.append(key)
            if copy.row.known() and not (old and old.row.known()):
                batch.made.add(key)
            if not (old and old.row.known()) or old.stream != copy.stream:
                moved.append(key)
            self._move(number, key, old, copy)
        waiting = [key for key in moved if key[0] in batch.hub.parent_types]
        while waiting:
            children = [
                *batch.hub.tables.children(waiting),
                *(key for key, stored in batch.rows.items() if stored.parent in waiting),
            ]
            batch.load(children)
            waiting = []
            for key in dict.fromkeys(children):
                old = batch.rows[key]
                copy = self._placed(old.row, merge.shown(old.row, batch.effective))
                if copy.stream != old.stream:
                    self._move(number, key, old, replace(copy, seq=old.seq, by=old.by))
                    waiting.append(key)
        if self.part is None:
            batch.lines[number] += [Logged(0, copy.stream, key, enters=True) for key, copy in self.copies.items()]
            return
        for index, write in sorted(writes.items()):  # told where the record lies when all of it is done
            stored = batch.rows[write.key]
            if write.op == ERASE or not stored.row.erased:
                lines.setdefault(stored.stream, {})[index] = write
            else:
                batch.in_vain.add(write.key)
        for stream, some in lines.items():
            batch.lines[number].append(Logged(0, stream, part=Part(self.part.head, self.part.chain, some)))

    def _move(self, number: int, key: Key, old: Stored | None, new: Stored) -> None:
        batch = self.batch
        batch.rows[key] = new
        batch.absent.discard(key)
        batch.touched[key] = number
        if old is not None and old.row.known() and old.stream != new.stream:
            batch.lines[number] += [Logged(0, old.stream, key), Logged(0, new.stream, key, enters=True)]
