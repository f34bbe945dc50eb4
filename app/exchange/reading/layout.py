"""Where the table stands: the data sheet among several, group rows, header rows, hashtags, first and last line of data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.errors import Refused
from app.exchange.reading.book import Book, Row, Sheet, is_blank, text_of
from app.exchange.reading.contents import Knowledge
from app.exchange.reading.extent import find_extent
from app.exchange.reading.header_rows import Headers, find_headers
from app.exchange.reading.people_list import is_list_of_people
from app.exchange.reading.sheet_worth import NOTHING_KNOWN, worth
from app.words import _


@dataclass(frozen=True)
class Layout:
    """Where the table of a sheet stands. Rows are numbered as in the file, from 1; columns from 0.

    `header_rows` may be empty (then the hashtags are the header); `skipped` are rows between the first and the last line of data
    that are not data: totals, repeated headers, blank rows. `groups` is the group heading of each column ("WHO", "WHERE").
    """

    sheet: str
    header_rows: tuple[int, ...]
    hashtag_row: int | None
    first_data_row: int
    last_data_row: int
    group_row: int | None = None
    skipped: frozenset[int] = frozenset()
    headers: tuple[tuple[str, ...], ...] = ()
    hashtags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    reference_sheets: tuple[str, ...] = ()
    other_data_sheets: tuple[str, ...] = ()
    title_cells: tuple[str, ...] = field(default=())

    @property
    def header_row(self) -> int | None:
        """The row a person would call the header; the row of hashtags where there is no other."""
        return self.header_rows[0] if self.header_rows else self.hashtag_row

    @property
    def width(self) -> int:
        """The number of columns of the table."""
        return len(self.headers)

    def header(self, column: int) -> str:
        """The heading of a column as the file has it, the first language where it has several; its hashtag or place otherwise."""
        parts = self.headers[column]
        return parts[0] if parts else self.hashtags[column] or _("(column {number})").format(number=column + 1)


def find_layout(
    book: Book,
    sheet: str | None = None,
    header_row: int | None = None,
    first_data_row: int | None = None,
    knowledge: Knowledge | None = None,
    who_is_given: bool = False,
) -> Layout:
    """The layout of the data sheet of a book, or of the sheet that a person named; `header_row` and `first_data_row` (from 1) are a
    person's words about the sheet that is named. `knowledge` tells places and organisations where headings are in an unknown language;
    `who_is_given` says that the organisation is known from elsewhere, so that places and sectors alone are a table.

    Raises `Refused`: no_such_sheet; people_list; no_data_sheet (no table that says who works where or in what).
    """
    if sheet is not None:
        named = book.sheet(sheet)
        if named is None:
            names = ", ".join(f"“{one.name}”" for one in book.sheets)
            raise Refused(
                "no_such_sheet", _("There is no sheet “{name}”; the file has {names}.").format(name=sheet, names=names)
            )
        found = [(named, find_headers(named.rows, header_row), 1.0)]
    else:
        found = [
            (one, headers, worth(one, headers, knowledge, who_is_given))
            for one in book.sheets
            if (headers := find_headers(one.rows)) is not None
        ]
    people = {one.name for one, headers, _worth in found if headers is not None and is_list_of_people(one, headers)}
    tables = [
        (one, headers, value)
        for one, headers, value in found
        if headers is not None and one.name not in people and value > NOTHING_KNOWN
    ]
    if not tables:
        raise _no_table(bool(people))
    best = max(tables, key=lambda candidate: candidate[2])
    headers = replace(best[1], after=max(first_data_row - 1, best[1].first)) if first_data_row else best[1]
    return _layout(book, best[0], headers, {one.name: value for one, _headers, value in tables}, people)


def _no_table(of_people: bool) -> Refused:
    if of_people:
        return Refused(
            "people_list",
            _(
                "This looks like a list of people. Ujima keeps counts, never names or numbers of people who receive "
                "help: nothing of it was stored. Ask the sender for totals per place."
            ),
        )
    return Refused(
        "no_data_sheet",
        _(
            "No sheet of this file has a table of who does what and where: it needs a column of "
            "organisations beside places, sectors or activities. Name the sheet if there is one."
        ),
    )


def _layout(book: Book, sheet: Sheet, headers: Headers, worths: dict[str, float], people: set[str]) -> Layout:
    extent = find_extent(sheet.rows, headers)
    titles = [cell for row in sheet.rows[: headers.first - 1] for cell in row if isinstance(cell, str) and cell.strip()]
    others = tuple(name for name, value in worths.items() if name != sheet.name and value > 0.5 * worths[sheet.name])
    beside = tuple(one.name for one in book.sheets if one.name not in (sheet.name, *others, *people) and one.rows)
    return Layout(
        sheet=sheet.name,
        header_rows=headers.rows,
        hashtag_row=headers.hashtag_row,
        first_data_row=extent.first,
        last_data_row=extent.last,
        group_row=headers.group_row,
        skipped=extent.skipped,
        headers=headers.texts,
        hashtags=headers.hashtags,
        groups=headers.groups,
        reference_sheets=beside,
        other_data_sheets=others,
        title_cells=tuple(cell.strip() for cell in titles),
    )


def data_rows(sheet: Sheet, layout: Layout) -> list[tuple[int, Row]]:
    """The lines of data with their row numbers: not empty within the table, not totals, not repeated headers."""
    return [
        (number, cells)
        for number, cells in enumerate(
            sheet.rows[layout.first_data_row - 1 : layout.last_data_row], layout.first_data_row
        )
        if number not in layout.skipped
    ]


def cells_of(row: Row, width: int) -> list[Any]:
    """A row cut or filled to the width of the table."""
    return row[:width] if len(row) >= width else row + [None] * (width - len(row))


def is_filled(row: Row, width: int) -> bool:
    """Whether a row holds anything within the table."""
    return any(not is_blank(cell) for cell in row[:width])


def preview(sheet: Sheet, layout: Layout, count: int = 20) -> list[tuple[int, list[str]]]:
    """The first lines of data as text, for the page of review."""
    return [
        (number, [text_of(cell) for cell in cells_of(row, layout.width)])
        for number, row in data_rows(sheet, layout)[:count]
    ]
