"""The page of the round, from its beginning to its edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.dialogs import begin_round, reminders
from app.desktop.pages.round import RoundPage
from app.desktop.window import Window
from app.services import editions
from app.services.records import add
from tests.helpers.coverage import SOFALA, new_office
from tests.helpers.desktop import open_window, show_page, wait

TODAY = "2019-06-05T10:00:00+00:00"
NEW = begin_round.NewRound(
    "Round 5/2019", (dt.date(2019, 5, 1), dt.date(2019, 5, 31)), dt.date(2019, 6, 7), SOFALA, (), None
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("UJIMA_NOW", TODAY)
    store, ids = new_office(tmp_path / "workspace")
    add(
        store,
        "contact",
        {"organisation": ids["WFP"], "name": "Helena Nhantumbo", "phones": ["+258 84 123 4567"], "focal_point": True},
    )
    with open_window(store) as shown:
        yield shown


@pytest.fixture
def page(window: Window) -> RoundPage:
    shown = show_page(window, "round")
    assert isinstance(shown, RoundPage)
    shown.begin(NEW)
    wait(window.desk)
    return shown


def choose(page: RoundPage, *names: str) -> None:
    page.table.clearSelection()
    page.table.setSelectionMode(page.table.SelectionMode.MultiSelection)
    for at, line in enumerate(page.table.held.lines):
        if line.name in names:
            page.table.selectRow(at)


def states(page: RoundPage) -> dict[str, str]:
    return {line.name: line.state for line in page.table.held.lines}


def test_an_office_without_a_round_is_told_what_one_is(window: Window) -> None:
    page = show_page(window, "round")
    assert isinstance(page, RoundPage)
    assert page._stack.currentIndex() == 0
    assert not page.close_it.isEnabled()


def test_everyone_with_a_row_there_is_expected(page: RoundPage) -> None:
    assert states(page) == {
        "Cruz Vermelha": "expected",
        "Instituto Nacional de Acção Social": "expected",
        "World Food Programme": "expected",
    }
    assert page._due.text() == "due 7/6/2019 · 2 days left"
    assert page._rate.text().startswith("0 of 3 organisations reported")


def test_what_came_of_each_is_noted_for_all_that_are_chosen(page: RoundPage) -> None:
    choose(page, "Cruz Vermelha")
    page.acts["nil"].click()
    wait(page.desk)
    choose(page, "Instituto Nacional de Acção Social", "World Food Programme")
    page.acts["received"].click()
    wait(page.desk)
    assert sorted(states(page).values()) == ["nil", "received", "received"]
    choose(page, "World Food Programme")
    page.acts["validated"].click()
    wait(page.desk)
    assert states(page)["World Food Programme"] == "validated"
    assert page._rate.text() == "2 of 3 organisations reported, 1 nil, 0 silent"
    page.pills["nil"].click()
    assert list(states(page)) == ["Cruz Vermelha"]


def test_after_the_deadline_silence_and_lateness_are_said(page: RoundPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UJIMA_NOW", "2019-06-20T10:00:00+00:00")
    page.refresh()
    wait(page.desk)
    assert set(states(page).values()) == {"silent"}
    choose(page, "Cruz Vermelha")
    page.acts["received"].click()
    wait(page.desk)
    assert states(page)["Cruz Vermelha"] == "late"
    assert page._due.text() == "due 7/6/2019 · 13 days over"


def test_a_reminder_is_a_message_with_his_own_sheet_beside_it(
    page: RoundPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[list[reminders.Reminder]] = []
    monkeypatch.setattr(reminders, "ask", lambda _parent, made: shown.append(list(made)))
    choose(page, "World Food Programme")
    page.remind(tmp_path)
    wait(page.desk)
    one = shown[0][0]
    assert one.file.exists()
    assert "Helena Nhantumbo" in one.message
    assert one.phones == ("+258 84 123 4567",)
    lines = {line.name: line for line in page.table.held.lines}
    assert lines["World Food Programme"].reminded_on == "2019-06-05"
    assert lines["Cruz Vermelha"].reminded_on is None
    dialog = reminders.build(page, shown[0])
    copy = next(
        one
        for one in dialog.findChildren(QPushButton)
        if one.accessibleName() == "Copy the message to World Food Programme"
    )
    copy.click()
    assert QApplication.clipboard().text() == one.message


def test_whoever_has_not_answered_is_reminded_when_nobody_is_chosen(page: RoundPage) -> None:
    page.table.clearSelection()
    assert page.acts["remind"].isEnabled()
    assert page.acts["remind"].text().strip() == "Remind 3…"
    assert not page.acts["validated"].isEnabled()


def test_closing_the_round_makes_the_edition_and_shows_it(
    window: Window, page: RoundPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("app.desktop.pages.round.ask_plainly", lambda *words: asked.append(words[-1]) or True)
    choose(page, "World Food Programme")
    page.acts["received"].click()
    wait(page.desk)
    page.close_it.click()
    wait(window.desk)
    assert asked == ["2 organisations have not answered and will stand as silent."]
    made = editions.list_editions(window.desk.runner.store)
    assert [(one["number"], one["expected"], one["reported"], one["silent"]) for one in made] == [(1, 3, 1, 2)]
    assert window.shown() == "matrix"
    assert window.page().coverage.stamp.edition == "Edition 1"  # type: ignore[union-attr]
    show_page(window, "round")
    assert not page.close_it.isEnabled()
    assert sorted(states(page).values()) == ["received", "silent", "silent"]


def test_the_dialog_proposes_last_month_and_reads_what_is_typed(page: RoundPage) -> None:
    dialog = begin_round.BeginRound(page, page.desk)
    assert dialog.name.editor.typed() == "Round 5/2019"
    assert [field.editor.typed() for field in (dialog.start, dialog.end, dialog.deadline)] == [
        "1/5/2019",
        "31/5/2019",
        "15/6/2019",
    ]
    dialog.deadline.editor.set_typed("soon")
    dialog.accept()
    assert dialog.answer is None, "it stays open while a date cannot be read"
    dialog.deadline.editor.set_typed("12/6/2019")
    dialog.accept()
    new = dialog.answer
    assert isinstance(new, begin_round.NewRound)
    assert (new.deadline, new.place, new.expected) == (dt.date(2019, 6, 12), SOFALA, None)


def test_the_table_sorts_and_keeps_qts_rules(page: RoundPage, qtmodeltester) -> None:  # type: ignore[no-untyped-def]
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert next(iter(states(page))) == "World Food Programme"
    qtmodeltester.check(page.table.held, force_py=True)
