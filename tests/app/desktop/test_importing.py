"""The page of import: read, review, answer, take, and the rest as a draft; with the real sample and small files of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.pages.import_grid import ALL, FAULTY, WAITING, LineModel
from app.desktop.pages.import_layout import RawModel, letters
from app.desktop.pages.import_steps import COLUMNS, DONE, LAYOUT, ROWS
from app.desktop.pages.importing import ImportPage
from app.desktop.window import Window
from app.services import records as records_of
from tests.helpers.desktop import new_store, open_window, show_page, wait
from tests.helpers.importing import ROWS_SENT, opened, records, sent

CHAD = Path("tests/data/3w/tcd_3w_oct2021.xlsx")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    with open_window(new_store(tmp_path / "workspace")) as shown:
        yield shown


def test_a_file_is_read_and_shown_before_anything_is_written(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    assert page.stack.currentWidget() is page.review
    assert page.review.reviewed is not None
    assert page.review.reviewed.counts[ALL] == 4
    assert page.review.grid.lines.rowCount() == 3, "lines that agree in all cells are one, with their count"
    assert page.review.grid.lines.headerData(2, Qt.Orientation.Vertical) == "4  ×2"
    assert records(window, "activity") == []


def test_what_waits_is_marked_in_its_cell_and_said(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    grid = page.review.grid
    page.review.pills[WAITING].click()
    assert grid.lines.rowCount() == 1
    fields = [column.field for column in grid.lines.columns]
    index = grid.lines.index(0, fields.index("people"))
    assert index.data() == "c. 300"
    assert index.data(Qt.ItemDataRole.BackgroundRole) is not None
    grid.setCurrentIndex(index)
    where, said, kind = grid.lines.sentence(index)
    assert "Row 3" in where
    assert "300" in said
    assert kind in ("waits", "wrong")


def test_the_good_rows_are_taken_and_the_rest_stays_as_a_draft(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.review.take.click()
    wait(window.desk)
    assert page.review.steps.buttons[DONE].property("tone") == "step-now"
    taken = len(records(window, "activity"))
    assert taken >= 2
    page.show_start()
    wait(window.desk)
    go_on = [one for one in page.start.findChildren(QPushButton) if one.accessibleName() == "Go on with sent.csv"]
    assert len(go_on) == 1
    go_on[0].click()
    wait(window.desk)
    assert page.review.reviewed is not None
    assert page.review.reviewed.to_take == 0
    page.confirm_all()
    wait(window.desk)
    page.take()
    wait(window.desk)
    assert len(records(window, "activity")) > taken


def test_one_undo_takes_the_whole_import_back(window: Window, tmp_path: Path) -> None:
    before = len(records(window, "organisation"))
    page = opened(window, sent(tmp_path))
    page.take()
    wait(window.desk)
    assert records(window, "activity")
    page.review.done_step.undo.click()
    wait(window.desk)
    assert records(window, "activity") == []
    assert len(records(window, "organisation")) == before


def test_a_column_can_be_overruled_and_is_known_next_time(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    page = opened(window, sent(tmp_path))
    page.review.show_step(COLUMNS)
    qtbot.waitUntil(lambda: len(page.review.columns_step.choices) == 5)
    choice = page.review.columns_step.choices[3]
    at = choice.findData("description")
    choice.setCurrentIndex(at)
    choice.activated.emit(at)
    wait(window.desk)
    assert page.review.reviewed is not None
    assert page.review.reviewed.proposal.columns[3].field == "description"
    page.take()
    wait(window.desk)
    again = opened(window, sent(tmp_path, "next.csv", (*ROWS_SENT, "Kubatsirana,Health,Beira,Clinics,7")))
    assert again.review.reviewed is not None
    assert again.review.reviewed.proposal.columns[3].field == "description"


def test_the_layout_can_be_overruled(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.review.show_step(LAYOUT)
    step = page.review.layout_step
    assert (step.sheet.count(), step.header_row.value(), step.first_row.value()) == (1, 1, 2)
    step.first_row.setText("4")
    step.first_row.editingFinished.emit()
    wait(window.desk)
    assert page.review.reviewed is not None
    assert page.review.reviewed.proposal.layout.first_data_row == 4
    assert page.review.reviewed.counts[ALL] == 2


def test_a_file_that_is_none_is_refused_with_a_sentence(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.desktop.pages.importing.ask_plainly", lambda *args, **more: said.append(more["more"]))
    path = tmp_path / "picture.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    page = opened(window, path)
    assert page.stack.currentWidget() is page.start
    assert len(said) == 1
    assert said[0].endswith(".")
    assert records(window, "activity") == []


def test_reading_can_be_cancelled(window: Window) -> None:
    page = show_page(window, "importing")
    assert isinstance(page, ImportPage)
    page.open_file(CHAD)
    assert page.stack.currentWidget() is page.reading
    page.reading.cancelled.emit()
    wait(window.desk)
    assert page.stack.currentWidget() is page.start
    assert page.review.reviewed is None


def test_a_folder_is_taken_with_one_line_for_each_file(window: Window, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    sent(folder, "one.csv", ROWS_SENT[:2])
    sent(folder, "two.csv", ("Name,Colour", "a,b"))
    sent(folder, "~$three.csv")
    page = opened(window, folder)
    assert [(line.path.name, line.state) for line in page._lines] == [("one.csv", "taken"), ("two.csv", "refused")]
    assert page._lines[1].said
    assert len(records(window, "activity")) == 1


def test_a_real_file_is_reviewed_and_taken(window: Window) -> None:
    page = opened(window, CHAD)
    assert page.review.reviewed is not None
    assert page.review.reviewed.counts[ALL] == 705
    page.review.show_step(ROWS)
    page.review.pills[FAULTY].click()
    page.take()
    wait(window.desk)
    assert records(window, "presence")


@pytest.mark.usefixtures("ears")
def test_the_models_keep_qts_rules(window: Window, tmp_path: Path, qtmodeltester) -> None:  # type: ignore[no-untyped-def]
    page = opened(window, sent(tmp_path))
    for model in (page.review.grid.lines, page.review.layout_step.rows):
        assert isinstance(model, (LineModel, RawModel))
        qtmodeltester.check(model, force_py=True)


def test_columns_have_the_letters_of_excel() -> None:
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_review_is_read_anew_when_something_else_has_changed(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    assert page.review.reviewed is not None
    assert "Kubatsirana" not in page.review.reviewed.proposal.new_organisations()
    first = page.review.reviewed
    window.desk.change(records_of.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    assert page.review.reviewed is not first
    assert page.stack.currentWidget() is page.review


def test_the_undo_of_an_import_is_not_offered_once_something_else_was_done(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.take()
    wait(window.desk)
    assert page.review.done_step.undo.isEnabled()
    window.desk.change(records_of.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    assert not page.review.done_step.undo.isEnabled()


def test_lines_that_an_earlier_file_had_are_listed_and_never_deleted(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.confirm_all()
    wait(window.desk)
    page.take()
    wait(window.desk)
    before = records(window, "activity")
    page.open_file(sent(tmp_path, "june.csv", (ROWS_SENT[0], *ROWS_SENT[2:])))
    wait(window.desk)
    assert page.review.reviewed is not None
    missing = next(one for one in page.review.reviewed.proposal.decisions if one.kind == "full_picture")
    page.review.show_rows_of(missing.id)
    wait(window.desk)
    assert window.shown() == "activities"
    assert len(window.page().table.ids) == len(page.review.reviewed.proposal.absent) > 0  # type: ignore[union-attr]
    assert records(window, "activity") == before
