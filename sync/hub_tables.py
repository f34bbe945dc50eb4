"""The hub's storage in SQL, the same code on SQLite and PostgreSQL.

Records are locked as they are read; numbers come from one counter row that is updated when everything else is decided,
and stays locked until the commit: whoever sees a number sees all numbers before it.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import sqlalchemy as sa

from sync import packing
from sync.changeset import NO_CHAIN, Key, head_facts
from sync.hub_log import SqlHubLog, dumps, one_of, stream_name, stream_of
from sync.hub_schema import (
    changeset_table,
    counter_table,
    fact_table,
    head_table,
    row_table,
    stream_table,
)
from sync.hub_storage import Accepted, Stored
from sync.journal_tables import by_type
from sync.messages import Place
from sync.shape import Stream
from sync.stamp import effective_time
from sync.tables import in_pieces, insert_rows, is_full

Answer = TypeVar("Answer")
#: how often a transaction that met another is tried again, and the pause before it (seconds, growing)
TRIES, PAUSE = 8, 0.02


def transact(engine: sa.Engine, work: Callable[[SqlHub], Answer]) -> Answer:
    """Do something in one transaction; again when two met at the same record and one had to give way."""
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                return work(SqlHub(connection))
        except (sa.exc.OperationalError, sa.exc.IntegrityError) as error:
            if attempt == TRIES - 1 or is_full(error):  # to try again makes no room
                raise
            time.sleep(PAUSE * 2**attempt)
    raise AssertionError("unreachable")


@contextlib.contextmanager
def reading(engine: sa.Engine) -> Iterator[SqlHub]:
    """The tables for a look, without a lock kept longer than it takes."""
    with engine.begin() as connection:
        yield SqlHub(connection)


_FACTS = sa.select(fact_table)
_TIMELINE = sa.text("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)")
_LAST = sa.select(counter_table.c.last)
_COUNT_ON = sa.update(counter_table).values(last=counter_table.c.last + sa.bindparam("more"))
_HEAD = sa.select(head_table).where(head_table.c.replica == sa.bindparam("name")).with_for_update()
_SET_HEAD = sa.update(head_table).where(head_table.c.replica == sa.bindparam("name"))
_CHAINS = sa.select(changeset_table.c.sequence, changeset_table.c.chain).where(
    changeset_table.c.replica == sa.bindparam("replica"),
    changeset_table.c.sequence > sa.bindparam("since"),
    changeset_table.c.main,
)
_TIMES = sa.select(changeset_table.c.version, changeset_table.c.stamp, changeset_table.c.received).where(
    one_of(changeset_table.c.version, "some")
)
_ROWS = sa.select(row_table).where(row_table.c.type == sa.bindparam("type"), one_of(row_table.c.id, "some"))
_ROWS_LOCKED = _ROWS.order_by(row_table.c.id).with_for_update()
_CHILDREN = sa.select(row_table.c.type, row_table.c.id).where(one_of(row_table.c.parent, "some"))
_STREAMS = sa.select(stream_table)
_SOME_STREAMS = sa.select(stream_table).where(one_of(stream_table.c.stream, "some"))
_SET_STREAM = (
    sa.update(stream_table)
    .where(stream_table.c.stream == sa.bindparam("name"))
    .values(rows=sa.bindparam("count"), total=sa.bindparam("sum"))
)


class SqlHub(SqlHubLog):
    """`HubTables` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._loaded: dict[Key, tuple[str, int]] = {}

    # --- facts and numbers --------------------------------------------------------------------------------------

    def facts(self) -> dict[str, str]:
        return {row.name: row.value for row in self.connection.execute(_FACTS)}

    def put(self, name: str, value: str) -> None:
        changed = sa.update(fact_table).where(fact_table.c.name == name).values(value=value)
        if not self.connection.execute(changed).rowcount:
            self.connection.execute(sa.insert(fact_table).values(name=name, value=value))

    def next_seq(self, count: int) -> int:
        self.connection.execute(_COUNT_ON, {"more": count})
        return self.last_seq() - count + 1

    def ancestry(self) -> str:
        """Of PostgreSQL its timeline, which is a new one whenever a standby takes over or a base backup is rolled on."""
        if self.connection.dialect.name != "postgresql":
            return ""
        known = self.connection.info.setdefault("ancestry", None)
        if known is None:  # a connection ends with its primary, so it need not be asked again
            known = self.connection.info["ancestry"] = self.connection.execute(_TIMELINE).scalar_one()
        return str(known)

    def last_seq(self) -> int:
        return int(self.connection.execute(_LAST).scalar_one())

    # --- replicas and their changesets --------------------------------------------------------------------------

    def head(self, replica: str) -> tuple[int, str, str]:
        row = self.connection.execute(_HEAD, {"name": replica}).first()
        return (row.sequence, row.chain, row.device) if row else (0, NO_CHAIN, "")

    def set_head(self, replica: str, sequence: int, link: str, device: str) -> None:
        values = {"sequence": sequence, "chain": link, "device": device}
        if not self.connection.execute(_SET_HEAD, {"name": replica, **values}).rowcount:
            self.connection.execute(sa.insert(head_table).values(replica=replica, **values))

    def chains(self, replica: str, since: int) -> dict[int, str]:
        found = self.connection.execute(_CHAINS, {"replica": replica, "since": since})
        return {row.sequence: row.chain for row in found}

    def keep(self, accepted: Iterable[Accepted]) -> None:
        rows = [
            {
                "version": one.version,
                "replica": one.head.replica,
                "sequence": one.head.sequence,
                "main": one.main,
                "stamp": one.head.stamp,
                "received": one.received,
                "seq": one.seq,
                "chain": one.chain,
                "head": dumps(head_facts(one.head)),
                "whole": one.whole,
                "have": None if one.whole else dumps(sorted(one.have)),
            }
            for one in accepted
        ]
        known = set()
        for some in in_pieces([row["version"] for row in rows]):
            known |= {row.version for row in self.connection.execute(_TIMES, {"some": some})}
        insert_rows(self.connection, changeset_table, [row for row in rows if row["version"] not in known])
        for row in (row for row in rows if row["version"] in known):
            where = changeset_table.c.version == row["version"]
            self.connection.execute(sa.update(changeset_table).where(where).values(row))

    def effective(self, versions: Iterable[str]) -> dict[str, int]:
        found = {}
        for some in in_pieces(sorted(set(versions))):
            for row in self.connection.execute(_TIMES, {"some": some}):
                found[row.version] = effective_time(row.stamp, row.received)
        return found

    # --- records ------------------------------------------------------------------------------------------------

    def rows(self, keys: Iterable[Key], *, lock: bool = True) -> dict[Key, Stored]:
        found: dict[Key, Stored] = {}
        for type, ids in by_type(sorted(keys)).items():
            for some in in_pieces(ids):
                for row in self.connection.execute(_ROWS_LOCKED if lock else _ROWS, {"type": type, "some": some}):
                    stored = _stored(row)
                    found[stored.key] = stored
                    self._loaded[stored.key] = row.stream, int.from_bytes(row.hash, "big")
        return found

    def children(self, keys: Iterable[Key]) -> list[Key]:
        found: list[Key] = []
        for some in in_pieces(sorted(_parent_name(key) for key in keys)):
            found += [(row.type, row.id) for row in self.connection.execute(_CHILDREN, {"some": some})]
        return found

    def save(self, rows: Iterable[Stored]) -> None:
        new: list[dict[str, Any]] = []
        old: list[dict[str, Any]] = []
        change: dict[str, list[int]] = {}
        for stored in rows:
            packed, name = packing.text_of(packing.pack(stored.row)), stream_name(stored.stream)
            hashed = packing.hash_of(*stored.key, packed)
            values = {
                "type": stored.key[0],
                "id": stored.key[1],
                "packed": packed,
                "stream": name,
                "seq": stored.seq,
                "parent": _parent_name(stored.parent) if stored.parent else None,
                "by": dumps(stored.by),
                "hash": hashed.to_bytes(16, "big"),
            }
            before = self._loaded.get(stored.key)
            (new if before is None else old).append(values)
            if before is not None:
                counted = change.setdefault(before[0], [0, 0])
                counted[0] -= 1
                counted[1] -= before[1]
            counted = change.setdefault(name, [0, 0])
            counted[0] += 1
            counted[1] += hashed
            self._loaded[stored.key] = name, hashed
        insert_rows(self.connection, row_table, new)
        if old:
            bound = [{f"v_{name}": value for name, value in values.items()} for values in old]
            self.connection.execute(_SET_ROW, bound)
        self._count(change)

    def _count(self, change: dict[str, list[int]]) -> None:
        """Bring the digests of streams up to date, behind the lock of the counter."""
        found = self.connection.execute(_SOME_STREAMS, {"some": sorted(change)}) if change else ()
        known = {row.stream: row for row in found}
        for name, (count, total) in sorted(change.items()):
            row = known.get(name)
            rows, sum_ = (row.rows + count, int(row.total, 16) + total) if row else (count, total)
            total_now = f"{sum_ % 2**128:x}"
            if row:
                self.connection.execute(_SET_STREAM, {"name": name, "count": rows, "sum": total_now})
            else:
                self.connection.execute(sa.insert(stream_table).values(stream=name, rows=rows, total=total_now))

    def digest(self, scope: Iterable[Stream], aside: Iterable[Key] = ()) -> tuple[int, int]:
        wanted = {stream_name(stream) for stream in scope}
        rows = [row for row in self.connection.execute(_STREAMS) if row.stream in wanted]
        count, total = sum(row.rows for row in rows), sum(int(row.total, 16) for row in rows)
        for stored in self.rows(aside, lock=False).values():
            if stream_name(stored.stream) in wanted:
                count, total = count - 1, total - packing.row_hash(stored.row)
        return count, total % 2**128

    def snapshot(self, streams: Iterable[Stream], after: Place, room: int) -> list[Stored]:
        table = row_table
        here = sa.tuple_(table.c.stream, table.c.type, table.c.id)
        names = sorted(stream_name(stream) for stream in streams)
        query = (
            sa.select(table)
            .where(table.c.stream.in_(names), here > sa.tuple_(*map(sa.literal, after)))
            .order_by(table.c.stream, table.c.type, table.c.id)
            .limit(room)
        )
        return [_stored(row) for row in self.connection.execute(query)] if names else []


_SET_ROW = (
    sa.update(row_table)
    .where(row_table.c.type == sa.bindparam("v_type"), row_table.c.id == sa.bindparam("v_id"))
    .values({name: sa.bindparam(f"v_{name}") for name in ("packed", "stream", "seq", "parent", "by", "hash")})
)


def _parent_name(key: Key) -> str:
    return f"{key[0]}/{key[1]}"


def _stored(row: Any) -> Stored:
    merged = packing.unpack(row.type, row.id, json.loads(row.packed))
    area, rights_class = stream_of(row.stream)
    parent = tuple(row.parent.split("/", 1)) if row.parent else None
    return replace(Stored(merged, area, rights_class, row.seq), parent=parent, by=tuple(json.loads(row.by)))
