"""A copy of the sender's file with the cells in question coloured and commented, to be handed back to him."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.errors import Trouble
from app.exchange.reading.book import is_blank
from app.services.importing.proposal import Proposal
from app.words import _

COLOUR = "FFE08A"
AUTHOR = "Ujima"
LONGEST_COMMENT = 1_000
OWN_FORMATS = (".xlsx", ".xlsm")


def mark_copy(proposal: Proposal, folder: Path) -> Path:
    """Write the copy into a folder and return its path: his own workbook with marks, or an .xlsx of what was read where his is .xls,
    .ods or .csv. The original is never touched. Raises Trouble where the copy cannot be written.
    """
    from xlsxwriter.exceptions import XlsxFileError

    comments = _comments(proposal)
    own = proposal.path.suffix.lower() in OWN_FORMATS
    target = folder / f"{proposal.path.stem} – {_('questions')}{proposal.path.suffix.lower() if own else '.xlsx'}"
    try:
        (_mark_own if own else _write_new)(proposal, comments, target)
    except (OSError, XlsxFileError) as error:
        words = _("{file} could not be written to {folder}: is it open elsewhere, or is the disk full?")
        raise Trouble("cannot_write", words.format(file=target.name, folder=folder)) from error
    return target


def _comments(proposal: Proposal) -> dict[tuple[int, int], str]:
    """What is said about each cell (row from 1, column from 0); what concerns a whole line is said at its first cell."""
    said: dict[tuple[int, int], list[str]] = {}
    for problem in proposal.problems:
        said.setdefault((problem.row, max(0, problem.column)), []).append(problem.message)
    questions = {decision.id: decision.question for decision in proposal.decisions}
    for one in proposal.planned:
        for id in one.waits:
            said.setdefault((one.line.row, 0), []).append(questions.get(id, ""))
    return {cell: "\n".join(dict.fromkeys(filter(None, texts)))[:LONGEST_COMMENT] for cell, texts in said.items()}


def _mark_own(proposal: Proposal, comments: dict[tuple[int, int], str], target: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(proposal.path, keep_vba=target.suffix == ".xlsm")
    sheet = book[proposal.layout.sheet]
    fill = PatternFill("solid", start_color=COLOUR, end_color=COLOUR)
    for (row, column), text in comments.items():
        cell = sheet.cell(row, column + 1)
        if hasattr(cell, "hyperlink"):  # the covered part of merged cells takes no marks
            cell.fill = fill
            cell.comment = Comment(text, AUTHOR)
    book.save(target)


def _write_new(proposal: Proposal, comments: dict[tuple[int, int], str], target: Path) -> None:
    import xlsxwriter

    facts = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(target), facts) as book:
        marked = book.add_format({"bg_color": f"#{COLOUR}"})
        for sheet in proposal.book.sheets:
            written = book.add_worksheet(sheet.name[:31])
            ours = comments if sheet.name == proposal.layout.sheet else {}
            for row, cells in enumerate(sheet.rows):
                for column, cell in enumerate(cells):
                    if not is_blank(cell):
                        written.write(row, column, cell, marked if (row + 1, column) in ours else None)
            for row, column in _blank_cells(sheet.rows, ours):
                written.write_blank(row, column, None, marked)
            for (row, column), text in ours.items():
                written.write_comment(row - 1, column, text, {"author": AUTHOR})


def _blank_cells(rows: list[list[object]], marked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        (row - 1, column) for row, column in marked if column >= len(rows[row - 1]) or is_blank(rows[row - 1][column])
    ]
