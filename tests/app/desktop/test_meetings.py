"""The pages of committees and meetings: announced, prepared, ended, sent out, taken from others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desktop.dialogs import received
from app.desktop.pages.meeting import papers
from app.desktop.window import Window
from app.exchange.minutes.typed import ACTION
from app.printing import meeting_papers
from app.services.meetings.sitting import read_sitting
from tests.app.desktop.in_session import open_meeting, sitting, type_line
from tests.helpers.committee import DAY, Committee
from tests.helpers.desktop import open_window, said, show_page, wait
from tests.helpers.keys import type_text

Key = Qt.Key


@pytest.fixture
def window(committee: Committee, qtbot: Any) -> Iterator[Window]:
    """The window, at its first page."""
    with open_window(committee.store) as found:
        yield found


def test_a_page_without_a_committee_says_what_to_do_and_a_new_one_is_put_in(
    window: Window, committee: Committee
) -> None:
    page = show_page(window, "meetings")
    assert "District coordination forum" in said(page)
    assert "5 members" in said(page)
    page.committees.open_forum("")
    form = page.committees.panel.form
    form.fields["name"].editor.set_typed("Cash working group")
    form.save()
    wait(window.desk)
    assert "Cash working group" in said(page)


def test_a_meeting_is_announced_with_its_agenda_from_the_calendar(
    window: Window, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Any = show_page(window, "meetings")
    wait(window.desk)
    monkeypatch.setattr("app.desktop.dialogs.announce.ask", lambda _parent, _desk, proposed: proposed)
    page.committees.panel.calendar.announce()
    wait(window.desk)
    assert page.is_open()
    assert page.meeting.sitting.day == dt.date(2026, 12, 22)
    assert "Any other business and next date" in said(page)


def test_the_agenda_is_put_in_order_and_taken_from_what_is_proposed(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee, "prepare")
    prepare = page.meeting.prepare
    type_text(prepare.topic, "Cyclone season")
    QTest.keyClick(prepare.topic, Key.Key_Return)
    wait(window.desk)
    assert [item.topic for item in sitting(committee).items][-1] == "Cyclone season"
    prepare.agenda.setCurrentRow(1)
    prepare.shift(-1)
    wait(window.desk)
    assert next(item.topic for item in sitting(committee).items) == "Cyclone season"
    prepare.fields["venue"].editor.set_typed("Under the mango tree")
    prepare.save()
    wait(window.desk)
    assert sitting(committee).meeting["venue"] == "Under the mango tree"


def test_a_meeting_is_held_once_something_is_noted_in_it_on_its_day(window: Window, committee: Committee) -> None:
    page = open_meeting(window, committee)
    assert sitting(committee).meeting["status"] == "planned"
    type_line(window, page, "Opened by the chair")
    assert (sitting(committee).meeting["status"], sitting(committee).meeting["minutes"]) == ("held", "draft")


def test_ending_the_meeting_numbers_its_action_points_and_leads_to_the_minutes(
    window: Window, committee: Committee
) -> None:
    page = open_meeting(window, committee)
    type_line(window, page, "> INAS brings the list")
    page.meeting.finish()
    wait(window.desk)
    assert sitting(committee).actions[0].reference == "1.1"
    assert page.meeting.parts["send"].isChecked()
    assert QApplication.activeModalWidget() is None


def test_the_workbook_of_the_meeting_is_its_edition_and_stands_in_its_minutes(
    window: Window, committee: Committee, tmp_path: Path
) -> None:
    page = open_meeting(window, committee, "prepare")
    papers.write_edition(window.desk, tmp_path / "5w.xlsx", committee.meeting())
    wait(window.desk)
    assert (tmp_path / "5w.xlsx").exists()
    assert meeting_papers.document(committee.store, committee.meeting()).bears.startswith(
        "Edition 1, cut-off 24/11/2026"
    )
    papers.copy_message(window.desk, committee.meeting(), "invitation")
    wait(window.desk)
    assert "Any other business" in QApplication.clipboard().text()
    page.meeting.show_part("send")
    wait(window.desk)
    page.meeting.send.circulate()
    wait(window.desk)
    assert sitting(committee).meeting["minutes"] == "circulated"
    page.meeting.send.approve()
    wait(window.desk)
    assert sitting(committee).meeting["approved_on"] == DAY


def test_minutes_of_others_are_looked_at_and_taken(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "meetings")
    wait(window.desk)
    taken: list[str] = []
    dialog = received.ask(page, window.desk, committee.forum, taken.append)
    dialog.text.setPlainText(
        "Meeting of 27 October 2026\nPresent: Rosa Machava (SDSMAS)\n"
        "Decision: lists are compared\nAction: INAS brings the list by 4/12/2026"
    )
    dialog.read_text()
    wait(window.desk)
    review: Any = QApplication.activeModalWidget()
    review.decisions[0].setChecked(False)
    review.taking.click()
    wait(window.desk)
    found = read_sitting(committee.store, taken[0])
    assert [said.kind for item in found.items for said in item.said] == [ACTION]
    assert found.day == dt.date(2026, 10, 27)


def test_what_are_no_minutes_is_refused_with_a_sentence_in_the_dialog(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "meetings")
    dialog = received.ask(page, window.desk, committee.forum, lambda _id: None)
    dialog.read_text()
    wait(window.desk)
    assert dialog.isVisible()
    assert dialog._wrong.isVisibleTo(dialog)
    dialog.reject()
