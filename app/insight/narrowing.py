"""Narrow the rows of a selection to places, organisations, domains and a period, as its filters ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from app.insight.selection import ACTIVITY, FIGURES, PRESENCE, Line, Selection


def narrow(found: Selection, lines: Sequence[Line]) -> list[Line]:
    """The lines that pass the filters of `found`, in their order. Linked work counts as social protection and as humanitarian."""
    filters, lines = found.filters, list(lines)
    if filters.places:
        inside = lru_cache(None)(lambda place: any(found.within(place, area) for area in filters.places))
        lines = [line for line in lines if inside(line.place)]
    if filters.organisations:
        wanted = set(filters.organisations)
        lines = [line for line in lines if wanted & {line.reporting, *line.organisations}]
    if filters.domains:
        asked = set(filters.domains) | ({"linked"} if {"SP", "HA"} & set(filters.domains) else set())
        lines = [line for line in lines if line.domain in asked]
    return _touching(lines, *filters.period) if filters.period else lines


def _touching(lines: list[Line], first: str, last: str) -> list[Line]:
    """Rows that touch a period. An activity whose dates touch it, but none of its figures, stays as an activity without figures."""
    kept: list[Line] = []
    bare: dict[str, Line] = {}
    with_figures = set()
    for line in lines:
        said = line.period_start or line.period_end
        if said and line.kind != ACTIVITY and _meets(line.period_start, line.period_end, False, first, last):
            kept.append(line)
            with_figures.add(line.record)
        elif (
            line.kind != PRESENCE
            and (line.start or line.end)
            and _meets(line.start, line.end, line.status == "ongoing", first, last)
        ):
            if line.kind == FIGURES and said:
                bare.setdefault(line.record, line)
            else:
                kept.append(line)
                with_figures.add(line.record)
    return kept + [
        line._replace(
            kind=ACTIVITY,
            id=record,
            period_start=None,
            period_end=None,
            cumulative=False,
            people=None,
            households=None,
            recurrence=None,
            validation=None,
        )
        for record, line in bare.items()
        if record not in with_figures
    ]


def _meets(start: str | None, end: str | None, open_end: bool, first: str, last: str) -> bool:
    begins = start or end or ""
    ends = end or ("9999" if open_end else begins)
    return begins <= last and ends >= first
