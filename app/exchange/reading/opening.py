"""Opening a received file: in a child process with a memory limit, after a look at what the file is."""

from __future__ import annotations

import pickle
import queue
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from app.errors import Refused
from app.exchange.reading import guard
from app.exchange.reading.book import Book, Sheet, is_blank
from app.words import _

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]

CREATE_NO_WINDOW = 0x08000000
ROOT = Path(__file__).resolve().parents[3]
PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"), ("datetime", "timedelta")}
PATIENCE = 300.0
"""Seconds without a word from the child after which the file counts as unreadable."""


class _Plain(pickle.Unpickler):
    """Takes only dates and built-in values from the child, which has read a file that nobody vouches for."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def open_book(path: Path | str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Book:
    """The sheets of a received xlsx, xlsm, xls, ods or csv file.

    `progress` is told the rows read so far; `cancelled` is asked about every tenth of a second. Raises `Refused` with a code and
    a sentence: no_file, not_readable, empty, not_a_workbook, password_protected, damaged, too_large, unreadable_csv, cancelled.
    """
    path = Path(path)
    kind = guard.kind_of_file(path)
    notes = []
    try:
        sheets = _read_in_child(kind, path, progress, cancelled)
    except Refused as refused:
        if refused.code != "too_large" or kind != "zip" or not _is_xlsx(path):
            raise
        sheets = _read_in_child("sparse", path, progress, cancelled)
        notes.append(_("The file has cells far outside its table; they were left out."))
    if not any(not is_blank(cell) for sheet in sheets for row in sheet.rows for cell in row):
        raise Refused("empty", _("There is nothing in the file: ask the sender for it again."))
    if kind == "zip" and _takes_values_from_other_files(path):
        notes.append(
            _("Some cells are taken from other files by formulas; the values last saved in this file were read.")
        )
    return Book(path, sheets, notes)


def _read_in_child(kind: str, path: Path, progress: Progress | None, cancelled: Cancelled | None) -> list[Sheet]:
    command = [sys.executable, "-m", "app.exchange.reading.child", kind, str(path.resolve())]
    hidden = CREATE_NO_WINDOW if sys.platform == "win32" else 0
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=hidden,
    ) as child:
        try:
            return _gather(child, kind, progress, cancelled)
        finally:
            child.kill()


def _gather(
    child: subprocess.Popen[bytes], kind: str, progress: Progress | None, cancelled: Cancelled | None
) -> list[Sheet]:
    frames: queue.Queue[Any] = queue.Queue()
    assert child.stdout is not None
    threading.Thread(target=_pump, args=(child.stdout, frames), daemon=True).start()
    sheets: list[Sheet] = []
    read, waited = 0, 0.0
    while True:
        if cancelled is not None and cancelled():
            raise Refused("cancelled", _("Reading was cancelled; nothing was changed."))
        try:
            frame = frames.get(timeout=0.1)
        except queue.Empty:
            waited += 0.1
            if waited > PATIENCE:
                raise guard.too_large() from None
            continue
        waited = 0.0
        match frame:
            case ("sheet", name, is_hidden):
                sheets.append(Sheet(name, is_hidden, []))
            case ("rows", rows):
                sheets[-1].rows.extend(rows)
                read += len(rows)
                if progress is not None:
                    progress(read)
            case ("end",):
                return sheets
            case ("refused", code):
                raise _refusal(code)
            case _:
                raise guard.damaged() if kind == "text" else _broken(child)


def _pump(stream: IO[bytes], frames: queue.Queue[Any]) -> None:
    """Hand on what the child says; None when it says no more."""
    try:
        while True:
            frames.put(_Plain(stream).load())
    except Exception:
        frames.put(None)


def _broken(child: subprocess.Popen[bytes]) -> Refused:
    """The child died: out of memory aborts it (calamine cannot report that), anything else is a damaged file."""
    return guard.too_large() if child.wait(timeout=10) < 0 or child.returncode > 1 else guard.damaged()


def _refusal(code: str) -> Refused:
    if code == "unreadable_csv":
        return Refused(
            code, _("This text file has no rows that can be read: save it again as .csv, UTF-8, and take that file.")
        )
    refusals = {"password_protected": guard.password_protected, "too_large": guard.too_large}
    return refusals.get(code, guard.damaged)()


def _is_xlsx(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        return "xl/workbook.xml" in packed.namelist()


def _takes_values_from_other_files(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        return any(name.startswith("xl/externalLinks/") for name in packed.namelist())
