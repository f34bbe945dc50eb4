"""Workspaces that many tests begin with: made once, and copied with their key for each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.store import keys
from app.store.workspace import Store, open_workspace


@dataclass(frozen=True)
class Prepared:
    """A closed workspace, and the key that opens it and its copies."""

    folder: Path
    key: bytes

    def copy(self, folder: Path) -> Path:
        """A copy in a new folder, which the person of this moment can open."""
        shutil.copytree(self.folder, folder)
        keys.set_passphrase(folder, self.key, None)
        return folder

    def opened(self, folder: Path) -> Store:
        """A copy in a new folder, open."""
        return open_workspace(self.copy(folder), check=False)
