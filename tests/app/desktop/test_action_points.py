"""The list of action points: narrowed, closed, blocked, referred, answered, verified, sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.desktop.dialogs import blocking, referring
from app.desktop.window import Window
from app.exchange.minutes.typed import ACTION
from app.services import settings
from app.services.action_points import list_actions
from app.services.meetings import noting
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.own import OWN_ORGANISATION, own_organisation
from app.services.records import add, save
from tests.helpers.committee import DAY, Committee, new_committee
from tests.helpers.desktop import open_window, said, show_page, wait


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Committee:
    """A committee with four action points, a week after they were due."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    made = new_committee(tmp_path / "desk")
    item = read_sitting(made.store, made.meeting()).items[0]
    for text, short in (
        ("Repair the roof", "SDSMAS"),
        ("Bring the list", "INAS"),
        ("Share the calendar", "INAS"),
        ("Train", "CVM"),
    ):
        noting.write(
            made.store, item.id, Written(ACTION, text, (made.organisations[short],), DAY if text != "Train" else None)
        )
    settings.put(made.store, {OWN_ORGANISATION: made.organisations["INAS"]})
    monkeypatch.setenv("UJIMA_NOW", "2026-12-01T09:00:00")
    return made


@pytest.fixture
def window(committee: Committee, qapp: QApplication) -> Iterator[Window]:
    """The window, at its first page."""
    with open_window(committee.store) as found:
        yield found


def shown(page: Any) -> list[str]:
    return [line.text for line in page.table.held.lines]


def choose(page: Any, *texts: str) -> None:
    page.table.clearSelection()
    page.table.choose({line.id for line in page.table.held.lines if line.text in texts})


def states(committee: Committee) -> dict[str, str]:
    return {one.text: one.status for one in list_actions(committee.store)}


def test_the_list_is_narrowed_by_what_is_mine_what_is_late_and_by_words(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "action_points")
    assert len(shown(page)) == 4
    page.pills["mine"].click()
    assert shown(page) == ["Bring the list", "Share the calendar"]
    page.pills["overdue"].click()
    assert shown(page) == ["Repair the roof", "Bring the list", "Share the calendar"]
    page.sought.setText("sdsmas roof")
    assert shown(page) == ["Repair the roof"]


def test_several_are_closed_at_once_and_opened_again(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "action_points")
    choose(page, "Bring the list", "Train")
    page.close_chosen()
    wait(window.desk)
    assert states(committee)["Bring the list"] == states(committee)["Train"] == "done"
    page.pills["closed"].click()
    choose(page, "Bring the list", "Train")
    page.reopen_chosen()
    wait(window.desk)
    assert set(states(committee).values()) == {"open"}


def test_what_is_blocked_for_lack_of_resources_has_its_own_pill(
    window: Window, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Any = show_page(window, "action_points")
    choose(page, "Repair the roof")
    monkeypatch.setattr(blocking, "ask", lambda *_words: ("resources", "no fuel"))
    page.block_chosen()
    wait(window.desk)
    page.pills["no_means"].click()
    assert shown(page) == ["Repair the roof"]


def test_the_question_of_what_stands_in_the_way_has_an_answer_before_it_can_be_given(window: Window) -> None:
    dialog, choices, _comment = blocking.build(window, 2)
    note = next(one for one in dialog.findChildren(type(window.search)) if one.text().strip() == "Note it")
    assert not note.isEnabled()
    choices["resources"].setChecked(True)
    assert note.isEnabled()
    assert len(choices) == 7
    dialog.deleteLater()


def test_it_is_referred_answered_and_verified_by_a_second_person(
    window: Window, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    higher = add(committee.store, "forum", {"name": "Provincial council", "place": "MZ09"}).created[0][1]
    page: Any = show_page(window, "action_points")
    choose(page, "Repair the roof")
    monkeypatch.setattr(referring, "ask", lambda *_words: higher)
    page.refer_chosen()
    wait(window.desk)
    assert states(committee)["Repair the roof"] == "referred"
    page.pills["referred"].click()
    choose(page, "Repair the roof")
    monkeypatch.setattr(referring, "ask_answer", lambda *_words: "Granted")
    page.answer_chosen()
    wait(window.desk)
    assert states(committee)["Repair the roof"] == "under_way"
    id = next(one.id for one in list_actions(committee.store) if one.text == "Repair the roof")
    save(committee.store, "action_point", id, {"status": "done", "done_by": "Somebody", "high_priority": True})
    page.refresh()
    wait(window.desk)
    page.pills["to_verify"].click()
    choose(page, "Repair the roof")
    page.verify_chosen()
    wait(window.desk)
    assert list_actions(committee.store)[0].verified_by == "Amélia Sitoe"


def test_one_action_point_is_changed_in_a_dialog_that_stays_while_something_is_wrong(
    window: Window, committee: Committee
) -> None:
    page: Any = show_page(window, "action_points")
    page.edit(page.table.held.lines[0])
    wait(window.desk)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.fields["due"].editor.set_typed("soon")  # type: ignore[attr-defined]
    dialog.save()  # type: ignore[attr-defined]
    wait(window.desk)
    assert dialog.isVisible()
    dialog.fields["due"].editor.set_typed("4/12/2026")  # type: ignore[attr-defined]
    dialog.save()  # type: ignore[attr-defined]
    wait(window.desk)
    assert not dialog.isVisible()
    assert "4/12/2026" in [page.table.held.index(row, 2).data() for row in range(4)]


def test_the_list_that_is_shown_goes_into_a_message_and_a_workbook(
    window: Window, committee: Committee, tmp_path: Path
) -> None:
    page: Any = show_page(window, "action_points", which="mine")
    wait(window.desk)
    page.copy_message()
    told = QGuiApplication.clipboard().text()
    assert "Bring the list" in told
    assert "Repair the roof" not in told
    page.save(tmp_path / "tracker.xlsx")
    wait(window.desk)
    rows = [
        [cell.value for cell in row] for row in load_workbook(tmp_path / "tracker.xlsx").active.iter_rows(min_row=2)
    ]
    assert [row[1] for row in rows] == ["Bring the list", "Share the calendar"]


def test_home_says_what_is_late_and_leads_to_it(window: Window, committee: Committee) -> None:
    home = show_page(window, "home")
    assert "2 action points overdue" in said(home)
    assert "Waiting for" in said(home) or "Repair the roof" not in said(home)
    window.desk.go("action_points", which="overdue")
    wait(window.desk)
    assert window.shown() == "action_points"


def test_the_settings_say_whose_desk_it_is_and_mine_is_that_organisations(window: Window, committee: Committee) -> None:
    page: Any = show_page(window, "settings")
    assert page.own.editor.line.text() == "Instituto Nacional de Acção Social", "what is known is shown"
    page.own.editor.set_typed("Nobody of the register")
    page.save_office()
    wait(window.desk)
    assert page.own.findChild(QLabel, "problem_own_organisation").text().startswith("Nobody of the register is not in")
    assert own_organisation(committee.store) == committee.organisations["INAS"], "and nothing was kept"
    page.own.editor.set_value(committee.organisations["CVM"], {committee.organisations["CVM"]: "CVM"})
    page.save_office()
    wait(window.desk)
    assert own_organisation(committee.store) == committee.organisations["CVM"]
    page.own.editor.set_typed("")
    page.save_office()
    wait(window.desk)
    assert own_organisation(committee.store) is None, "left blank, the name of the office decides"
