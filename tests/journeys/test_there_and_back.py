"""A workbook comes in and is mended, goes out to the meeting, and comes home with one correction: through the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from app.desktop.dialogs import export
from app.desktop.window import Window
from app.services.exporting import Options
from app.store import find
from tests.helpers.desktop import new_store, open_window, show_page, wait

SENT = (
    "Organisation,Sector,District,Activity,Period,People reached",
    "INAS,Social protection,Beira,Cash transfer,2019-05,100",
    "CVM,Health,Beira,Clinics,2019-05,c. 300",
    "CVM,Health,Búzi,Clinics,2019-05,40",
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    with open_window(new_store(tmp_path / "workspace")) as shown:
        yield shown


def people(window: Window) -> list[int]:
    reader = window.desk.runner.store.reading()
    return sorted(
        found
        for (found,) in find.find_rows(reader, "figures", find.find_ids(reader, find.Query("figures")), ["people"])
    )


def reviewed(window: Window, path: Path) -> Any:
    page: Any = show_page(window, "importing", path=str(path))
    wait(window.desk)
    return page


def correct(path: Path, was: int, now: int) -> None:
    """One figure on the sheet of rows, as a sender changes it."""
    book = load_workbook(path)
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == was and "ow" in sheet.title
    ]
    assert len(cells) == 1
    cells[0].value = now
    book.save(path)


def test_import_mend_export_and_come_home(window: Window, tmp_path: Path) -> None:
    received = tmp_path / "received.csv"
    received.write_text("\n".join(SENT), encoding="utf-8")
    page = reviewed(window, received)
    assert page.review.reviewed.counts["waiting"] == 1
    figure = next(one for one in page.review.reviewed.proposal.decisions if one.kind == "figure")
    page.answer(figure.id, "310")
    wait(window.desk)
    page.take()
    wait(window.desk)
    assert people(window) == [40, 100, 310]

    out = tmp_path / "meeting.xlsx"
    export.write(window.desk, out, Options())
    wait(window.desk)
    again = reviewed(window, out)
    assert (again.review.reviewed.counts["ready"], again.review.reviewed.counts["known"]) == (0, 3)

    correct(out, 310, 355)
    home = reviewed(window, out)
    assert home.review.reviewed.counts["ready"] == 1
    home.take()
    wait(window.desk)
    assert people(window) == [40, 100, 355]
    window.undo()
    wait(window.desk)
    assert people(window) == [40, 100, 310], "one undo takes the return back"
