"""The habits of a spreadsheet: keys, blocks, fill down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.dialogs import paste
from app.desktop.grid import Grid, from_block, to_block
from app.desktop.table import RecordTable, columns_of
from app.services import cells, journal
from tests.helpers.desktop import wait

NAMES = ("lead", "sector", "place", "start", "people_targeted")
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)


@pytest.fixture
def grid(desk: Desk, qtbot: QtBot) -> Iterator[Grid]:
    """Five activities in a grid that follows every change."""
    table = RecordTable(desk, "activity", columns_of("activity", NAMES), takes_new=True)
    desk.runner.changed.connect(table.refresh)
    row = {"lead": "WFP", "sector": "Health", "place": "Beira"}
    desk.change(cells.enter, "activity", {f"new{at}": {**row, "people_targeted": str(100 + at)} for at in range(5)})
    made = Grid(table, "Activities")
    made.resize(900, 400)
    qtbot.addWidget(made)
    made.show()
    wait(desk)
    made.grab()
    wait(desk)
    return made


def shown(grid: Grid, row: int) -> list[str]:
    """The cells of a row as they are shown."""
    return [grid.table.index(row, column).data() for column in range(len(NAMES))]


def choose(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    """Choose a block of cells."""
    model = grid.table
    grid.setCurrentIndex(model.index(top, left))
    block = QItemSelection(model.index(top, left), model.index(bottom, right))
    grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste_and_agree(grid: Grid) -> list[Any]:
    """Paste what is on the clipboard, and say yes to the preview. Returns what the preview was told."""
    told: list[Any] = []
    grid.wants_preview.connect(lambda typed, reading: told.append((typed, reading)))
    grid.paste_cells()
    wait(grid.table.desk)
    if told:
        grid.table.save(told[0][1].values, "Pasted")
        wait(grid.table.desk)
    return told


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_block_comes_back_from_the_clipboard_as_it_went(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    block = [row + [""] * (width - len(row)) for row in rows]
    assert from_block(to_block(block)) == block


def test_a_cell_of_several_lines_from_excel_is_one_cell() -> None:
    assert from_block('a\t"two\r\nlines, ""quoted"""\r\nb\tc\r\n') == [["a", 'two\nlines, "quoted"'], ["b", "c"]]


def test_typing_replaces_the_cell_and_enter_goes_down(grid: Grid, qtbot: QtBot) -> None:
    grid.setCurrentIndex(grid.table.index(0, 4))
    qtbot.keyClicks(grid, "7")
    editor = grid.indexWidget(grid.currentIndex()) or grid.viewport().focusWidget() or grid.focusWidget()
    target = QGuiApplication.focusObject() or editor
    qtbot.keyClicks(target, "50")
    qtbot.keyClick(target, Qt.Key.Key_Return)
    wait(grid.table.desk)
    assert shown(grid, 0)[4] == "750"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (1, 4)


def test_tab_goes_to_the_next_cell_and_round_the_end_of_the_row(grid: Grid, qtbot: QtBot) -> None:
    grid.setCurrentIndex(grid.table.index(0, 3))
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert grid.currentIndex().column() == 4


def test_a_copied_block_is_what_excel_expects(grid: Grid) -> None:
    choose(grid, 0, 0, 1, 1)
    grid.copy_cells()
    assert QGuiApplication.clipboard().text() == "World Food Programme\tHealth\nWorld Food Programme\tHealth"


def test_a_pasted_block_is_read_names_and_all_and_one_undo_takes_it_back(grid: Grid) -> None:
    QGuiApplication.clipboard().setText(
        "INAS\tProtecção social\tBúzi\t3/4/2019\t1,250\nCVM\tWASH\tNhamatanda\t2019-05-01\t12"
    )
    choose(grid, 1, 0, 1, 0)
    told = paste_and_agree(grid)
    assert told[0][1].problems == {}
    assert shown(grid, 1) == ["Instituto Nacional de Acção Social", "Social protection", "Búzi", "3/4/2019", "1,250"]
    assert shown(grid, 2)[0::4] == ["Cruz Vermelha de Moçambique", "12"]
    grid.table.desk.change(journal.undo)
    wait(grid.table.desk)
    assert shown(grid, 1) == [*shown(grid, 3)[:4], "101"]


def test_rows_pasted_below_the_last_one_are_new(grid: Grid) -> None:
    QGuiApplication.clipboard().setText("WFP\tHealth\nCVM\tEducation")
    choose(grid, 5, 0, 5, 0)
    paste_and_agree(grid)
    assert len(grid.table.ids) == 7
    assert shown(grid, 6)[:2] == ["Cruz Vermelha de Moçambique", "Education"]


def test_one_copied_cell_fills_all_that_are_chosen(grid: Grid) -> None:
    QGuiApplication.clipboard().setText("33")
    choose(grid, 0, 4, 3, 4)
    paste_and_agree(grid)
    assert [shown(grid, row)[4] for row in range(5)] == ["33", "33", "33", "33", "104"]


def test_the_preview_marks_what_cannot_be_read_and_the_rest_can_be_pasted(grid: Grid, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("Nobody Known\t5\nWFP\tHealth")
    choose(grid, 0, 0, 0, 0)
    told: list[Any] = []
    grid.wants_preview.connect(lambda typed, reading: told.append((typed, reading)))
    grid.paste_cells()
    wait(grid.table.desk)
    typed, reading = told[0]
    first = grid.table.record_id(0)
    assert set(reading.problems) == {(first, "lead"), (first, "sector")}
    dialog = paste.build(None, grid.table, typed, reading)
    qtbot.addWidget(dialog)
    assert reading.values == {grid.table.record_id(1): reading.values[grid.table.record_id(1)]}


def test_fill_down_copies_the_top_cells_of_every_column(grid: Grid) -> None:
    grid.table.setData(grid.table.index(0, 3), "1/2/2020")
    wait(grid.table.desk)
    choose(grid, 0, 3, 4, 4)
    grid.fill_down()
    wait(grid.table.desk)
    assert [shown(grid, row)[3:] for row in range(5)] == [["1/2/2020", "100"]] * 5


def test_delete_empties_the_chosen_cells_and_blank_is_not_zero(grid: Grid, qtbot: QtBot) -> None:
    choose(grid, 0, 4, 1, 4)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    wait(grid.table.desk)
    assert [grid.table.value(row, 4) for row in range(3)] == [None, None, 102]


def test_the_filter_row_finds_dates_as_people_write_them(grid: Grid) -> None:
    grid.table.setData(grid.table.index(2, 3), "5/4/2019")
    wait(grid.table.desk)
    grid.filters.set_filters({"start": "4/2019"})
    assert grid.filters.sought() == {"start": "2019-04"}
