"""How the hub takes changesets in: tried on copies of the records (`sync.trying`), by whole streams, numbered as the
last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync import merge, packing
from sync.changeset import CREATE, ERASE, Key, Part, Write
from sync.hub_storage import UNKNOWN_RECORD, Accepted, Desk, Logged, Stored, Waiting
from sync.merge import Row
from sync.messages import By, Pushed
from sync.shape import OPEN, REFERENCE_AREA
from sync.trying import Trial


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
        return None if stored is None or not stored.row.known() else merge.shown(stored.row, self.effective)

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
        if before and before.seq and kept.received < before.received:
            self._tell_times_again(part, number)
        of = part.head.replica, part.version
        self.held += [
            self._waits(Waiting(*of, i, fresh[i], "", ""), reason, author or self.device) for i, reason in held.items()
        ]

    def _tell_times_again(self, part: Part, number: int) -> None:
        """Whoever was told of a later time of a changeset (a courier came first after a restore) would go on showing by it
        which of two values is the later: the records in which it stands are told once more, with their times.
        """
        for key in dict.fromkeys(write.key for write in part.writes.values()):
            stored = self.rows.get(key)
            if stored and stored.row.known() and part.version in merge.versions_shown(stored.row):
                self.lines[number].append(Logged(0, stored.stream, key, enters=True))
                self.touched[key] = number

    def _waits(self, waiting: Waiting, reason: str, device: str) -> Waiting:
        needs, rights = self._needs(waiting.write), self.hub.policy.rights(device)
        return replace(waiting, reason=reason, device=device, needs=needs, rights=rights)

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
            held = self._apply(part, {i: one.write for i, one in mine.items()}, number, device, again=True)
            self.held += [self._waits(mine[i], reason, device) for i, reason in held.items()]
            self.released += [(number, one) for i, one in mine.items() if i not in held]

    def join(self, row: Row, by: By) -> None:
        """A whole record, as this hub said it before it was restored."""
        self.load([(row.type, row.id)])
        number = len(self.lines)
        self.lines.append([])
        trial = Trial(self, None)
        if trial.join(row, by):
            trial.keep(number, {})
        self.released += [
            (number, one) for one in self.hub.tables.waiting(keys=[(row.type, row.id)]) if self._stands(one)
        ]

    def _apply(
        self, part: Part, fresh: Mapping[int, Write], number: int, device: str | None, *, again: bool = False
    ) -> dict[int, str]:
        self.load({key for write in fresh.values() for key in (write.key, self._owner(write)) if key})
        held: dict[int, str] = {}
        while True:
            trial = Trial(self, part, again=again)
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
        taken = {(one.version, one.index) for _number, one in self.released}
        unmet = [w for w in (*self.held, *tables.waiting(needing=self.made)) if not w.released] if self.made else []
        came = [w for w in unmet if w.needs in self.made and (w.version, w.index) not in taken]
        if came:  # tried again with all that waits of the same changesets: whole streams, or nothing (law 4)
            versions, replicas = {w.version for w in came}, {w.replica for w in came}
            there = [w for replica in replicas for w in tables.waiting(replica=replica) if not w.released]
            retry = [w for w in (*self.held, *there) if w.version in versions and (w.version, w.index) not in taken]
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

    def _knows(self, key: Key) -> bool:
        return key in self.rows and self.rows[key].row.known()

    def _owner(self, write: Write) -> Key | None:
        """The record that a write says its own is a part of."""
        shape = self.hub.shapes.get(write.type)
        return shape.owner(write.fields) if shape else None

    def _needs(self, write: Write) -> Key | None:
        """What has to come before a write that waits can be tried: its record, or what that is a part of."""
        if write.op not in (CREATE, ERASE) and not self._knows(write.key):
            return write.key
        owner = self._owner(write)
        return None if owner is None or self._knows(owner) else owner

    def why_missing(self, key: Key) -> str:
        """Why a record is not here: the reason for which it waits itself, or nobody has brought it."""
        waiting = [w for w in (*self.held, *self.hub.tables.waiting(keys=[key])) if w.write.key == key]
        reasons = [w.reason for w in waiting if w.write.op == CREATE and not w.released]
        return reasons[0] if reasons else UNKNOWN_RECORD

    def effective(self, version: str) -> int:
        """The time by which the values of a changeset are ordered."""
        kept = self.accepted_by_version.get(version)
        if kept is not None:
            return kept.effective
        return self.hub.tables.effective([version]).get(version, 0)
