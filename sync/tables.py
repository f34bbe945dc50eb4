"""The tables of a replica (SQLAlchemy Core, so that SQLite and PostgreSQL share the code).

`sync_state` (replica id, last sequence, last stamp, head of the chain), `sync_changeset` (the journal: audit trail,
undo and outbox at once), `sync_version` (per record one default version, overrides for fields that differ, values
nobody has replaced yet, area and class), `sync_write` (which changesets touched a record).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

state_table = sa.Table(
    "sync_state",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
changeset_table = sa.Table(
    "sync_changeset",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("replica", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("undo_group", sa.String, nullable=False, index=True),
    sa.Column("undoes", sa.String),
    sa.Column("undoable", sa.Boolean, nullable=False),
    sa.Column("writes", sa.Integer, nullable=False),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    sa.Column("chain", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("replica", "sequence", name="sync_changeset_number"),
)
version_table = sa.Table(
    "sync_version",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("overrides", sa.String),
    sa.Column("rivals", sa.String),
    sa.Column("area", sa.String, nullable=False),
    sa.Column("rights_class", sa.String, nullable=False),
    sqlite_with_rowid=False,
)
write_table = sa.Table(
    "sync_write",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert thousands of rows of plain values at once: SQLAlchemy writes the statement, the driver takes the values.

    Every row names the same columns. Values go to the driver as they are, so only for columns without a type of ours.
    """
    compiled = sa.insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    order = compiled.positiontup
    values: Any = [tuple([row[name] for name in order]) for row in rows] if order else list(rows)
    connection.exec_driver_sql(str(compiled), values)
