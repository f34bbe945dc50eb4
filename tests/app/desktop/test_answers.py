"""Waiting for your answer, with a real server and two laptops that differ."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.dialogs.another_answer import AnotherAnswer
from app.desktop.window import Window
from app.services import conflicts, exchanging, records
from app.store.workspace import Store
from tests.app.desktop.answering import answers, card_in, card_of, press, stored, texts, waiting
from tests.app.desktop.serving import organisation
from tests.helpers.desktop import open_window, wait


def test_both_values_stand_side_by_side_in_words_and_a_click_settles(store: Store, differing: str) -> None:
    with open_window(store) as window:
        assert waiting(window) == 2
        page = answers(window)
        said = texts(card_of(page, differing))
        assert {"Yours", "João Macuácua", "Ongoing", "Planned", "5/2/2019", "11/2/2019"} <= set(said)
        assert {"Instituto Nacional de Acção Social", "Cruz Vermelha de Moçambique"} <= set(said)
        for field in ("lead", "status", "start"):
            press(card_of(page, differing), field, "keep_mine" if field != "status" else "keep_theirs_1")
            wait(window.desk)
        assert waiting(window) == 2, "one question about the activity is still open"
        press(card_of(page, differing), "description", "keep_mine")
        wait(window.desk)
        assert waiting(window) == 1
        assert not card_in(page, differing)
        assert stored(window, "activity", differing, "start") == "2019-02-05"
        assert "320 families" in stored(window, "activity", differing, "description")


def test_no_code_and_no_id_is_shown(store: Store, differing: str) -> None:
    with open_window(store) as window:
        said = " ".join(texts(answers(window)))
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", said)
        assert not {"ongoing", "planned", "MZ1001", "HEA"} & set(said.split())


def test_of_wordings_only_the_words_that_differ_are_marked(store: Store, differing: str) -> None:
    with open_window(store) as window:
        card = card_of(answers(window), differing)
        wording = next(text for text in texts(card) if "320" in text)
        assert re.findall(r"<span[^>]*>([^<]*)</span>", wording) == ["320", "families."]


def test_several_are_ticked_and_answered_at_once(store: Store, differing: str) -> None:
    with open_window(store) as window:
        page = answers(window)
        assert not page.mine.isEnabled()
        page.all.click()
        assert page.theirs.isEnabled()
        page.theirs.click()
        wait(window.desk)
        assert waiting(window) == 0
        assert conflicts.conflicts(window.desk.runner.store) == []
        assert stored(window, "activity", differing, "start") == "2019-02-11"
        assert "Nothing waits for your answer" in texts(page)


def test_what_was_ticked_stays_ticked_when_something_else_changes(store: Store, differing: str) -> None:
    with open_window(store) as window:
        page = answers(window)
        card_of(page, differing).ticks["activity", differing, "status"].setChecked(True)
        window.desk.change(records.add, "organisation", {"name": "Kuyera"})
        wait(window.desk)
        ticks = card_of(page, differing).ticks
        assert [key[2] for key, tick in ticks.items() if tick.isChecked()] == ["status"]


def test_a_third_value_is_written_in_the_fields_own_editor(store: Store, differing: str, qtbot: QtBot) -> None:
    with open_window(store) as window:
        page = answers(window)
        press(card_of(page, differing), "start", "another_start")
        dialog = page.findChild(AnotherAnswer)
        assert isinstance(dialog, AnotherAnswer)
        dialog.field.editor.set_typed("soon")
        dialog.take()
        wait(window.desk)
        assert dialog.isVisible(), "it stays open with the sentence"
        assert any("soon" in text for text in texts(dialog))
        dialog.field.editor.set_typed("8/2/2019")
        dialog.take()
        wait(window.desk)
        assert not dialog.isVisible()
        assert stored(window, "activity", differing, "start") == "2019-02-08"


def test_where_one_deleted_what_the_other_changed_the_record_is_kept_or_deleted(store: Store, other: Store) -> None:
    id = organisation(store, "Kubatsirana")
    records.delete(other, "organisation", id)
    records.save(store, "organisation", id, {"website": "https://a.mz"})
    for one in (other, store):
        exchanging.exchange(one)
    with open_window(store) as window:
        page = answers(window)
        assert {"Kept, and changed", "Deleted"} <= set(texts(page))
        press(card_of(page, id), "deleted", "keep_theirs_1")
        wait(window.desk)
        assert stored(window, "organisation", id, "deleted") == 1


def test_nothing_to_answer_is_said_in_words(window: Window) -> None:
    page = answers(window)
    assert "Nothing waits for your answer" in texts(page)
    assert waiting(window) == 0


def test_everything_in_the_cards_says_what_it_is(store: Store, differing: str) -> None:
    with open_window(store) as window:
        answers(window)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and widget.isVisibleTo(window)
            and not isinstance(widget, (QScrollBar, QScrollArea, QLabel))
            and not widget.accessibleName()
            and not (isinstance(widget, QPushButton) and widget.text().strip())
            and not isinstance(widget.parent(), QAbstractScrollArea)
        ]
        assert [widget.objectName() for widget in nameless if getattr(widget, "text", str)() == ""] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_fits_a_small_window(store: Store, differing: str, language: str) -> None:
    with open_window(store, language, width=1280, height=640) as window:
        answers(window)
        least = window.minimumSizeHint()
        assert (least.width() <= 1280, least.height() <= 640) == (True, True), least
        assert (window.width(), window.height()) == (1280, 640)
