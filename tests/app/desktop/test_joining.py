"""Joining a server and exchanging by file, in real dialogs with a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.dialogs import Dialog, changes_file, history, join
from app.desktop.dialogs.changes_file import LoadChanges
from app.desktop.dialogs.come_back import ComeBack
from app.desktop.dialogs.join import Join
from app.desktop.window import Window
from app.services import belonging, exchanging, records, settings, sticks
from app.services.sticks import Preview
from app.store import find
from app.store.workspace import Store
from tests.app.desktop.serving import Server, a_server, another_laptop, organisation
from tests.helpers.certificates import make_certificates, openssl
from tests.helpers.desktop import open_window, show_page, wait, wait_until

SMALLEST = (1280, 640)


def texts(widget: QWidget) -> str:
    """Everything that is written there."""
    found = (one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
    return re.sub("[\u2066-\u2069]", "", "\n".join(found)).replace("\u00a0", " ")


def dialog_of(window: Window) -> Dialog:
    """The dialog that is open."""
    return next(one for one in window.findChildren(Dialog) if one.isVisible())


def test_a_wrong_code_gets_its_sentence_under_the_field(window: Window, server: Server) -> None:
    window.run_action("join")
    dialog = dialog_of(window)
    assert isinstance(dialog, Join)
    assert not dialog.joining.isEnabled()
    for code, told in (("ABCD", "A code has"), (_swapped(server.code()), "wrong character, or two that were swapped")):
        dialog.code.setText(code)
        dialog.address.setText(server.url)
        dialog.join()
        wait(window.desk)
        problem = dialog.findChild(QLabel, "problem_code")
        assert isinstance(problem, QLabel)
        assert problem.isVisible()
        assert told in problem.text()
    assert belonging.membership(window.desk.runner.store) is None
    dialog.reject()


def _swapped(code: str) -> str:
    """A code with one character that is wrong."""
    return ("2" if code[0] != "2" else "3") + code[1:]


def test_without_an_address_the_field_of_the_address_is_asked_for(window: Window, server: Server) -> None:
    dialog = join.ask(window)
    dialog.code.setText(server.code())
    dialog.join()
    wait(window.desk)
    assert "Type the address of the server: it stands beside the code." in texts(dialog)
    dialog.address.setText("127.0.0.1:1")
    dialog.join()
    wait(window.desk)
    problem = dialog.findChild(QLabel, "problem_address")
    assert isinstance(problem, QLabel)
    assert problem.isVisible()
    dialog.reject()


def test_the_text_of_a_qr_code_is_enough_and_the_first_exchange_follows(store: Store, server: Server) -> None:
    with open_window(store) as window:
        dialog = join.ask(window)
        dialog.code.setText(f"{server.url}/join#code={server.code()}")
        assert not dialog.address.isVisible(), "the address stands in the text"
        dialog.join()
        exchange = window.desk.exchange
        wait_until(exchange.stood, lambda: exchange.is_member() and not exchange.is_running)
        wait(window.desk)
        assert not dialog.isVisible()
        assert exchanging.standing(window.desk.runner.store).state == "green"
        said = texts(show_page(window, "settings"))
        assert server.url in said
        assert "Coordinator" in said
        assert "today, " in said


def test_joining_goes_by_file_where_no_network_reaches(store: Store, server: Server, tmp_path: Path) -> None:
    with open_window(store) as window:
        dialog = join.ask(window)
        dialog.by_file.click()
        dialog.code.setText(server.code())
        dialog.save_request(tmp_path / "request.json")
        wait(window.desk)
        assert "bring it to the administrator" in texts(dialog)
        dialog.load_answer(tmp_path / "request.json")
        wait(window.desk)
        assert "request.json is no answer of a server." in texts(dialog)
        asked = json.loads((tmp_path / "request.json").read_text())["ujima-join"]
        answer = json.dumps({"ujima-joined": server.service.join(asked)})
        (tmp_path / "answer.json").write_text(answer)
        dialog.load_answer(tmp_path / "answer.json")
        wait(window.desk)
        assert not dialog.isVisible()
        assert window.desk.exchange.is_member()
        page = show_page(window, "settings")
        assert "reached by file only" in texts(page)
        offered = [one.text().strip() for one in page.findChildren(QPushButton) if one.isVisibleTo(page)]
        assert "Join a server…" in offered, "the address may be told later"
        assert "Exchange now" not in offered


def test_a_server_of_an_offices_own_authority_shows_its_fingerprint_and_is_joined_with_the_chosen_file(
    store: Store, tmp_path: Path
) -> None:
    own = make_certificates(tmp_path / "certificates")
    other = make_certificates(tmp_path / "others", "another")
    printed = openssl("x509", "-in", str(own.server), "-noout", "-fingerprint", "-sha256").strip().partition("=")[2]
    with a_server(tmp_path / "secured", own) as secured, open_window(store) as window:
        dialog = join.ask(window)
        dialog.code.setText(secured.code())
        dialog.address.setText(secured.url)
        for file, told in (
            (None, printed),
            (own.key, f"{own.key.name} holds a secret key"),
            (other.authority, printed),
        ):
            if file is not None:
                dialog.certificate.take(file)
            if file != own.key:
                dialog.join()
                wait(window.desk)
            problem = dialog.findChild(QLabel, "problem_certificate")
            assert isinstance(problem, QLabel)
            assert told in problem.text().replace(":\n", ":")
            assert problem.isVisible()
            assert problem.height() >= problem.heightForWidth(problem.width()), "all of it is seen"
        dialog.certificate.take(own.authority)
        assert own.authority.name in texts(dialog)
        dialog.join()
        exchange = window.desk.exchange
        wait_until(exchange.stood, lambda: exchange.is_member() and not exchange.is_running)
        wait(window.desk)
        assert exchanging.standing(window.desk.runner.store).state == "green"
        page = show_page(window, "settings")
        offered = [one.text().strip() for one in page.findChildren(QPushButton) if one.isVisibleTo(page)]
        assert "Certificate of the server…" in offered, "when it is renewed, the new one is chosen here"


@pytest.fixture
def sharing(store: Store, server: Server, tmp_path: Path) -> Iterator[Store]:
    """Another laptop of the district; both have the key of its files."""
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other:
        for one in (store, other):
            settings.put(one, {"area_keys": json.dumps({"MZ10.1": "07" * 32})})
        yield other


def test_changes_are_saved_to_a_file_and_it_is_said_where_to_bring_it(
    store: Store, sharing: Store, tmp_path: Path
) -> None:
    records.add(store, "organisation", {"name": "Casa Esperança"})
    with open_window(store) as window:
        changes_file.save(window, window.desk, tmp_path / "mine")
        wait(window.desk)
        assert (tmp_path / "mine.ujima").stat().st_size > 0
        assert "File number 1 holds 1 change" in texts(dialog_of(window))
        dialog_of(window).accept()
    assert sticks.preview(sharing, tmp_path / "mine.ujima").changes == 1


def test_a_file_is_shown_before_anything_of_it_is_taken(store: Store, sharing: Store, tmp_path: Path) -> None:
    records.add(sharing, "organisation", {"name": "Casa Esperança"})
    sticks.write(sharing, tmp_path / "theirs.ujima")
    with open_window(store) as window:
        changes_file.load(window, window.desk, tmp_path / "theirs.ujima")
        wait(window.desk)
        dialog = dialog_of(window)
        assert isinstance(dialog, LoadChanges)
        said = texts(dialog)
        assert "João Macuácua · INGD Sofala" in said
        assert "1 change, of 1 record" in said
        assert "Organisations: 1" in said
        assert "today, " in said
        assert not organisations_called(window, "Casa Esperança")
        dialog.loading.click()
        wait(window.desk)
        assert organisations_called(window, "Casa Esperança")


def organisations_called(window: Window, name: str) -> list[str]:
    """The ids of the organisations of a name."""
    return find.find_ids(window.desk.runner.store.reading(), find.Query("organisation", {"name": name}))


def test_what_is_missing_before_a_file_is_said(window: Window, qtbot: QtBot) -> None:
    dialog = LoadChanges(None, window.desk, Path("x.ujima"), Preview("João", 4, "to_server", 2, 2, (2, 3)))
    qtbot.addWidget(dialog)
    assert "Files number 2, 3 from there have not come." in texts(dialog)


def test_another_file_gets_its_sentence(store: Store, server: Server, tmp_path: Path) -> None:
    server.join(store)
    (tmp_path / "letter.ujima").write_text("Dear colleagues")
    with open_window(store) as window:
        changes_file.load(window, window.desk, tmp_path / "letter.ujima")
        wait(window.desk)
        said = texts(dialog_of(window))
        assert "letter.ujima" in said
        assert "Nothing was changed." in said
        dialog_of(window).accept()


def test_a_file_of_changes_is_taken_by_dropping_it_onto_the_window(
    store: Store, sharing: Store, tmp_path: Path
) -> None:
    records.add(sharing, "organisation", {"name": "Casa Esperança"})
    sticks.write(sharing, tmp_path / "theirs.ujima")
    with open_window(store) as window:
        for name, taken in (("letter.txt", False), ("theirs.ujima", True)):
            dragged = QMimeData()
            dragged.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
            how = (Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
            entering = QDragEnterEvent(QPoint(300, 300), *how)
            entering.ignore()
            window.dragEnterEvent(entering)
            assert entering.isAccepted() is taken, name
        window.dropEvent(QDropEvent(QPoint(300, 300), *how))
        wait(window.desk)
        assert isinstance(dialog_of(window), LoadChanges)
        dialog_of(window).reject()


def test_the_history_says_of_each_change_how_far_it_has_come(store: Store, server: Server, qtbot: QtBot) -> None:
    server.join(store)
    id = organisation(store, "Kubatsirana")
    records.save(store, "organisation", id, {"website": "https://k.mz"})
    found = history._read(store, "organisation", id)
    assert [line.stands for line in found[0]] == ["saved here", *["received"] * (len(found[0]) - 1)]
    dialog = history.build(None, "organisation", *found)
    qtbot.addWidget(dialog)
    table = dialog.findChild(QTableWidget)
    shown = [table.item(row, 5).text() for row in range(table.rowCount())]
    assert shown == [line.stands for line in found[0]]
    store.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_dialog_fits_a_small_screen_and_says_what_takes_the_keys(
    store: Store, language: str, qtbot: QtBot
) -> None:
    with open_window(store, language) as window:
        preview = Preview("João", 4, "to_server", 2, 2, (2, 3))
        made = (
            Join(window, window.desk),
            LoadChanges(window, window.desk, Path("x.ujima"), preview),
            ComeBack(window, window.desk),
        )
        for dialog in made:
            least = dialog.minimumSizeHint()
            assert (least.width() <= SMALLEST[0], least.height() <= SMALLEST[1]) == (True, True)
            for widget in dialog.findChildren(QWidget):
                if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget, QLabel):
                    assert widget.accessibleName(), widget
