"""The first day: an empty folder, five questions, an organisation, an activity typed into the grid, and one mistake taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.dialogs.first_start import FirstStart
from app.desktop.editors import Editor
from app.desktop.main import Desktop
from app.services import journal, records
from app.store import find
from app.store.workspace import DATABASE, open_workspace
from tests.helpers.desktop import show_page, wait


def answer_first_start(desktop: Desktop, country: str = "MOZ", area: str = "Sofala") -> None:
    """Five answers, then Begin."""
    assert desktop.window is not None
    dialog = desktop.window.findChild(FirstStart)
    assert dialog is not None
    dialog.person.setText("Amélia Sitoe")
    dialog.office.setText("INAS")
    assert not dialog.begin.isEnabled(), "the country must be known"
    dialog.country.set_value(country)
    dialog.country.edited.emit()
    wait(desktop.desk)
    dialog.province.setCurrentIndex(dialog.province.findText(area))
    dialog.begin.click()
    wait(desktop.desk)


def type_into(grid: Any, qtbot: QtBot, row: int, column: int, text: str) -> None:
    """Type a text into a cell and press Enter: where a list is offered, the list has the keys."""
    grid.window().activateWindow()
    grid.setCurrentIndex(grid.table.index(row, column))
    grid.edit(grid.currentIndex())
    line = grid.findChild(Editor, grid.table.columns[column].name).input()
    qtbot.keyClicks(line, text)
    qtbot.waitUntil(grid.table.desk.runner.is_idle)
    offered = line.completer().popup() if line.completer() else None
    qtbot.keyClick(offered if offered is not None and offered.isVisible() else line, Qt.Key.Key_Return)
    wait(grid.table.desk)


def test_the_first_day(desktop: Desktop, qtbot: QtBot) -> None:
    answer_first_start(desktop)
    window, desk = desktop.window, desktop.desk
    assert window is not None
    assert window.shown() == "home"
    assert (desk.office.area, desk.office.person) == ("Sofala", "Amélia Sitoe")

    page: Any = show_page(window, "organisations", new=True)
    page.form.fields["name"].editor.set_typed("Cruz Vermelha de Moçambique")
    page.form.fields["acronym"].editor.set_typed("CVM")
    page.form.fields["type"].editor.set_typed("445")
    page.form.save()
    wait(desk)
    assert len(page.table.ids) == 1

    page = show_page(window, "activities")
    type_into(page.grid, qtbot, 0, 0, "CVM")
    type_into(page.grid, qtbot, 0, 2, "Saude")
    type_into(page.grid, qtbot, 0, 6, "3/4/2026")
    type_into(page.grid, qtbot, 0, 8, "1,250")
    assert len(page.table.ids) == 1, "the blank row became one activity, not four"
    made = records.read(desk.runner.store, "activity", page.table.ids[0])
    lead = find.find_ids(desk.runner.store.reading(), find.Query("organisation"))[0]
    assert (made["lead"], made["sector"], made["start"].isoformat(), made["people_targeted"]) == (
        lead,
        "HEA",
        "2026-04-03",
        1250,
    )

    window.run_action("undo")
    wait(desk)
    assert records.read(desk.runner.store, "activity", page.table.ids[0])["people_targeted"] is None
    assert journal.history(desk.runner.store, "activity", page.table.ids[0])[0].who == "Amélia Sitoe"


def test_the_second_start_asks_nothing_and_finds_everything(desktop: Desktop, qapp: QApplication) -> None:
    answer_first_start(desktop, "TCD", "Lac")
    desktop.desk.change(records.add, "organisation", {"name": "Secours Islamique"})
    wait(desktop.desk)
    folder = desktop.folder
    assert desktop.window is not None
    desktop.restart(lambda _folder: None)
    wait(desktop.desk)
    assert desktop.window.findChild(FirstStart) is None
    assert desktop.desk.office.area == "Lac"
    assert folder == desktop.folder


def test_a_backup_that_is_restored_brings_the_old_state_back(desktop: Desktop) -> None:
    answer_first_start(desktop, "TCD", "Lac")
    made: list[Path] = []
    desktop.desk.change(lambda store: store.backup(), then=made.append)
    desktop.desk.change(records.add, "organisation", {"name": "Secours Islamique"})
    wait(desktop.desk)
    from app.store.workspace import restore_workspace

    desktop.restart(lambda folder: restore_workspace(folder, made[0]))
    wait(desktop.desk)
    assert find.find_ids(desktop.runner.store.reading(), find.Query("organisation")) == []


def test_damage_found_while_the_desk_is_open_leads_to_the_newest_backup(desktop: Desktop) -> None:
    answer_first_start(desktop, "TCD", "Lac")
    desktop.desk.change(lambda store: store.backup())
    wait(desktop.desk)
    desktop.restart(lambda folder: flip_a_bit(folder / DATABASE))
    wait(desktop.desk)
    assert desktop.desk.office.area == "Lac", "it opens: the damaged page is one that nobody has read yet"

    def restore() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, restore)
            return
        next(one for one in dialog.findChildren(QPushButton) if one.text() == "Restore the backup").click()

    QTimer.singleShot(20, restore)
    damaged = desktop.desk
    desktop._look_after_file()
    wait(damaged)
    assert desktop.desk is not damaged, "the workspace was closed and opened again"
    wait(desktop.desk)
    assert desktop.runner.store.faults() == []
    assert desktop.desk.office.area == "Lac"


def flip_a_bit(file: Path) -> None:
    """Damage a page in the last tenth of a file."""
    whole = bytearray(file.read_bytes())
    whole[len(whole) * 95 // 100] ^= 1
    file.write_bytes(whole)


def test_a_chosen_language_mirrors_the_window_and_is_remembered(desktop: Desktop, qapp: QApplication) -> None:
    answer_first_start(desktop, "TCD", "Lac")
    desktop.preferences.language = "ar"
    desktop.desk.restyling.emit()
    wait(desktop.desk)
    try:
        assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
        from app.desktop.preferences import load_preferences

        assert load_preferences(desktop.folder).language == "ar"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_workspace_is_free_for_others_once_the_program_is_closed(tmp_path: Path, qapp: QApplication) -> None:
    made = Desktop(qapp, tmp_path / "workspace")
    made.start()
    wait(made.desk)
    answer_first_start(made, "TCD", "Lac")
    assert made.window is not None
    made.window.close()
    made.close()
    with open_workspace(tmp_path / "workspace") as store:
        assert find.find_ids(store.reading(), find.Query("place"))
