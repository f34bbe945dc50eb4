"""A replica's storage in SQL: the journal, and per record what its values alone do not tell.

The values of records lie in tables of the application, which reads and writes them through `Records`; marks that
follow from a value (it stands as the first create left it) are not stored a second time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from sync import merge, packing
from sync.blob_tables import SqlBlobs
from sync.changeset import Key, Write
from sync.journal_tables import SqlJournal, by_type, dumps
from sync.merge import Row
from sync.messages import Place
from sync.replica import FIRST_FACTS
from sync.replica_storage import Act, Held, Saved
from sync.shape import DELETED, DEVICE_AREA, REGISTER, Shape, Stream
from sync.stamp import effective_time
from sync.tables import (
    blob_piece_table,
    blob_table,
    changeset_table,
    in_pieces,
    insert_rows,
    state_table,
    time_table,
    version_table,
)


@dataclass(frozen=True)
class Written:
    """Values of a record as the application is to show them; `new` when it was not shown before."""

    type: str
    id: str
    values: Mapping[str, Any]
    new: bool
    who: str
    at_ms: int
    made: tuple[str, int] | None = None


class Records(Protocol):
    """The application's own tables. `keeps` says whether a value comes back from them exactly as it was."""

    def read(self, connection: sa.Connection, type: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]: ...
    def write(self, connection: sa.Connection, rows: Sequence[Written]) -> None: ...
    def remove(self, connection: sa.Connection, keys: Iterable[Key]) -> None: ...
    def keeps(self, type: str, name: str, value: Any) -> bool: ...


def begin_replica(connection: sa.Connection, replica: str) -> None:
    """Give a new file its identity. Numbers start at 1, the chain at the hash of nothing."""
    facts = {**FIRST_FACTS, "replica": replica}
    connection.execute(sa.insert(state_table), [{"key": key, "value": value} for key, value in facts.items()])


_VERSION_COLUMNS = [column.name for column in version_table.columns]
_VERSIONS = sa.select(version_table).where(
    version_table.c.type == sa.bindparam("type"), version_table.c.id.in_(sa.bindparam("ids", expanding=True))
)
_SET_VERSION = (
    sa.update(version_table)
    .where(version_table.c.type == sa.bindparam("t"), version_table.c.id == sa.bindparam("i"))
    .values({name: sa.bindparam(f"v_{name}") for name in _VERSION_COLUMNS if name not in ("type", "id")})
)


class SqlReplica(SqlJournal):
    """`ReplicaTables` over one connection, inside a transaction of the caller."""

    def __init__(self, connection: sa.Connection, shapes: Mapping[str, Shape], records: Records) -> None:
        super().__init__(connection)
        self.shapes, self.records = shapes, records
        self.blobs = SqlBlobs(connection, (blob_table, blob_piece_table))
        self._known: dict[Key, bool] = {}

    # --- records ------------------------------------------------------------------------------------------------

    def rows(self, keys: Iterable[Key]) -> dict[Key, Held]:
        found: dict[Key, Held] = {}
        for type, ids in by_type(keys).items():
            for some in in_pieces(ids):
                values = self.records.read(self.connection, type, some) if type in self.shapes else {}
                for stored in self.connection.execute(_VERSIONS, {"type": type, "ids": some}):
                    row = self._row(stored, values.get(stored.id, {}))
                    held = Held(row, stored.area, stored.rights_class, stored.seq, bool(stored.leaving))
                    found[type, stored.id] = held
                    self._known[type, stored.id] = stored.id in values
        return found

    def _row(self, stored: Any, values: Mapping[str, Any]) -> Row:
        marks = json.loads(stored.marks) if stored.marks else {}
        plain = marks.pop("p", {})
        row = packing.unpack(stored.type, stored.id, [stored.made.split(), plain, marks])
        if row.made and stored.type in self.shapes:
            told = {name for fields in row.kinds.values() for name in fields}
            for name, kind in self.shapes[stored.type].fields.items():
                if name not in told and values.get(name) is not None and name != DELETED:
                    row.kinds[kind][name] = packing.fresh(kind, values[name], row.made[0])
        return row

    def _marks(self, row: Row, packed: list[Any]) -> str | None:
        """What the values of a record do not tell of it."""
        _made, plain, rest = packed
        fields = self.shapes[row.type].fields if row.type in self.shapes else {}

        def told(name: str, kind: str, value: Any) -> bool:
            return fields.get(name) == kind and name != DELETED and self.records.keeps(row.type, name, value)

        kept = {name: value for name, value in plain.items() if not told(name, REGISTER, value)}
        for kind in (kind for kind in row.kinds if kind != REGISTER):
            letter = kind[0]
            left = {n: v for n, v in rest.get(letter, {}).items() if not (v and told(n, kind, v))}
            rest = {**{k: v for k, v in rest.items() if k != letter}, **({letter: left} if left else {})}
        marks = {**rest, **({"p": kept} if kept else {})}
        return dumps(marks) if marks else None

    def create(self, made: Sequence[tuple[Write, str, Stream]], act: Act) -> None:
        insert_rows(
            self.connection,
            version_table,
            [
                {"type": w.type, "id": w.id, "made": version, "marks": self._marks_of_create(w, version), "area": area,
                 "rights_class": rights_class, "seq": 0, "leaving": False, "asks": False, "hash": None}
                for w, version, (area, rights_class) in made
            ],
        )  # fmt: skip
        self.records.write(
            self.connection,
            [
                Written(w.type, w.id, {**w.fields, **w.adds, **w.puts}, True, act.who, act.now_ms)
                for w, _version, _stream in made
            ],
        )

    def _marks_of_create(self, write: Write, version: str) -> str | None:
        given = {**write.fields, **write.adds, **write.puts}
        if all(value not in (None, "", []) and self.records.keeps(write.type, n, value) for n, value in given.items()):
            return None
        row = Row(*write.key)
        merge.apply(row, write, version)
        return self._marks(row, packing.pack(row))

    def save(self, rows: Iterable[Saved]) -> None:
        rows = list(rows)
        rivals = {v for saved in rows for v in merge.versions_rivalling(saved.held.row)}
        times = self.effective(rivals) if rivals else {}
        written: list[Written] = []
        fresh: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for saved in rows:
            held, key = saved.held, saved.held.key
            packed = packing.pack(held.row)
            values = {"made": " ".join(held.row.made), "marks": self._marks(held.row, packed), "area": held.area,
                      "rights_class": held.rights_class, "seq": held.seq, "leaving": held.leaving,
                      "asks": bool(merge.conflicts(held.row)),
                      "hash": packing.hash_of(*key, packing.text_of(packed)).to_bytes(16, "big")}  # fmt: skip
            if key in self._known:
                bound = {f"v_{name}": value for name, value in values.items()}
                changed.append({**bound, "t": key[0], "i": key[1]})
            else:
                fresh.append({"type": key[0], "id": key[1], **values})
            shown_before = self._known.setdefault(key, False)
            if held.row.erased:
                if shown_before:
                    self.records.remove(self.connection, [key])
                    self.blobs.forget(key)
                self._known[key] = False
            elif held.row.known() and key[0] in self.shapes and saved.names != frozenset():
                shown = merge.shown(held.row, lambda version: times.get(version, 0))
                names = self.shapes[key[0]].fields if saved.names is None or not shown_before else saved.names
                told = {name: shown.get(name) for name in names if name in self.shapes[key[0]].fields}
                written.append(Written(*key, told, not shown_before, saved.who, saved.at_ms, saved.made))
                self._known[key] = True
        insert_rows(self.connection, version_table, fresh)
        if changed:
            self.connection.execute(_SET_VERSION, changed)
        if written:
            self.records.write(self.connection, written)

    def remove(self, keys: Iterable[Key]) -> None:
        keys = list(keys)
        for type, ids in by_type(keys).items():
            for some in in_pieces(ids):
                gone = sa.delete(version_table).where(version_table.c.type == type, version_table.c.id.in_(some))
                self.connection.execute(gone)
        self.records.remove(self.connection, [key for key in keys if key[0] in self.shapes])
        for key in keys:
            self._known.pop(key, None)
            self.blobs.forget(key)

    def ask_for_contents_again(self) -> None:
        self.blobs.begin_again()

    def streams(self, keys: Iterable[Key]) -> dict[Key, Stream]:
        found: dict[Key, Stream] = {}
        for type, ids in by_type(keys).items():
            for some in in_pieces(ids):
                for row in self.connection.execute(_VERSIONS, {"type": type, "ids": some}):
                    found[type, row.id] = row.area, row.rights_class
        return found

    def shared(self, outside: frozenset[Stream] | None = None) -> dict[Key, int]:
        table = version_table
        query = sa.select(table.c.type, table.c.id, table.c.seq, table.c.area, table.c.rights_class)
        rows = self.connection.execute(query.where(table.c.area != DEVICE_AREA))
        return {(r.type, r.id): r.seq for r in rows if outside is None or (r.area, r.rights_class) not in outside}

    def between(self, streams: frozenset[Stream], after: Place, until: Place | None) -> list[Key]:
        """The records of these streams that lie behind a place, and not behind another, in the order of the hub."""
        table = version_table
        here = sa.tuple_(table.c.area + "/" + table.c.rights_class, table.c.type, table.c.id)
        query = sa.select(table.c.type, table.c.id, table.c.area, table.c.rights_class)
        query = query.where(here > sa.tuple_(*map(sa.literal, after)))
        if until is not None:
            query = query.where(here <= sa.tuple_(*map(sa.literal, until)))
        return [(r.type, r.id) for r in self.connection.execute(query) if (r.area, r.rights_class) in streams]

    def unlearnt(self) -> list[Key]:
        """Records of which more is kept than was shown: an older program may not have known a type or a field."""
        query = sa.select(version_table.c.type, version_table.c.id).where(version_table.c.marks.is_not(None))
        return [(row.type, row.id) for row in self.connection.execute(query)]

    def asking(self) -> list[Key]:
        """Records about which a person has to be asked."""
        query = sa.select(version_table.c.type, version_table.c.id).where(version_table.c.asks)
        return [(row.type, row.id) for row in self.connection.execute(query)]

    def leaving(self) -> list[Key]:
        query = sa.select(version_table.c.type, version_table.c.id).where(version_table.c.leaving)
        return [(row.type, row.id) for row in self.connection.execute(query)]

    # --- times, digest -------------------------------------------------------------------------------------------

    def effective(self, versions: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        table = changeset_table
        for some in in_pieces(sorted(versions)):
            times = sa.select(time_table).where(time_table.c.version.in_(some))
            found.update({row.version: row.effective for row in self.connection.execute(times)})
            own = sa.select(table.c.version, table.c.stamp, table.c.received).where(table.c.version.in_(some))
            for row in self.connection.execute(own):
                found[row.version] = effective_time(row.stamp, row.received)
        return found

    def keep_times(self, times: Mapping[str, int]) -> None:
        known = self.effective(times)
        fresh = [{"version": v, "effective": t} for v, t in times.items() if v not in known]
        insert_rows(self.connection, time_table, fresh)
        for version in (v for v, t in times.items() if t < known.get(v, t)):  # the hub has learnt that it came earlier
            self.came_earlier(version, times[version])

    def digest(self, aside: Iterable[Key] = ()) -> tuple[int, int]:
        table, apart = version_table, set(aside)
        where = sa.and_(table.c.area != DEVICE_AREA, table.c.hash.is_(None))
        unknown = [(r.type, r.id) for r in self.connection.execute(sa.select(table.c.type, table.c.id).where(where))]
        for some in in_pieces(unknown):
            hashes = [
                {"t": key[0], "i": key[1], "h": packing.row_hash(held.row).to_bytes(16, "big")}
                for key, held in self.rows(some).items()
            ]
            self.connection.execute(_SET_HASH, hashes)
        count = total = 0
        query = sa.select(table.c.type, table.c.id, table.c.hash).where(table.c.area != DEVICE_AREA)
        for row in self.connection.execute(query):
            if (row.type, row.id) not in apart:
                count, total = count + 1, total + int.from_bytes(row.hash, "big")
        return count, total % 2**128

    def digests(self) -> list[dict[str, Any]]:
        """The digest of every stream on this disk, one by one; call `digest` before."""
        found: dict[Stream, list[int]] = {}
        table = version_table
        query = sa.select(table.c.area, table.c.rights_class, table.c.hash).where(table.c.area != DEVICE_AREA)
        for row in self.connection.execute(query):
            counted = found.setdefault((row.area, row.rights_class), [0, 0])
            counted[0] += 1
            counted[1] += int.from_bytes(row.hash, "big")
        return [
            {"area": area, "class": rights_class, "records": count, "digest": f"{total % 2**128:032x}"}
            for (area, rights_class), (count, total) in sorted(found.items())
        ]


_SET_HASH = (
    sa.update(version_table)
    .where(version_table.c.type == sa.bindparam("t"), version_table.c.id == sa.bindparam("i"))
    .values(hash=sa.bindparam("h"))
)
