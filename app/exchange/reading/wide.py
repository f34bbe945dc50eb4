"""Tables with months or sectors across, as social protection programmes report: seen, and spread into figures or lines once confirmed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.reading.across import FEWEST, MONTH, SECTOR, month_heading, sector_heading
from app.exchange.reading.book import Book, is_blank, text_of
from app.exchange.reading.cells import amounts, counts
from app.exchange.reading.dates import Span, period_in
from app.exchange.reading.layout import Layout
from app.exchange.reading.lines import Line
from app.fold import fold

MARKS = frozenset({"x", "✓", "✔", "yes", "y", "oui", "si", "sim", "o", "1", "نعم", "●", "•", "v"})
BY_PERIOD = "by_period"
"""The value of a line with months across: [(days of the period, figure)]."""

_HOUSEHOLDS = re.compile(
    r".*\b(?:hh|hhs|households?|menages?|hogares|familias?|familles|agregados|families)\b.*|.*(?:اسر|عائلات).*"
)
_MONEY = re.compile(
    r".*\b(?:amount|montants?|monto|montante|valor|paid|paye|pagado|pago|usd|mzn|xaf|xof|ngn|gtq|sdg|lyd|etb|mwk|disburse\w*|decaiss\w*|"
    r"desembols\w*)\b.*|.*(?:مبلغ|المبلغ).*"
)


@dataclass(frozen=True)
class Wide:
    """Columns that are one thing told apart by their headings: {column: its days (month) or its sector as written}.

    `measure` is the field that their figures are of: people, households or amount_paid; empty where the cells are only marks.
    """

    kind: str
    columns: Mapping[int, Any]
    measure: str


def find_wide(book: Book, layout: Layout, rows: Sequence[Sequence[Any]], free: Sequence[int]) -> Wide | None:
    """The months, or else the sectors, that stand across a table. `free` are the columns that are not known as anything else."""
    texts = {column: layout.headers[column] for column in free}
    months = _months(texts, _years_above(book, layout), _year(book, layout))
    if len(months) >= FEWEST and _hold_figures(rows, months):
        return Wide(MONTH, months, _measure(layout, months))
    sectors = {column: name for column, parts in texts.items() if (name := sector_heading(parts))}
    if len(sectors) >= FEWEST and _hold_figures(rows, sectors):
        return Wide(SECTOR, sectors, "" if _are_marks(rows, sectors) else _measure(layout, sectors))
    return None


def spread_lines(lines: list[Line], wide: Wide) -> list[Line]:
    """Months become figures of their line; every sector with a figure or a mark becomes a line of its own.

    Only the first of these counts as a line of the file: the others have no `rows`.
    """
    spread: list[Line] = []
    read = amounts(None) if wide.measure == "amount_paid" else counts(None)
    for line in lines:
        said = [
            (heading, line.cells[column])
            for column, heading in wide.columns.items()
            if not is_blank(line.cells[column])
        ]
        if wide.kind == MONTH:
            line.values[BY_PERIOD] = [
                (span, wide.measure, value) for span, cell in said if (value := read(cell)[0]) is not None
            ]
            spread.append(line)
            continue
        parts = []
        for sector, cell in said:
            value = read(cell)[0] if wide.measure else None
            if (wide.measure and value) or (not wide.measure and _is_mark(cell)):
                parts.append({"sector": sector, **({wide.measure: value} if wide.measure else {})})
        for number, part in enumerate(parts or [{}]):
            spread.append(
                dataclasses.replace(line, values={**line.values, **part}, rows=line.rows if number == 0 else [])
            )
    return spread


def _months(texts: Mapping[int, Sequence[str]], above: Mapping[int, int], year: int | None) -> dict[int, Span]:
    """The months that the headings name: in the year that stands above them, else in the year of the file or, once the
    months begin again, in the next one."""
    months: dict[int, Span] = {}
    for column, parts in texts.items():
        span = month_heading(parts, above.get(column, year))
        if span is None:
            continue
        before = next(reversed(months.values()), None)
        if before and span.start < before.start and not above and year == before.start.year:
            year += 1
            span = month_heading(parts, year) or span
        months[column] = span
    return months


def _years_above(book: Book, layout: Layout) -> dict[int, int]:
    """The years that stand in the row over the header, each up to the next one."""
    sheet, years, current = book.sheet(layout.sheet), dict[int, int](), None
    if sheet is None or not layout.header_rows or min(layout.header_rows) < 2:
        return years
    row = sheet.rows[min(layout.header_rows) - 2]
    for column in range(layout.width):
        text = text_of(row[column]) if column < len(row) else ""
        if re.fullmatch(r"(?:19|20)\d\d", text):
            current = int(text)
        elif text:
            return {}
        if current:
            years[column] = current
    return years


def _year(book: Book, layout: Layout) -> int | None:
    for text in (*layout.title_cells, layout.sheet, book.path.stem):
        if span := period_in(text):
            return span.start.year
    return None


def _hold_figures(rows: Sequence[Sequence[Any]], columns: Mapping[int, Any]) -> bool:
    cells = [row[column] for row in rows[:300] for column in columns if column < len(row) and not is_blank(row[column])]
    return bool(cells) and sum(_is_mark(cell) or counts(None)(cell)[0] is not None for cell in cells) >= 0.8 * len(
        cells
    )


def _are_marks(rows: Sequence[Sequence[Any]], columns: Mapping[int, Any]) -> bool:
    cells = [row[column] for row in rows for column in columns if column < len(row) and not is_blank(row[column])]
    return all(_is_mark(cell) or text_of(cell) == "0" for cell in cells)


def _is_mark(cell: Any) -> bool:
    return fold(text_of(cell)) in MARKS


def _measure(layout: Layout, columns: Mapping[int, Any]) -> str:
    """What the figures are of, by the words above them and in the titles; people where nothing else is said."""
    first = min(columns)
    texts = [*layout.headers[first], layout.groups[first] if layout.groups else "", *layout.title_cells]
    if any(_HOUSEHOLDS.fullmatch(fold(text)) for text in texts):
        return "households"
    return "amount_paid" if any(_MONEY.fullmatch(fold(text)) for text in texts) else "people"
