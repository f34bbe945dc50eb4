"""What became of what was agreed: how often it was carried over, what is late, how much is closed, how soon minutes go out.

Pure; days are `datetime.date`. How often something was carried over is counted and never kept (decision 18).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from statistics import median

OPEN = frozenset({"open", "under_way", "blocked", "referred"})
"""The states (list `action_status`) in which somebody still owes something."""


def carried_over(held: Iterable[dt.date], agreed: dt.date | None, done: dt.date | None) -> int:
    """How many meetings of its committee an action point has lived through: those held after the day it was agreed, and before
    the day it was done (all of them while it is open).
    """
    if agreed is None:
        return 0
    return sum(1 for day in set(held) if day > agreed and (done is None or day <= done))


def days_late(due: dt.date | None, status: str | None, today: dt.date) -> int:
    """For how many days something open is late; 0 where it is not, or has no day that it is due by."""
    return max((today - due).days, 0) if due is not None and status in OPEN else 0


def closing_rate(states: Iterable[str | None]) -> float | None:
    """The share of action points that are done (0 to 1), cancelled ones left out; None where there is none."""
    counted = [state for state in states if state != "cancelled"]
    return sum(state == "done" for state in counted) / len(counted) if counted else None


def days_to_minutes(meetings: Iterable[tuple[dt.date | None, dt.date | None]]) -> float | None:
    """The median of days from a meeting to its circulated minutes; None where none were circulated."""
    days = [(sent - held).days for held, sent in meetings if held and sent and sent >= held]
    return median(days) if days else None
