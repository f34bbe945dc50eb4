"""The same worlds over SQL: a laptop is an SQLite database in memory, the hub SQLite or PostgreSQL."""

from __future__ import annotations

import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from sync import hub_tables, tables
from sync.changeset import Key
from sync.hub_tables import SqlHub, waiting_of
from sync.replica import Entry
from sync.replica_tables import SqlReplica, begin_replica, entry_of_row
from tests.sync.simulator import toys


def _connect(raw: sqlite3.Connection) -> sa.Connection:
    engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    return engine.connect()


class MemorySqlReplica(SqlReplica):
    """A laptop in an SQLite database in memory, which can be copied like a disk."""

    def __init__(self, replica: str) -> None:
        self.raw = sqlite3.connect(":memory:", check_same_thread=False)
        super().__init__(_connect(self.raw), {}, toys.ToyRecords())
        tables.metadata.create_all(self.connection)
        toys.metadata.create_all(self.connection)
        begin_replica(self.connection, replica)
        self.connection.commit()

    def __deepcopy__(self, memo: Any) -> MemorySqlReplica:
        self.connection.commit()
        other = MemorySqlReplica.__new__(MemorySqlReplica)
        other.raw = sqlite3.connect(":memory:", check_same_thread=False)
        self.raw.backup(other.raw)
        SqlReplica.__init__(other, _connect(other.raw), self.shapes, self.records)
        return other

    @property
    def values(self) -> dict[Key, dict[str, Any]]:
        types = {row.type for row in self.connection.execute(sa.select(toys.toy_table.c.type).distinct())}
        found = {}
        for type in types:
            query = sa.select(toys.toy_table.c.id).where(toys.toy_table.c.type == type)
            ids = list(self.connection.execute(query).scalars())
            for id, values in self.records.read(self.connection, type, ids).items():
                found[type, id] = {"deleted": False, **values}
        return found

    @property
    def journal(self) -> dict[str, Entry]:
        return {r.version: entry_of_row(r) for r in self.connection.execute(sa.select(tables.changeset_table))}


class SqlWorldHub(SqlHub):
    """A hub in SQL with the windows that the checks of a history look through."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)

    @property
    def stored(self) -> dict[Key, Any]:
        table = hub_tables.row_table
        return {(row.type, row.id): row for row in self.connection.execute(sa.select(table.c.type, table.c.id))}

    @property
    def waits(self) -> dict[Any, Any]:
        rows = self.connection.execute(sa.select(hub_tables.waiting_table))
        return {(row.version, row.place): waiting_of(row) for row in rows}

    @property
    def lines(self) -> list[Any]:
        table = hub_tables.log_table
        return self._logged(self.connection.execute(sa.select(table).order_by(table.c.seq, table.c.ordinal)).all())


class MemorySqlHub(SqlWorldHub):
    """A hub in an SQLite database in memory, which can be backed up and restored."""

    def __init__(self, epoch: str) -> None:
        self.raw = sqlite3.connect(":memory:", check_same_thread=False)
        super().__init__(_connect(self.raw))
        _begin(self.connection, epoch)

    def __deepcopy__(self, memo: Any) -> MemorySqlHub:
        self.connection.commit()
        other = MemorySqlHub.__new__(MemorySqlHub)
        other.raw = sqlite3.connect(":memory:", check_same_thread=False)
        self.raw.backup(other.raw)
        SqlWorldHub.__init__(other, _connect(other.raw))
        return other


class PostgresHub(SqlWorldHub):
    """A hub in a database of PostgreSQL; its backup is the content of its tables."""

    def __init__(self, engine: sa.Engine, epoch: str) -> None:
        super().__init__(engine.connect())
        self.engine = engine
        hub_tables.metadata.drop_all(self.connection)
        _begin(self.connection, epoch)

    def __deepcopy__(self, memo: Any) -> PostgresBackup:
        self.connection.commit()
        return PostgresBackup(self)


class PostgresBackup:
    """What a database of PostgreSQL held; copied, it is put back into the database."""

    def __init__(self, hub: PostgresHub) -> None:
        self.hub = hub
        self.held = {
            t.name: hub.connection.execute(sa.select(t)).mappings().all() for t in hub_tables.metadata.sorted_tables
        }

    def __deepcopy__(self, memo: Any) -> PostgresHub:
        for table in hub_tables.metadata.sorted_tables:
            self.hub.connection.execute(sa.delete(table))
            if rows := [dict(row) for row in self.held[table.name]]:
                self.hub.connection.execute(sa.insert(table), rows)
        self.hub.connection.commit()
        self.hub._loaded.clear()
        return self.hub


def _begin(connection: sa.Connection, epoch: str) -> None:
    hub_tables.metadata.create_all(connection)
    connection.execute(sa.insert(hub_tables.counter_table).values(id=1, last=0))
    facts = {"epoch": epoch, "began": "0", "safe": "0"}
    rows = [{"name": name, "value": value} for name, value in facts.items()]
    connection.execute(sa.insert(hub_tables.fact_table), rows)
    connection.commit()
