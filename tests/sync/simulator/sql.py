"""The same worlds over SQL: a laptop is an SQLite database in memory, the hub SQLite or PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool

from sync import hub_schema, tables
from sync.changeset import Key
from sync.epochs import begin_ancestry
from sync.hub_log import waiting_of
from sync.hub_storage import Logged
from sync.hub_tables import SqlHub
from sync.journal_tables import entry_of_row
from sync.replica_storage import Entry
from sync.replica_tables import SqlReplica, begin_replica
from tests.sync.simulator import toys
from tests.sync.simulator.disk import Fuse

#: statements that were compiled for one engine serve all others
COMPILED: dict[Any, Any] = {}


class SqlDisk:
    """Transactions over one connection. What is remembered beside it lives as long as a transaction, as it does in the
    program.
    """

    connection: sa.Connection
    fuse: Fuse

    def _open(self, engine: sa.Engine) -> None:
        self.connection, self.fuse = engine.connect().execution_options(compiled_cache=COMPILED), Fuse()
        sa.event.listen(self.connection, "before_cursor_execute", self._burn)
        self._forget()

    def _burn(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SELECT"):
            self.fuse.burn()

    def _forget(self) -> None:
        raise NotImplementedError

    def begin(self, writes_before_crash: int = 0) -> None:
        self.fuse.light(writes_before_crash)
        self._forget()

    def commit(self) -> None:
        self.connection.commit()

    def rollback(self) -> None:
        self.fuse.light(0)
        self.connection.rollback()
        self._forget()

    def close(self) -> None:
        self.connection.close()
        self.connection.engine.dispose()


def _engine(raw: sqlite3.Connection) -> sa.Engine:
    return sa.create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)


def _copied(raw: sqlite3.Connection) -> sqlite3.Connection:
    raw.commit()
    other = sqlite3.connect(":memory:", check_same_thread=False)
    raw.backup(other)
    return other


class MemorySqlReplica(SqlDisk, SqlReplica):
    """A laptop in an SQLite database in memory, which can be copied like a disk."""

    def __init__(self, replica: str) -> None:
        self._of(sqlite3.connect(":memory:", check_same_thread=False))
        tables.metadata.create_all(self.connection)
        toys.metadata.create_all(self.connection)
        begin_replica(self.connection, replica)
        self.connection.commit()

    def _of(self, raw: sqlite3.Connection) -> None:
        self.raw, self.shapes, self.records = raw, {}, toys.ToyRecords()
        self._open(_engine(raw))

    def _forget(self) -> None:
        SqlReplica.__init__(self, self.connection, self.shapes, self.records)

    def __deepcopy__(self, memo: Any) -> MemorySqlReplica:
        other = MemorySqlReplica.__new__(MemorySqlReplica)
        other._of(_copied(self.raw))
        other.shapes = self.shapes
        return other

    @property
    def values(self) -> dict[Key, dict[str, Any]]:
        rows = self.connection.execute(sa.select(toys.toy_table).order_by(toys.toy_table.c.type, toys.toy_table.c.id))
        return {(row.type, row.id): {"deleted": False, **json.loads(row.facts)} for row in rows}

    @property
    def journal(self) -> dict[str, Entry]:
        return {r.version: entry_of_row(r) for r in self.connection.execute(sa.select(tables.changeset_table))}


class SqlWorldHub(SqlDisk, SqlHub):
    """A hub in SQL with the windows that the checks of a history look through. Another `line` is another copy of it,
    which took over.
    """

    line = ""

    def ancestry(self) -> str:
        return self.line or super().ancestry()

    def _begin(self, engine: sa.Engine, epoch: str) -> None:
        hub_schema.create_hub(engine, epoch)
        self._open(engine)
        begin_ancestry(self)

    def _forget(self) -> None:
        SqlHub.__init__(self, self.connection)

    @property
    def stored(self) -> dict[Key, Any]:
        table = hub_schema.row_table
        return {(row.type, row.id): row for row in self.connection.execute(sa.select(table.c.type, table.c.id))}

    @property
    def waits(self) -> dict[Any, Any]:
        rows = self.connection.execute(sa.select(hub_schema.waiting_table))
        return {(row.version, row.place): waiting_of(row) for row in rows}

    @property
    def lines(self) -> list[Logged]:
        return self.lines_after(0)

    def lines_after(self, seq: int) -> list[Logged]:
        """What the log says behind a number, in every stream."""
        table = hub_schema.log_table
        query = sa.select(table).where(table.c.seq > seq).order_by(table.c.seq, table.c.ordinal)
        return self._logged(self.connection.execute(query).all())


class MemorySqlHub(SqlWorldHub):
    """A hub in an SQLite database in memory, which can be backed up and restored."""

    def __init__(self, epoch: str) -> None:
        self.raw = sqlite3.connect(":memory:", check_same_thread=False)
        self._begin(_engine(self.raw), epoch)

    def __deepcopy__(self, memo: Any) -> MemorySqlHub:
        other = MemorySqlHub.__new__(MemorySqlHub)
        other.raw, other.line = _copied(self.raw), self.line
        other._open(_engine(other.raw))
        return other


class PostgresHub(SqlWorldHub):
    """A hub in an empty database of PostgreSQL; its backup is the content of its tables."""

    def __init__(self, url: str, epoch: str) -> None:
        self._begin(sa.create_engine(url, poolclass=NullPool), epoch)

    def __deepcopy__(self, memo: Any) -> PostgresBackup:
        self.connection.commit()
        return PostgresBackup(self)


class PostgresBackup:
    """What a database of PostgreSQL held; copied, it is put back into the database."""

    def __init__(self, hub: PostgresHub) -> None:
        self.hub = hub
        self.held = {
            t.name: hub.connection.execute(sa.select(t)).mappings().all() for t in hub_schema.metadata.sorted_tables
        }

    def __deepcopy__(self, memo: Any) -> PostgresHub:
        hub = self.hub
        for table in hub_schema.metadata.sorted_tables:
            hub.connection.execute(sa.delete(table))
            if rows := [dict(row) for row in self.held[table.name]]:
                hub.connection.execute(sa.insert(table), rows)
        hub.connection.commit()
        hub._forget()
        return hub
