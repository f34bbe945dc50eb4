"""The minutes as they are typed: lines, names, corrections, attendance, drafts."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desktop.pages.meeting.said_line import SaidLine
from app.desktop.pieces import FIRST_STRONG, POP
from app.desktop.window import Window
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.services import drafts
from app.services.meetings import noting, planning
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.records import save
from tests.app.desktop.in_session import lines, open_meeting, sitting, type_line
from tests.helpers.committee import DAY, Committee
from tests.helpers.desktop import open_window, said, show_page, wait
from tests.helpers.keys import type_text

Key = Qt.Key


@pytest.fixture
def window(committee: Committee, qtbot: Any) -> Iterator[Window]:
    """The window, at its first page."""
    with open_window(committee.store) as found:
        yield found


def test_lines_become_what_they_begin_with_or_what_a_key_says(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    type_line(window, page, "INAS paid 1,840 households")
    type_line(window, page, "Decision: lists are compared")
    type_line(window, page, "INAS brings the list by Friday", Key.Key_F4)
    type_line(window, page, "! food goes on")
    type_line(window, page, "fuel for the visit", Key.Key_F5)
    assert lines(committee) == [
        (NOTE, "INAS paid 1,840 households"),
        (DECISION, "lists are compared"),
        (ACTION, "INAS brings the list by Friday"),
        (DECISION, "food goes on"),
        (NEXT_TIME, "fuel for the visit"),
    ]
    action = sitting(committee).actions[0]
    assert (action.who, action.due) == ("INAS", dt.date(2026, 11, 27))


def test_what_is_understood_is_shown_while_it_is_typed_and_one_key_takes_it_back(
    window: Window, committee: Committee
) -> None:
    page = open_meeting(window, committee)
    composer = page.meeting.view.agenda.composer
    type_text(composer.line, "> WFP shares the cash calendar before 4 dec")
    QApplication.processEvents()
    assert {"Action point", "WFP", "4/12/2026"} <= {
        text.strip(FIRST_STRONG + POP) for text in said(composer).split("\n")
    }
    QTest.keyClick(composer.line, Key.Key_Escape)
    assert "Action point" not in said(composer)
    QTest.keyClick(composer.line, Key.Key_Return)
    wait(window.desk)
    assert lines(committee) == [(NOTE, "> WFP shares the cash calendar before 4 dec")]


def test_tab_completes_names_and_takes_the_next_when_it_is_pressed_again(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    line = page.meeting.view.agenda.composer.line
    type_text(line, "We asked world fo")
    assert "Tab: " in said(page.meeting.view.agenda.composer)
    QTest.keyClick(line, Key.Key_Tab)
    assert line.text() == "We asked World Food Programme"
    line.show_text("With ma")
    for name in ("Maria Zunguze", "Rosa Machava", "Maria Zunguze"):
        QTest.keyClick(line, Key.Key_Tab)
        assert line.text() == f"With {name}"


def test_an_earlier_line_is_corrected_by_the_arrow_and_taken_out_when_it_is_emptied(
    window: Window, committee: Committee
) -> None:
    page = open_meeting(window, committee)
    for text in ("first", "second"):
        type_line(window, page, text)
    line = page.meeting.view.agenda.composer.line
    QTest.keyClick(line, Key.Key_Up)
    type_text(line, " and more")
    QTest.keyClick(line, Key.Key_Return)
    wait(window.desk)
    assert lines(committee) == [(NOTE, "first"), (NOTE, "second and more")]
    QTest.keyClick(line, Key.Key_Up)
    QTest.keyClick(line, Key.Key_Up)
    assert line.text() == "first"
    QTest.keyClick(line, Key.Key_F3)
    QTest.keyClick(line, Key.Key_Return)
    wait(window.desk)
    assert lines(committee)[0] == (DECISION, "first")
    QTest.keyClick(line, Key.Key_Up)
    line.clear()
    QTest.keyClick(line, Key.Key_Return)
    wait(window.desk)
    assert lines(committee) == [(DECISION, "first")]


def test_an_item_is_closed_to_circulation_by_one_key(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    QTest.keyClick(page.meeting.view.agenda.composer.line, Key.Key_F7)
    wait(window.desk)
    assert sitting(committee).items[0].closed
    assert "not for circulation" in said(page)


def test_the_next_item_is_one_key_away_and_the_times_are_noted(window: Window, committee: Committee) -> None:
    planning.add_item(committee.store, committee.meeting(), "Cyclone season")
    page = open_meeting(window, committee)
    agenda = page.meeting.view.agenda
    first = agenda.current
    QTest.keyClick(agenda.composer.line, Key.Key_F8)
    wait(window.desk)
    assert agenda.current != first
    type_line(window, page, "A note of the second item")
    items = sitting(committee).items
    assert items[0].ended_at == "09:42"
    assert [one.text for one in items[1].said] == ["A note of the second item"]


def test_attendance_is_typed_by_initials_and_by_names(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    line = page.meeting.view.attendance.line
    for text, shift in (("rm", False), ("joão", False), ("lm", True), ("Elisa João, Casa Esperança", False)):
        type_text(line, text)
        QTest.keyClick(
            line, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        )
        wait(window.desk)
    states = {one.name: one.state for one in sitting(committee).people if one.state}
    assert states == {
        "Rosa Machava": "present",
        "João Tomás": "present",
        "Lina Mussa": "apology",
        "Elisa João": "walk_in",
    }
    assert "3 present" in said(page)
    type_text(line, "rm")
    QTest.keyClick(line, Key.Key_Return)
    wait(window.desk)
    assert sitting(committee).present == 2


def test_several_action_points_are_closed_in_the_meeting_by_the_space_bar(window: Window, committee: Committee) -> None:
    earlier = committee.meeting(dt.date(2026, 10, 27))
    save(committee.store, "meeting", earlier, {"status": "held"})
    item = read_sitting(committee.store, earlier).items[0]
    for text in ("one", "two", "three"):
        noting.write(committee.store, item.id, Written(ACTION, text, (committee.organisations["INAS"],), DAY))
    page = open_meeting(window, committee)
    listed = page.meeting.view.tracker.list
    for at in range(listed.count()):
        listed.item(at).setSelected(listed.item(at).data(Qt.ItemDataRole.UserRole) is not None)
    QTest.keyClick(listed, Key.Key_Space)
    wait(window.desk)
    assert {one.status for one in sitting(committee).earlier} == {"done"}
    assert "3 done today" in said(page)


def test_what_is_being_typed_is_kept_every_two_seconds_and_stands_there_again(committee: Committee, qtbot: Any) -> None:
    with open_window(committee.store) as window:
        page = open_meeting(window, committee)
        composer = page.meeting.view.agenda.composer
        type_text(composer.line, "> INAS brings the li")
        qtbot.waitSignal(composer.to_be_kept, timeout=4_000).wait()
        wait(window.desk)
        store = committee.store
        assert [one.values["text"] for one in drafts.kept(store)] == ["> INAS brings the li"]
        page.meeting.view.agenda.sitting = None  # as if the program had just been started
        composer.clear()
        page.open_meeting(committee.meeting())
        wait(window.desk)
        assert composer.text() == "> INAS brings the li"
        type_text(composer.line, "st")
        QTest.keyClick(composer.line, Key.Key_Return)
        wait(window.desk)
        assert drafts.kept(store) == []
        assert lines(committee) == [(ACTION, "INAS brings the list")]


def test_leaving_the_page_keeps_the_line_and_the_notice_leads_back_to_it(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    type_text(page.meeting.view.agenda.composer.line, "half a line")
    show_page(window, "home")
    wait(window.desk)
    assert [one.values["text"] for one in drafts.kept(committee.store)] == ["half a line"]
    window.drafts.look()
    wait(window.desk)
    assert window.drafts.isVisible()
    window.drafts.continue_writing()
    wait(window.desk)
    assert page.meeting.view.agenda.composer.text() == "half a line"


def test_the_rest_of_a_decision_is_one_key_away(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    type_line(window, page, "Decision: the lists are compared")
    QTest.keyClick(page.meeting.view.agenda.composer.line, Key.Key_F10)
    wait(window.desk)
    dialog: Any = QApplication.activeModalWidget()
    dialog.fields["dissent"].editor.set_typed("AMAI wants to wait")
    dialog.save()
    wait(window.desk)
    assert read_sitting(committee.store, committee.meeting()).items[0].said[0].kind == DECISION
    row = committee.store.reading().execute("SELECT dissent FROM decision").fetchone()
    assert row[0] == "AMAI wants to wait"


def test_undo_in_an_empty_line_takes_the_last_line_back(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    type_line(window, page, "A slip")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not page.meeting.view.agenda.composer.line.event(event)
    window.run_action("undo")
    wait(window.desk)
    assert lines(committee) == []
    type_text(page.meeting.view.agenda.composer.line, "half")
    assert page.meeting.view.agenda.composer.line.event(event)


def test_a_finished_line_stands_there_at_once_while_something_holds_the_workspace(
    window: Window, committee: Committee
) -> None:
    page = open_meeting(window, committee)
    agenda = page.meeting.view.agenda
    card = agenda.cards[agenda.current]
    held, let_go = threading.Event(), threading.Event()

    def hold(store: Any) -> None:
        held.set()
        let_go.wait(30)

    window.desk.change(hold)
    assert held.wait(10)
    for text in ("INAS paid 1,840 households", "> INAS brings the list"):
        type_text(agenda.composer.line, text)
        QTest.keyClick(agenda.composer.line, Key.Key_Return)
    QApplication.processEvents()
    shown = [line.said.text for line in card.findChildren(SaidLine) if line.isVisible()]
    assert shown == ["INAS paid 1,840 households", "INAS brings the list"]
    assert lines(committee) == [], "and the workspace has none of them yet"
    let_go.set()
    wait(window.desk)
    assert [line.said.text for line in card.findChildren(SaidLine) if line.isVisible()] == shown, "each stands once"
    assert [line.said.text for line in card.lines] == shown
    assert len(lines(committee)) == 2
