"""The log of a hub in SQL: what each stream is told, by number, and what waits for a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from sync.blob_tables import SqlBlobs
from sync.changeset import ERASE, Key, Part, Write, head_of, plain_write
from sync.hub_schema import blob_piece_table, blob_table, changeset_table, log_table, touch_table, waiting_table
from sync.hub_storage import Accepted, Logged, Waiting
from sync.journal_tables import by_type
from sync.plain import plain_writes, writes_of
from sync.shape import Stream
from sync.tables import in_pieces, insert_rows


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


def one_of(column: Any, name: str) -> Any:
    """A condition for a list of values, as a statement that is built once and for all."""
    return column.in_(sa.bindparam(name, expanding=True))


_ACCEPTED = sa.select(changeset_table).where(one_of(changeset_table.c.version, "some"))
_LOG = (
    sa.select(log_table)
    .where(
        log_table.c.seq > sa.bindparam("after"),
        log_table.c.seq <= sa.bindparam("upto"),
        one_of(log_table.c.stream, "some"),
    )
    .order_by(log_table.c.seq, log_table.c.ordinal)
    .limit(sa.bindparam("room"))
)
_WAITING = sa.select(waiting_table).where(waiting_table.c.replica == sa.bindparam("replica"))
_NEEDING = sa.select(waiting_table).where(one_of(waiting_table.c.needs, "some"))
_NO_LONGER = sa.delete(waiting_table).where(
    waiting_table.c.version == sa.bindparam("v"), waiting_table.c.place == sa.bindparam("p")
)
_WAITING_FOR = sa.select(waiting_table).where(
    waiting_table.c.type == sa.bindparam("type"), one_of(waiting_table.c.id, "some")
)


class SqlHubLog:
    """The log's half of `HubTables`, over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.blobs = SqlBlobs(connection, (blob_table, blob_piece_table))

    def accepted(self, versions: Iterable[str]) -> dict[str, Accepted]:
        found = {}
        for some in in_pieces(sorted(set(versions))):
            for row in self.connection.execute(_ACCEPTED, {"some": some}):
                head = head_of(json.loads(row.head))
                have = frozenset(json.loads(row.have)) if row.have else frozenset()
                found[row.version] = Accepted(
                    head, row.chain, row.seq, row.received, bool(row.whole), have, bool(row.main)
                )
        return found

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
        names = sorted(stream_name(stream) for stream in scope)
        asked = {"after": after, "upto": upto, "some": names, "room": room}
        return self._logged(self.connection.execute(_LOG, asked).all() if names and upto > after else [])

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
        self.blobs.forget(key)

    # --- what waits ---------------------------------------------------------------------------------------------

    def hold(self, waiting: Iterable[Waiting]) -> None:
        rows = [
            {
                "version": one.version,
                "place": one.index,
                "replica": one.replica,
                "type": one.write.type,
                "id": one.write.id,
                "write": dumps(plain_write(one.write)),
                "reason": one.reason,
                "device": one.device,
                "released": one.released,
                "needs": "/".join(one.needs) if one.needs else None,
                "rights": one.rights,
            }
            for one in waiting
        ]
        if rows:
            self.connection.execute(_NO_LONGER, [{"v": row["version"], "p": row["place"]} for row in rows])
            insert_rows(self.connection, waiting_table, rows)

    def waiting(self, *, replica: str = "", keys: Iterable[Key] = (), needing: Iterable[Key] = ()) -> list[Waiting]:
        found = list(self.connection.execute(_WAITING, {"replica": replica})) if replica else []
        for type, ids in by_type(keys).items():
            for some in in_pieces(ids):
                found += self.connection.execute(_WAITING_FOR, {"type": type, "some": some})
        for names in in_pieces(["/".join(key) for key in needing]):
            found += self.connection.execute(_NEEDING, {"some": names})
        return [waiting_of(row) for row in found]

    def all_waiting(self) -> list[Waiting]:
        """Everything that waits for a decision."""
        query = sa.select(waiting_table).where(waiting_table.c.released == 0)
        return [waiting_of(row) for row in self.connection.execute(query)]


def waiting_of(row: Any) -> Waiting:
    """A line of what waits."""
    write = Write(*json.loads(row.write))
    type, _mark, id = (row.needs or "").partition("/")
    needs = (type, id) if type else None
    return Waiting(row.replica, row.version, row.place, write, row.reason, row.device, row.released, needs, row.rights)
