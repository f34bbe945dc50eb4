"""The number of organisations by place and sector as a heat table: numbers only, tinted by size, totals counted once."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from app.exchange.workbook.content import Cover, Matrix
from app.exchange.workbook.formats import INK, NAVY, Formats, dress, write_text
from app.words import _

#: from nobody to the most crowded cell of the table
LOW, HIGH = (0xF3, 0xF8, 0xFC), (0x2B, 0x73, 0xB5)


def write_heat_sheet(sheet: Worksheet, formats: Formats, cover: Cover, matrix: Matrix, *, place_word: str) -> None:
    """Write the numbers of a matrix, one place a row."""
    dress(sheet, cover.bears)
    columns = matrix["columns"]
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(columns) + 1, max(11, min(20, 110 // max(len(columns), 1))))
    sheet.set_row(0, 24)
    write_text(
        sheet, 0, 0, _("Organisations by place and sector"), formats(bold=True, font_size=16, font_color=NAVY, indent=0)
    )
    write_text(sheet, 1, 0, cover.bears, formats(font_size=9, indent=0))
    sheet.set_row(3, 56)
    write_text(sheet, 3, 0, place_word, formats.header(indent=1))
    for position, column in enumerate(columns, 1):
        write_text(sheet, 3, position, column["name"], formats.header(align="center", font_size=9))
    write_text(sheet, 3, len(columns) + 1, _("Total, counted once"), formats.header(align="center", font_size=9))
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    most = max((cell["value"] or 0 for line in matrix["rows"] for cell in line["cells"].values()), default=0)
    for row, line in enumerate(matrix["rows"], 4):
        wide = line["kind"] != "place"
        write_text(sheet, row, 0, line["name"], formats.cell(italic=wide, bold=not wide, indent=1))
        for position, column in enumerate(columns, 1):
            cell = line["cells"].get(column["id"])
            _write_number(sheet, formats, row, position, cell["value"] if cell else None, most)
        _write_number(sheet, formats, row, len(columns) + 1, line["total"], None)
    last = 4 + len(matrix["rows"])
    write_text(sheet, last, 0, _("Total, counted once"), formats.cell(bold=True, indent=1, bg_color="#E3EAF1"))
    for position, column in enumerate(columns, 1):
        _write_number(sheet, formats, last, position, column["total"], None)
    _write_number(sheet, formats, last, len(columns) + 1, matrix["total"], None)


def _write_number(
    sheet: Worksheet, formats: Formats, row: int, column: int, value: int | None, most: int | None
) -> None:
    facts: dict[str, Any] = {"align": "center", "num_format": "#,##0"}
    if most is None:
        facts |= {"bold": True, "bg_color": "#E3EAF1"}
    elif value:
        share = (value / most) ** 0.6 if most else 0.0
        facts |= {"bg_color": shade(share), "font_color": "#FFFFFF" if share > 0.72 else INK}
    look = formats.cell(**facts)
    if value:
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_blank(row, column, None, look)


def shade(share: float) -> str:
    """The colour between low (0) and high (1)."""
    parts = (round(low + (high - low) * share) for low, high in zip(LOW, HIGH, strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)
