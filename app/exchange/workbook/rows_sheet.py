"""The rows: a header, the hashtags if wanted, one line a row. One table, no merged cells, lists to choose from, nothing pretended."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exchange.workbook.columns import Column
from app.exchange.workbook.formats import A3, MUTED, NAVY, SHADED, Formats, dress, write_text
from app.words import _, language

#: lists to choose from reach this many rows below the last one, for rows that people add
ROOM_BELOW = 500
LATE_COLOUR = "#FFE3B3"
_EPOCH = dt.date(1899, 12, 30).toordinal()
FORMATS = {"date": "yyyy-mm-dd", "count": "#,##0", "amount": "#,##0.##########"}
#: columns whose choices are names of the register: others may be typed, for an organisation may be new
OPEN_LISTS = ("organisation", "organisations", "called", "place")


def write_rows_sheet(
    sheet: Worksheet,
    formats: Formats,
    bears: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    lists: Mapping[str, str],
    *,
    hashtags: bool,
    late: frozenset[str] = frozenset(),
) -> tuple[int, str]:
    """Write the table; the number of rows and a hash of their cells. `lists` maps a column's key to the name of its range.

    The ids in `late` are marked: their rows came after the deadline.
    """
    dress(sheet, bears, paper=A3)
    looks = [look_of(formats, column) for column in columns]
    _write_heads(sheet, formats, columns, looks, hashtags)
    top = 2 if hashtags else 1
    marked = [look_of(formats, columns[0], bg_color=LATE_COLOUR), *looks[1:]]
    count, digest = _write_cells(
        sheet, columns, lambda id: marked if id.partition(".")[0] in late else looks, rows, top
    )
    last = top + count - 1
    sheet.autofilter(top - 1, 0, max(last, top), len(columns) - 1)
    sheet.freeze_panes(top, 1)
    sheet.repeat_rows(0, top - 1)
    for position, column in enumerate(columns):
        offer_choices(sheet, column, position, top, last + ROOM_BELOW, lists)
    return count, digest


def look_of(formats: Formats, column: Column, **more: Any) -> Format:
    """The look of a column's cells: shaded where the program fills it, numbers and dates in their format."""
    facts: dict[str, Any] = {"font_size": 9, **more}
    if column.locked:
        facts = {"bg_color": SHADED, "font_color": MUTED, **facts}
    if number := FORMATS.get(column.shows):
        facts["num_format"] = number
    if column.shows == "id":
        facts["align"] = "fill"  # shown as far as the column goes, never over the cell beside it
    return formats.cell(**facts)


def _write_heads(
    sheet: Worksheet, formats: Formats, columns: Sequence[Column], looks: Sequence[Format], hashtags: bool
) -> None:
    sheet.set_row(0, 46)
    if hashtags:
        sheet.set_row(1, 13)
    for position, (column, look) in enumerate(zip(columns, looks, strict=True)):
        sheet.set_column(position, position, column.width, look)
        head = (
            formats.header(font_size=9)
            if not column.locked
            else formats(
                bold=True, font_size=9, font_color=NAVY, bg_color="#C9D3DD", text_wrap=True, border=1, border_color=NAVY
            )
        )
        write_text(sheet, 0, position, column.header(language()), head)
    if hashtags:
        tag = formats(font_size=7, font_color=MUTED, bg_color="#F5F8FB")
        for position, column in enumerate(columns):
            write_text(sheet, 1, position, column.hashtag, tag)


def _write_cells(
    sheet: Worksheet,
    columns: Sequence[Column],
    looks_of: Callable[[str], Sequence[Format]],
    rows: Iterable[Sequence[Any]],
    top: int,
) -> tuple[int, str]:
    """The innermost loop of an export: text as text, numbers as numbers, ISO dates as dates, blanks left to the column's format."""
    write_string, write_number = sheet.write_string, sheet.write_number
    dated = [column.shows == "date" for column in columns]
    digest = hashlib.sha256()
    row = top - 1
    for row, cells in enumerate(rows, top):
        digest.update(repr(cells).encode())
        looks = looks_of(str(cells[0]))
        for position, value in enumerate(cells):
            if value is None:
                continue
            if value.__class__ is not str:
                write_number(row, position, value, looks[position])
            elif dated[position] and (day := serial(value)) is not None:
                write_number(row, position, day, looks[position])
            elif value[:3] == "<r>":
                write_text(sheet, row, position, value, looks[position])
            else:
                write_string(row, position, value, looks[position])
    return row - top + 1, digest.hexdigest()


@lru_cache(maxsize=16_384)
def serial(day: str) -> int | None:
    """An ISO day as the number a spreadsheet keeps; None for one before 1900-03-01, where spreadsheet programs differ."""
    try:
        number = dt.date.fromisoformat(day).toordinal() - _EPOCH
    except ValueError:
        return None
    return number if number > 60 else None


def offer_choices(
    sheet: Worksheet, column: Column, position: int, first: int, last: int, lists: Mapping[str, str]
) -> None:
    """A list to choose from, or the kind of number: each warns and never forbids, since pasted cells pass anyway."""
    rule: dict[str, Any] | None = None
    manner = column.manner[0]
    if column.key in lists:
        rule = {"validate": "list", "source": f"={lists[column.key]}"}
        rule["error_type"] = "information" if manner in OPEN_LISTS else "warning"
        rule["error_title"], rule["error_message"] = (
            _("Not in the list"),
            _("This is not in the list. Keep it only if it is new."),
        )
    elif manner == "count":
        rule = {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": _("Not a whole number"),
            "error_message": _(
                "People and households are whole numbers. Leave it blank if you do not know: blank is not 0."
            ),
        }
    elif manner == "amount":
        rule = {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": _("Not a number"),
            "error_message": _("Write a number, 0 or more."),
        }
    elif manner == "date" and not column.locked:
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": dt.date(1990, 1, 1),
            "error_type": "warning",
            "error_title": _("Not a date"),
            "error_message": _("Write a date, such as 2019-05-31."),
        }
    if rule and not column.locked:
        sheet.data_validation(first, position, last, position, {**rule, "ignore_blank": True})
