"""The window goes first: while it answers a person, long work beside it rests for a moment.

Python runs one thread at a time. For one key a window asks Qt a hundred things, and after each of them it would wait for its
turn again beside a thread that reckons (`./dev bench meeting` says how long).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

MOST_REST = 0.02
"""Seconds that work rests at most before it goes on, however long the window is busy: it may be waiting for the work itself."""

LEAST_WORK = 0.004
"""Seconds that work goes on between two rests."""

LOOK_AGAIN = 0.001

Item = TypeVar("Item")

_first: int | None = None
_rested = threading.local()


def go_first() -> None:
    """From now on the calling thread goes first, until it says `go_on`."""
    global _first
    _first = threading.get_ident()


def go_on() -> None:
    """Nobody goes first any more."""
    global _first
    _first = None


def give_way() -> None:
    """Rest while another thread goes first. Long work calls this between one step and the next; mostly it costs nothing."""
    if _first is None or _first == threading.get_ident():
        return
    begun = time.perf_counter()
    if begun - getattr(_rested, "at", 0.0) < LEAST_WORK:
        return
    while _first is not None and time.perf_counter() - begun < MOST_REST:
        time.sleep(LOOK_AGAIN)
    _rested.at = time.perf_counter()


def giving_way(items: Iterable[Item]) -> Iterator[Item]:
    """The items one by one, giving way before each."""
    for item in items:
        give_way()
        yield item
