"""The collector of cycles rests while a file is taken: it would walk a million long-lived cells again and again (a third of the time)."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_resting, _was_on = 0, True


@contextlib.contextmanager
def collector_rests() -> Iterator[None]:
    """Switch the collector off for a while, whoever else has done so; it is on again when the last one is done.

    What was made meanwhile is put out of its sight: walking a million cells in one go would stop the window for a sixth of a second.
    It is given back all the same when nobody refers to it any more.
    """
    global _resting, _was_on
    with _lock:
        if not _resting:
            _was_on = gc.isenabled()
        _resting += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting:
                gc.freeze()
                if _was_on:  # else the desk holds it back for longer
                    gc.enable()
