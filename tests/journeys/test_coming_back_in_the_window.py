"""A new computer, the program started for the first time, the recovery sheet of a laptop that burnt."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.desktop.dialogs.come_back import ComeBack
from app.desktop.dialogs.first_start import FirstStart
from app.desktop.main import Desktop
from app.services import exchanging, settings
from app.services.coming_back import APART
from app.store import find, keys
from app.store.workspace import exists
from tests.helpers.country import Server, a_desk, an_activity
from tests.helpers.desktop import wait, wait_until
from tests.helpers.fault_proxy import FaultProxy, Faults


@pytest.fixture
def lost(server: Server, tmp_path: Path) -> tuple[str, list[str], str]:
    """A laptop that burnt: the words of its sheet, the ids of its activities, what it was called at the server."""
    with a_desk(server, tmp_path, "one") as one:
        ids = sorted(an_activity(one, description=f"Latrines {number}. " + "x" * 300) for number in range(40))
        exchanging.exchange(one)
        one.wipe()
        return keys.recovery_words(one.key), ids, settings.get(one, "device") or ""


def first_page(desktop: Desktop) -> FirstStart:
    """The questions of the first start."""
    assert desktop.window is not None
    dialog = desktop.window.findChild(FirstStart)
    assert isinstance(dialog, FirstStart)
    return dialog


def problem(dialog: QWidget, name: str) -> str:
    """What stands under a field."""
    found = dialog.findChild(QLabel, f"problem_{name}")
    assert isinstance(found, QLabel)
    return found.text() if found.isVisibleTo(dialog) else ""


def begin(desktop: Desktop, dialog: ComeBack, words: str, url: str) -> None:
    """Fill in and press the button."""
    dialog.words.setPlainText(words)
    dialog.address.setText(url)
    dialog.beginning.click()
    wait(desktop.desk)


def test_the_first_page_makes_this_computer_the_laptop_that_was_lost(
    desktop: Desktop, server: Server, lost: tuple[str, list[str], str], tmp_path: Path
) -> None:
    words, ids, device = lost
    page = first_page(desktop)
    dialog = page.ask_to_come_back()
    assert not dialog.beginning.isEnabled()
    begin(desktop, dialog, words.replace(words.split()[3], "zooo"), server.url)
    assert "not the words of a recovery sheet" in problem(dialog, "words")
    begin(desktop, dialog, words, "http://127.0.0.1:9")
    assert "cannot be reached" in problem(dialog, "address")
    assert dialog.isVisible()
    begin(desktop, dialog, words, server.url)
    window, desk = desktop.window, desktop.desk
    wait_until(desk.office_known, lambda: bool(desk.office.country))
    wait_until(desk.exchange.stood, lambda: desk.exchange.is_member() and not desk.exchange.is_running)
    wait(desk)
    assert window is not None
    assert (window.shown(), window.findChild(FirstStart)) == ("home", None)
    assert (desk.office.person, desk.office.name) == ("one", "Office one")
    store = desk.runner.store
    assert sorted(find.find_ids(store.reading(), find.Query("activity"))) == ids
    assert settings.get(store, "device") == device
    assert exchanging.standing(store).state == exchanging.GREEN
    assert not (tmp_path / "workspace" / APART).exists()


def test_fetching_is_shown_and_can_be_stopped_and_gone_on_with(
    desktop: Desktop, server: Server, lost: tuple[str, list[str], str], tmp_path: Path
) -> None:
    words, ids, _device = lost
    with FaultProxy(server.port, Faults(kbits=64)) as proxy:
        dialog = first_page(desktop).ask_to_come_back()
        dialog.words.setPlainText(words)
        dialog.address.setText(f"http://127.0.0.1:{proxy.port}")
        dialog.beginning.click()
        assert not dialog.words.isEnabled()
        wait_until(dialog._moved, lambda: "received" in dialog._state.text())
        dialog.cancelling.click()
        assert dialog._state.text() == "Stopping…"
        wait(desktop.desk)
        assert dialog.isVisible()
        assert "Stopped." in dialog._state.text()
        assert exists(tmp_path / "workspace" / APART), "what came is kept for the next try"
        proxy.faults = Faults()
        dialog.beginning.click()
        wait(desktop.desk)
        desk = desktop.desk
        wait_until(desk.office_known, lambda: bool(desk.office.country))
        wait(desk)
        assert sorted(find.find_ids(desk.runner.store.reading(), find.Query("activity"))) == ids
        wait_until(desk.exchange.ended, lambda: not desk.exchange.is_running)
