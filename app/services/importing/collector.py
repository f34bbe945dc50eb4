"""The collector of cycles rests while a file is taken: it would walk a million long-lived cells again and again (a third of the time)."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_resting = 0


@contextlib.contextmanager
def collector_rests() -> Iterator[None]:
    """Switch the collector off for a while, whoever else has done so; it is on again when the last one is done."""
    global _resting
    with _lock:
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting:
                gc.enable()
