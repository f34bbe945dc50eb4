"""Workbooks as offices make them, written for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

DATA = Path(__file__).parents[3] / "data" / "3w"
Sheets = Mapping[str, Sequence[Sequence[Any]]]


@pytest.fixture
def real() -> Callable[[str], Path]:
    """The path of a real 3W file."""
    return lambda name: DATA / name


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write an xlsx from {sheet: rows}; sheets whose name ends with "!" are hidden."""

    def write(
        sheets: Sheets, name: str = "file.xlsx", merged: Sequence[tuple[str, int, int, int, int, str]] = ()
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title.rstrip("!"))
            if title.endswith("!"):
                sheet.hide()
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, column, cell)
            for where, *area, text in merged:
                if where == title:
                    sheet.merge_range(*area, text)
        book.close()
        return path

    return write
