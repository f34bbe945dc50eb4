"""Time and identity: the hybrid logical clock and uuid7.

A stamp is one 64-bit number: milliseconds since 1970 in the upper 48 bits, a counter in the lower 16. It never
decreases, whatever the computer's clock does (Kulkarni et al., "Logical Physical Clocks", 2014).
"""

from __future__ import annotations

import secrets
import threading

COUNTER_BITS = 16


def tick(last: int, now_ms: int) -> int:
    """The stamp after `last` on a computer whose clock says `now_ms`."""
    return max(last + 1, now_ms << COUNTER_BITS)


def milliseconds(stamp: int) -> int:
    """The wall-clock part of a stamp."""
    return stamp >> COUNTER_BITS


def effective_time(stamp: int, received_ms: int | None) -> int:
    """The time that decides between values that did not see each other: min(stamp, time of receipt), as a stamp. A
    clock that runs ahead wins nothing once the hub has the change; before that its own stamp stands.
    """
    return stamp if received_ms is None else min(stamp, (received_ms << COUNTER_BITS) | ((1 << COUNTER_BITS) - 1))


class Ids:
    """Maker of uuid7 texts (RFC 9562) that rise within one process, so that rows made in order sort in order."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def new(self, now_ms: int) -> str:
        """A new id: 48 bits of time, then 74 random bits, stepped up while the millisecond stays the same."""
        with self._lock:
            fresh = (now_ms << 74) | secrets.randbits(74)
            if fresh <= self._last:
                fresh = self._last + 1 + secrets.randbits(32)
            self._last = fresh
        time, random = fresh >> 74, fresh & ((1 << 74) - 1)
        number = (time << 80) | (7 << 76) | ((random >> 62) << 64) | (0b10 << 62) | (random & ((1 << 62) - 1))
        text = f"{number & ((1 << 128) - 1):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


new_id = Ids().new
