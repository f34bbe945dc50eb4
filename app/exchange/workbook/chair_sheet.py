"""The first sheet, the one a chair expects: places down, sectors across, count and acronyms in the cell, totals, and the facts above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from app.exchange.workbook.content import Cover, Matrix
from app.exchange.workbook.formats import (
    BAND,
    GRID,
    MUTED,
    NAVY,
    Formats,
    dress,
    grouped,
    lines_needed,
    tint,
    write_text,
)
from app.words import _

#: more names than this in a cell would bury the count; the rest is said as a number
MOST_NAMES = 12
LONGEST_NAME = 22
FIRST_WIDTH, TOTAL_WIDTH = 28, 10
#: a page holds so many characters before it is made smaller; columns share them, within reason
PAGE_WIDTH, NARROWEST, WIDEST = 150, 15, 34
CHARACTER_LINE = 11.5


def write_chair_sheet(sheet: Worksheet, formats: Formats, cover: Cover, matrix: Matrix, *, place_word: str) -> None:
    """Write the cover facts and the matrix. Rows are written from the top down, as the workbook keeps none of them."""
    dress(sheet, cover.bears, tab=NAVY)
    sheet.set_column(0, 0, FIRST_WIDTH)
    count = len(matrix["columns"])
    width = max(NARROWEST, min(WIDEST, (PAGE_WIDTH - FIRST_WIDTH - TOTAL_WIDTH) // max(count, 1)))
    sheet.set_column(1, max(count, 1), width)
    sheet.set_column(count + 1, count + 1, TOTAL_WIDTH)
    for after in range(count + 2, 5):
        sheet.set_column(after, after, width)
    row = _write_cover(sheet, formats, cover)
    top = row
    row = _write_header(sheet, formats, matrix, row, place_word)
    sheet.freeze_panes(row, 1)
    sheet.repeat_rows(top, row - 1)
    for line in matrix["rows"]:
        row = _write_line(sheet, formats, matrix, line, row, width)
    row = _write_totals(sheet, formats, matrix, row)
    _write_foot(sheet, formats, cover, row + 1)


def _write_cover(sheet: Worksheet, formats: Formats, cover: Cover) -> int:
    sheet.set_row(0, 30)
    write_text(sheet, 0, 0, cover.title, formats(bold=True, font_size=20, font_color=NAVY, indent=0))
    sheet.set_row(1, 18)
    write_text(sheet, 1, 0, cover.subtitle, formats(font_size=12, font_color=MUTED, indent=0))
    facts = (
        (_("Edition"), cover.edition),
        (_("Cut-off"), cover.date),
        (_("Reporting"), cover.reporting),
        (_("Validated"), cover.validated),
        (_("Filter"), cover.filter),
        (_("Local and government actors"), cover.local),
    )
    label = formats(font_color=MUTED, bg_color=BAND, bottom=1, bottom_color=GRID, indent=1)
    value = formats(bold=True, indent=1)
    for position, (name, text) in enumerate(facts, 3):
        sheet.set_row(position, 17)
        write_text(sheet, position, 0, name, label)
        write_text(sheet, position, 1, text, value)
    return 3 + len(facts) + 1


def _write_header(sheet: Worksheet, formats: Formats, matrix: Matrix, row: int, place_word: str) -> int:
    sheet.set_row(row, 44)
    write_text(sheet, row, 0, place_word, formats.header(indent=1))
    for position, column in enumerate(matrix["columns"], 1):
        code = formats(bold=True, font_size=11, font_color="#FFFFFF")
        name = formats(font_size=8, font_color="#D8E2EC")
        look = formats.header(align="center")
        if column["id"]:
            sheet.write_rich_string(row, position, code, column["id"], name, "\n" + column["name"], look)
        else:
            write_text(sheet, row, position, column["name"], look)
    write_text(
        sheet, row, len(matrix["columns"]) + 1, _("Total, counted once"), formats.header(align="center", font_size=8)
    )
    return row + 1


def _write_line(
    sheet: Worksheet, formats: Formats, matrix: Matrix, line: Mapping[str, Any], row: int, width: int
) -> int:
    texts = {column["id"]: cell_texts(line["cells"].get(column["id"])) for column in matrix["columns"]}
    most = max([lines_needed(names, width * 1.15) for _count, names in texts.values() if names] or [0])
    sheet.set_row(row, min(400, max(20, 17 + most * CHARACTER_LINE)))
    wide = line["kind"] != "place"
    write_text(
        sheet, row, 0, line["name"], formats.cell(bold=not wide, italic=wide, text_wrap=True, font_size=10, indent=1)
    )
    for position, column in enumerate(matrix["columns"], 1):
        cell = line["cells"].get(column["id"])
        count, names = texts[column["id"]]
        look = formats.cell(
            bg_color=tint(cell["value"] if cell else None), text_wrap=True, valign="top", font_size=8, indent=1
        )
        if not count:
            write_text(sheet, row, position, "–", formats.cell(font_color=MUTED, align="center"))
        elif names:
            sheet.write_rich_string(
                row, position, formats(bold=True, font_size=11), count, formats(font_size=8), "\n" + names, look
            )
        else:
            write_text(
                sheet,
                row,
                position,
                count,
                formats.cell(bg_color=tint(cell["value"]), bold=True, font_size=11, valign="top", indent=1),
            )
    _write_count(sheet, formats, row, len(matrix["columns"]) + 1, line["total"], bg_color=BAND)
    return row + 1


def _write_totals(sheet: Worksheet, formats: Formats, matrix: Matrix, row: int) -> int:
    sheet.set_row(row, 22)
    facts = {"bg_color": "#E3EAF1", "top": 2, "top_color": NAVY}
    write_text(sheet, row, 0, _("Total, counted once"), formats.cell(bold=True, indent=1, **facts))
    for position, column in enumerate(matrix["columns"], 1):
        _write_count(sheet, formats, row, position, column["total"], align="left", indent=1, **facts)
    _write_count(sheet, formats, row, len(matrix["columns"]) + 1, matrix["total"], **facts)
    return row + 1


def _write_count(sheet: Worksheet, formats: Formats, row: int, column: int, value: int | None, **facts: Any) -> None:
    look = formats.cell(**{"bold": True, "align": "center", "font_size": 11, "num_format": "#,##0", **facts})
    if value is None:
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_number(row, column, value, look)


def _write_foot(sheet: Worksheet, formats: Formats, cover: Cover, row: int) -> None:
    quiet = formats(font_color=MUTED, font_size=9, indent=0)
    write_text(sheet, row, 0, cover.counted, quiet)
    row += 2
    if cover.reach:
        write_text(sheet, row, 0, _("People reached"), formats(bold=True, font_size=12, font_color=NAVY))
        for title, value, method in cover.reach:
            row += 1
            sheet.set_row(row, 28)
            write_text(sheet, row, 0, title, formats(text_wrap=True, bottom=1, bottom_color=GRID))
            write_text(
                sheet, row, 1, value, formats(bold=True, align="right", font_size=12, bottom=1, bottom_color=GRID)
            )
            write_text(sheet, row, 2, method, formats(font_color=MUTED, font_size=9, indent=1))
        row += 2
    for note in cover.notes:
        write_text(sheet, row, 0, note, quiet)
        row += 1


def cell_texts(cell: Mapping[str, Any] | None) -> tuple[str, str]:
    """The count and the names of a cell: ("14", "INAS, PMA, UNICEF … +11"); ("", "") for an empty one."""
    if not cell or not cell["value"]:
        return "", ""
    names = [name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…" for name in cell["organisations"]]
    left = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    if left > 0:
        shown += f" +{left}"
    if cell["unnamed"]:
        shown = " ".join(part for part in (shown, _("({count} not named)").format(count=cell["unnamed"])) if part)
    return grouped(cell["value"]), shown
