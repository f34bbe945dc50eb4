"""The child process that opens a received file, limited in memory: a bad file breaks it and not the program.

Started as `python -m app.exchange.reading.child KIND PATH`. It writes pickled frames to standard output: ("sheet", name,
hidden), ("rows", list of rows), ("end",), or ("refused", code). It imports as little as it can: its start is paid at every import.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

MEMORY = 2**30
CHUNK = 4_000
MOST_FILLED = 8_000_000
MOST_CELLS = 60_000_000
BLANKS_BEFORE_STRAY_ROW = 2_000
BLANKS_BEFORE_STRAY_COLUMN = 100


class TooLarge(Exception):
    """More cells than can be held."""


def limit_memory() -> None:
    """Let the system refuse memory beyond one gigabyte (Windows has no such limit; the sizes looked at before must do)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def trimmed(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Rows cut after their last filled cell, trailing blank rows left out; raises `TooLarge` when too much is left."""
    waiting = filled = 0
    empty: list[Any] = []
    for row in rows:
        end = len(row)
        while end and (row[end - 1] == "" or row[end - 1] is None):
            end -= 1
        if not end:
            waiting += 1
            continue
        filled += end
        if filled > MOST_FILLED:
            raise TooLarge
        for _blank in range(waiting):
            yield empty
        waiting = 0
        yield row if end == len(row) else row[:end]


def send_sheet(out: BinaryIO, name: str, hidden: bool, rows: Iterable[list[Any]]) -> None:
    """One sheet as frames of at most CHUNK rows."""
    pickle.dump(("sheet", name, hidden), out, 5)
    remaining = trimmed(rows)
    while chunk := list(islice(remaining, CHUNK)):
        pickle.dump(("rows", chunk), out, 5)
        out.flush()


def send_workbook(out: BinaryIO, path: str) -> None:
    """Every worksheet as python-calamine reads it: values, cached results of formulas."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for about in book.sheets_metadata:
                if str(about.typ).rpartition(".")[2] != "WorkSheet":
                    continue
                sheet = book.get_sheet_by_name(about.name)
                if sheet.total_height * sheet.total_width > MOST_CELLS:
                    raise TooLarge
                hidden = str(about.visible).rpartition(".")[2] != "Visible"
                send_sheet(out, about.name, hidden, _placed(sheet))
                del sheet
    except python_calamine.PasswordError:
        pickle.dump(("refused", "password_protected"), out, 5)
    except python_calamine.CalamineError:
        pickle.dump(("refused", "damaged"), out, 5)


def _placed(sheet: Any) -> Iterator[list[Any]]:
    """The rows at their true place: calamine begins at the first filled cell."""
    first_row, first_column = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=False)
    if len(rows) < sheet.height + first_row:
        before = [""] * first_column
        rows = [[] for _blank in range(first_row)] + [before + row for row in rows]
    _fill_merged(rows, sheet.merged_cell_ranges or ())
    return iter(rows)


def _fill_merged(rows: list[list[Any]], ranges: Any) -> None:
    """A cell merged downwards says the same for every row it covers that says anything else ("Sofala" beside four districts)."""
    for (top, left), (bottom, _right) in ranges:
        said = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if said == "":
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "" and any(cell != "" for cell in row):
                row[left] = said


def send_sparse(out: BinaryIO, path: str) -> None:
    """The sheets of an xlsx cell by cell, for a file whose extent is too large to lay out: cells far outside are left out."""
    from openpyxl import load_workbook
    from openpyxl.worksheet._reader import WorkSheetParser

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            send_sheet(out, sheet.title, sheet.sheet_state != "visible", _dense(parser.parse()))


def _dense(cells_by_row: Iterable[tuple[int, list[dict[str, Any]]]]) -> Iterator[list[Any]]:
    expected = 1
    for number, cells in cells_by_row:
        row: list[Any] = []
        for cell in cells:
            if cell["value"] is None or cell["value"] == "":
                continue
            gap = cell["column"] - len(row) - 1
            if gap > BLANKS_BEFORE_STRAY_COLUMN:
                break
            row += [None] * gap
            row.append(cell["value"])
        if not row:
            continue
        if number - expected > BLANKS_BEFORE_STRAY_ROW:
            return
        for _blank in range(expected, number):
            yield []
        expected = number + 1
        yield row


def send_text(out: BinaryIO, path: str) -> None:
    """The one sheet of a csv file, named as the file."""
    import csv

    from app.exchange.reading.delimited import read_delimited

    try:
        rows = read_delimited(Path(path))
    except (UnicodeError, csv.Error):
        pickle.dump(("refused", "unreadable_csv"), out, 5)
        return
    send_sheet(out, Path(path).stem, False, rows)


def main(kind: str, path: str) -> None:
    """Read the file and write its frames; a file that does not fit ends in the frame ("refused", "too_large")."""
    limit_memory()
    out = sys.stdout.buffer
    send = {"text": send_text, "sparse": send_sparse}.get(kind, send_workbook)
    try:
        send(out, path)
        pickle.dump(("end",), out, 5)
    except (MemoryError, TooLarge):
        pickle.dump(("refused", "too_large"), out, 5)
    except BaseException as fault:
        print(type(fault).__name__, fault, file=sys.stderr)
        pickle.dump(("refused", "damaged"), out, 5)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
