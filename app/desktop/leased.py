"""The store as the network's thread has it: it writes and reads as the store does, until the program has closed it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from app.errors import Trouble


class Leased:
    """A line may stand still for a minute, and the program does not wait for it: what comes later finds no store any more."""

    def __init__(self, lock: threading.RLock, find: Callable[[], Any]) -> None:  # type: ignore[valid-type]
        self._lock, self._find = lock, find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._open(), name)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Any]:
        """One transaction; the program does not close the store in its middle."""
        with self._lock, self._open().writing() as connection:
            yield connection

    def _open(self) -> Any:
        store = self._find()
        if store is None:
            raise Trouble("closed", "The workspace has been closed.")
        return store
