"""The tables of a replica (SQLAlchemy Core).

`sync_state` (replica id, last sequence, last stamp, head of the chain, how far the hub was read), `sync_changeset` (the
journal: audit trail, undo and outbox at once), `sync_version` (per record the versions that made it, the marks that do
not follow from its values, its stream, the hub's number it has reached), `sync_write` (which changesets touched a
record), `sync_time` (effective times of changesets that are not in the journal), `sync_page` (what the hub said since
its last backup, so that a restored hub can be told), `sync_blob` and `sync_blob_piece` (contents beside records).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from sync.blob_tables import blob_tables

metadata = sa.MetaData()
#: what SQLite says when it cannot write: of a disk without room, of a share that is used up, of both when it begins
FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE")

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
    sa.Column("version", sa.String, nullable=False, unique=True),
    sa.Column("replica", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("undo_group", sa.String, nullable=False, index=True),
    sa.Column("undoes", sa.String),
    sa.Column("undoable", sa.Boolean, nullable=False),
    sa.Column("app", sa.String, nullable=False),
    sa.Column("schema", sa.String, nullable=False),
    sa.Column("mine", sa.Boolean, nullable=False),
    sa.Column("writes", sa.Integer, nullable=False),
    sa.Column("previous", sa.String, nullable=False),
    sa.Column("chain", sa.String, nullable=False),
    sa.Column("absent", sa.String),
    sa.Column("author", sa.String),
    sa.Column("signature", sa.String),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("before", sa.String),
    sa.Column("seq", sa.BigInteger),
    sa.Column("received", sa.BigInteger),
    sa.Column("held", sa.String),
    sa.Index("sync_changeset_number", "replica", "sequence"),
    sa.Index("sync_changeset_seq", "seq"),
)
version_table = sa.Table(
    "sync_version",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("made", sa.String, nullable=False),
    sa.Column("marks", sa.String),
    sa.Column("area", sa.String, nullable=False),
    sa.Column("rights_class", sa.String, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("leaving", sa.Boolean, nullable=False),
    sa.Column("asks", sa.Boolean, nullable=False),
    sa.Column("hash", sa.LargeBinary),
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
time_table = sa.Table(
    "sync_time",
    metadata,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("effective", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
page_table = sa.Table(
    "sync_page",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("entries", sa.LargeBinary, nullable=False),
    sa.Column("proof", sa.String, nullable=False),
)
blob_table, blob_piece_table = blob_tables(metadata, "sync_")


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert thousands of rows of plain values at once: SQLAlchemy writes the statement, the driver takes the values.

    Every row names the same columns. Values go to the driver as they are, so only for columns without a type of ours.
    """
    if not rows:
        return
    statement, order = _insert(table, connection.dialect, tuple(rows[0]))
    values: Any = [tuple([row[name] for name in order]) for row in rows] if order else list(rows)
    connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=256)
def _insert(table: sa.Table, dialect: sa.Dialect, names: tuple[str, ...]) -> tuple[str, list[str] | None]:
    compiled = sa.insert(table).compile(dialect=dialect, column_keys=list(names))
    return str(compiled), compiled.positiontup


def in_pieces(values: Sequence[Any], most: int = 500) -> list[Sequence[Any]]:
    """A long list as short ones: a statement takes so many values and no more."""
    return [values[start : start + most] for start in range(0, len(values), most)]


def is_full(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether a database could not take more because its disk, or the share of it that may be used, is full."""
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlite_errorname", "") in FULL or getattr(origin, "sqlstate", "") == "53100"
