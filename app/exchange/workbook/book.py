"""Write a whole workbook: the chair's sheet first, then numbers, rows, directory, lists, `_meta` and README."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.errors import Trouble
from app.exchange.workbook.chair_sheet import write_chair_sheet
from app.exchange.workbook.columns import Column
from app.exchange.workbook.content import Content
from app.exchange.workbook.formats import ACCENT, Formats, closing, open_book
from app.exchange.workbook.heat_sheet import write_heat_sheet
from app.exchange.workbook.other_sheets import (
    LISTS_SHEET,
    META_SHEET,
    write_lists_sheet,
    write_meta_sheet,
    write_readme_sheet,
    write_table_sheet,
)
from app.exchange.workbook.rows_sheet import write_rows_sheet
from app.words import _, language

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@contextlib.contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when all went well: what was there is never left half-written.

    Raises Trouble when the folder cannot be written to, or the file is open in a spreadsheet program that locks it.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=".ujima-", dir=path.parent)
        os.close(handle)
        aside = Path(name)
        yield aside
        aside.chmod(0o644)
        aside.replace(path)
    except OSError as error:
        text = _("The file {file} could not be written: {why}").format(file=path, why=error.strerror or error)
        raise Trouble("file_not_written", text) from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def write_workbook(path: Path, content: Content, *, place_word: str) -> int:
    """Write the workbook in the language spoken now; the number of rows in it."""
    with placed(path) as aside:
        book = open_book(
            str(aside),
            {"title": content.cover.title, "subject": content.cover.bears[:250], "comments": "Ujima"},
            content.moment,
        )
        with closing(book):
            count = _write_sheets(book, content, place_word)
    return count


def _write_sheets(book: Any, content: Content, place_word: str) -> int:
    formats = Formats(book)
    cover, bears = content.cover, content.cover.bears
    write_chair_sheet(book.add_worksheet(_("Matrix")), formats, cover, content.matrix, place_word=place_word)
    for name, matrix in content.split:
        write_chair_sheet(book.add_worksheet(sheet_name(book, name)), formats, cover, matrix, place_word=place_word)
    write_heat_sheet(book.add_worksheet(_("Numbers")), formats, cover, content.matrix, place_word=place_word)
    rows_sheet = book.add_worksheet(_("Rows"))
    rows_sheet.set_tab_color(ACCENT)
    for name, table in (
        (_("Changes"), content.changes),
        (_("Organisations"), content.directory),
        (_("Contacts"), content.contacts),
    ):
        if table is not None:
            write_table_sheet(book.add_worksheet(name), formats, bears, table)
    for table in content.further:
        write_table_sheet(book.add_worksheet(sheet_name(book, table.title)), formats, bears, table)
    readme, meta, lists = (
        book.add_worksheet(_("Read me")),
        book.add_worksheet(META_SHEET),
        book.add_worksheet(LISTS_SHEET),
    )
    ranges = write_lists_sheet(book, lists, formats, content.lists, content.picker)
    count, digest = write_rows_sheet(
        rows_sheet,
        formats,
        bears,
        content.columns,
        content.rows,
        choices(content.columns, ranges),
        hashtags=content.hashtags,
        late=content.late,
    )
    write_readme_sheet(readme, formats, bears, content.readme)
    write_meta_sheet(meta, formats, {**content.meta, "rows": count, "hash": f"sha256:{digest}"})
    meta.hide()
    lists.hide()
    return count


def choices(columns: Sequence[Column], ranges: Mapping[str, str]) -> dict[str, str]:
    """Which column offers which range: code lists, names of the register, and the flat list of places at the deepest level shown."""
    found = {}
    deepest = max((column.key for column in columns if column.manner[:2] == ("place", "name")), default=None)
    for column in columns:
        manner, *rest = column.manner
        if manner in ("organisation", "organisations"):
            name = "organisations"
        else:
            name = rest[0] if rest and manner in ("choice", "choices", "called", "code") else ""
        if column.key == deepest:
            name = "places"
        if name in ranges and not column.locked:
            found[column.key] = ranges[name]
    return found


def sheet_name(book: Any, wanted: str) -> str:
    """A name that no sheet of the book has, of at most 31 characters without the signs that spreadsheets refuse."""
    name = "".join("-" if sign in "[]:*?/\\'" else sign for sign in wanted)[:31] or "-"
    there = {sheet.get_name().casefold() for sheet in book.worksheets()}
    numbered = (name if number == 1 else f"{name[:27]} {number}" for number in itertools.count(1))
    return next(one for one in numbered if one.casefold() not in there)


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, hashtags: bool) -> int:
    """The rows as UTF-8 text with a mark in front, so that Excel reads the accents; the number of rows.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, which is taken off when the file comes home.
    """
    count = 0
    with placed(path) as aside, aside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header(language()) for column in columns])
        if hashtags:
            writer.writerow([column.hashtag for column in columns])
        for cells in rows:
            writer.writerow([guarded(cell) if cell.__class__ is str else cell for cell in cells])
            count += 1
    return count


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula when it opens a csv."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def write_geojson(path: Path, features: Iterable[Mapping[str, Any]], facts: Mapping[str, Any]) -> int:
    """A FeatureCollection (RFC 7946) with the facts of the export beside it; the number of places."""
    found = list(features)
    with placed(path) as aside:
        aside.write_text(
            json.dumps(
                {"type": "FeatureCollection", "ujima": dict(facts), "features": found},
                ensure_ascii=False,
                separators=(",", ":"),
            ),
            encoding="utf-8",
        )
    return len(found)
