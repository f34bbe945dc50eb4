"""The page of the map: shaded by what the matrix counts, hatched where nobody is known to be, nothing dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.desktop.pages.map import MapPage
from app.desktop.pages.place_list import UNKNOWN
from app.desktop.window import Window
from app.services.records import add
from app.store import find
from tests.helpers.coverage import BEIRA, BUZI, DONDO, SOFALA, new_office
from tests.helpers.desktop import open_window, show_page, wait


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    store, _ids = new_office(tmp_path / "workspace")
    with open_window(store) as shown:
        yield shown


@pytest.fixture
def page(window: Window) -> MapPage:
    shown = show_page(window, "map", area=SOFALA)
    assert isinstance(shown, MapPage)
    return shown


def test_places_are_shaded_by_what_the_matrix_counts(page: MapPage) -> None:
    table = page.view.table
    assert table is not None
    found = {place.id: place for place in table.places}
    assert len(found) == 13, "the districts of Sofala, and no others"
    assert (found[BEIRA].value, found[BUZI].value, found[DONDO].value) == ("2", "1", "0")
    assert found[BEIRA].step is not None
    assert found[DONDO].step is None, "hatched: nobody is recorded there"
    assert found[BEIRA].said == "2 organisations"


def test_people_that_nobody_counted_are_not_zero(page: MapPage) -> None:
    page.controls.choose(measure="people")
    wait(page.desk)
    assert page.view.table is not None
    found = {place.id: place for place in page.view.table.places}
    assert (found[BEIRA].value, found[BUZI].value) == ("180", "–")
    assert page.view.table.of_nobody == "no figures of people"


def test_a_click_on_a_place_shows_its_rows_beside_the_map(page: MapPage, qtbot: QtBot) -> None:
    shape = page.view.items_by_place[BEIRA].place.shape
    assert shape is not None
    where = page.view.mapFromScene(shape.middle)
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    wait(page.desk)
    assert [one.who for one in page.panel.model.rows] == ["INAS", "WFP"]
    assert page.view.items_by_place[BEIRA].chosen
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert page._side.currentWidget() is page.places
    assert not page.view.items_by_place[BEIRA].chosen


def test_what_is_said_of_a_larger_place_stands_in_the_list(page: MapPage) -> None:
    names = {entry.name: entry for entry in page.places.model.entries}
    assert not names["Whole of Sofala"].drawn
    assert names["Whole of Sofala"].value == "1"
    page.places.chosen.emit(names["Whole of Sofala"].id)
    wait(page.desk)
    assert [one.who for one in page.panel.model.rows] == ["WFP"]


def test_rows_without_a_place_stand_in_the_list_too(window: Window, page: MapPage) -> None:
    store = window.desk.runner.store
    cvm = find.find_ids(store.reading(), find.Query("organisation", {"acronym": "CVM"}))[0]
    window.desk.change(add, "activity", {"lead": cvm, "sector": "HEA", "status": "ongoing"})
    wait(window.desk)
    page.controls.choose(area="")
    wait(window.desk)
    page.open_place(UNKNOWN)
    wait(window.desk)
    assert [one.who for one in page.panel.model.rows] == ["CVM"]


def test_places_without_boundaries_are_listed_and_said(window: Window, page: MapPage) -> None:
    window.desk.change(
        add, "place", {"pcode": "MZ090699", "name": "Manga", "level": 3, "parent": BEIRA, "country": "MOZ"}
    )
    wait(window.desk)
    page.controls.choose(level=3)
    wait(window.desk)
    assert page.view.table is not None
    assert [place.name for place in page.view.table.without_shape] == ["Manga"]
    assert page._drawn.currentIndex() == 1
    assert "Manga" in [entry.name for entry in page.places.model.entries]


def test_the_wheel_and_the_keys_zoom_and_0_shows_all(page: MapPage, qtbot: QtBot) -> None:
    fitted = page.view.transform().m11()
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    assert page.view.transform().m11() == pytest.approx(fitted * 1.25)
    qtbot.keyClick(page.view, Qt.Key.Key_0)
    assert page.view.transform().m11() == pytest.approx(fitted)
    for _step in range(3):
        qtbot.keyClick(page.view, Qt.Key.Key_Minus)
    assert page.view.transform().m11() == pytest.approx(fitted), "it never becomes smaller than the window"


def test_the_map_fits_when_the_window_changes(window: Window, page: MapPage) -> None:
    before = page.view.transform().m11()
    window.resize(1000, 600)
    wait(window.desk)
    assert page.view.transform().m11() < before


def test_the_map_is_saved_with_what_could_not_be_drawn(page: MapPage, tmp_path: Path) -> None:
    page.save_picture(tmp_path / "map.png")
    image = QImage(str(tmp_path / "map.png"))
    assert image.width() > 1500
    page.save_picture(tmp_path / "map.pdf")
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF-")


def test_the_matrix_opens_with_the_same_choices(window: Window, page: MapPage) -> None:
    page.controls.choose(measure="people", domain="HA")
    wait(window.desk)
    page.buttons[1].click()  # type: ignore[attr-defined]
    wait(window.desk)
    assert window.shown() == "matrix"
    asked = window.page().controls.asked()  # type: ignore[union-attr]
    assert (asked.measure, asked.filters.domains, asked.filters.places) == ("people", ("HA",), (SOFALA,))


def test_the_list_keeps_qts_rules(page: MapPage, qtmodeltester) -> None:  # type: ignore[no-untyped-def]
    qtmodeltester.check(page.places.model, force_py=True)
    assert page.places.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Cidade Da Beira: 2 organisations"
