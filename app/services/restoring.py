"""Going back to a backup of the workspace: without what was erased or left since (law 15)."""

from __future__ import annotations

from pathlib import Path

from app.services.unit import replica_of
from app.store import engine, keys
from app.store.workspace import DATABASE, open_workspace, restore_workspace
from sync import mending
from sync.changeset import Key

_ERASED = "SELECT type, id FROM sync_version WHERE marks = '{\"x\":1}'"
_KNOWN = "SELECT type, id FROM sync_version"


def restore(folder: Path, source: Path, passphrase: str | None = None) -> None:
    """Put a backup in the place of the workspace; what was there is set aside. What the file knew as erased, or no more
    knew, before it was replaced, is taken out before anybody opens it. Raises Refused, Trouble.
    """
    gone = _gone(folder, passphrase)
    restore_workspace(folder, source, passphrase)
    if gone is not None:
        with open_workspace(folder, passphrase) as store, store.writing() as connection:
            mending.forget_again(replica_of(connection), *gone)


def _gone(folder: Path, passphrase: str | None) -> tuple[set[Key], set[Key]] | None:
    """What the file that is there has erased, and everything it knows; None when it cannot be read any more."""
    try:
        connection = engine.connect(folder / DATABASE, keys.find_key(folder, passphrase), read_only=True)
    except (engine.DatabaseError, OSError):
        return None
    try:
        erased, known = (set(connection.execute(sql).fetchall()) for sql in (_ERASED, _KNOWN))
    except engine.DatabaseError:
        return None
    finally:
        connection.close()
    return erased, known
