"""The look of every sheet: one palette, cell formats (table styles are not drawn by LibreOffice), and what every page bears."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.words import is_right_to_left, language

NAVY, ACCENT, INK, MUTED = "#14304D", "#0B5CAD", "#1C2B3A", "#5B6B7B"
GRID, SHADED, BAND, LINE = "#D5DCE4", "#EEF1F4", "#F5F8FB", "#8593A1"
#: organisations per cell, from few to many: the tints of the matrix on the screen
TINTS = ((1, "#F0F5FA"), (2, "#DFEBF6"), (4, "#CADFF2"), (6, "#B1D0EC"))
FONT, FONT_OF_ARABIC = "Calibri", "Arial"
A4, A3 = 9, 8


#: vowel signs of Arabic, which programs draw badly in a foot and nobody needs there
_NOT_IN_FEET = dict.fromkeys(range(0x064B, 0x0653))


def font() -> str:
    """A font that every computer with a spreadsheet program has, for the script of the language."""
    return FONT_OF_ARABIC if is_right_to_left() else FONT


class Formats:
    """Formats of one workbook, each made once: `formats(bold=True, bg_color=NAVY)`."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **facts: Any) -> Format:
        """The format with these facts on top of the common font."""
        key = tuple(sorted(facts.items()))
        if key not in self._made:
            common: dict[str, Any] = {"font_name": font(), "font_size": 10, "font_color": INK, "valign": "vcenter"}
            if is_right_to_left():
                common["reading_order"] = 2
            if "indent" in facts:  # programs leave an indent out where no side is said
                common["align"] = "right" if is_right_to_left() else "left"
            self._made[key] = self._book.add_format({**common, **facts})
        return self._made[key]

    def header(self, **facts: Any) -> Format:
        """The header of a table."""
        return self(
            bold=True, font_color="#FFFFFF", bg_color=NAVY, text_wrap=True, border=1, border_color=NAVY, **facts
        )

    def cell(self, **facts: Any) -> Format:
        """A cell of a table."""
        return self(border=1, border_color=GRID, **facts)


def tint(value: int | None) -> str:
    """The tint of a cell that counts `value` organisations."""
    found = "#FFFFFF"
    for least, colour in TINTS:
        if value is not None and value >= least:
            found = colour
    return found


def open_book(path: str, facts: Mapping[str, str], moment: Any) -> xlsxwriter.Workbook:
    """A workbook in which text stays text, rows are written as they come, and the same content gives the same cells."""
    book = xlsxwriter.Workbook(
        path,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({**facts, "created": moment})
    book.set_size(2400, 1400)
    return book


@contextlib.contextmanager
def closing(book: xlsxwriter.Workbook) -> Iterator[None]:
    """Write the file when all went well; else close what was opened on the way and leave nothing behind."""
    try:
        yield
    except BaseException:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()
            Path(sheet.row_data_filename).unlink(missing_ok=True)
        raise
    book.close()


def dress(sheet: Worksheet, bears: str, *, paper: int = A4, across: bool = True, tab: str | None = None) -> None:
    """What every sheet has: direction, one page wide, and at the foot of each page what the sheet bears."""
    if is_right_to_left(language()):
        sheet.right_to_left()
    if across:
        sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    foot = bears.translate(_NOT_IN_FEET).replace("&", "&&")
    sheet.set_footer(f'&L&"{font()},Regular"&8{foot[:200]}&R&"{font()},Regular"&8&P / &N')
    sheet.hide_gridlines(2)
    if tab:
        sheet.set_tab_color(tab)


def grouped(number: int) -> str:
    """A count with its thousands apart, as the language writes it."""
    return f"{number:,}" if language() in ("en", "ar") else f"{number:,}".replace(",", "\u202f")


def write_text(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """Write a text as text, whatever it begins with."""
    if text.startswith("<r>") and text.endswith(
        "</r>"
    ):  # XlsxWriter takes such a text for the markup of its own rich strings
        sheet.write_rich_string(row, column, look, text[:1], look, text[1:], look)
    else:
        sheet.write_string(row, column, text, look)


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters; for the height of a row, which nobody sets by itself."""
    return sum(max(1, -(-len(part) // max(1, int(width)))) for part in text.split("\n"))
