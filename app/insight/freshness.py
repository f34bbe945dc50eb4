"""How current each organisation's rows are: the last period it spoke about, and when its rows were last touched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.fold import sort_key
from app.insight.selection import Selection

#: days after which rows are no longer current, and after which they are old
CURRENT_DAYS, OLD_DAYS = 45, 120


@dataclass(frozen=True)
class Freshness:
    """Of one organisation: rows, the last day its rows speak of, the last change, and current, ageing, old or undated."""

    organisation: str
    name: str
    rows: int
    last_period: str | None
    last_change: str | None
    state: str


def freshness(selection: Selection, today: dt.date) -> list[Freshness]:
    """Every organisation of the selection, the oldest first. A row belongs to who reported it, else to its lead."""
    rows: dict[str, int] = {}
    periods: dict[str, str] = {}
    changes: dict[str, str] = {}
    for line in selection.lines:
        owner = line.reporting or line.organisation
        if owner is None or line.hidden:
            continue
        rows[owner] = rows.get(owner, 0) + 1
        spoken = min(line.period_end or line.period_start or line.end or line.start or "", today.isoformat())
        periods[owner] = max(periods.get(owner, ""), spoken)
        changes[owner] = max(changes.get(owner, ""), line.updated or "")
    found = [
        Freshness(
            id,
            selection.organisations[id].name if id in selection.organisations else id,
            count,
            periods[id] or None,
            changes[id][:10] or None,
            _state(periods[id], today),
        )
        for id, count in rows.items()
    ]
    return sorted(found, key=lambda one: (one.last_period or "", sort_key(one.name)))


def _state(last: str, today: dt.date) -> str:
    if not last:
        return "undated"
    age = (today - dt.date.fromisoformat(last)).days
    return "current" if age <= CURRENT_DAYS else "ageing" if age <= OLD_DAYS else "old"
