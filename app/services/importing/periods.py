"""Which period a line is about: said by itself, by its month and year, by its dates, else by the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.exchange.reading.dates import Span
from app.exchange.reading.facts import Facts


def figure_period(values: Mapping[str, Any], facts: Facts | None) -> Span | None:
    """The period that a line is about: said by itself, by month and year, by its dates, else by the file."""
    if span := values.get("period"):
        return span
    if (first := values.get("period_start")) or values.get("period_end"):
        last = values.get("period_end") or first
        first = first or last
        return Span(first.start, max(first.start, last.end), "other") if first and last else None
    year = values.get("year") or (facts.period.start.year if facts and facts.period else None)
    month = values.get("month")
    if month and year:
        first_day = dt.date(year, month, 1)
        return Span(
            first_day, (first_day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1), "month"
        )
    if values.get("year"):
        return Span(dt.date(values["year"], 1, 1), dt.date(values["year"], 12, 31), "year")
    start, end = ends_of(values)
    first, last = start or end, end or start
    if first and last and last >= first:
        return Span(first, last, "day" if first == last else "other")
    return facts.period if facts else None


def ends_of(values: Mapping[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a line of work; a start that is a range ("15-21 June") gives both."""
    start, end = values.get("start"), values.get("end")
    last = end.end if end else start.end if start and start.end != start.start else None
    return (start.start if start else None), last
