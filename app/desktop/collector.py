"""Python's collector of cycles, held back while a thread of the desk works."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator

_at_work, _counting = 0, threading.Lock()


@contextlib.contextmanager
def collector_waits() -> Iterator[None]:
    """Hold Python's cycle collector back while a thread works: one pass over a read workbook stops the window for 100 ms.

    What the work leaves behind is freed by counting references, or by the next pass after it.
    """
    global _at_work
    with _counting:
        _at_work += 1
        gc.disable()
    try:
        yield
    finally:
        with _counting:
            _at_work -= 1
            if _at_work == 0:
                gc.enable()
