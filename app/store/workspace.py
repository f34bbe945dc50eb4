"""Opening, creating and closing the workspace: lock, key, integrity, version, migration, backup."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused, Trouble
from app.store import backup, engine, keys
from app.store.local import COPIES_HOLD_MORE, NEW_INDEX
from app.store.lock import WorkspaceLock
from app.store.migrations import HEAD
from app.words import _
from sync.replica import FIRST_FACTS
from sync.stamp import new_id

DATABASE = "ujima.db"


class Damaged(Trouble):
    """The workspace file is damaged. It was set aside; `newest` is the newest good backup, if there is one."""

    def __init__(self, aside: Path, newest: Path | None) -> None:
        offer = (
            _("The newest good backup is {file}: restore it.").format(file=newest)
            if newest
            else _("There is no good backup here.")
        )
        super().__init__(
            "damaged",
            _("The workspace file is damaged and was set aside as {aside}.").format(aside=aside.name) + " " + offer,
        )
        self.aside, self.newest = aside, newest


class Store:
    """An open workspace. One connection writes; each thread that reads has one of its own."""

    def __init__(self, folder: Path, key: bytes, lock: WorkspaceLock) -> None:
        self.folder, self.key = folder, key
        self._lock = lock
        self._engine = engine.writing_engine(folder / DATABASE, key)
        self._viewer = engine.viewing_engine(folder / DATABASE, key)
        self._write_lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[Any] = []
        self._wiping = False

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The writing connection in one transaction: all of it is kept, or nothing."""
        with self._write_lock, engine.said_calmly(self.folder), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def viewing(self) -> Iterator[sa.Connection]:
        """A read-only SQLAlchemy connection that sees one state of the file from beginning to end; never waits for
        the writer.
        """
        with engine.said_calmly(self.folder), self._viewer.begin() as connection:
            yield connection

    def reading(self) -> Any:
        """This thread's read-only driver connection (sees what is committed; rows are plain tuples)."""
        if not hasattr(self._local, "reader"):
            with engine.said_calmly(self.folder):
                self._local.reader = engine.connect(self.folder / DATABASE, self.key, read_only=True)
            self._readers.append(self._local.reader)
        return self._local.reader

    def close(self) -> None:
        """Close every connection and let the next program in."""
        for reader in self._readers:
            reader.close()
        self._engine.dispose()
        if self._wiping:
            _remove(self.folder)
        self._lock.release()

    def wipe(self) -> None:
        """Take everything of this workspace off this computer: its key at once, so that nobody can read the file any
        more, and the file with its backups as soon as it is closed.
        """
        keys.forget_key(self.folder)
        self._wiping = True

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def backup(self, target: Path | None = None) -> Path:
        """A checked copy of the file as it is now, and the old copies thinned out; all of them go when they hold records
        that were erased or that left (law 15).
        """
        stale = target is None and self._copies_hold_more()
        if stale:
            self._forget_pages()
        made = backup.make_backup(self.reading(), self.folder, self.key, target)
        if stale and backup.is_good(made, self.key):
            backup.forget_before(self.folder, made)
            with self.writing() as connection:
                connection.exec_driver_sql("DELETE FROM setting WHERE key = ?", (COPIES_HOLD_MORE,))
        elif target is None:
            backup.rotate(self.folder)
        return made

    def forget_copies(self) -> None:
        """After records were erased or left: make the copies of the file anew that still hold them (law 15)."""
        if self._copies_hold_more():
            self.backup()

    def _copies_hold_more(self) -> bool:
        row = self.reading().execute("SELECT 1 FROM setting WHERE key = ?", (COPIES_HOLD_MORE,)).fetchone()
        return row is not None

    def _forget_pages(self) -> None:
        """Write the file anew. Rows that are gone leave traces in it: where rows were moved from one page to another, in the
        upper pages of the index of words, and in the log, which whoever reads just now keeps until the workspace is closed.
        """
        with self.writing() as connection:
            connection.exec_driver_sql(NEW_INDEX)
        with self._write_lock, engine.said_calmly(self.folder):
            engine.write_anew(self.folder / DATABASE, self.key)

    def backup_if_due(self) -> Path | None:
        """A backup, when the newest is older than a day, or holds records that were erased or that left."""
        newest = next(iter(backup.backups(self.folder)), None)
        if (
            newest is not None
            and not self._copies_hold_more()
            and clock.now_ms() / 1000 - newest.stat().st_mtime < 86_400
        ):
            return None
        return self.backup()

    def faults(self) -> list[str]:
        """Every page checked against its seal: what is wrong, empty when nothing is."""
        fresh = engine.connect(
            self.folder / DATABASE, self.key, read_only=True
        )  # FTS5 misjudges its own cache on a used connection
        try:
            return engine.damaged_pages(fresh)
        finally:
            fresh.close()


def exists(folder: Path) -> bool:
    """Whether a workspace was ever begun in this folder."""
    return (folder / "workspace.json").exists()


def create_workspace(folder: Path, key: bytes | None = None) -> Store:
    """Begin a workspace in an empty (or new) folder, with a key of its own or one from a recovery sheet. Raises Refused
    when there is one already.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            "no_rights", _("The folder {folder} cannot be made: {why}").format(folder=folder, why=error.strerror)
        ) from error
    if (folder / DATABASE).exists():
        raise Refused("workspace_exists", _("There is a workspace in {folder} already.").format(folder=folder))
    lock = WorkspaceLock(folder)
    try:
        with engine.said_calmly(folder):
            key = keys.find_key(folder) if exists(folder) else keys.create_key(folder, new_id(clock.now_ms()), key)
            _make_file(folder, key)
        return Store(folder, key, lock)
    except BaseException:
        lock.release()
        raise


def _make_file(folder: Path, key: bytes) -> None:
    new = folder / "new.db"
    for suffix in ("", "-wal", "-shm"):
        new.with_name(new.name + suffix).unlink(missing_ok=True)
    _migrate(new, key)
    made = engine.connect(new, key)
    facts = {**FIRST_FACTS, "replica": new_replica_id()}
    made.executemany("INSERT INTO sync_state VALUES (?, ?)", list(facts.items()))
    made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.close()
    new.replace(folder / DATABASE)


def new_replica_id() -> str:
    """An id under which a copy of a workspace numbers its changes: 80 bits of chance, whatever the clock says."""
    return secrets.token_hex(10)


def open_workspace(folder: Path, passphrase: str | None = None, *, check: bool = True) -> Store:
    """Open a workspace. `check` reads every page first (a desktop does that in the background with `Store.faults`).

    Raises Refused (no_workspace, passphrase_needed, newer_file ...), Trouble (workspace_in_use), Damaged.
    """
    if not exists(folder):
        raise Refused(
            "no_workspace", _("There is no workspace in {folder}: start one first (ujima init).").format(folder=folder)
        )
    lock = WorkspaceLock(folder)
    try:
        key = keys.find_key(folder, passphrase)
        _open_file(folder, key, check)
        return Store(folder, key, lock)
    except BaseException:
        lock.release()
        raise


def put_in_place(made: Path, folder: Path) -> None:
    """Put a closed workspace that was made in a folder of its own where an empty one is, or none."""
    lock = WorkspaceLock(folder)
    try:
        if exists(folder):
            keys.forget_key(folder)
        (folder / "workspace.json").unlink(missing_ok=True)
        for suffix in ("-wal", "-shm", ""):
            (folder / (DATABASE + suffix)).unlink(missing_ok=True)
        (made / DATABASE).replace(folder / DATABASE)
        (made / "workspace.json").replace(folder / "workspace.json")
        shutil.rmtree(made)
    finally:
        lock.release()


def restore_workspace(folder: Path, source: Path, passphrase: str | None = None) -> None:
    """Put a backup in the place of the workspace file; what was there is set aside."""
    lock = WorkspaceLock(folder)
    try:
        backup.restore(source, folder / DATABASE, keys.find_key(folder, passphrase))
    finally:
        lock.release()


def _remove(folder: Path) -> None:
    """Every file of a workspace: the database, its log, its backups and drafts, and copies set aside."""
    for pattern in ("*.db", "*.db-wal", "*.db-shm", "*.part", "workspace.json", "backups/*", "drafts/*"):
        for file in folder.glob(pattern):
            file.unlink(missing_ok=True)


def _open_file(folder: Path, key: bytes, check: bool) -> None:
    database = folder / DATABASE
    if not database.exists():
        newest = backup.newest_good(folder, key)
        offer = (
            _("The newest good backup is {file}: restore it.").format(file=newest) if newest else _("Restore a backup.")
        )
        raise Trouble(
            "file_missing", _("The workspace file is missing from {folder}.").format(folder=folder) + " " + offer
        )
    try:
        connection = engine.connect(database, key)
        try:
            faults = engine.damaged_pages(connection) if check else []
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        finally:
            connection.close()
    except engine.OperationalError as error:
        raise engine.trouble_of(error, folder) from error
    except engine.DatabaseError as error:
        faults, version = [str(error)], HEAD
    if faults:
        raise Damaged(backup.set_aside(database), backup.newest_good(folder, key))
    if version > HEAD:
        raise Refused(
            "newer_file", _("This workspace was written by a newer Ujima: install the newer program to open it.")
        )
    if version < HEAD:
        connection = engine.connect(database, key)
        backup.make_backup(connection, folder, key)
        connection.close()
        _migrate(database, key)


def _migrate(database: Path, key: bytes) -> None:
    from app.store.migrations.env_settings import upgrade

    upgrade(engine.migrating_engine(database, key))
