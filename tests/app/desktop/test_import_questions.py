"""Questions of an import, and what is told to the sender."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.window import Window
from app.exchange.matching.decisions import Decision, Option
from tests.helpers.desktop import new_store, open_window, wait
from tests.helpers.importing import opened, sent


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    with open_window(new_store(tmp_path / "workspace")) as shown:
        yield shown


def test_an_answer_counts_for_its_rows_and_can_be_taken_back(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    assert page.review.reviewed is not None
    before = page.review.reviewed.waiting
    figure = next(one for one in page.review.reviewed.proposal.decisions if one.kind == "figure")
    button = next(
        one
        for one in page.review.questions.findChildren(QPushButton)
        if one.accessibleName() == f"Yes: {figure.question}"
    )
    button.click()
    wait(window.desk)
    assert page.answers == {figure.id: "300"}
    assert page.review.reviewed.waiting == before - 1
    assert not any(figure.id in one.waits for one in page.review.reviewed.proposal.planned)
    page.answer(figure.id, None)
    wait(window.desk)
    assert page.review.reviewed.waiting == before


def test_the_role_of_a_single_column_of_organisations_is_chosen_once(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    assert page.review.reviewed is not None
    role = next(one for one in page.review.reviewed.proposal.decisions if one.kind == "role")
    menu = page.review.questions.choices(role)
    next(action for action in menu.actions() if action.text() == "Implementing organisation name").trigger()
    wait(window.desk)
    assert page.review.reviewed.proposal.columns[0].field == "implementing"


def test_a_question_with_two_answers_shows_both(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    values = Decision(
        "d1", "both_changed", "Which holds?", 1, None, (Option("120", ("sheet",)), Option("140", ("ours",))), "", ""
    )
    page.review.questions.show_questions([values], {}, {"d1"})
    card = page.review.questions.findChild(QWidget, "question_d1")
    assert [button.text() for button in card.findChildren(QPushButton)] == ["120", "140", "Choose…"]


def test_every_open_question_can_be_answered_as_proposed(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.confirm_all()
    wait(window.desk)
    assert page.review.reviewed is not None
    assert page.review.reviewed.waiting == 0
    assert page.review.reviewed.to_take == 4


def test_a_copy_of_his_file_has_the_cells_in_question_coloured_and_commented(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = sent(tmp_path)
    before = path.read_bytes()
    page = opened(window, path)
    with qtbot.waitSignal(page.copied, timeout=20_000) as copied:
        page.save_copy(tmp_path)
    assert path.read_bytes() == before, "his own file is never written over"
    book = load_workbook(copied.args[0])
    cell = book.worksheets[0].cell(3, 5)
    assert cell.value == "c. 300"
    assert cell.fill.fill_type == "solid"
    assert "300" in cell.comment.text
    assert book.worksheets[0].cell(2, 5).comment is None
    book.close()


def test_a_copy_that_cannot_be_written_is_said_calmly(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    page = opened(window, sent(tmp_path))
    with qtbot.waitSignal(window.desk.runner.troubled, timeout=20_000) as said:
        page.save_copy(tmp_path / "nowhere")
    assert "could not be written" in said.args[0].message


def test_the_answer_to_the_sender_can_be_copied(window: Window, tmp_path: Path) -> None:
    page = opened(window, sent(tmp_path))
    page.take()
    wait(window.desk)
    page.review.done_step.copy_answer()
    text = QApplication.clipboard().text()
    assert text.startswith("sent.csv:")
    assert "question" in text
