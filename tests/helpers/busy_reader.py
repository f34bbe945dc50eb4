"""A desk that sends and fetches documents, as a process to be killed."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from app.errors import Refused, Trouble
from app.services import exchanging
from app.store.workspace import open_workspace


def send(folder: str) -> int:
    """Exchange until killed."""
    with open_workspace(Path(folder), check=False) as store:
        while True:
            with contextlib.suppress(Trouble, Refused):
                exchanging.exchange(store)
            time.sleep(0.05)
