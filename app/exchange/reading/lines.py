"""The lines of a table as typed values, with what is wrong with single cells. Lines that agree in all cells are one, with their count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.reading.bands import BAND
from app.exchange.reading.book import Book, is_blank, text_of
from app.exchange.reading.cells import (
    DATE_FIELDS,
    FIGURE_FIELDS,
    CellReader,
    amounts,
    counts,
    dates,
    degrees,
    months,
    texts,
    years,
)
from app.exchange.reading.columns import Column
from app.exchange.reading.dates import find_order, is_ambiguous
from app.exchange.reading.facts import Facts, find_facts
from app.exchange.reading.figures import find_decimal_mark
from app.exchange.reading.layout import Layout, data_rows
from app.exchange.reading.line_checks import check_lines, find_count_basis
from app.precedence import giving_way
from app.words import _


@dataclass(frozen=True)
class CellProblem:
    """Something wrong with one cell: its row in the file (from 1), its column (from 0; -1 for the whole line), a code, a sentence, and what
    the program proposes to read there, if anything."""

    row: int
    column: int
    code: str
    message: str
    proposal: Any = None


@dataclass
class Line:
    """One line of data, once for all lines that agree in every cell. `row` is the first of `rows`.

    `values` holds {field: typed value} for what the line says; blank cells are absent. `cells` are the original cells, trimmed.
    """

    row: int
    cells: tuple[Any, ...]
    values: dict[str, Any]
    rows: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines of the file agree in every cell."""
        return len(self.rows)


@dataclass
class Lines:
    """All that was read from a table. `read` counts the lines of data that are not empty; `facts` hold for all of them."""

    lines: list[Line]
    read: int
    problems: list[CellProblem]
    facts: Facts
    date_order: str
    date_order_guessed: bool
    decimal_marks: dict[str, str | None]
    not_disaggregated: list[int] = field(default_factory=list)
    household_size: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Options:
    """A person's words about how to read: the order of dates (dmy, mdy, ymd), and the year of dates without one."""

    date_order: str | None = None
    year: int | None = None


def read_lines(book: Book, layout: Layout, columns: Sequence[Column], options: Options = Options()) -> Lines:
    """The typed lines of a table. Unreadable cells are left out of `values` and named in `problems`; nothing is guessed silently."""
    sheet = book.sheet(layout.sheet)
    assert sheet is not None
    facts = find_facts(book, layout)
    lines, read = _distinct(data_rows(sheet, layout), layout.width)
    order, guessed = _date_order(lines, columns, options)
    year = options.year or (
        facts.period.start.year if facts.period and facts.period.start.year == facts.period.end.year else None
    )
    problems: list[CellProblem] = []
    marks: dict[str, str | None] = {}
    for column in columns:
        if column.field is None:
            continue
        values = {line.cells[column.index] for line in lines}
        marks[column.field] = (
            find_decimal_mark(values) if column.field in FIGURE_FIELDS or column.field == BAND else None
        )
        _fill(lines, column, _reader(column.field, order, marks[column.field], year), problems)
    if guessed:
        problems += _ambiguous_dates(lines, columns, order)
    result = Lines(lines, read, problems, facts, order, guessed, marks, year=year)
    result.not_disaggregated = check_lines(lines, columns, problems, CellProblem)
    result.household_size = find_count_basis(lines)
    return result


def type_lines(lines: Sequence[Line], columns: Sequence[Column], like: Lines) -> None:
    """Give further lines of the same columns (those of an earlier file) their typed values, read as the lines of `like` were."""
    for column in columns:
        if column.field is not None:
            _fill(
                lines,
                column,
                _reader(column.field, like.date_order, like.decimal_marks.get(column.field), like.year),
                [],
            )
    check_lines(lines, columns, [], CellProblem)


def _distinct(rows: Sequence[tuple[int, list[Any]]], width: int) -> tuple[list[Line], int]:
    """Lines that agree in all cells after trimming, gathered; and the number of lines read."""
    found: dict[tuple[Any, ...], Line] = {}
    blanks = [None] * width
    for number, row in rows:
        cells = [cell.strip() or None if type(cell) is str else cell for cell in row[:width]]
        if len(cells) < width:
            cells += blanks[len(cells) :]
        key = tuple(cells)
        line = found.get(key)
        if line is None:
            found[key] = Line(number, key, {}, [number])
        else:
            line.rows.append(number)
    return list(found.values()), len(rows)


def _date_order(lines: Sequence[Line], columns: Sequence[Column], options: Options) -> tuple[str, bool]:
    if options.date_order:
        return options.date_order, False
    places = [column.index for column in columns if column.field in DATE_FIELDS]
    order, guessed = find_order(
        line.cells[index] for line in lines for index in places if isinstance(line.cells[index], str)
    )
    return order or "dmy", guessed


def _ambiguous_dates(lines: Sequence[Line], columns: Sequence[Column], order: str) -> list[CellProblem]:
    """Where no date of the file tells the order, those that read both ways are said."""
    places = [column.index for column in columns if column.field in DATE_FIELDS]
    found = []
    for line in giving_way(lines):
        for index in places:
            if is_ambiguous(line.cells[index]):
                text = _("“{text}” was read {order}; no date of the file tells the order.").format(
                    text=line.cells[index], order=order
                )
                found += [CellProblem(row, index, "date_ambiguous", text) for row in line.rows]
    return found


def _reader(name: str, order: str, mark: str | None, year: int | None) -> CellReader:
    """How the cells of a field are read."""
    if name in DATE_FIELDS:
        return {"month": months, "year": years}.get(name, dates)(order, year)
    if name == BAND or FIGURE_FIELDS.get(name) == "count":
        return counts(mark)
    by_kind: Mapping[str, Callable[[str | None], CellReader]] = {"amount": amounts, "degrees": degrees}
    return by_kind[FIGURE_FIELDS[name]](mark) if name in FIGURE_FIELDS else texts()


def _fill(lines: Sequence[Line], column: Column, read: CellReader, problems: list[CellProblem]) -> None:
    """Read one column; each distinct cell once."""
    name, index = column.field, column.index
    assert name is not None
    known: dict[Any, Any] = {}
    for line in giving_way(lines):
        cell = line.cells[index]
        if cell is None:
            continue
        kind_and_cell = (type(cell), cell)
        if kind_and_cell not in known:
            known[kind_and_cell] = read(cell)
        value, fault = known[kind_and_cell]
        if fault is not None:
            problems += [CellProblem(row, index, fault.code, fault.message, fault.proposal) for row in line.rows]
        if value is None:
            continue
        if name == BAND:
            line.values.setdefault("age_bands", {})[column.header] = value
        else:
            line.values[name] = value


def problem_text(cell: Any) -> str:
    """A cell as it is quoted in a sentence."""
    text = "" if is_blank(cell) else text_of(cell)
    return text if len(text) <= 80 else text[:77] + "…"
