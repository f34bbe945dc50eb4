"""The page of the matrix, over a real workspace whose counts can be said by heart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pages.matrix import MatrixPage
from app.desktop.window import Window
from app.printing.matrix_table import TOTAL
from app.services import editions
from app.services.unit import unit
from tests.helpers.coverage import BEIRA, BUZI, DONDO, new_office
from tests.helpers.desktop import open_window, show_page, wait


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    store, _ids = new_office(tmp_path / "workspace")
    with open_window(store) as shown:
        yield shown


@pytest.fixture
def page(window: Window) -> MatrixPage:
    shown = show_page(window, "matrix")
    assert isinstance(shown, MatrixPage)
    return shown


def words(page: MatrixPage, row: str, column: str) -> str:
    assert page.view.matrix.table is not None
    found = page.view.matrix.table.words.get((row, column))
    return found.spoken if found else ""


def choose(page: MatrixPage, row: str, column: str) -> None:
    assert page.view.choose(row, column)
    page.view.opened.emit(page.view.currentIndex())
    wait(page.desk)


def test_a_cell_counts_each_organisation_once_and_names_it(page: MatrixPage) -> None:
    assert words(page, BEIRA, "SPR") == "2: INAS, WFP"
    assert words(page, BUZI, "HEA") == "1: CVM"
    assert words(page, BEIRA, "HEA") == "", "what is planned is not counted"
    assert words(page, "whole:MZ09", "FSC") == "1: WFP", "what is said of the province is not dropped"
    assert words(page, TOTAL, TOTAL) == "3", "an organisation in two places counts once"


def test_gaps_and_overlaps_are_marked_in_their_cells(page: MatrixPage) -> None:
    table = page.view.matrix.table
    assert table is not None
    assert words(page, DONDO, "WSH") == "gap", "a sector in which nobody works has a column all the same"
    assert table.words[BEIRA, "SPR"].overlap
    choose(page, BEIRA, "SPR")
    notes = [page.panel._notes.itemAt(at).widget() for at in range(page.panel._notes.count())]
    assert len(notes) == 1
    choose(page, DONDO, "WSH")
    assert page.panel.table.isHidden()


def test_a_click_on_a_cell_shows_its_rows_and_the_way_to_them(window: Window, page: MatrixPage) -> None:
    choose(page, BEIRA, "SPR")
    assert [(one.who, one.people) for one in page.panel.model.rows] == [("INAS", 100), ("WFP", 80)]
    assert page.panel._open.text() == "Open the 2 rows in Activities"
    page.panel._open.click()
    wait(window.desk)
    activities = window.page()
    assert activities is not None
    assert activities.table.rowCount() == 3  # type: ignore[attr-defined]


def test_rows_that_only_say_presence_are_opened_in_their_own_list(window: Window, page: MatrixPage) -> None:
    choose(page, BUZI, "HEA")
    page.panel._open.click()
    wait(window.desk)
    shown = window.page().shown_list()  # type: ignore[union-attr]
    assert (shown.type, len(shown.table.ids)) == ("presence", 1)


def test_enter_opens_a_cell_and_arrows_move(page: MatrixPage, qtbot: QtBot) -> None:
    page.view.choose(BEIRA, "SPR")
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    qtbot.keyClick(page.view, Qt.Key.Key_Left)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    wait(page.desk)
    assert not page.panel.isHidden()
    assert len(page.panel.model.rows) == 2


def test_people_come_as_three_figures_side_by_side(page: MatrixPage) -> None:
    page.controls.choose(measure="people")
    wait(page.desk)
    assert page.coverage is not None
    assert [(one.key, one.value) for one in page.coverage.figures] == [("sum", 1180), ("highest", 1180), ("new", None)]
    assert page._figures.count() == 3
    assert words(page, BEIRA, "SPR") == "180: INAS, WFP"
    choose(page, BEIRA, "SPR")
    assert "Sum: 180" in page.panel._sentence.text()


def test_a_domain_an_area_and_a_status_filter_the_count(page: MatrixPage) -> None:
    page.controls.choose(domain="SP")
    wait(page.desk)
    assert words(page, BEIRA, "SPR") == "1: INAS"
    page.controls.choose(domain="")
    page.controls.status.setCurrentIndex(page.controls.status.findText("Planned"))
    wait(page.desk)
    assert words(page, BEIRA, "HEA") == "1: CVM"


def test_organisations_stand_in_the_rows_when_that_is_asked(page: MatrixPage) -> None:
    page.controls.choose(way="organisation", measure="activities")
    wait(page.desk)
    table = page.view.matrix.table
    assert table is not None
    assert [row.name for row in table.rows] == [
        "Cruz Vermelha",
        "Instituto Nacional de Acção Social",
        "World Food Programme",
        "Total",
    ]
    assert table.corner == "Organisation"


def test_an_edition_is_seen_again_as_it_was(window: Window, page: MatrixPage) -> None:
    edition = editions.make_edition(window.desk.runner.store)
    page.refresh()
    wait(window.desk)
    window.desk.change(_one_more_activity)
    wait(window.desk)
    assert words(page, BUZI, "HEA") == "2: CVM, INAS"
    page.show_target({"edition": edition})
    wait(window.desk)
    assert words(page, BUZI, "HEA") == "1: CVM"
    assert page.banner.edition.currentData() == edition
    assert not page.controls.period.isEnabled()


def _one_more_activity(store):  # type: ignore[no-untyped-def]
    from app.services.records import add
    from app.store import find

    inas = find.find_ids(store.reading(), find.Query("organisation", {"acronym": "INAS"}))[0]
    return add(store, "activity", {"lead": inas, "sector": "HEA", "place": BUZI, "status": "ongoing"})


def test_the_chosen_cells_are_copied_with_their_headings(page: MatrixPage) -> None:
    page.view.choose(BEIRA, "SPR")
    page.copy_cells()
    assert QApplication.clipboard().text() == "\tSocial protection\nCidade Da Beira\t2: INAS, WFP"


@pytest.mark.parametrize("ending", [".png", ".pdf"])
def test_what_is_seen_is_saved_as_a_picture(page: MatrixPage, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"matrix{ending}"
    page.save_picture(path)
    if ending == ".png":
        assert QImage(str(path)).height() > 400
    assert path.stat().st_size > 3_000


def test_nothing_under_a_filter_is_said_in_words(page: MatrixPage) -> None:
    page.controls.choose(domain="DRM", area="MZ01")
    wait(page.desk)
    assert page._stack.currentIndex() == 1


def test_the_model_keeps_qts_rules(page: MatrixPage, qtmodeltester) -> None:  # type: ignore[no-untyped-def]
    qtmodeltester.check(page.view.matrix, force_py=True)
    choose(page, TOTAL, TOTAL)
    qtmodeltester.check(page.panel.model, force_py=True)
    assert page.panel.model.rowCount() == 4


def test_an_overlap_that_is_agreed_is_raised_no_more(
    window: Window, page: MatrixPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit(window.desk.runner.store, "A committee") as changing:
        changing.create("forum", {"name": "Comité distrital", "place": "MZ09", "frequency": "monthly"})
    choose(page, BEIRA, "SPR")

    said: list[str] = []

    def fill(dialog: Dialog) -> int:
        _known, forum, text = (field.editor for field in dialog.findChildren(Field))
        (agree,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Agreed"]
        text.set_value("INAS pays the poorest, WFP those of the flood.")
        agree.click()
        wait(window.desk)
        said.extend(one.text() for one in dialog.findChildren(QLabel) if "which committee decided it" in one.text())
        assert text.typed() == "INAS pays the poorest, WFP those of the flood.", "what was typed stays"
        forum.line.setText("Comité distrital")
        forum._suggest("Comité")
        wait(window.desk)
        agree.click()
        wait(window.desk)
        return dialog.result()

    monkeypatch.setattr(Dialog, "exec", fill)
    (agreed,) = [one for one in page.panel.findChildren(QPushButton) if one.text() == "Agreed: complementary…"]
    agreed.click()
    wait(window.desk)
    assert len(said) == 1
    assert page.view.matrix.table is not None
    assert not page.view.matrix.table.words[BEIRA, "SPR"].overlap
    assert not [one for one in page.panel.findChildren(QPushButton) if one.text() == "Agreed: complementary…"]
