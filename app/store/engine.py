"""Connections to the workspace file: keyed, WAL, `synchronous=FULL`, foreign data never trusted."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool
from sqlcipher3 import dbapi2

from app.errors import Trouble
from app.precedence import give_way
from app.words import _

DatabaseError = dbapi2.DatabaseError
OperationalError = dbapi2.OperationalError
#: with less than this left (bytes), what the driver calls an error of the disk is a full disk
LEAST_FREE = 256 * 1024


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
    try:
        _prepare(connection, key, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Any, key: bytes, read_only: bool) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON" if read_only else "PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA cache_size = -16000")


def writing_engine(path: Path, key: bytes) -> sa.Engine:
    """SQLAlchemy over one writing connection, with transactions begun by us: the driver's own begin comes too late
    for WAL.
    """
    engine = sa.create_engine("sqlite://", module=dbapi2, creator=lambda: connect(path, key), poolclass=StaticPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    sa.event.listen(engine, "before_cursor_execute", lambda *_told: give_way())
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
    sa.event.listen(engine, "before_cursor_execute", lambda *_told: give_way())
    return engine


def write_anew(path: Path, key: bytes) -> None:
    """Write a file anew without anything but what is in it, and empty its log. Nobody else may be writing."""
    with contextlib.closing(connect(path, key)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damaged_pages(connection: Any) -> list[str]:
    """What the cipher's own check says of every page, and SQLite's of the structure; empty when all is well."""
    try:
        found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        if not found:
            found = [row[0] for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
    except DatabaseError as error:
        found = [str(error)]
    return found


@contextlib.contextmanager
def said_calmly(folder: Path) -> Iterator[None]:
    """What the driver has to say of the surroundings of a workspace becomes a Trouble."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise trouble_of(error.orig or error, folder) from error
    except OperationalError as error:
        raise trouble_of(error, folder) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full() from error
        raise


def trouble_of(error: BaseException, folder: Path) -> Exception:
    """What the driver says, in words for a person."""
    text = str(error)
    if "is full" in text or ("disk I/O" in text and shutil.disk_usage(folder).free < LEAST_FREE):
        return _full()
    if "disk I/O" in text:  # also what SQLite makes of a quota that is used up
        return Trouble(
            "disk_odd",
            _(
                "The disk did not take what was to be written, so nothing was saved. Look whether your share of it is "
                "full; if it is not, the disk may be failing: copy your newest backup to another one."
            ),
        )
    if "readonly" in text or "unable to open" in text:
        return Trouble("no_rights", _("The workspace cannot be written to: ask for the right to write in its folder."))
    if "locked" in text:
        return Trouble("workspace_in_use", _("The workspace is being written by another program: try again."))
    return error if isinstance(error, Exception) else RuntimeError(text)


def _full() -> Trouble:
    return Trouble("disk_full", _("The disk is full: nothing was saved. Free some space and try again."))
