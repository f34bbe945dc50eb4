"""The page of agreements: the register, the grid of roles like a spreadsheet, protocols."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desktop.window import Window
from app.services import roles
from app.services.action_points import list_actions
from app.services.records import add
from tests.helpers.committee import Committee, new_committee
from tests.helpers.coverage import BUZI
from tests.helpers.desktop import open_window, said, show_page, wait

Key = Qt.Key


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Committee:
    """The committee of Buzi with two agreements."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    made = new_committee(tmp_path / "desk")
    for name, end in (("MoU on cash", dt.date(2027, 1, 15)), ("Old procedure", dt.date(2026, 10, 31))):
        values = {
            "name": name,
            "place": BUZI,
            "end": end,
            "status": "in_force",
            "forum": made.forum,
            "obligations": "One\nTwo",
        }
        id = add(made.store, "agreement", values).created[0][1]
        add(made.store, "party", {"agreement": id, "organisation": made.organisations["INAS"]})
    return made


@pytest.fixture
def window(committee: Committee, qapp: QApplication) -> Iterator[Window]:
    """The window, at its first page."""
    with open_window(committee.store) as found:
        yield found


def test_the_register_says_what_ends_soon_what_is_over_and_what_stands_under_nothing(
    window: Window, committee: Committee
) -> None:
    page: Any = show_page(window, "agreements")
    table = page.register.table
    assert [table.held.index(row, 4).data() for row in range(2)] == ["31/10/2026 · over", "15/1/2027 · 52 days left"]
    page.register.pills["soon"].click()
    assert [line.name for line in table.held.lines] == ["MoU on cash"]
    assert "3 activities under no valid agreement" in page.register._none.text()
    page.register._show_activities()
    wait(window.desk)
    assert window.shown() == "activities"


def test_ticked_obligations_become_action_points(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "agreements")
    page.register.open_record(page.register.table.held.lines[1].id)
    wait(window.desk)
    obligations = page.register.obligations
    assert [box.accessibleName() for box in obligations.boxes] == ["One", "Two"]
    obligations.boxes[1].setChecked(True)
    obligations.make()
    wait(window.desk)
    assert [(one.text, one.who) for one in list_actions(committee.store)] == [("Two", "INAS")]


def test_roles_are_typed_and_pasted_like_in_a_spreadsheet_and_what_is_wrong_is_said_in_the_row(
    window: Window, committee: Committee
) -> None:
    page: Any = show_page(window, "agreements", place=BUZI)
    wait(window.desk)
    for short in ("INAS", "WFP"):
        page.roles.add(committee.organisations[short])
        wait(window.desk)
    table = page.roles.table
    table.setCurrentIndex(table.held.index(0, 1))
    for key in (Key.Key_A, Key.Key_Return, Key.Key_R):
        QTest.keyClick(table, key)
        wait(window.desk)
    assert sorted(roles.read_grid(committee.store, BUZI).cells.values()) == ["A", "R"]
    assert table.held.index(1, 0).data() == "nobody accountable"
    QGuiApplication.clipboard().setText("A\tA\nC\tI")
    table.setCurrentIndex(table.held.index(0, 1))
    QTest.keyClick(table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait(window.desk)
    assert table.held.index(0, 0).data() == "two accountable: INAS, WFP"
    table.selectionModel().select(table.held.index(0, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    QTest.keyClick(table, Key.Key_Delete)
    wait(window.desk)
    assert table.held.index(0, 0).data() in ("", None)
    table.selectAll()
    QTest.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n")[1].split("\t")[1:] == ["C", "I"]


def test_a_memorandum_and_the_register_are_saved_as_files(
    window: Window, committee: Committee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roles.fill(committee.store, BUZI, {("provision", committee.organisations["INAS"]): "A"})
    page: Any = show_page(window, "agreements", place=BUZI)
    wait(window.desk)
    page.roles.save("mou", tmp_path / "mou.docx")
    monkeypatch.setattr(
        "app.desktop.pages.agreement_register.QFileDialog.getSaveFileName",
        lambda *_words: (str(tmp_path / "register"), ""),
    )
    page.register.ask_save()
    wait(window.desk)
    assert (tmp_path / "mou.docx").stat().st_size > 5_000
    assert load_workbook(tmp_path / "register.xlsx").sheetnames == ["Agreements", "Roles Buzi"]


def test_a_protocol_is_raised_once_it_has_steps_and_leads_to_its_action_points(
    window: Window, committee: Committee
) -> None:
    id = add(committee.store, "protocol", {"name": "Cyclone", "place": BUZI, "trigger": "Alert 4"}).created[0][1]
    add(committee.store, "protocol_step", {"protocol": id, "within": "h24", "text": "Open the centres"})
    page: Any = show_page(window, "agreements", protocol=id)
    wait(window.desk)
    assert "1 protocol" in said(page)
    page.protocols.raise_now(id)
    wait(window.desk)
    assert window.shown() == "action_points"
    assert [(one.text, one.due) for one in list_actions(committee.store)] == [
        ("Open the centres", dt.date(2026, 11, 25))
    ]
