"""What sensitivity asks of rows that leave this laptop: moderate without site, high as a count, severe not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.insight.selection import Line, Selection, Withheld

#: the sensitivities, least first; a row has the highest of its figures' and its activity's own
SENSITIVITIES = ("low", "moderate", "high", "severe")
#: what a row that is only counted no longer says
TAKEN_FROM_HIDDEN = (
    "reporting",
    "activity_type",
    "start",
    "end",
    "group",
    "updated",
    "period_start",
    "period_end",
    "people",
    "households",
    "recurrence",
    "validation",
    "modality",
    "srsp",
)


def highest_sensitivity(*said: str | None) -> str | None:
    """The highest of what was said; None where nothing was."""
    return max((code for code in said if code), key=SENSITIVITIES.index, default=None)


def let_leave(found: Selection, lines: Sequence[Line]) -> tuple[list[Line], Withheld]:
    """The lines as they may leave, and how many each rule touched. A hidden line keeps its organisations only to be counted once."""
    kept: list[Line] = []
    counts = dict.fromkeys(SENSITIVITIES, 0)
    hidden: dict[str, str] = {}
    blank: dict[str, Any] = dict.fromkeys(TAKEN_FROM_HIDDEN)
    for line in lines:
        counts[line.sensitivity or "low"] += 1
        if line.sensitivity == "severe":
            continue
        if line.sensitivity == "high":
            place = found.place_at(line.place, 1)
            record = hidden.setdefault(line.record, f"hidden-{len(hidden) + 1}")
            line = line._replace(
                id="", record=record, place=place.id if place else None, hidden=True, cumulative=False, **blank
            )
        kept.append(line)
    return kept, Withheld(counts["severe"], counts["high"], counts["moderate"])
