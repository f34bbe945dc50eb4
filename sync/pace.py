"""How often somebody may ask: a bucket of requests for each name, filled again as time passes."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

#: of how many names the last requests are remembered
MOST_NAMES = 10_000


class Pace:
    """Buckets of `size` requests, filled again at `refill` a second; they are forgotten with the process."""

    def __init__(self, size: int, refill: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.size, self.refill, self.clock = float(size), refill, clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, weight: float = 1) -> int:
        """Count a request of this name; 0, or after how many seconds the next one is let in."""
        now = self.clock()
        with self._lock:
            left, then = self._buckets.pop(name, (self.size, now))  # who came last stands last
            left = min(self.size, left + (now - then) * self.refill) - weight
            self._buckets[name] = max(left, -1.0), now
            if len(self._buckets) > MOST_NAMES:
                del self._buckets[next(iter(self._buckets))]
        return 0 if left >= 0 else max(1, math.ceil(-max(left, -1.0) / self.refill))
