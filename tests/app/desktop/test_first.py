"""What the window answers goes before what other threads do, until nothing is left to answer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app import precedence
from app.desktop.desk import Desk
from app.desktop.first import First
from app.desktop.window import Window
from tests.helpers.desktop import wait, wait_until


def goes_first() -> bool:
    """Whether the main thread goes first now."""
    return precedence._first == threading.main_thread().ident


def rested(first: First) -> None:
    """Wait until nothing goes first any more."""
    wait_until(first._end.timeout, lambda: not goes_first())


def test_a_key_goes_first_until_all_that_it_brings_is_done(window: Window) -> None:
    wait(window.desk)
    rested(window.desk.runner.first)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F24, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), key)
    assert goes_first()
    rested(window.desk.runner.first)


def test_a_result_is_shown_before_others_work_on(desk: Desk) -> None:
    seen: list[bool] = []
    desk.read(lambda _store: 1, then=lambda _one: seen.append(goes_first()))
    wait(desk)
    assert seen == [True]
    rested(desk.runner.first)


def test_what_is_said_again_and_again_ends_once(qapp: QApplication) -> None:
    first = First()
    for _ in range(3):
        first.go()
    assert goes_first()
    rested(first)


def test_an_import_rests_while_the_window_is_at_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every record that a unit gathers asks whether the window is at work."""
    from app.services.unit import unit

    asked: list[str] = []
    monkeypatch.setattr("app.services.unit.give_way", lambda: asked.append(threading.current_thread().name))

    def add(store: Any) -> Any:
        with unit(store, "Two") as changing:
            one = changing.create("organisation", {"name": "Casa Esperança"})
            changing.update("organisation", one, {"acronym": "CE"})
            changing.create("organisation", {"name": "Associação Vida"})
        return changing.changes

    desk.change(add)
    wait(desk)
    assert asked == ["writing"] * 3
