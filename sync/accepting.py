"""How the hub takes changesets in: tried on copies of the records, by whole streams, numbered as the last step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync import merge, packing
from sync.changeset import CREATE, ERASE, Key, Part, Write
from sync.hub_storage import EXCLUDED, OUT_OF_REACH, UNKNOWN_RECORD, Accepted, Desk, Logged, Stored, Waiting, by_of
from sync.merge import Row
from sync.messages import NOBODY, By, Pushed
from sync.shape import DEVICE_AREA, OPEN, REFERENCE_AREA, Stream


class Batch:
    """Some changesets on their way in: the records they touch are read once, changed in memory, written once."""

    def __init__(self, hub: Desk, device: str) -> None:
        self.hub, self.device = hub, device
        self.rows: dict[Key, Stored] = {}
        self.absent: set[Key] = set()
        self.accepted: list[tuple[int, Accepted]] = []
        self.accepted_by_version: dict[str, Accepted] = {}
        self.lines: list[list[Logged]] = []
        self.held: list[Waiting] = []
        self.released: list[tuple[int, Waiting]] = []
        self.touched: dict[Key, int] = {}
        self.erased: list[Key] = []
        self.made: set[Key] = set()
        self.in_vain: set[Key] = set()

    def load(self, keys: Iterable[Key]) -> None:
        """Read and lock records that are not here yet, and what they belong to."""
        wanted = {key for key in keys if key not in self.rows and key not in self.absent}
        while wanted:
            found = self.hub.tables.rows(sorted(wanted))
            self.rows.update(found)
            self.absent |= wanted - found.keys()
            wanted = {s.parent for s in found.values() if s.parent} - self.rows.keys() - self.absent

    def look(self, type: str, id: str) -> Mapping[str, Any] | None:
        """What a record says now, for questions of rights."""
        self.load([(type, id)])
        stored = self.rows.get((type, id))
        return None if stored is None or not stored.row.known() else merge.shown(stored.row, self._effective)

    def accept(self, pushed: Pushed, before: Accepted | None, author: str | None, *, main: bool = False) -> None:
        """One changeset: what may take effect is applied, the rest waits with its reason (law 4: by whole streams).

        `before` is what the hub has of it already, from another path or from before a lost reply; `author` is the device
        whose rights it is judged by (None: it was judged before).
        """
        part = pushed.part
        earlier = self.accepted_by_version.get(part.version)  # another stream's part of it, in this very batch
        before = earlier or before
        self.accepted = [one for one in self.accepted if one[1] is not earlier] if earlier else self.accepted
        have = before.have if before else frozenset()
        fresh = {} if before and before.whole else {i: w for i, w in part.writes.items() if i not in have}
        times = [time for time in (pushed.received, before.received if before else None) if time is not None]
        kept = Accepted(
            part.head,
            part.chain,
            before.seq if before else 0,
            min([self.hub.now_ms, *times]),
            pushed.whole or bool(before and before.whole),
            have | part.writes.keys(),
            main or bool(before and before.main),
        )
        number = len(self.lines)
        self.lines.append([])
        self.accepted.append((number, kept))
        self.accepted_by_version[part.version] = kept
        held = self._apply(part, fresh, number, author)
        of = part.head.replica, part.version
        self.held += [Waiting(*of, i, fresh[i], reason, author or self.device) for i, reason in held.items()]

    def release(self, waiting: Sequence[Waiting], by: str = "") -> None:
        """Writes that waited, tried again with the rights of the device that brought them, or of another (`by`); what
        is still refused goes on waiting.
        """
        heads = self.accepted_by_version | self.hub.tables.accepted(one.version for one in waiting)
        for version, device in dict.fromkeys((one.version, by or one.device) for one in waiting):
            mine = {w.index: w for w in waiting if w.version == version and (by or w.device) == device}
            number = len(self.lines)
            self.lines.append([])
            part = Part(heads[version].head, heads[version].chain, {})
            held = self._apply(part, {i: one.write for i, one in mine.items()}, number, device)
            self.held += [replace(mine[i], reason=reason, device=device) for i, reason in held.items()]
            self.released += [(number, one) for i, one in mine.items() if i not in held]

    def join(self, row: Row, by: By) -> None:
        """A whole record, as this hub said it before it was restored."""
        self.load([(row.type, row.id)])
        number = len(self.lines)
        self.lines.append([])
        trial = _Trial(self, None)
        if trial.join(row, by):
            trial.keep(number, {})
        self.released += [
            (number, one) for one in self.hub.tables.waiting(keys=[(row.type, row.id)]) if self._stands(one)
        ]

    def _apply(self, part: Part, fresh: Mapping[int, Write], number: int, device: str | None) -> dict[int, str]:
        self.load({write.key for write in fresh.values()})
        held: dict[int, str] = {}
        while True:
            trial = _Trial(self, part)
            tried = ((i, trial.write(i, write, device)) for i, write in sorted(fresh.items()) if i not in held)
            refused = {i: reason for i, reason in tried if reason}
            if not refused:
                break
            streams = {stream for i in refused for stream in trial.streams[i]}
            free = fresh.keys() - held.keys() - trial.standing
            while more := {i for i in free - refused.keys() if streams & trial.streams.get(i, set())}:
                reason = next(iter(refused.values()))
                refused |= dict.fromkeys(more, reason)
                streams |= {stream for i in more for stream in trial.streams[i]}
            held |= refused
        trial.keep(number, {i: w for i, w in fresh.items() if i not in held})
        return held

    def finish(self) -> None:
        """Numbers are taken here, as the last step, and everything is written."""
        tables = self.hub.tables
        came = [w for w in (*self.held, *tables.waiting(keys=self.made)) if self._came(w)] if self.made else []
        if came:  # tried again with all that waits of the same changesets: whole streams, or nothing (law 4)
            versions, replicas = {w.version for w in came}, {w.replica for w in came}
            there = [w for replica in replicas for w in tables.waiting(replica=replica) if not w.released]
            retry = [w for w in (*self.held, *there) if w.version in versions]
            self.made.clear()
            self.held = [waiting for waiting in self.held if waiting not in retry]
            self.release(retry)
            return self.finish()
        # nothing that waits is kept of what was erased; whoever wrote of it, in whatever place, hears that it left
        waits = {w.write.key for w in (*self.held, *tables.waiting(keys=self.erased))}
        gone = {key for key in waits | self.in_vain if self._erased(key)}
        held = [one for one in self.held if one.write.key not in gone]
        if gone:
            self.lines[-1] += [Logged(0, (REFERENCE_AREA, OPEN), key) for key in sorted(gone)]
        new = {number for number, kept in self.accepted if not kept.seq} | {number for number, _ in self.released}
        told = [number for number, lines in enumerate(self.lines) if lines or number in new]
        before = tables.next_seq(len(told)) - 1 if told else tables.last_seq()
        seq = dict.fromkeys(range(len(self.lines)), before)
        seq |= {number: before + place for place, number in enumerate(told, 1)}
        for number, kept in self.accepted:
            kept.seq = kept.seq or seq[number]
        tables.save(replace(self.rows[key], seq=seq[number]) for key, number in self.touched.items())
        tables.keep(kept for _, kept in self.accepted)
        tables.hold([*held, *(replace(one, released=max(1, seq[number])) for number, one in self.released)])
        tables.log(replace(line, seq=seq[number]) for number, lines in enumerate(self.lines) for line in lines)
        for key in self.erased:
            tables.forget(key)
        return None

    def _erased(self, key: Key) -> bool:
        return key in self.rows and self.rows[key].row.erased

    def _stands(self, waiting: Waiting) -> bool:
        """Whether a write that waits stands all the same: it was taken before the hub was restored."""
        stored = self.rows.get(waiting.write.key)
        if stored is None or waiting.released:
            return False
        tried = packing.copied(stored.row)
        merge.apply(tried, waiting.write, waiting.version)
        return packing.pack(tried) == packing.pack(stored.row)

    def _came(self, waiting: Waiting) -> bool:
        return waiting.reason == UNKNOWN_RECORD and not waiting.released and waiting.write.key in self.made

    def _effective(self, version: str) -> int:
        kept = self.accepted_by_version.get(version)
        if kept is not None:
            return kept.effective
        return self.hub.tables.effective([version]).get(version, 0)


class _Trial:
    """One changeset tried on copies of the records, so that a refusal leaves no trace."""

    def __init__(self, batch: Batch, part: Part | None) -> None:
        self.batch, self.part = batch, part
        self.copies: dict[Key, Stored] = {}
        self.streams: dict[int, set[Stream]] = {}
        self.standing: set[int] = set()

    def _stored(self, key: Key) -> Stored | None:
        return self.copies.get(key) or self.batch.rows.get(key)

    def _look(self, type: str, id: str) -> Mapping[str, Any] | None:
        copy = self.copies.get((type, id))
        return merge.shown(copy.row, self.batch._effective) if copy else self.batch.look(type, id)

    def join(self, row: Row, by: By) -> bool:
        """Try a whole record; whether it says anything new."""
        stored = self._stored((row.type, row.id))
        merged = packing.copied(stored.row) if stored else Row(row.type, row.id)
        merge.join(merged, row)
        if stored and packing.pack(merged) == packing.pack(stored.row):
            return False
        copy = self._placed(merged, merge.shown(merged, self.batch._effective))
        copy.by = stored.by if stored else by
        self.copies[row.type, row.id] = copy
        return True

    def write(self, index: int, write: Write, device: str | None) -> str | None:
        """Try one write with the rights of a device (None: it was judged before): why it may not take effect."""
        hub = self.batch.hub
        assert self.part is not None
        stored = self._stored(write.key)
        known = stored is not None and stored.row.known()
        self.streams[index] = {stored.stream} if stored and known else set()
        if not known and write.op not in (CREATE, ERASE):
            return UNKNOWN_RECORD
        row = packing.copied(stored.row) if stored else Row(*write.key)
        before = merge.shown(row, self.batch._effective) if known else {}
        merge.apply(row, write, self.part.version)
        if stored and known and packing.pack(row) == packing.pack(stored.row):
            device = None  # it stands already: it was taken before the hub was restored
            self.standing.add(index)
        after = merge.shown(row, self.batch._effective)
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
                copy = self._placed(old.row, merge.shown(old.row, batch._effective))
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
