"""A copy of the sender's own file with the cells in question coloured and commented, to be sent back to him."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import Trouble
from app.services.importing.marks import WAITS, WRONG, Marks
from app.services.importing.proposal import Proposal
from app.words import _

GROUNDS = {WAITS: "FFE9B8", WRONG: "F9C9C4"}
#: more cells than this are copied without the sender's own formats: opening them all would need too much memory
MOST_CELLS = 400_000
#: Excel holds so many comments without trouble; every cell in question is coloured all the same
MOST_COMMENTS = 5_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Marked = tuple[int, int, str, str]


def copy_name(path: Path) -> str:
    """What the copy is called: an .xlsx, whatever his file was."""
    return _("{name}, questions").format(name=path.stem) + ".xlsx"


def write_marked_copy(proposal: Proposal, marks: Marks, target: Path) -> int:
    """Write the copy; the number of cells marked. His own file is never touched. Raises Trouble when it cannot be written.

    An .xlsx keeps its formats; anything else, and what is very large, becomes a plain .xlsx of the same cells.
    """
    sheet = proposal.book.sheet(proposal.layout.sheet)
    cells = sum(len(row) for one in proposal.book.sheets for row in one.rows)
    marked = list(_marked(proposal, marks))
    try:
        if proposal.path.suffix.lower() == ".xlsx" and cells <= MOST_CELLS and sheet is not None:
            _mark_in_place(proposal.path, target, sheet.name, marked)
        else:
            _write_plain(proposal, target, marked)
    except OSError as error:
        raise Trouble(
            "cannot_write", _("{file} could not be written: {why}").format(file=target.name, why=error)
        ) from error
    return len(marked)


def _marked(proposal: Proposal, marks: Marks) -> Iterator[Marked]:
    """(row from 1, column from 1, kind, sentence) of every cell in question, in each of the rows that agree."""
    for (line, column), kind in marks.kinds.items():
        if kind in GROUNDS:
            for row in proposal.planned[line].line.rows:
                yield row, column + 1, kind, marks.sentences.get((line, column), "")


def _mark_in_place(source: Path, target: Path, name: str, marked: list[Marked]) -> None:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(source)
    sheet = book[next(title for title in book.sheetnames if title.strip().casefold() == name.strip().casefold())]
    fills = {kind: PatternFill("solid", fgColor=colour) for kind, colour in GROUNDS.items()}
    for at, (row, column, kind, sentence) in enumerate(marked):
        cell = sheet.cell(row, column)
        cell.fill = fills[kind]
        if sentence and at < MOST_COMMENTS:
            cell.comment = Comment(_CONTROL.sub("", sentence), "Ujima", width=320, height=90)
    book.save(target)
    book.close()


def _write_plain(proposal: Proposal, target: Path, marked: list[Marked]) -> None:
    """All sheets as plain cells. Text stays text: nothing in it can become a formula."""
    import xlsxwriter

    of_sheet = {(row, column): (kind, sentence) for row, column, kind, sentence in marked}
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        formats = {kind: book.add_format({"bg_color": f"#{colour}"}) for kind, colour in GROUNDS.items()}
        names: set[str] = set()
        for one in proposal.book.sheets:
            sheet = book.add_worksheet(_sheet_name(one.name, names))
            here = of_sheet if one.name == proposal.layout.sheet else {}
            for at, cells in enumerate(one.rows):
                for column, value in enumerate(cells):
                    kind, _sentence = here.get((at + 1, column + 1), ("", ""))
                    _write_cell(sheet, at, column, value, formats.get(kind))
            for written, ((row, column), (_kind, sentence)) in enumerate(here.items()):
                if sentence and written < MOST_COMMENTS:
                    sheet.write_comment(row - 1, column - 1, _CONTROL.sub("", sentence), {"x_scale": 2.2})


def _write_cell(sheet: Any, row: int, column: int, value: Any, format: Any) -> None:
    if value is None or value == "":
        if format is not None:
            sheet.write_blank(row, column, None, format)
    elif isinstance(value, str):
        sheet.write_string(row, column, _CONTROL.sub("", value)[:32_767], format)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, format)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, format)
    elif hasattr(value, "year"):
        sheet.write_datetime(row, column, value, format)
    else:
        sheet.write_string(row, column, str(value), format)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel allows: at most 31 signs, none of []:*?/\\, no two alike."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31] or "Sheet"
    made, number = plain, 2
    while made.casefold() in taken:
        made, number = f"{plain[:27]} {number}", number + 1
    taken.add(made.casefold())
    return made
