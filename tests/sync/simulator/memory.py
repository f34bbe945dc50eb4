"""The storage of replica and hub in plain dicts, for histories by the thousand. The same histories run over SQL too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync import merge, packing
from sync.changeset import ERASE, NO_CHAIN, Key, Part, Write
from sync.epochs import first_epoch
from sync.hub_storage import Accepted, Logged, Stored, Waiting
from sync.merge import Row
from sync.messages import Enter, News, Place
from sync.plain import left_of
from sync.replica import FIRST_FACTS
from sync.replica_storage import Act, Entry, Held, Saved, Waits
from sync.shape import DEVICE_AREA, Shape, Stream
from sync.stamp import effective_time, milliseconds
from tests.sync.simulator.disk import Disk, Hashes


class MemoryReplica(Disk):
    """`ReplicaTables` in dicts. Records are copied on their way in and out, so that nobody changes them unseen."""

    def __init__(self, replica: str) -> None:
        super().__init__()
        self._facts = {**FIRST_FACTS, "replica": replica}
        self._rows: dict[Key, tuple[Row, str, str, int, bool]] = {}
        self._hashes = Hashes()
        self.journal: dict[str, Entry] = {}
        self._times: dict[str, int] = {}
        self._pages: list[News | Enter] = []
        self.values: dict[Key, dict[str, Any]] = {}
        self.shapes: Mapping[str, Shape] = {}

    def facts(self) -> dict[str, str]:
        return dict(self._facts)

    def put(self, **facts: str) -> None:
        self._fuse.burn()
        self._facts |= facts

    def rows(self, keys: Iterable[Key]) -> dict[Key, Held]:
        return {k: self._held(k) for k in keys if k in self._rows}

    def _held(self, key: Key) -> Held:
        row, *rest = self._rows[key]
        return Held(packing.copied(row), *rest)

    def create(self, made: Sequence[tuple[Write, str, Stream]], act: Act) -> None:
        for write, version, stream in made:
            row = Row(*write.key)
            merge.apply(row, write, version)
            self.save([Saved(Held(row, *stream), None, act.who, act.now_ms)])

    def save(self, rows: Iterable[Saved]) -> None:
        for saved in rows:
            self._fuse.burn()
            held, before = saved.held, self._rows.get(saved.held.key)
            placed = held.area, held.rights_class, held.seq, held.leaving
            if saved.names == frozenset() and before:  # only its place is new
                self._rows[held.key] = (before[0], *placed)
                continue
            self._rows[held.key] = (packing.copied(held.row), *placed)
            self._hashes.pop(held.key, None)
            times = self.effective(merge.versions_rivalling(held.row))
            if held.row.known() and not held.row.erased:
                self.values[held.key] = merge.shown(held.row, lambda v, times=times: times.get(v, 0))  # type: ignore[misc]
            else:
                self.values.pop(held.key, None)

    def remove(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._fuse.burn()
            self._rows.pop(key, None)
            self._hashes.pop(key, None)
            self.values.pop(key, None)

    def streams(self, keys: Iterable[Key]) -> dict[Key, Stream]:
        return {key: self._rows[key][1:3] for key in keys if key in self._rows}

    def shared(self, outside: frozenset[Stream] | None = None) -> dict[Key, int]:
        shared = {k: r for k, r in self._rows.items() if r[1] != DEVICE_AREA}
        return {k: r[3] for k, r in shared.items() if outside is None or (r[1], r[2]) not in outside}

    def between(self, streams: frozenset[Stream], after: Place, until: Place | None) -> list[Key]:
        places = {(f"{r[1]}/{r[2]}", *key) for key, r in self._rows.items() if (r[1], r[2]) in streams}
        return [place[1:] for place in places if after < place and (until is None or place <= until)]

    def unlearnt(self) -> list[Key]:
        return list(self._rows)

    def asking(self) -> list[Key]:
        return [key for key, row in self._rows.items() if merge.conflicts(row[0])]

    def leaving(self) -> list[Key]:
        return [key for key, row in self._rows.items() if row[4]]

    def append(self, entry: Entry) -> int:
        self._fuse.burn()
        assert entry.version not in self.journal
        self.journal[entry.version] = entry
        return len(self.journal)

    def replace(self, entry: Entry) -> None:
        self._fuse.burn()
        assert entry.version in self.journal
        self.journal[entry.version] = entry

    def answered(self, entry: Entry) -> None:
        self.journal[entry.version] = entry

    def entries(self, versions: Iterable[str]) -> dict[str, Entry]:
        return {version: self.journal[version] for version in versions if version in self.journal}

    def own(self, replica: str, after: int, most_writes: int) -> list[Entry]:
        found, writes = [], 0
        mine = [e for e in self.journal.values() if e.mine and e.part.head.replica == replica]
        for entry in sorted(mine, key=lambda e: e.part.head.sequence):
            if entry.part.head.sequence <= after:
                continue
            writes += max(1, len(entry.part.writes))
            if found and writes > most_writes:
                break
            found.append(entry)
        return found

    def numbered_after(self, seq: int) -> list[Entry]:
        return [e for e in self.journal.values() if e.seq is not None and e.seq > seq]

    def unanswered(self, most: int) -> list[Entry]:
        now = self._facts["replica"]
        open_ones = (e for e in self.journal.values() if e.seq is None)
        return [e for e in open_ones if not (e.mine and e.part.head.replica == now)][:most]

    def waits(self) -> list[Waits]:
        found = []
        for e in (e for e in self.journal.values() if e.held):
            about = {i: (e.part.writes[i].op, e.part.writes[i].key) for i in e.held if i in e.part.writes}
            found.append(Waits(e.version, e.part.head.replica, e.part.head.sequence, e.mine, e.held, about))
        return found

    def touching(self, keys: Iterable[Key]) -> list[Entry]:
        wanted = set(keys)
        return [e for e in self.journal.values() if any(w.key in wanted for w in e.part.writes.values())]

    def effective(self, versions: Iterable[str]) -> dict[str, int]:
        found = {}
        for version in versions:
            if entry := self.journal.get(version):
                found[version] = effective_time(entry.part.head.stamp, entry.received)
            elif version in self._times:
                found[version] = self._times[version]
        return found

    def keep_times(self, times: Mapping[str, int]) -> None:
        self._fuse.burn()
        known = self.effective(times)
        for version, time in times.items():
            if time < known.get(version, time + 1):
                self._times[version] = time
                if entry := self.journal.get(version):
                    self.journal[version] = replace(entry, received=milliseconds(time))

    def digest(self, aside: Iterable[Key] = ()) -> tuple[int, int]:
        apart = set(aside)
        rows = [row for key, row in self._rows.items() if key not in apart and row[1] != DEVICE_AREA]
        return self._hashes.digest(row[0] for row in rows)

    def keep_page(self, entries: Sequence[News | Enter], proof: str) -> None:
        self._fuse.burn()
        self._pages += entries

    def pages(self, after: int) -> list[tuple[News | Enter, str]]:
        return [(page, "") for page in self._pages if page.seq > after]

    def thin_pages(self, safe: int, keys: Iterable[Key] = ()) -> None:
        self._fuse.burn()
        gone = set(keys)
        self._pages = [left for page in self._pages if page.seq > safe and (left := left_of(page, gone))]

    def ask_for_contents_again(self) -> None:
        self._fuse.burn()


class MemoryHub(Disk):
    """`HubTables` in dicts. Another `line` is another copy of it, which took over."""

    line = ""

    def __init__(self, epoch: str) -> None:
        super().__init__()
        self._facts = first_epoch(epoch) | {"ancestry": self.line}
        self._seq = 0
        self._heads: dict[str, tuple[int, str, str]] = {}
        self._accepted: dict[str, Accepted] = {}
        self.stored: dict[Key, tuple[Any, ...]] = {}
        self._hashes = Hashes()
        self.lines: list[Logged] = []
        self.waits: dict[tuple[str, int], Waiting] = {}

    def facts(self) -> dict[str, str]:
        return dict(self._facts)

    def put(self, name: str, value: str) -> None:
        self._fuse.burn()
        self._facts[name] = value

    def ancestry(self) -> str:
        return self.line

    def head(self, replica: str) -> tuple[int, str, str]:
        return self._heads.get(replica, (0, NO_CHAIN, ""))

    def set_head(self, replica: str, sequence: int, link: str, device: str) -> None:
        self._fuse.burn()
        self._heads[replica] = (sequence, link, device)

    def chains(self, replica: str, since: int) -> dict[int, str]:
        mine = (a for a in self._accepted.values() if a.main and a.head.replica == replica)
        return {a.head.sequence: a.chain for a in mine if a.head.sequence > since}

    def accepted(self, versions: Iterable[str]) -> dict[str, Accepted]:
        return {version: self._accepted[version] for version in versions if version in self._accepted}

    def keep(self, accepted: Iterable[Accepted]) -> None:
        self._fuse.burn()
        self._accepted |= {one.version: one for one in accepted}

    def effective(self, versions: Iterable[str]) -> dict[str, int]:
        return {v: self._accepted[v].effective for v in versions if v in self._accepted}

    def rows(self, keys: Iterable[Key], *, lock: bool = True) -> dict[Key, Stored]:
        return {key: self._stored(key) for key in keys if key in self.stored}

    def _stored(self, key: Key) -> Stored:
        row, *rest = self.stored[key]
        return Stored(packing.copied(row), *rest)

    def children(self, keys: Iterable[Key]) -> list[Key]:
        wanted = set(keys)
        return [key for key, row in self.stored.items() if row[4] in wanted]

    def save(self, rows: Iterable[Stored]) -> None:
        for one in rows:
            self._fuse.burn()
            self.stored[one.key] = (packing.copied(one.row), one.area, one.rights_class, one.seq, one.parent, one.by)
            self._hashes.pop(one.key, None)

    def next_seq(self, count: int) -> int:
        self._fuse.burn()
        self._seq += count
        return self._seq - count + 1

    def last_seq(self) -> int:
        return self._seq

    def log(self, lines: Iterable[Logged]) -> None:
        self._fuse.burn()
        self.lines += lines

    def lines_after(self, seq: int) -> list[Logged]:
        """What the log says behind a number, in every stream."""
        return [line for line in self.lines if line.seq > seq]

    def read_log(self, scope: Iterable[Stream], after: int, upto: int, room: int) -> list[Logged]:
        wanted = set(scope)
        return [one for one in self.lines if after < one.seq <= upto and one.stream in wanted][:room]

    def snapshot(self, streams: Iterable[Stream], after: Place, room: int) -> list[Stored]:
        wanted = set(streams)
        places = sorted((f"{r[1]}/{r[2]}", *key) for key, r in self.stored.items() if (r[1], r[2]) in wanted)
        return [self._stored(place[1:]) for place in places if place > tuple(after)][:room]

    def digest(self, scope: Iterable[Stream], aside: Iterable[Key] = ()) -> tuple[int, int]:
        wanted, apart = set(scope), set(aside)
        return self._hashes.digest(r[0] for k, r in self.stored.items() if (r[1], r[2]) in wanted and k not in apart)

    def hold(self, waiting: Iterable[Waiting]) -> None:
        self._fuse.burn()
        self.waits |= {(one.version, one.index): one for one in waiting}

    def waiting(self, *, replica: str = "", keys: Iterable[Key] = (), needing: Iterable[Key] = ()) -> list[Waiting]:
        wanted, needed = set(keys), set(needing)
        return [w for w in self.waits.values() if w.replica == replica or w.write.key in wanted or w.needs in needed]

    def forget(self, key: Key) -> None:
        self._fuse.burn()
        self.lines = [without(line, key) for line in self.lines]
        self.waits = {n: w for n, w in self.waits.items() if w.write.key != key}


def without(line: Logged, key: Key) -> Logged:
    """A line of the log that says nothing of a record any more but that it was erased."""
    part = line.part
    if part is None or all(write.key != key for write in part.writes.values()):
        return line
    left = {index: write for index, write in part.writes.items() if write.key != key or write.op == ERASE}
    return replace(line, part=Part(part.head, part.chain, left))
