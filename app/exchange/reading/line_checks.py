"""What only a whole line, or a whole column, shows.

Dates out of order, slipped years, zeros that mean "not disaggregated", households x N.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app import clock
from app.exchange.reading.bands import BAND, OUR_FIELDS
from app.exchange.reading.columns import Column
from app.exchange.reading.dates import Span
from app.words import _

PARTS = (*OUR_FIELDS, "persons_with_disability")
SLIP_YEARS = 2
SLIP_SHARE = 0.02
SIZES = range(3, 11)
SIZE_SHARE = 0.6
FEWEST_SIZES = 5


def check_lines(
    lines: Sequence[Any], columns: Sequence[Column], problems: list[Any], problem: Callable[..., Any]
) -> list[int]:
    """Add what is wrong with whole lines to `problems`; blank the zeros of lines that are not disaggregated and return their rows."""
    at = {column.field: column.index for column in columns if column.field and column.field != BAND}
    usual = {name: _usual_year(line.values.get(name) for line in lines) for name in ("start", "end")}
    today = clock.today()
    undivided: list[int] = []
    for line in lines:
        values = line.values
        start, end = values.get("start"), values.get("end")
        if isinstance(start, Span) and isinstance(end, Span) and end.end < start.start:
            text = _("The end ({end}) is before the start ({start}).").format(
                end=end.end.isoformat(), start=start.start.isoformat()
            )
            problems += [problem(row, at.get("end", -1), "end_before_start", text) for row in line.rows]
        for name in ("start", "end"):
            span, year = values.get(name), usual[name]
            if span is not None and year and abs(span.start.year - year) >= SLIP_YEARS:
                text = _("The year {year} is far from the {usual} of the other lines: a slip?").format(
                    year=span.start.year, usual=year
                )
                problems += [
                    problem(row, at[name], "year_slip", text, _in_year(span.start, year))
                    for row in line.rows
                    if name in at
                ]
        if isinstance(start, Span) and start.start > today and (values.get("people") or values.get("households")):
            text = _("Figures of people reached, but the start ({start}) is still to come.").format(
                start=start.start.isoformat()
            )
            problems += [problem(row, at.get("start", -1), "future_figures", text) for row in line.rows]
        if _is_undivided(values):
            undivided += line.rows
            _blank_parts(values)
    for row in undivided:
        problems.append(
            problem(
                row,
                -1,
                "not_disaggregated",
                _("All figures by age and sex are 0 beside a total: taken as not disaggregated."),
            )
        )
    return undivided


def _usual_year(spans: Iterable[Any]) -> int | None:
    """The year of nearly all dates of a column; None where the years vary."""
    years = Counter(span.start.year for span in spans if isinstance(span, Span))
    if not years:
        return None
    year, _count = years.most_common(1)[0]
    far = sum(count for other, count in years.items() if abs(other - year) >= SLIP_YEARS)
    return year if far <= max(1, SLIP_SHARE * years.total()) and years.total() >= 10 else None


def _in_year(day: dt.date, year: int) -> str:
    try:
        return day.replace(year=year).isoformat()
    except ValueError:
        return day.replace(year=year, day=28).isoformat()


def _is_undivided(values: dict[str, Any]) -> bool:
    """All parts given are 0, and the total is not: blank is not zero, and such zeros are blanks."""
    if not values.get("people"):
        return False
    parts = [values[name] for name in PARTS if name in values] + list(values.get("age_bands", {}).values())
    return len(parts) >= 2 and not any(parts)


def _blank_parts(values: dict[str, Any]) -> None:
    for name in (*PARTS, "age_bands"):
        values.pop(name, None)


def restore_zeros(lines: Any, columns: Sequence[Column]) -> None:
    """Take the zeros of lines that were taken as not disaggregated as zeros: somebody says that nobody of these was reached."""
    rows = set(lines.not_disaggregated)
    for line in lines.lines:
        if line.row not in rows:
            continue
        for column in columns:
            cell = line.cells[column.index]
            if cell is None or (column.field not in PARTS and column.field != BAND):
                continue
            if column.field == BAND:
                line.values.setdefault("age_bands", {})[column.header] = 0
            else:
                line.values[column.field] = 0
    lines.not_disaggregated = []
    lines.problems = [problem for problem in lines.problems if problem.code != "not_disaggregated"]


def find_count_basis(lines: Sequence[Any]) -> int | None:
    """The N of "households x N": where people are that multiple of households in most lines that give both, those lines are marked."""
    sizes: Counter[int] = Counter()
    both = 0
    for line in lines:
        for people, households in (
            (line.values.get("people"), line.values.get("households")),
            (line.values.get("people_targeted"), line.values.get("households_targeted")),
        ):
            if people and households:
                both += 1
                if people % households == 0 and people // households in SIZES:
                    sizes[people // households] += 1
    if not sizes or both < FEWEST_SIZES:
        return None
    size, count = sizes.most_common(1)[0]
    if count < SIZE_SHARE * both:
        return None
    for line in lines:
        people, households = line.values.get("people"), line.values.get("households")
        if people and households and people == size * households:
            line.values.setdefault("count_basis", "household_size")
    return size
