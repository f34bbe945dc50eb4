"""How the hub takes changesets in: tried on copies of the records, by whole streams, numbered as the last step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sync import merge
from sync.changeset import CREATE, ERASE, Changeset, Key, Part, Write, version_of
from sync.merge import Row
from sync.messages import NOBODY, By, Place, Pushed
from sync.shape import DEVICE_AREA, RESTRICTED, UNPLACED_AREA, Shape, Stream
from sync.stamp import effective_time, milliseconds

#: why a write waits: its record has not come yet; it would lie where its author may not read; its laptop was excluded
UNKNOWN_RECORD, OUT_OF_REACH, EXCLUDED = "unknown_record", "out_of_reach", "excluded"
Look = Callable[[str, str], Mapping[str, Any] | None]


@dataclass
class Stored:
    """A record at the hub: its state, the stream it lies in, the number of its last change, what it belongs to."""

    row: Row
    area: str = UNPLACED_AREA
    rights_class: str = RESTRICTED
    seq: int = 0
    parent: Key | None = None
    by: By = NOBODY

    @property
    def key(self) -> Key:
        """The record."""
        return self.row.type, self.row.id

    @property
    def stream(self) -> Stream:
        """Where the record lies."""
        return self.area, self.rights_class


@dataclass
class Accepted:
    """One changeset as the hub keeps it: its head, its place, when it came (ms since 1970), and which of its writes
    have come: all (`whole`), or those of `have`. `main` says that its author sent it himself, in his numbering.
    """

    head: Changeset
    chain: str
    body_hash: str
    seq: int
    received: int
    whole: bool = True
    have: frozenset[int] = frozenset()
    main: bool = True

    @property
    def version(self) -> str:
        """The name of the changeset."""
        return version_of(self.chain)

    @property
    def effective(self) -> int:
        """The time that decides between values that did not see each other."""
        return effective_time(self.head.stamp, self.received)


@dataclass
class Waiting:
    """One write that the hub could not accept yet: whose, which, and why."""

    replica: str
    version: str
    index: int
    write: Write
    reason: str
    device: str
    released: int = 0


@dataclass(frozen=True)
class Logged:
    """One line of the hub's log; `part` is None for a record that came in (`enters`) or left."""

    seq: int
    stream: Stream
    key: Key | None = None
    enters: bool = False
    part: Part | None = None


class HubTables(Protocol):
    """What the hub asks of its storage, inside one transaction."""

    def facts(self) -> dict[str, str]: ...
    def put(self, name: str, value: str) -> None: ...
    def head(self, replica: str) -> tuple[int, str, str]: ...
    def set_head(self, replica: str, sequence: int, link: str, device: str) -> None: ...
    def chains(self, replica: str, since: int) -> dict[int, str]: ...
    def accepted(self, versions: Iterable[str]) -> dict[str, Accepted]: ...
    def keep(self, accepted: Iterable[Accepted]) -> None: ...
    def effective(self, versions: Iterable[str]) -> dict[str, int]: ...
    def rows(self, keys: Iterable[Key], *, lock: bool = True) -> dict[Key, Stored]: ...
    def children(self, keys: Iterable[Key]) -> list[Key]: ...
    def save(self, rows: Iterable[Stored]) -> None: ...
    def next_seq(self, count: int) -> int: ...
    def last_seq(self) -> int: ...
    def log(self, lines: Iterable[Logged]) -> None: ...
    def read_log(self, scope: Iterable[Stream], after: int, upto: int, room: int) -> list[Logged]: ...
    def snapshot(self, streams: Iterable[Stream], after: Place, room: int) -> list[Stored]: ...
    def digest(self, scope: Iterable[Stream], aside: Iterable[Key] = ()) -> tuple[int, int]: ...
    def hold(self, waiting: Iterable[Waiting]) -> None: ...
    def waiting(self, *, replica: str = "", keys: Iterable[Key] = ()) -> list[Waiting]: ...
    def forget(self, key: Key) -> None: ...


class Policy(Protocol):
    """What the application says about rights: pure functions of the device and of the record before and after."""

    def scope(self, device: str) -> frozenset[Stream] | None: ...
    def refusal(
        self, device: str, write: Write, before: Mapping[str, Any], after: Mapping[str, Any], look: Look
    ) -> str | None: ...
    def area_of_place(self, place: str, look: Look) -> str | None: ...


@dataclass(frozen=True)
class Desk:
    """What a batch needs of its hub: the tables, the shapes, the rights, and the time now (ms since 1970)."""

    tables: HubTables
    shapes: Mapping[str, Shape]
    policy: Policy
    now_ms: int

    @property
    def parent_types(self) -> set[str]:
        """The types that others belong to and move with."""
        return {shape.parent_type for shape in self.shapes.values() if shape.parent_type}


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

    def accept(self, pushed: Pushed, before: Accepted | None, *, main: bool = False, trusted: bool = False) -> None:
        """One changeset: what may take effect is applied, the rest waits with its reason (law 4: by whole streams).

        `before` is what the hub has of it already, from another path or from before a lost reply.
        """
        part = pushed.part
        have = before.have if before else frozenset()
        fresh = {} if before and before.whole else {i: w for i, w in part.writes.items() if i not in have}
        times = [time for time in (pushed.received, before.received if before else None) if time is not None]
        kept = Accepted(
            part.head,
            part.chain,
            pushed.body_hash,
            before.seq if before else 0,
            min([self.hub.now_ms, *times]),
            pushed.whole or bool(before and before.whole),
            have | part.writes.keys(),
        )
        number = len(self.lines)
        self.lines.append([])
        self.accepted.append((number, kept))
        self.accepted_by_version[part.version] = kept
        held = self._apply(part, fresh, number, None if trusted else self.device)
        self.held += [
            Waiting(part.head.replica, part.version, i, fresh[i], reason, self.device) for i, reason in held.items()
        ]

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
            refused = {
                i: reason for i, w in sorted(fresh.items()) if i not in held and (reason := trial.write(i, w, device))
            }
            if not refused:
                break
            streams = {stream for i in refused for stream in trial.streams[i]}
            while more := {
                i for i in fresh if i not in held and i not in refused and streams & trial.streams.get(i, set())
            }:
                reason = next(iter(refused.values()))
                refused |= dict.fromkeys(more, reason)
                streams |= {stream for i in more for stream in trial.streams[i]}
            held |= refused
        trial.keep(number, {i: w for i, w in fresh.items() if i not in held})
        return held

    def finish(self) -> None:
        """Numbers are taken here, as the last step, and everything is written."""
        tables = self.hub.tables
        retry = [w for w in (*self.held, *tables.waiting(keys=self.made)) if self._came(w)] if self.made else []
        if retry:
            self.made.clear()
            self.held = [waiting for waiting in self.held if waiting not in retry]
            self.release(retry)
            return self.finish()
        first = tables.next_seq(len(self.lines)) if self.lines else 0
        for number, kept in self.accepted:
            kept.seq = kept.seq or first + number
        tables.save(replace(self.rows[key], seq=first + number) for key, number in self.touched.items())
        tables.keep(kept for _, kept in self.accepted)
        tables.hold([*self.held, *(replace(one, released=first + number) for number, one in self.released)])
        tables.log(replace(line, seq=first + number) for number, lines in enumerate(self.lines) for line in lines)
        for key in self.erased:
            tables.forget(key)
        return None

    def _stands(self, waiting: Waiting) -> bool:
        """Whether a write that waits has taken effect all the same: it had, before the hub was restored."""
        stored = self.rows.get(waiting.write.key)
        if stored is None or waiting.released:
            return False
        tried = merge.copied(stored.row)
        merge.apply(tried, waiting.write, waiting.version)
        return merge.pack(tried) == merge.pack(stored.row)

    def _came(self, waiting: Waiting) -> bool:
        return waiting.reason == UNKNOWN_RECORD and not waiting.released and waiting.write.key in self.made

    def _effective(self, version: str) -> int:
        kept = self.accepted_by_version.get(version)
        if kept is not None:
            return kept.effective
        return self.hub.tables.effective([version]).get(version, 0)


def by_of(before: By, head: Changeset) -> By:
    """Who made and last changed a record, after one more changeset."""
    at = milliseconds(head.stamp)
    made = before[:2] if before[1] else (head.who, at)
    return (*made, head.who, at) if at >= before[3] else (*made, *before[2:])


class _Trial:
    """One changeset tried on copies of the records, so that a refusal leaves no trace."""

    def __init__(self, batch: Batch, part: Part | None) -> None:
        self.batch, self.part = batch, part
        self.copies: dict[Key, Stored] = {}
        self.streams: dict[int, set[Stream]] = {}

    def _stored(self, key: Key) -> Stored | None:
        return self.copies.get(key) or self.batch.rows.get(key)

    def _look(self, type: str, id: str) -> Mapping[str, Any] | None:
        copy = self.copies.get((type, id))
        return merge.shown(copy.row, self.batch._effective) if copy else self.batch.look(type, id)

    def join(self, row: Row, by: By) -> bool:
        """Try a whole record; whether it says anything new."""
        stored = self._stored((row.type, row.id))
        merged = merge.copied(stored.row) if stored else Row(row.type, row.id)
        merge.join(merged, row)
        if stored and merge.pack(merged) == merge.pack(stored.row):
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
        row = merge.copied(stored.row) if stored else Row(*write.key)
        before = merge.shown(row, self.batch._effective) if known else {}
        merge.apply(row, write, self.part.version)
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

        def area_of(type: str, id: str) -> str | None:
            self.batch.load([(type, id)])
            parent = self._stored((type, id))
            return parent.area if parent else None

        area = shape.area(values, area_of, lambda place: hub.policy.area_of_place(place, self._look))
        if area == DEVICE_AREA:
            area = f"{DEVICE_AREA}:{self.batch.device}"
        return Stored(row, area, shape.rights_class(values), 0, shape.parent(values))

    def keep(self, number: int, writes: Mapping[int, Write]) -> None:
        """Everything that was tried becomes so: the records, their log, and their parts that move with them."""
        batch = self.batch
        lines: dict[Stream, dict[int, Write]] = {}
        moved: list[Key] = []
        for index, write in sorted(writes.items()):
            copy = self.copies[write.key]
            if write.op == ERASE or not copy.row.erased:
                lines.setdefault(copy.stream, {})[index] = write
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
        for stream, some in lines.items():
            batch.lines[number].append(Logged(0, stream, part=Part(self.part.head, self.part.chain, some)))

    def _move(self, number: int, key: Key, old: Stored | None, new: Stored) -> None:
        batch = self.batch
        batch.rows[key] = new
        batch.absent.discard(key)
        batch.touched[key] = number
        if old is not None and old.row.known() and old.stream != new.stream:
            batch.lines[number] += [Logged(0, old.stream, key), Logged(0, new.stream, key, enters=True)]
