"""The hub's storage in SQL, the same code on SQLite and PostgreSQL.

Records are locked as they are read; numbers come from one counter row that is updated when everything else is decided,
and stays locked until the commit: whoever sees a number sees all numbers before it.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import sqlalchemy as sa

from sync import merge
from sync.accepting import Accepted, Logged, Stored, Waiting
from sync.changeset import ERASE, NO_CHAIN, Key, Part, Write, head_facts, head_of, plain_write
from sync.messages import Place
from sync.plain import plain_writes, writes_of
from sync.shape import Stream
from sync.stamp import effective_time
from sync.tables import in_pieces, insert_rows

Answer = TypeVar("Answer")
metadata = sa.MetaData()

fact_table = sa.Table(
    "hub_fact",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
counter_table = sa.Table(
    "hub_counter",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)
head_table = sa.Table(
    "hub_head",
    metadata,
    sa.Column("replica", sa.String, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.String, nullable=False),
    sa.Column("device", sa.String, nullable=False, index=True),
)
changeset_table = sa.Table(
    "hub_changeset",
    metadata,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("replica", sa.String, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("main", sa.Boolean, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.String, nullable=False),
    sa.Column("body_hash", sa.String, nullable=False),
    sa.Column("head", sa.String, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("have", sa.String),
    sa.Index("hub_changeset_number", "replica", "sequence"),
)
row_table = sa.Table(
    "hub_row",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("packed", sa.Text, nullable=False),
    sa.Column("stream", sa.String, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("parent", sa.String, index=True),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Index("hub_row_stream", "stream", "type", "id"),
)
stream_table = sa.Table(
    "hub_stream",
    metadata,
    sa.Column("stream", sa.String, primary_key=True),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("total", sa.String, nullable=False),
)
log_table = sa.Table(
    "hub_log",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stream", sa.String, nullable=False),
    sa.Column("type", sa.String),
    sa.Column("id", sa.String),
    sa.Column("enters", sa.Boolean, nullable=False),
    sa.Column("version", sa.String),
    sa.Column("body", sa.Text),
    sa.Index("hub_log_stream", "stream", "seq"),
)
touch_table = sa.Table(
    "hub_touch",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)
waiting_table = sa.Table(
    "hub_waiting",
    metadata,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("replica", sa.String, nullable=False, index=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("write", sa.Text, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("device", sa.String, nullable=False),
    sa.Column("released", sa.BigInteger, nullable=False),
    sa.Index("hub_waiting_record", "type", "id"),
)

#: how often a transaction that met another is tried again, and the pause before it (seconds, growing)
TRIES, PAUSE = 8, 0.02


def hub_engine(url: str) -> sa.Engine:
    """An engine for a hub: on SQLite one file in WAL mode with `synchronous=FULL` and transactions begun by us."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, isolation_level="READ COMMITTED", pool_size=10, max_overflow=20)
    engine = sa.create_engine(url, connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False})

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF", "cache_size = -64000"):
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def create_hub(engine: sa.Engine, epoch: str) -> None:
    """Make the tables of a hub where they are missing, and begin its first epoch."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        if connection.execute(sa.select(counter_table)).first() is None:
            connection.execute(sa.insert(counter_table).values(id=1, last=0))
            facts = {"epoch": epoch, "began": "0", "safe": "0"}
            connection.execute(sa.insert(fact_table), [{"name": n, "value": v} for n, v in facts.items()])


def transact(engine: sa.Engine, work: Callable[[SqlHub], Answer]) -> Answer:
    """Do something in one transaction; again when two met at the same record and one had to give way."""
    for attempt in range(TRIES):
        try:
            with engine.begin() as connection:
                return work(SqlHub(connection))
        except (sa.exc.OperationalError, sa.exc.IntegrityError):
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE * 2**attempt)
    raise AssertionError("unreachable")


@contextlib.contextmanager
def reading(engine: sa.Engine) -> Iterator[SqlHub]:
    """The tables for a look, without a lock kept longer than it takes."""
    with engine.begin() as connection:
        yield SqlHub(connection)


def stream_name(stream: Stream) -> str:
    """A stream as one text."""
    return f"{stream[0]}/{stream[1]}"


def stream_of(name: str) -> Stream:
    """The inverse of `stream_name`."""
    area, _, rights_class = name.rpartition("/")
    return area, rights_class


def dumps(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class SqlHub:
    """`HubTables` over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._loaded: dict[Key, tuple[str, int]] = {}

    # --- facts and numbers --------------------------------------------------------------------------------------

    def facts(self) -> dict[str, str]:
        return {row.name: row.value for row in self.connection.execute(sa.select(fact_table))}

    def put(self, name: str, value: str) -> None:
        changed = sa.update(fact_table).where(fact_table.c.name == name).values(value=value)
        if not self.connection.execute(changed).rowcount:
            self.connection.execute(sa.insert(fact_table).values(name=name, value=value))

    def next_seq(self, count: int) -> int:
        table = counter_table
        self.connection.execute(sa.update(table).values(last=table.c.last + count))
        return self.last_seq() - count + 1

    def last_seq(self) -> int:
        return int(self.connection.execute(sa.select(counter_table.c.last)).scalar_one())

    # --- replicas and their changesets --------------------------------------------------------------------------

    def head(self, replica: str) -> tuple[int, str, str]:
        query = sa.select(head_table).where(head_table.c.replica == replica).with_for_update()
        row = self.connection.execute(query).first()
        return (row.sequence, row.chain, row.device) if row else (0, NO_CHAIN, "")

    def set_head(self, replica: str, sequence: int, link: str, device: str) -> None:
        values = {"sequence": sequence, "chain": link, "device": device}
        changed = sa.update(head_table).where(head_table.c.replica == replica).values(values)
        if not self.connection.execute(changed).rowcount:
            self.connection.execute(sa.insert(head_table).values(replica=replica, **values))

    def chains(self, replica: str, since: int) -> dict[int, str]:
        table = changeset_table
        query = sa.select(table.c.sequence, table.c.chain).where(
            table.c.replica == replica, table.c.sequence > since, table.c.main
        )
        return {row.sequence: row.chain for row in self.connection.execute(query)}

    def accepted(self, versions: Iterable[str]) -> dict[str, Accepted]:
        found = {}
        for some in in_pieces(sorted(set(versions))):
            for row in self.connection.execute(sa.select(changeset_table).where(changeset_table.c.version.in_(some))):
                head = head_of(json.loads(row.head))
                have = frozenset(json.loads(row.have)) if row.have else frozenset()
                found[row.version] = Accepted(
                    head, row.chain, row.body_hash, row.seq, row.received, bool(row.whole), have, bool(row.main)
                )
        return found

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
                "body_hash": one.body_hash,
                "head": dumps(head_facts(one.head)),
                "whole": one.whole,
                "have": None if one.whole else dumps(sorted(one.have)),
            }
            for one in accepted
        ]
        known = set()
        for some in in_pieces([row["version"] for row in rows]):
            query = sa.select(changeset_table.c.version).where(changeset_table.c.version.in_(some))
            known |= set(self.connection.execute(query).scalars())
        insert_rows(self.connection, changeset_table, [row for row in rows if row["version"] not in known])
        for row in (row for row in rows if row["version"] in known):
            where = changeset_table.c.version == row["version"]
            self.connection.execute(sa.update(changeset_table).where(where).values(row))

    def effective(self, versions: Iterable[str]) -> dict[str, int]:
        found, table = {}, changeset_table
        for some in in_pieces(sorted(set(versions))):
            query = sa.select(table.c.version, table.c.stamp, table.c.received).where(table.c.version.in_(some))
            for row in self.connection.execute(query):
                found[row.version] = effective_time(row.stamp, row.received)
        return found

    # --- records ------------------------------------------------------------------------------------------------

    def rows(self, keys: Iterable[Key], *, lock: bool = True) -> dict[Key, Stored]:
        found: dict[Key, Stored] = {}
        by_type: dict[str, list[str]] = {}
        for type, id in sorted(keys):
            by_type.setdefault(type, []).append(id)
        for type, ids in by_type.items():
            for some in in_pieces(ids):
                query = sa.select(row_table).where(row_table.c.type == type, row_table.c.id.in_(some))
                if lock:
                    query = query.order_by(row_table.c.id).with_for_update()
                for row in self.connection.execute(query):
                    stored = _stored(row)
                    found[stored.key] = stored
                    self._loaded[stored.key] = row.stream, int.from_bytes(row.hash, "big")
        return found

    def children(self, keys: Iterable[Key]) -> list[Key]:
        found: list[Key] = []
        for some in in_pieces(sorted(_parent_name(key) for key in keys)):
            query = sa.select(row_table.c.type, row_table.c.id).where(row_table.c.parent.in_(some))
            found += [(row.type, row.id) for row in self.connection.execute(query)]
        return found

    def save(self, rows: Iterable[Stored]) -> None:
        new: list[dict[str, Any]] = []
        old: list[dict[str, Any]] = []
        change: dict[str, list[int]] = {}
        for stored in rows:
            packed, name = merge.packed_text(stored.row), stream_name(stored.stream)
            hashed = merge.hash_of(*stored.key, packed)
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
        query = sa.select(stream_table).where(stream_table.c.stream.in_(sorted(change)))
        known = {row.stream: row for row in self.connection.execute(query)} if change else {}
        for name, (count, total) in sorted(change.items()):
            row = known.get(name)
            rows, sum_ = (row.rows + count, int(row.total, 16) + total) if row else (count, total)
            values = {"rows": rows, "total": f"{sum_ % 2**128:x}"}
            if row:
                self.connection.execute(sa.update(stream_table).where(stream_table.c.stream == name).values(values))
            else:
                self.connection.execute(sa.insert(stream_table).values(stream=name, **values))

    def digest(self, scope: Iterable[Stream], aside: Iterable[Key] = ()) -> tuple[int, int]:
        wanted = {stream_name(stream) for stream in scope}
        rows = [row for row in self.connection.execute(sa.select(stream_table)) if row.stream in wanted]
        count, total = sum(row.rows for row in rows), sum(int(row.total, 16) for row in rows)
        for stored in self.rows(aside, lock=False).values():
            if stream_name(stored.stream) in wanted:
                count, total = count - 1, total - merge.row_hash(stored.row)
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

    # --- the log ------------------------------------------------------------------------------------------------

    def log(self, lines: Iterable[Logged]) -> None:
        rows: list[dict[str, Any]] = []
        touched: dict[tuple[str, str, int], None] = {}
        ordinals: dict[int, int] = {}
        for line in lines:
            ordinal = ordinals[line.seq] = ordinals.get(line.seq, -1) + 1
            type, id = line.key or (None, None)
            rows.append(
                {
                    "seq": line.seq,
                    "ordinal": ordinal,
                    "stream": stream_name(line.stream),
                    "type": type,
                    "id": id,
                    "enters": line.enters,
                    "version": line.part.version if line.part else None,
                    "body": dumps(plain_writes(line.part.writes)) if line.part else None,
                }
            )
            if line.part:
                touched.update(dict.fromkeys((*write.key, line.seq) for write in line.part.writes.values()))
        insert_rows(self.connection, log_table, rows)
        insert_rows(self.connection, touch_table, [{"type": t, "id": i, "seq": s} for t, i, s in touched])

    def read_log(self, scope: Iterable[Stream], after: int, upto: int, room: int) -> list[Logged]:
        table, names = log_table, sorted(stream_name(stream) for stream in scope)
        query = (
            sa.select(table)
            .where(table.c.seq > after, table.c.seq <= upto, table.c.stream.in_(names))
            .order_by(table.c.seq, table.c.ordinal)
            .limit(room)
        )
        return self._logged(self.connection.execute(query).all() if names else [])

    def _logged(self, rows: Sequence[Any]) -> list[Logged]:
        heads = self.accepted(row.version for row in rows if row.version)
        found = []
        for row in rows:
            head = heads.get(row.version)
            part = Part(head.head, head.chain, writes_of(json.loads(row.body))) if head else None
            key = (row.type, row.id) if row.type else None
            found.append(Logged(row.seq, stream_of(row.stream), key, bool(row.enters), part))
        return found

    def touching(self, key: Key) -> list[Logged]:
        """Every line of the log that says something of a record, oldest first."""
        query = sa.select(touch_table.c.seq).where(touch_table.c.type == key[0], touch_table.c.id == key[1])
        found: list[Logged] = []
        for some in in_pieces(sorted(self.connection.execute(query).scalars())):
            lines = sa.select(log_table).where(log_table.c.seq.in_(some), log_table.c.version.is_not(None))
            found += self._logged(self.connection.execute(lines.order_by(log_table.c.seq, log_table.c.ordinal)).all())
        return found

    def forget(self, key: Key) -> None:
        for line in self.touching(key):
            assert line.part is not None
            left = {i: w for i, w in line.part.writes.items() if w.key != key or w.op == ERASE}
            if len(left) != len(line.part.writes):
                where = sa.and_(
                    log_table.c.seq == line.seq,
                    log_table.c.version == line.part.version,
                    log_table.c.stream == stream_name(line.stream),
                )
                self.connection.execute(sa.update(log_table).where(where).values(body=dumps(plain_writes(left))))
        gone = sa.and_(waiting_table.c.type == key[0], waiting_table.c.id == key[1])
        self.connection.execute(sa.delete(waiting_table).where(gone))

    # --- what waits ---------------------------------------------------------------------------------------------

    def hold(self, waiting: Iterable[Waiting]) -> None:
        for one in waiting:
            where = sa.and_(waiting_table.c.version == one.version, waiting_table.c.place == one.index)
            self.connection.execute(sa.delete(waiting_table).where(where))
            self.connection.execute(
                sa.insert(waiting_table).values(
                    version=one.version,
                    place=one.index,
                    replica=one.replica,
                    type=one.write.type,
                    id=one.write.id,
                    write=dumps(plain_write(one.write)),
                    reason=one.reason,
                    device=one.device,
                    released=one.released,
                )
            )

    def waiting(self, *, replica: str = "", keys: Iterable[Key] = ()) -> list[Waiting]:
        table, found = waiting_table, []
        if replica:
            found = list(self.connection.execute(sa.select(table).where(table.c.replica == replica)))
        by_type: dict[str, list[str]] = {}
        for type, id in keys:
            by_type.setdefault(type, []).append(id)
        for type, ids in by_type.items():
            for some in in_pieces(ids):
                found += self.connection.execute(sa.select(table).where(table.c.type == type, table.c.id.in_(some)))
        return [waiting_of(row) for row in found]

    def all_waiting(self) -> list[Waiting]:
        """Everything that waits for a decision."""
        query = sa.select(waiting_table).where(waiting_table.c.released == 0)
        return [waiting_of(row) for row in self.connection.execute(query)]


def waiting_of(row: Any) -> Waiting:
    """A line of what waits."""
    write = Write(*json.loads(row.write))
    return Waiting(row.replica, row.version, row.place, write, row.reason, row.device, row.released)


_SET_ROW = (
    sa.update(row_table)
    .where(row_table.c.type == sa.bindparam("v_type"), row_table.c.id == sa.bindparam("v_id"))
    .values({name: sa.bindparam(f"v_{name}") for name in ("packed", "stream", "seq", "parent", "by", "hash")})
)


def _parent_name(key: Key) -> str:
    return f"{key[0]}/{key[1]}"


def _stored(row: Any) -> Stored:
    merged = merge.unpack(row.type, row.id, json.loads(row.packed))
    area, rights_class = stream_of(row.stream)
    parent = tuple(row.parent.split("/", 1)) if row.parent else None
    return replace(Stored(merged, area, rights_class, row.seq), parent=parent, by=tuple(json.loads(row.by)))
