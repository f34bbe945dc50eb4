"""Connections to the workspace file: keyed, WAL, `synchronous=FULL`, foreign data never trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool
from sqlcipher3 import dbapi2

DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    """A driver connection in autocommit mode. `read_only` connections cannot write whatever they are told."""
    mode = "ro" if read_only else "rwc"
    connection = dbapi2.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
        cached_statements=256,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def writing_engine(path: Path, key: bytes) -> sa.Engine:
    """SQLAlchemy over one writing connection, with transactions begun by us: the driver's own begin comes too late
    for WAL.
    """
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connect(path, key), poolclass=StaticPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def migrating_engine(path: Path, key: bytes) -> sa.Engine:
    """An engine for alembic alone."""
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connect(path, key), poolclass=NullPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def viewing_engine(path: Path, key: bytes) -> sa.Engine:
    """SQLAlchemy over read-only connections, each transaction on one consistent state."""
    engine = sa.create_engine(
        "sqlite://", module=dbapi2, creator=lambda: connect(path, key, read_only=True), poolclass=NullPool
    )
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def damaged_pages(connection: Any) -> list[str]:
    """What the cipher's own check says of every page, and SQLite's of the structure; empty when all is well."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        if not found:
            found = [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except DatabaseError as error:
        found = [str(error)]
    return found
