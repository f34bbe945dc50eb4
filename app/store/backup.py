"""Rotating backups of the workspace file by SQLite's backup API, and restoring one."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused, Trouble
from app.store import engine
from app.words import _

KEEP_NEWEST, KEEP_DAYS, KEEP_WEEKS = 5, 7, 4


def backups(folder: Path) -> list[Path]:
    """The backups of a workspace, newest first."""
    return sorted((folder / "backups").glob("ujima-*.db"), reverse=True)


def make_backup(connection: Any, folder: Path, key: bytes, target: Path | None = None) -> Path:
    """Copy the open file while it is in use; the copy is whole and checked, or it does not exist. Returns where it
    lies.
    """
    moment = dt.datetime.fromtimestamp(clock.now_ms() / 1000, dt.UTC)
    target = target or folder / "backups" / f"ujima-{moment:%Y-%m-%d-%H%M%S}.db"
    part = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        copy = engine.dbapi2.connect(str(part), isolation_level=None)
        try:
            copy.execute("PRAGMA cipher_log_level = NONE")
            copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.backup(copy)
            faults = engine.damaged_pages(copy)
        finally:
            copy.close()
        if faults:
            part.unlink(missing_ok=True)
            raise Trouble("backup_failed", _("The backup could not be made: {why}").format(why=faults[0]))
        os.replace(part, target)
    except (OSError, engine.OperationalError) as error:
        part.unlink(missing_ok=True)
        raise Trouble(
            "backup_failed",
            _("The backup could not be written to {folder}: {why}").format(folder=target.parent, why=error),
        ) from error
    return target


def rotate(folder: Path) -> None:
    """Keep the newest five, the last of each of seven days and of four weeks; drop the rest."""
    kept: set[Path] = set()
    days: dict[str, Path] = {}
    weeks: dict[str, Path] = {}
    for position, path in enumerate(backups(folder)):
        day = dt.date.fromisoformat(path.stem[6:16])
        days.setdefault(day.isoformat(), path)
        weeks.setdefault("{}-{}".format(*day.isocalendar()), path)
        if position < KEEP_NEWEST:
            kept.add(path)
    kept |= set(list(days.values())[:KEEP_DAYS]) | set(list(weeks.values())[:KEEP_WEEKS])
    for path in set(backups(folder)) - kept:
        path.unlink()


def forget_before(folder: Path, made: Path) -> None:
    """Drop every copy of the file that is older than a good one: they hold records that were taken off this disk."""
    older = [*backups(folder), *folder.glob("before-restore-*"), *folder.glob("damaged-*")]
    for path in older:
        if path != made:
            path.unlink(missing_ok=True)


def is_good(path: Path, key: bytes) -> bool:
    """Whether a backup opens with this key and every page agrees with its seal."""
    try:
        connection = engine.dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            return not engine.damaged_pages(connection) and bool(
                connection.execute("SELECT count(*) FROM sync_state").fetchone()[0]
            )
        finally:
            connection.close()
    except engine.DatabaseError:
        return False


def newest_good(folder: Path, key: bytes) -> Path | None:
    """The newest backup that opens and checks."""
    return next((path for path in backups(folder) if is_good(path, key)), None)


def set_aside(database: Path) -> Path:
    """Move a damaged file (with its log) out of the way, never deleting it. Returns its new place."""
    moment = dt.datetime.fromtimestamp(clock.now_ms() / 1000, dt.UTC)
    aside = database.with_name(f"damaged-{moment:%Y-%m-%d-%H%M%S}.db")
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + suffix))
    return aside


def restore(source: Path, database: Path, key: bytes) -> None:
    """Put a backup in the place of the (closed) workspace file. The file that was there is set aside, not lost."""
    if not source.exists():
        raise Refused("no_such_file", _("There is no file {file}.").format(file=source))
    if not is_good(source, key):
        raise Refused(
            "not_a_backup", _("{file} is no good backup of this workspace: choose another.").format(file=source.name)
        )
    new = database.with_name("restoring.db")
    try:
        shutil.copyfile(source, new)
        with open(new, "rb+") as file:
            os.fsync(file.fileno())
    except OSError as error:
        new.unlink(missing_ok=True)
        raise Trouble("restore_failed", _("The backup could not be copied: {why}").format(why=error)) from error
    if database.exists():
        aside = database.with_name(f"before-restore-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}.db")
        for suffix in ("", "-wal", "-shm"):
            part = database.with_name(database.name + suffix)
            if part.exists():
                os.replace(part, aside.with_name(aside.name + suffix))
    os.replace(new, database)
