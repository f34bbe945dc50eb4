"""One program at a time on a workspace: the operating system's file lock, which goes with the process however it
ends.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.errors import Trouble
from app.words import _


class WorkspaceLock:
    """Held from opening to closing. A second program gets a sentence, never a wait."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Trouble(
                "no_rights",
                _(
                    "The folder {folder} cannot be written to: choose another, or ask for the right to write there."
                ).format(folder=folder),
            ) from error
        try:
            _take(self._file)
        except OSError as error:
            os.close(self._file)
            raise Trouble(
                "workspace_in_use",
                _("Another Ujima is open on this workspace ({folder}): close it first.").format(folder=folder),
            ) from error

    def release(self) -> None:
        """Let the next program in."""
        os.close(self._file)


def _take(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
