"""A returned workbook, made as people make it: cells changed, rows added, a row marked, columns moved, saved by another program."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from app.services import importing
from app.services.importing import Options
from app.store.workspace import Store

CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


class Sheet:
    """One sheet as a grid under its headers; `top` is the row (from 1) of the header, `first` of the first line of data."""

    def __init__(self, path: Path, name: str, top: int = 1, hashtags: bool = True) -> None:
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book[name]
        self.top, self.first = top, top + (2 if hashtags else 1)

    def column(self, header: str) -> int:
        """The position of a column, from 1."""
        return next(cell.column for cell in self.sheet[self.top] if cell.value == header)

    def put(self, row: int, values: Mapping[str, Any]) -> None:
        """Write cells of a row by their headers."""
        for header, value in values.items():
            self.sheet.cell(row, self.column(header)).value = value

    def add(self, *rows: Mapping[str, Any]) -> None:
        """Write new rows below the last one that holds anything."""
        filled = enumerate(self.sheet.iter_rows(values_only=True), 1)
        last = max(number for number, row in filled if any(value is not None for value in row))
        for number, values in enumerate(rows, last + 1):
            self.put(number, values)

    def move(self, header: str, to: int) -> None:
        """Move a column to another position."""
        source = self.column(header)
        texts = [self.sheet.cell(row, source).value for row in range(1, self.sheet.max_row + 1)]
        self.sheet.delete_cols(source)
        self.sheet.insert_cols(to)
        for row, text in enumerate(texts, 1):
            self.sheet.cell(row, to).value = text

    def insert(self, header: str, at: int, texts: Sequence[Any]) -> None:
        """Insert a column of the sender's own."""
        self.sheet.insert_cols(at)
        self.sheet.cell(self.top, at).value = header
        for row, text in enumerate(texts, self.first):
            self.sheet.cell(row, at).value = text

    def save(self, path: Path) -> Path:
        """Save the whole book."""
        self.book.save(path)
        return path


def by_libreoffice(path: Path, ending: str, folder: Path, sheet: str = "Rows") -> Path:
    """The file as LibreOffice saves it: xlsx, ods, or csv (the named sheet of it)."""
    folder.mkdir(exist_ok=True)
    kind = CSV_FILTER if ending == "csv" else {"xlsx": "xlsx:Calc MS Excel 2007 XML"}.get(ending, ending)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=400,
    )
    return folder / (f"{path.stem}-{sheet}.csv" if ending == "csv" else f"{path.stem}.{ending}")


COUNTS = ("created", "updated", "unchanged", "deleted", "duplicates", "held")


def take(store: Store, path: Path, **options: Any) -> dict[str, Any]:
    """Import a file and say what was done."""
    proposal = importing.propose(store, path, Options(**options))
    importing.take(store, proposal)
    return importing.report(proposal)


def look(store: Store, path: Path, **options: Any) -> dict[str, int]:
    """The lines by outcome of what an import would do; nothing is written."""
    report = importing.report(importing.propose(store, path, Options(**options)))
    return {name: report[name] for name in COUNTS}


def counts(**said: int) -> dict[str, int]:
    """Lines by outcome, none where nothing is said."""
    return dict.fromkeys(COUNTS, 0) | said
