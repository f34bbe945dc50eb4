"""The plain sheets: tables (organisations, contacts, what changed), the lists behind the drop-downs, `_meta` and README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.exchange.workbook.content import Table
from app.exchange.workbook.formats import ACCENT, MUTED, NAVY, Formats, dress, lines_needed, write_text
from app.words import _

LISTS_SHEET, META_SHEET = "_lists", "_meta"
PICKER_RANGE = "ujima_places"


def write_table_sheet(sheet: Worksheet, formats: Formats, bears: str, table: Table) -> None:
    """One plain table with a header, a filter and frozen panes."""
    dress(sheet, bears)
    sheet.set_row(0, 32)
    for position, (header, width) in enumerate(table.headers):
        sheet.set_column(position, position, width)
        write_text(sheet, 0, position, header, formats.header())
    look, number = formats.cell(text_wrap=True, valign="top"), formats.cell(num_format="#,##0", valign="top")
    for row, cells in enumerate(table.rows, 1):
        for position, value in enumerate(cells):
            if isinstance(value, (int, float)):
                sheet.write_number(row, position, value, number)
            elif value:
                write_text(sheet, row, position, str(value), look)
            else:
                sheet.write_blank(row, position, None, look)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.headers) - 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def write_lists_sheet(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    formats: Formats,
    lists: Mapping[str, Sequence[str]],
    picker: Sequence[str],
) -> dict[str, str]:
    """Each list in a column behind a named range, the flat list of places first; list name -> name of its range."""
    every = {"places": picker, **lists}
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, len(every), 28)
    names = {}
    for position, (name, values) in enumerate(every.items()):
        write_text(sheet, 0, position, name, formats(bold=True, font_color=MUTED))
        names[name] = f"ujima_{name}"
        letter = xlsxwriter.utility.xl_col_to_name(position)
        book.define_name(names[name], f"='{LISTS_SHEET}'!${letter}$2:${letter}${max(len(values), 1) + 1}")
    plain = formats()
    for row in range(max((len(values) for values in every.values()), default=0)):
        for position, values in enumerate(every.values()):
            if row < len(values):
                write_text(sheet, row + 1, position, values[row], plain)
    return names


def write_meta_sheet(sheet: Worksheet, formats: Formats, facts: Mapping[str, Any]) -> None:
    """What a machine (and a careful reader) needs to know of the file, one fact a row; a list takes a row for each entry."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    row = 0
    for name, value in facts.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            write_text(sheet, row, 0, name, formats(font_color=MUTED))
            if isinstance(one, (int, float)) and not isinstance(one, bool):
                sheet.write_number(row, 1, one, formats(align="left"))
            else:
                write_text(sheet, row, 1, "" if one is None else str(one), formats())
            row += 1


def write_readme_sheet(sheet: Worksheet, formats: Formats, bears: str, parts: Sequence[tuple[str, str]]) -> None:
    """Headings with the text under them."""
    dress(sheet, bears, across=False)
    sheet.set_column(0, 0, 100)
    sheet.set_row(0, 28)
    write_text(sheet, 0, 0, _("Read me"), formats(bold=True, font_size=18, font_color=NAVY))
    row = 1
    for heading, text in parts:
        sheet.set_row(row + 1, 18)
        write_text(sheet, row + 1, 0, heading, formats(bold=True, font_size=12, font_color=ACCENT))
        sheet.set_row(row + 2, 14 * lines_needed(text, 105) + 4)
        write_text(sheet, row + 2, 0, text, formats(text_wrap=True, valign="top"))
        row += 3
