"""Documents that were opened: copies in a folder of this session that nobody else may read, gone when the program ends."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

READ_ONLY = 0o400


class Opened:
    """The folder of the copies, made when it is first needed. A copy is read-only: what is typed into it would be lost."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def folder(self) -> Path:
        """Where the copies are."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="ujima-"))  # only this person may look into it
            weakref.finalize(self, _remove, self._folder)
        return self._folder

    def write(self, store: Any, id: str) -> Path:
        """A copy of a document that is here, to be opened; one that was written before is taken again."""
        from app.services import attachments

        beside = self.folder() / id
        beside.mkdir(mode=0o700, exist_ok=True)
        known = next(beside.iterdir(), None)
        if known is None:
            known = attachments.save_to(store, id, beside)
            known.chmod(READ_ONLY)
        return known

    def close(self) -> None:
        """Take every copy away."""
        if self._folder is not None:
            _remove(self._folder)
            self._folder = None


def _remove(folder: Path) -> None:
    for copy in folder.glob("*/*"):
        copy.chmod(0o600)  # some systems keep what is read-only
    shutil.rmtree(folder, ignore_errors=True)
