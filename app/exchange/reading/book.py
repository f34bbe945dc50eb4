"""What an opened file is: sheets of rows of plain values, at the positions they have in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = list[Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the file; rows are as long as their last filled cell, blank cells are None or ""."""

    name: str
    hidden: bool
    rows: list[Row]

    def cell(self, row: int, column: int) -> Any:
        """The value at a row of the file (from 1) and a column (from 0); None outside the sheet."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None


@dataclass(frozen=True)
class Book:
    """An opened file. `notes` are sentences for the person about how it was read."""

    path: Path
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, spaces at the ends and case aside."""
        wanted = name.strip().casefold()
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() == wanted), None)


def is_blank(value: Any) -> bool:
    """A cell with nothing to read: empty, or only white space. Zero is not blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Any) -> str:
    """A cell as the text a person sees: trimmed, whole numbers without a fraction, dates as ISO.

    Fractions are written with 12 digits: programs that save a file again change the last ones.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def is_whole(value: Any) -> bool:
    """A number without a fraction, of a size that a count or a date can have; no boolean, no infinity."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) < 1e15 and value == int(value)
