"""Documents in the window: added and dropped, opened and saved, fetched from a server, removed and undone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QToolButton

from app.desktop.desk import Desk
from app.desktop.documents import DocumentList
from app.desktop.pages.activities import ActivitiesPage
from app.desktop.pages.organisations import OrganisationsPage
from app.services import attachments, cells, exchanging, journal, settings
from app.store import find
from app.store.workspace import Store
from tests.app.desktop.conftest import ROW
from tests.app.desktop.serving import Server, another_laptop, organisation
from tests.helpers.country import free_port
from tests.helpers.desktop import open_desk, wait

CONTENT = os.urandom(300_000)


class Programs(QObject):
    """Stands for the programs of this computer: hears which files they are to open."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.files.append(Path(url.toLocalFile()))


@pytest.fixture
def programs() -> Iterator[Programs]:
    made = Programs()
    QDesktopServices.setUrlHandler("file", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    file = tmp_path / "Agreement.pdf"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def shown(desk: Desk, store: Store) -> Iterator[DocumentList]:
    """The documents of an organisation; there are none yet."""
    made = DocumentList(desk, "organisation")
    desk.runner.changed.connect(made.refresh)
    made.resize(340, 500)
    made.show()
    made.show_record(organisation(store, "Kubatsirana"))
    wait(desk)
    yield made
    made.close()


def texts(shown: DocumentList) -> str:
    return "\n".join(
        one.whole() if hasattr(one, "whole") else one.text()
        for one in shown.findChildren(QLabel)
        if one.isVisibleTo(shown)
    )


def press(shown: DocumentList, words: str) -> None:
    """Click the button that says so."""
    (found,) = [
        one for one in shown.findChildren(QToolButton) if words in one.accessibleName() and one.isVisibleTo(shown)
    ]
    assert found.isEnabled()
    found.click()
    wait(shown.desk)


def test_a_file_is_added_opened_saved_removed_and_brought_back(
    shown: DocumentList, agreement: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    shown.desk.saying.connect(lambda text, _undo: said.append(text))
    assert "No document yet" in texts(shown)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(agreement)], ""))
    shown.add.click()
    wait(shown.desk)
    assert said == ["1 document added"]
    assert "Agreement.pdf" in texts(shown)
    assert "300 KB" in texts(shown)
    assert "Amélia Sitoe" in texts(shown)
    assert "on this laptop" in texts(shown)
    press(shown, "Open")
    (copy,) = programs.files
    assert copy.read_bytes() == CONTENT
    assert copy.name == "Agreement.pdf"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400
    assert stat.S_IMODE(copy.parent.parent.stat().st_mode) == 0o700
    press(shown, "Open")
    assert programs.files == [copy, copy]
    target = tmp_path / "elsewhere.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
    press(shown, "Save")
    assert target.read_bytes() == CONTENT
    press(shown, "Remove")
    assert "No document yet" in texts(shown)
    shown.desk.change(journal.undo)
    wait(shown.desk)
    assert "Agreement.pdf" in texts(shown)
    shown.desk.opened.close()
    assert not copy.exists()
    assert not copy.parent.parent.exists()


def test_files_are_dropped_on_the_list(shown: DocumentList, agreement: Path, tmp_path: Path) -> None:
    other = tmp_path / "Minutes.docx"
    other.write_bytes(b"minutes")
    what = QMimeData()
    what.setUrls([QUrl.fromLocalFile(str(agreement)), QUrl.fromLocalFile(str(other)), QUrl("https://example.org/x")])
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, what, *keys)
    shown.dragEnterEvent(entering)
    assert entering.isAccepted()
    shown.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, what, *keys))
    wait(shown.desk)
    assert "Agreement.pdf" in texts(shown)
    assert "Minutes.docx" in texts(shown)


def test_a_program_is_never_opened_and_only_saved_after_a_question(
    shown: DocumentList, programs: Programs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "statement.pdf.exe"
    program.write_bytes(b"MZ")
    shown.add_files([program])
    wait(shown.desk)
    assert "statement.pdf.exe" in texts(shown), "a double end is shown as it is"
    asked: list[str] = []

    def answer(yes: bool) -> None:
        def ask(_parent: object, _title: str, text: str, *_answers: str) -> bool:
            asked.append(text)
            return yes

        monkeypatch.setattr("app.desktop.documents.ask_plainly", ask)

    target = tmp_path / "kept.exe"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
    answer(False)
    press(shown, "Open")
    assert "is a program" in asked[0]
    assert not target.exists()
    answer(True)
    press(shown, "Open")
    assert target.read_bytes() == b"MZ"
    assert programs.files == []


def test_what_is_refused_is_said_and_the_rest_is_added(shown: DocumentList, agreement: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    troubles: list[str] = []
    shown.desk.runner.troubled.connect(lambda error: troubles.append(error.message))
    shown.add_files([empty, agreement])
    wait(shown.desk)
    assert troubles == ["empty.pdf is empty."]
    assert "Agreement.pdf" in texts(shown)


def test_a_document_of_another_laptop_is_fetched_and_then_opened(
    store: Store, server: Server, agreement: Path, programs: Programs, tmp_path: Path
) -> None:
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other:
        whose = organisation(other, "Kubatsirana")
        attachments.add(other, "organisation", whose, agreement)
        exchanging.exchange(other)
    exchanging.exchange(store)
    with open_desk(store) as desk:
        shown = DocumentList(desk, "organisation")
        shown.show()
        shown.show_record(whose)
        wait(desk)
        assert "at the server" in texts(shown)
        said: list[str] = []
        desk.saying.connect(lambda text, _undo: said.append(text))
        press(shown, "Fetch")
        assert [text.replace("\u2068", "").replace("\u2069", "") for text in said] == ["Agreement.pdf is here now."]
        assert "on this laptop" in texts(shown)
        press(shown, "Open")
        assert programs.files[0].read_bytes() == CONTENT
        desk.opened.close()
        shown.close()


def test_without_its_server_a_document_stays_there_and_that_is_said(
    store: Store, server: Server, agreement: Path, tmp_path: Path
) -> None:
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other:
        whose = organisation(other, "Kubatsirana")
        attachments.add(other, "organisation", whose, agreement)
        exchanging.exchange(other)
    exchanging.exchange(store)
    settings.put(store, {"server": f"http://127.0.0.1:{free_port()}"})
    with open_desk(store) as desk:
        shown = DocumentList(desk, "organisation")
        shown.show()
        shown.show_record(whose)
        wait(desk)
        said: list[str] = []
        desk.saying.connect(lambda text, _undo: said.append(text))
        (fetch,) = [one for one in shown.findChildren(QToolButton) if "Fetch" in one.accessibleName()]
        fetch.click()
        button_that_says(shown, "Stop").click()
        wait(desk)
        assert said == ["Stopped. What came through is kept."]
        assert "at the server" in texts(shown)
        shown.close()


def button_that_says(shown: DocumentList, words: str) -> QToolButton:
    """The button, as soon as it is there."""
    for _ in range(1000):
        found = [one for one in shown.findChildren(QToolButton) if words in one.accessibleName() and one.isVisible()]
        if found:
            return found[0]
        QTest.qWait(10)
    raise AssertionError(f"no button says {words}")


def test_the_panels_of_activities_and_organisations_show_their_documents(
    desk: Desk, store: Store, agreement: Path
) -> None:
    activity = cells.enter(store, "activity", {"new0": ROW}).created[0][1]
    whose = find.find_ids(store.reading(), find.Query("organisation"))[0]
    attachments.add(store, "activity", activity, agreement)
    attachments.add(store, "organisation", whose, agreement)
    activities, organisations = ActivitiesPage(desk), OrganisationsPage(desk)
    activities.panel.open_activity(activity)
    organisations.panel.open_organisation(whose)
    wait(desk)
    for panel in (activities.panel, organisations.panel):
        at = panel.indexOf(panel.documents)
        assert panel.tabText(at) == "Documents"
        assert panel.isTabEnabled(at)
        panel.setCurrentIndex(at)
        assert "Agreement.pdf" in texts(panel.documents)
        panel.open_new()
        assert not panel.isTabEnabled(at), "a record that is not kept yet has none"
