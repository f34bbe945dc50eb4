"""The shell and every page in it: reachable, named, legible, whole in the smallest window and mirrored."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.desktop.actions import ACTIONS, MENUS
from app.desktop.dialogs import help, shortcuts
from app.desktop.pages import PAGES
from app.desktop.window import Window
from app.services import cells, journal, records
from app.store.workspace import Store
from tests.helpers.desktop import open_window, show_page, wait

NAMES = [entry.name for entry in PAGES]
SMALLEST = (1280, 640)
LAPTOP_AT_150 = (960, 600)
"""What a screen of 1440 x 900 has in logical pixels when everything is drawn at 150 %."""


def open_everything(window: Window, name: str) -> QWidget:
    """Show a page, and what can be opened beside its list."""
    page = show_page(window, name)
    if name in ("activities", "organisations"):
        show_page(window, name, new=True)
    return page


def rows(store: Store) -> None:
    """A few activities with figures."""
    row = {"lead": "WFP", "sector": "Health", "place": "Beira", "start": "1/2/2019", "people_targeted": "100"}
    made = cells.enter(store, "activity", {f"new{at}": row for at in range(3)})
    records.add(store, "figures", {"activity": made.created[0][1], "period_start": "2019-02-01", "people": 40})


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_takes_the_keys_says_what_it_is(window: Window, name: str) -> None:
    rows(window.desk.runner.store)
    open_everything(window, name)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisibleTo(window)
        and not isinstance(widget, (QScrollBar, QScrollArea))
        and not (isinstance(widget, QPushButton) and widget.text().strip())
        and not widget.accessibleName()
        and not isinstance(widget.parent(), QAbstractScrollArea)
        and not (isinstance(widget, QTabBar) and widget.count() == 0)
    ]
    assert nameless == []


@pytest.mark.parametrize("size", [SMALLEST, LAPTOP_AT_150], ids=["1280x640", "150 %"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_fits_a_small_window_in_both_directions(store: Store, language: str, size: tuple[int, int]) -> None:
    rows(store)
    with open_window(store, language, width=size[0], height=size[1]) as window:
        for name in NAMES:
            open_everything(window, name)
            least = window.minimumSizeHint()
            assert (least.width() <= size[0], least.height() <= size[1]) == (True, True), (name, least)
            assert (window.width(), window.height()) == size, name


def test_no_button_or_title_of_a_page_is_cut_in_the_smallest_window(store: Store) -> None:
    rows(store)
    with open_window(store, width=SMALLEST[0], height=SMALLEST[1]) as window:
        for name in NAMES:
            open_everything(window, name)
            cut = [
                widget.text()
                for widget in (*window.findChildren(QPushButton), *window.findChildren(QLabel))
                if widget.isVisibleTo(window)
                and not (isinstance(widget, QLabel) and (widget.wordWrap() or hasattr(widget, "whole")))
                and widget.width() < widget.minimumSizeHint().width()
            ]
            assert cut == [], name


def test_in_arabic_the_navigation_stands_on_the_right_and_dates_run_from_left_to_right(store: Store) -> None:
    with open_window(store, "ar") as window:
        page = show_page(window, "activities", new=True)
        assert window.navigation.mapTo(window, window.navigation.rect().topLeft()).x() > window.width() / 2
        start = page.form.fields["start"].editor.input()  # type: ignore[attr-defined]
        assert start.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_a_page_is_built_when_it_is_first_shown(window: Window) -> None:
    assert list(window._pages) == ["home"]
    show_page(window, "settings")
    assert list(window._pages) == ["home", "settings"]


def test_a_hidden_page_reads_anew_when_it_is_shown_again(window: Window) -> None:
    page = show_page(window, "organisations")
    show_page(window, "home")
    window.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    before = len(page.table.ids)  # type: ignore[attr-defined]
    show_page(window, "organisations")
    assert len(page.table.ids) == before + 1  # type: ignore[attr-defined]


def test_the_foot_of_the_window_says_in_words_what_is_not_shared(window: Window) -> None:
    window.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    said = [label.text() for label in window.findChildren(QLabel)]
    assert "1 change not yet shared" in said
    assert "Everything is kept on this computer" in said


def test_undo_and_redo_are_at_hand_everywhere(window: Window) -> None:
    window.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    window.run_action("undo")
    wait(window.desk)
    store = window.desk.runner.store
    assert journal.undo_and_redo(store)[1] is not None
    window.run_action("redo")
    wait(window.desk)
    assert journal.undo_and_redo(store)[1] is None


def test_no_two_actions_share_a_shortcut_and_every_one_is_in_a_menu() -> None:
    keys = [QKeySequence(action.shortcut).toString() for action in ACTIONS if action.shortcut]
    assert len(keys) == len(set(keys))
    assert all(keys)
    assert {action.menu for action in ACTIONS} <= set(MENUS)
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_every_shortcut_stands_on_the_sheet(window: Window, qtbot: QtBot) -> None:
    sheet = shortcuts.build(window)
    qtbot.addWidget(sheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    assert {QKeySequence(action.shortcut).toString() for action in ACTIONS if action.shortcut} <= shown
    assert sheet.minimumSizeHint().height() <= SMALLEST[1]


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_a_help_text(name: str, qtbot: QtBot) -> None:
    dialog = help.build(None, name)
    qtbot.addWidget(dialog)
    assert help.text_of(name).read_text(encoding="utf-8").startswith("# ")


def test_a_draft_that_was_left_is_offered_at_start_and_comes_back_as_it_was_typed(store: Store, tmp_path: Path) -> None:
    from app.services import drafts

    drafts.keep(store, "activity", "", {"description": "Kitchen gar", "start": "31 of"})
    with open_window(store) as window:
        assert window.drafts.isVisible()
        window.drafts.continue_writing()
        wait(window.desk)
        form = window.page().form  # type: ignore[union-attr]
        assert form.fields["description"].editor.typed() == "Kitchen gar"
        assert form.fields["start"].editor.typed() == "31 of"
        assert not window.drafts.isVisible()


def test_a_draft_can_be_discarded(store: Store) -> None:
    from app.services import drafts

    drafts.keep(store, "organisation", "", {"name": "Kuy"})
    with open_window(store) as window:
        window.drafts.discard()
        wait(window.desk)
        assert drafts.kept(store) == []


def test_the_window_speaks_the_language_it_was_started_in_and_nothing_is_left_of_it(
    store: Store, qapp: QApplication
) -> None:
    with open_window(store, "ar"):
        assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
