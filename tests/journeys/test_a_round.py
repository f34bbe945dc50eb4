"""A round in the window: reminded with a sheet of his own lines, corrected, home again through Import, validated, closed as an edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from app.desktop.dialogs import begin_round, reminders
from app.desktop.window import Window
from app.store import find
from tests.helpers.coverage import SOFALA, new_office
from tests.helpers.desktop import open_window, show_page, wait

MAY = begin_round.NewRound(
    "May 2019", (dt.date(2019, 5, 1), dt.date(2019, 5, 31)), dt.date(2019, 6, 7), SOFALA, (), None
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("UJIMA_NOW", "2019-06-05T10:00:00+00:00")
    store, _ids = new_office(tmp_path / "workspace")
    with open_window(store) as shown:
        yield shown


def correct(path: Path, was: int, now: int) -> None:
    """What the focal point does in Excel: one figure, saved."""
    book = load_workbook(path)
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == was]
    assert len(cells) == 1
    cells[0].value = now
    book.save(path)


def states(page: Any) -> dict[str, str]:
    return {line.name: line.state for line in page.table.held.lines}


def test_a_round_from_reminder_to_edition(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[list[reminders.Reminder]] = []
    monkeypatch.setattr(reminders, "ask", lambda _parent, made: shown.append(list(made)))
    monkeypatch.setattr("app.desktop.pages.round.ask_plainly", lambda *_words: True)
    page: Any = show_page(window, "round")
    page.begin(MAY)
    wait(window.desk)
    page.remind(tmp_path)
    wait(window.desk)
    sheets = {one.name: one.file for one in shown[0]}
    assert set(sheets) == set(states(page)), "everyone who has not answered is reminded"

    correct(sheets["Instituto Nacional de Acção Social"], 100, 140)
    review: Any = show_page(window, "importing", path=str(sheets["Instituto Nacional de Acção Social"]))
    wait(window.desk)
    assert review.review.reviewed.counts["ready"] == 1, "exactly what he changed"
    review.take()
    wait(window.desk)
    store = window.desk.runner.store
    figures = find.find_rows(
        store.reading(), "figures", find.find_ids(store.reading(), find.Query("figures")), ["people"]
    )
    assert sorted(people for (people,) in figures) == [80, 140, 1000]

    page = show_page(window, "round")
    assert states(page)["Instituto Nacional de Acção Social"] == "received", "a sheet that comes home notes itself"
    page.table.selectRow([line.name for line in page.table.held.lines].index("Instituto Nacional de Acção Social"))
    page.acts["validated"].click()
    wait(window.desk)
    page.close_it.click()
    wait(window.desk)
    assert window.shown() == "matrix"
    matrix: Any = window.page()
    assert matrix.coverage.stamp.edition == "Edition 1"
    assert matrix.coverage.stamp.rate.sentence() == "1 of 3 organisations reported, 0 nil, 2 silent"
    assert matrix.coverage.stamp.validated == pytest.approx(1 / 3)
