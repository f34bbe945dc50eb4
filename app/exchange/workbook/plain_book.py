"""A workbook of plain tables, one a sheet: the tracker, the register of agreements, the grid of roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from app import clock
from app.exchange.workbook.book import placed, sheet_name
from app.exchange.workbook.content import Table
from app.exchange.workbook.formats import Formats, closing, open_book
from app.exchange.workbook.other_sheets import write_table_sheet


def write_plain_book(path: Path, title: str, bears: str, tables: Sequence[Table]) -> None:
    """Write the tables in the language spoken now; `bears` stands at the foot of every page. Raises Trouble (file_not_written)."""
    moment = dt.datetime.combine(clock.today(), dt.time(12))
    with placed(path) as aside:
        book = open_book(str(aside), {"title": title, "subject": bears[:250], "comments": "Ujima"}, moment)
        with closing(book):
            formats = Formats(book)
            for table in tables:
                write_table_sheet(book.add_worksheet(sheet_name(book, table.title)), formats, bears, table)
