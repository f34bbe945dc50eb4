"""Time as the program sees it: one place to ask, so that a test can set it."""

from __future__ import annotations

import datetime as dt
import os
import time


def now_ms() -> int:
    """Milliseconds since 1970 (UTC). `UJIMA_NOW` (ISO time) stands in for the computer's clock in tests and tours."""
    fixed = os.environ.get("UJIMA_NOW")
    if fixed:
        moment = dt.datetime.fromisoformat(fixed)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return int(moment.timestamp() * 1000)
    return time.time_ns() // 1_000_000


def today() -> dt.date:
    """The local calendar day."""
    return dt.datetime.fromtimestamp(now_ms() / 1000).date()


def time_of_day() -> str:
    """The local time, as 09:05."""
    return dt.datetime.fromtimestamp(now_ms() / 1000).strftime("%H:%M")


def iso(ms: int) -> str:
    """A moment in milliseconds as ISO text in UTC, to the second."""
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
