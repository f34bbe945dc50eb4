"""A full disk in the window: what was typed stays, a sentence says what to do, and the exchange goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desktop.form import Form
from app.desktop.window import Window
from app.services import records
from app.store import find
from app.store.workspace import Store
from tests.app.desktop.serving import Server, a_server
from tests.conftest import Ears
from tests.helpers.desktop import new_store, open_desk, open_window, wait, wait_until
from tests.helpers.small_disk import SmallDisk, a_small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 16 MB."""
    with a_small_disk(tmp_path / "disk", 16) as disk:
        yield disk


@pytest.fixture
def cramped(disk: SmallDisk, qapp: QApplication) -> Store:
    """A workspace on the small disk."""
    return new_store(disk.folder / "workspace")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with a disk of its own."""
    with a_server(tmp_path / "server") as server:
        yield server


def said_above(window: Window) -> list[str]:
    """What the line above the page says."""
    return [one.text() for one in window.notice.findChildren(QLabel) if one.isVisibleTo(window)]


def test_what_was_typed_stays_in_the_form_until_there_is_room(cramped: Store, disk: SmallDisk, qtbot: QtBot) -> None:
    with open_desk(cramped) as desk:
        form = Form(desk, "organisation")
        qtbot.addWidget(form)
        form.show()
        troubles: list[str] = []
        desk.runner.troubled.connect(lambda error: troubles.append(error.message))
        form.open_new()
        form.fields["name"].editor.set_typed("Kuyera")
        form.fields["name"].editor.edited.emit()
        disk.fill()
        form.save()
        wait(desk)
        assert troubles == ["The disk is full: nothing was saved. Free some space and try again."]
        assert form.changed_fields() == {"name": "Kuyera"}
        disk.make_room()
        form.save()
        wait(desk)
        assert len(find.find_ids(desk.runner.store.reading(), find.Query("organisation", {"name": "Kuyera"}))) == 1


def test_an_exchange_that_nobody_asked_for_says_that_the_disk_is_full_and_goes_on_once_there_is_room(
    cramped: Store, disk: SmallDisk, server: Server
) -> None:
    server.join(cramped)
    records.add(cramped, "organisation", {"name": "Kuyera"})
    with open_window(cramped) as window:
        exchange = window.desk.exchange
        disk.fill()
        exchange.watch()
        wait_until(exchange.ended, lambda: exchange.patience.failures > 0)
        assert "Free some space, and the rest is exchanged by itself." in " ".join(said_above(window))
        disk.make_room()
        exchange.next_try().start(0)
        wait_until(exchange.stood, lambda: exchange.standing.waiting == 0)


def test_a_server_with_a_full_disk_is_left_in_peace_for_as_long_as_it_asks(
    store: Store, disk: SmallDisk, ears: Ears
) -> None:
    with a_server(disk.folder / "server") as server:
        server.join(store)
        for number in range(200):
            records.add(store, "organisation", {"name": f"Organisation {number}"})
        with open_window(store) as window:
            exchange = window.desk.exchange
            disk.fill()
            exchange.watch()
            wait_until(exchange.ended, lambda: exchange.patience.failures > 0)
            assert "its administrator has to free some space" in " ".join(said_above(window))
            assert exchange.next_try().interval() >= 300_000
            disk.make_room()
            exchange.next_try().start(0)
            wait_until(exchange.stood, lambda: exchange.standing.waiting == 0)
    assert all("The disk of the server is full" in line for line in ears.heard)
    ears.heard.clear()
