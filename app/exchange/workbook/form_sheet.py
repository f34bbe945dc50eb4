"""One organisation's sheet (its own lines printed, “nothing has changed” in one tick), and the same on one page of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from app.exchange.workbook.columns import AGES_AND_SEXES, Column, by_key
from app.exchange.workbook.formats import (
    BAND,
    GRID,
    LINE,
    MUTED,
    NAVY,
    Formats,
    dress,
    lines_needed,
    write_text,
)
from app.exchange.workbook.rows_sheet import look_of, offer_choices, serial
from app.words import _, language

#: profile A's essentials; what a sector needs comes in the middle
FIRST = ("record_id", "row_action", "lead", "sector", "activity_type")
PLACES = ("adm1_name", "adm2_name", "adm3_name")
LAST = ("start", "end", "status", "people", "girls", "boys", "women", "men", "remarks")
CASH, GOODS = ("modality", "transfer_value"), ("unit", "quantity_delivered")
CASH_SECTORS = frozenset({"Cash", "SPR"})
#: lines left free for what is new
FREE_LINES, FREE_LINES_ON_PAPER = 15, 4
TICK = "☐"
NOT_ON_PAPER = frozenset({"record_id", "row_action", "lead", "unit"})
#: columns whose texts take as many lines as they need
WRAPPED = frozenset({"text", "called", "organisation", "organisations", "choice", "place"})


@dataclass(frozen=True)
class Form:
    """What stands above the lines of a form, each already in the language of the file."""

    title: str
    organisation: str
    facts: Sequence[tuple[str, str]]
    how: Sequence[str]
    unchanged: str
    bears: str


def form_columns(sectors: frozenset[str], levels: int) -> tuple[Column, ...]:
    """The columns of a form: profile A's essentials and what the organisation's sectors need, with as many levels as the pack has."""
    needed = CASH if sectors & CASH_SECTORS else GOODS
    return tuple(by_key()[key] for key in (*FIRST, *needed, *PLACES[: max(1, min(levels, 3))], *LAST))


def write_form_sheet(
    sheet: Worksheet,
    formats: Formats,
    form: Form,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    lists: Mapping[str, str],
) -> None:
    """The sheet to fill in on a computer and send back."""
    dress(sheet, form.bears, tab=NAVY)
    top = _write_head(sheet, formats, form, len(columns))
    looks = []
    sheet.set_row(top, 40)
    for position, column in enumerate(columns):
        looks.append(look_of(formats, column, valign="top", text_wrap=column.manner[0] in WRAPPED))
        sheet.set_column(position, position, width_of(column))
        write_text(sheet, top, position, column.header(language()), formats.header(font_size=9))

    for position, column in enumerate(columns):
        write_text(sheet, top + 1, position, column.hashtag, formats(font_size=6, font_color=MUTED))
    sheet.set_row(top + 1, 10)
    first = top + 2
    for row, cells in enumerate([*rows, *([None] * len(columns) for _line in range(FREE_LINES))], first):
        texts = [
            (str(value), width_of(column))
            for column, value in zip(columns, cells, strict=True)
            if value is not None and column.manner[0] in WRAPPED
        ]
        sheet.set_row(row, max(18, 12 * max((lines_needed(text, width) for text, width in texts), default=1) + 5))
        for position, (column, value) in enumerate(zip(columns, cells, strict=True)):
            _write(sheet, row, position, column, value, looks[position])
    last = first + len(rows) + FREE_LINES - 1
    for position, column in enumerate(columns):
        offer_choices(sheet, column, position, first, last, lists)
    sheet.freeze_panes(first, 0)
    sheet.repeat_rows(top)


def write_paper_sheet(
    sheet: Worksheet, formats: Formats, form: Form, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
) -> None:
    """The same lines on one page of paper, with room to write by hand: no id, no hashtags, boxes to tick."""
    dress(sheet, form.bears)
    sheet.fit_to_pages(1, 1)
    shown = [(position, column) for position, column in enumerate(columns) if column.key not in NOT_ON_PAPER]
    top = _write_head(sheet, formats, form, len(shown) + 2)
    widths = [4, 8] + [
        7 if column.key in AGES_AND_SEXES else min(column.width, 18 if column.key == "activity_type" else 12)
        for _position, column in shown
    ]
    heads = ["", _("No change")] + [column.header(language()) for _position, column in shown]
    sheet.set_row(top, 34)
    for position, (width, head) in enumerate(zip(widths, heads, strict=True)):
        sheet.set_column(position, position, width)
        write_text(sheet, top, position, head, formats.header(font_size=8))
    look = formats(font_size=8, text_wrap=True, border=1, border_color=LINE, valign="top")
    row = top
    for number, cells in enumerate([*rows, *([None] * len(columns) for _line in range(FREE_LINES_ON_PAPER))], 1):
        row = top + number
        texts = [_as_text(cells[position], column) for position, column in shown]
        sheet.set_row(
            row, max(24, 11 * max(lines_needed(text, width) for text, width in zip(texts, widths[2:], strict=True)) + 4)
        )
        sheet.write_number(row, 0, number, look)
        write_text(
            sheet,
            row,
            1,
            TICK if number <= len(rows) else _("new"),
            formats(border=1, border_color=LINE, align="center"),
        )
        for position, text in enumerate(texts, 2):
            write_text(sheet, row, position, text, look)
    for position, text in enumerate((_("Filled in by (name, role)"), _("Date"), _("Signature"))):
        write_text(sheet, row + 2, 2 + 4 * position, f"{text}: ____________________", formats(font_size=9))


def width_of(column: Column) -> int:
    """The width of a column of the form: narrower than in the whole workbook, since texts take several lines."""
    return 7 if column.key == "record_id" else min(column.width, 24 if column.key == "activity_type" else 15)


def _write_head(sheet: Worksheet, formats: Formats, form: Form, width: int) -> int:
    """Title, organisation, facts, how to fill it in, and the tick; the row of the table's header."""
    sheet.set_row(0, 26)
    write_text(sheet, 0, 0, form.title, formats(bold=True, font_size=18, font_color=NAVY, indent=0))
    write_text(sheet, 1, 0, form.organisation, formats(bold=True, font_size=13, indent=0))
    row = 2
    write_text(
        sheet, row, 0, " · ".join(f"{name}: {value}" for name, value in form.facts), formats(font_color=MUTED, indent=0)
    )
    for text in form.how:
        row += 1
        write_text(sheet, row, 0, text, formats(font_size=9, indent=0))
    row += 2
    sheet.set_row(row, 20)
    write_text(
        sheet, row, 0, TICK, formats(font_size=13, align="center", border=2, border_color=NAVY, bg_color="#FFFFFF")
    )
    for position in range(1, max(2, min(width, 9))):
        text = form.unchanged if position == 1 else ""
        write_text(sheet, row, position, text, formats(bold=True, bg_color=BAND, bottom=1, bottom_color=GRID, indent=1))
    return row + 2


def _write(sheet: Worksheet, row: int, position: int, column: Column, value: Any, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, position, None, look)
    elif not isinstance(value, str):
        sheet.write_number(row, position, value, look)
    elif column.shows == "date" and (day := serial(value)) is not None:
        sheet.write_number(row, position, day, look)
    else:
        write_text(sheet, row, position, value, look)


def _as_text(value: Any, column: Column) -> str:
    if value is None:
        return ""
    return f"{value:,}" if column.shows == "count" else str(value)


__all__ = ["TICK", "Form", "form_columns", "write_form_sheet", "write_paper_sheet"]
