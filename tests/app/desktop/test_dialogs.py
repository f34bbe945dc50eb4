"""Dialogs, built and not shown: what they ask, what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog, bulk, crash, export, history, merge, passphrase, recovery
from app.desktop.dialogs.search import Palette, find_hits
from app.desktop.window import Window
from app.insight.selection import Filters
from app.records import REGISTRY
from app.services import cells, journal, records
from app.store import find, keys
from tests.helpers.desktop import show_page, wait


def primary(dialog: Dialog) -> QPushButton:
    """The button that Enter presses."""
    return next(one for one in dialog.findChildren(QPushButton) if one.isDefault())


def rows(desk: Desk) -> list[str]:
    """The ids of three activities in Beira."""
    row = {"lead": "WFP", "sector": "Health", "place": "Beira", "start": "1/2/2019"}
    return [
        id for _type, id in cells.enter(desk.runner.store, "activity", {f"new{at}": row for at in range(3)}).created
    ]


def test_the_workbook_for_the_meeting_is_written_and_logged(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    rows(desk)
    dialog = export.ExportDialog(None, desk)
    qtbot.addWidget(dialog)
    assert dialog.options().filters == Filters(places=("MZ10",)), "by default the area of the office"
    dialog.recipient.setText("Provincial director")
    said: list[str] = []
    desk.saying.connect(lambda text, _undo: said.append(text))
    export.write(desk, tmp_path / "out.xlsx", dialog.options())
    wait(desk)
    assert said == ["out.xlsx is written: 3 rows."]
    assert load_workbook(tmp_path / "out.xlsx", read_only=True).sheetnames
    store = desk.runner.store
    logged = find.find_rows(
        store.reading(), "export_log", find.find_ids(store.reading(), find.Query("export_log")), ["recipient", "rows"]
    )
    assert logged == [("Provincial director", 3)]


def test_the_export_stays_open_while_a_date_cannot_be_read(desk: Desk, qtbot: QtBot) -> None:
    dialog = export.ExportDialog(None, desk)
    qtbot.addWidget(dialog)
    dialog.start.editor.set_typed("last month")
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    problem = dialog.findChild(QLabel, "problem_start")
    assert problem is not None
    assert "last month" in problem.text()


def test_what_a_page_had_chosen_is_what_the_export_begins_with(desk: Desk, qtbot: QtBot) -> None:
    chosen = Filters(
        places=("MZ1001",),
        sectors=("HEA",),
        statuses=("ongoing",),
        domains=("SP",),
        period=("2019-05-01", "2019-05-31"),
    )
    dialog = export.ExportDialog(None, desk, export.Seen(chosen, level=3, area="Beira"))
    qtbot.addWidget(dialog)
    assert dialog.options().filters == chosen
    assert dialog.options().level == 3


def test_of_an_edition_nothing_can_be_filtered_anew(desk: Desk, qtbot: QtBot) -> None:
    dialog = export.ExportDialog(None, desk, export.Seen(Filters(), edition="an id"))
    qtbot.addWidget(dialog)
    assert dialog.options().of_edition == "an id"
    assert not dialog.domain.isEnabled()
    assert not dialog.edition.isEnabled()
    assert dialog.profile.isEnabled()


def test_the_history_says_who_changed_what_from_what(desk: Desk, qtbot: QtBot) -> None:
    first = rows(desk)[0]
    organisation = find.find_ids(desk.runner.store.reading(), find.Query("organisation", {"name": "Kubatsirana"}))[0]
    records.save(desk.runner.store, "activity", first, {"lead": organisation})
    dialog = history.build(None, "activity", *history._read(desk.runner.store, "activity", first))
    qtbot.addWidget(dialog)
    table = dialog.findChild(QTableWidget)
    assert table is not None
    newest = [table.item(0, column).text() for column in range(1, 5)]
    assert newest == ["Amélia Sitoe", "Lead organisation", "World Food Programme", "Kubatsirana"]


def test_one_value_for_many_rows_is_asked_with_the_editor_of_its_field(desk: Desk, qtbot: QtBot) -> None:
    specs = list(REGISTRY["activity"].fields().values())
    dialog, choice, fields = bulk.build(None, desk, specs, 12)
    qtbot.addWidget(dialog)
    choice.setCurrentIndex([spec.name for spec in specs].index("status"))
    assert fields[choice.currentIndex()].isVisibleTo(dialog)
    assert choice.count() == len(specs)


def test_merging_begins_with_the_two_that_were_chosen(desk: Desk, qtbot: QtBot) -> None:
    dialog, kept, other = merge.build(None, desk, [("a", "World Food Programme"), ("b", "WFP Beira")])
    qtbot.addWidget(dialog)
    assert (kept.editor.typed(), other.editor.typed()) == ("a", "b")


def test_a_passphrase_is_set_only_when_it_was_typed_twice_and_is_long_enough(qtbot: QtBot) -> None:
    dialog, lines = passphrase.build(None)
    qtbot.addWidget(dialog)
    for first, second, possible in (
        ("short", "short", False),
        ("long enough", "long enoughh", False),
        ("long enough", "long enough", True),
    ):
        lines[0].setText(first)
        lines[1].setText(second)
        assert primary(dialog).isEnabled() is possible
    assert all(line.echoMode() == QLineEdit.EchoMode.Password for line in lines)


def test_the_recovery_sheet_shows_all_words_and_prints_to_a_page(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    words = keys.recovery_words(desk.runner.store.key)
    dialog = recovery.build(None, words)
    qtbot.addWidget(dialog)
    shown = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert all(f"{at}. {word}" in shown for at, word in enumerate(words.split(), 1))
    recovery.write_sheet(str(tmp_path / "sheet.pdf"), words, "Amélia Sitoe")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_the_palette_finds_records_by_any_of_their_names_and_opens_them(window: Window, qtbot: QtBot) -> None:
    palette = Palette(window)
    qtbot.addWidget(palette)
    palette.show()
    palette.line.setText("vermelha moc")
    palette._find()
    wait(window.desk)
    assert "Cruz Vermelha" in palette.list.item(0).text()
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    wait(window.desk)
    assert window.shown() == "organisations"
    form = window.page().form  # type: ignore[union-attr]
    assert form.fields["acronym"].editor.typed() == "CVM"


def test_the_palette_finds_what_can_be_done(window: Window, qtbot: QtBot) -> None:
    palette = Palette(window)
    qtbot.addWidget(palette)
    palette.line.setText("new org")
    palette._find()
    wait(window.desk)
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    wait(window.desk)
    assert window.shown() == "organisations"
    assert not window.page().panel.isHidden()  # type: ignore[union-attr]


def test_a_place_leads_to_its_activities_and_a_contact_to_its_organisation(window: Window) -> None:
    store = window.desk.runner.store
    organisation = find.find_ids(store.reading(), find.Query("organisation", {"name": "Kubatsirana"}))[0]
    records.add(store, "contact", {"organisation": organisation, "name": "Helena Nhantumbo"})
    contact = find_hits(store, "helena")[0]
    assert (contact.owner, contact.beside) == (organisation, "Kubatsirana")
    place = find_hits(store, "nhamat")[0]
    assert place.called == "Nhamatanda, Sofala"
    page = show_page(window, "activities", filters={"place": [place.id]})
    assert page.table.query.filters == {"place": ["MZ1009"]}  # type: ignore[attr-defined]


def test_a_fault_of_the_program_is_shown_once_with_where_the_log_is(
    qtbot: QtBot, monkeypatch: Any, tmp_path: Path
) -> None:
    shown: list[str] = []

    def look(dialog: QDialog) -> int:
        shown.extend(label.text() for label in dialog.findChildren(QLabel))
        crash.ask(None, ValueError("the second"), tmp_path / "ujima.log")
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QDialog, "exec", look)
    crash.ask(None, ValueError("the first"), tmp_path / "ujima.log")
    assert sum("What you saved is safe" in text for text in shown) == 1
    assert any("ujima.log" in text for text in shown)


def test_undo_after_an_act_of_many_rows_takes_all_of_them_back(desk: Desk) -> None:
    ids = rows(desk)
    desk.change(cells.enter, "activity", {id: {"status": "Ongoing"} for id in ids})
    desk.change(journal.undo)
    wait(desk)
    assert {records.read(desk.runner.store, "activity", id)["status"] for id in ids} == {None}
