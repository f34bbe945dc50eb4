"""A desk in a temporary folder: a real workspace, the real runner, and waiting for it by its signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import words
from app.desktop import theme
from app.desktop.desk import Desk, read_office
from app.desktop.main import Desktop
from app.desktop.preferences import Preferences
from app.desktop.runner import Runner
from app.desktop.window import Window
from app.services import settings
from app.services.unit import unit
from app.store import find
from app.store.workspace import Store, create_workspace

PATIENCE_MS = 30_000

ORGANISATIONS = (
    {"name": "World Food Programme", "acronym": "WFP", "type": "447", "domain": "HA", "local": False},
    {"name": "Instituto Nacional de Acção Social", "acronym": "INAS", "type": "435", "domain": "SP", "local": True},
    {"name": "Cruz Vermelha de Moçambique", "acronym": "CVM", "type": "445", "domain": "HA", "local": True},
    {"name": "Kubatsirana", "type": "441", "domain": "SP", "local": True},
)


PLACES = {
    "MZ": ("Moçambique", 0, None),
    "MZ10": ("Sofala", 1, "MZ"),
    "MZ07": ("Manica", 1, "MZ"),
    "MZ1001": ("Beira", 2, "MZ10"),
    "MZ1002": ("Búzi", 2, "MZ10"),
    "MZ1009": ("Nhamatanda", 2, "MZ10"),
    "MZ0705": ("Gondola", 2, "MZ07"),
}


def new_store(folder: Path) -> Store:
    """The workspace of Sofala's provincial office, with seven places and four organisations."""
    store = create_workspace(folder)
    with unit(store, "The beginning", undoable=False) as changing:
        for code, (name, level, parent) in PLACES.items():
            changing.create(
                "place", {"pcode": code, "name": name, "level": level, "parent": parent, "country": "MOZ"}, code
            )
        for values in ORGANISATIONS:
            changing.create("organisation", values)
    settings.put(store, {"country": "MOZ", "place": "MZ10", "office": "Provincial office", "person": "Amélia Sitoe"})
    return store


@contextmanager
def open_desk(store: Store) -> Iterator[Desk]:
    """A desk over an open store, closed at the end (the store with it)."""
    desk = Desk(Runner(), Preferences(language="en", theme="light"))
    bugs: list[BaseException] = []
    desk.runner.broke.connect(bugs.append)
    desk.runner.open(lambda: store, bugs.append)
    desk.read(read_office, then=desk.set_office)
    wait(desk)
    try:
        yield desk
    finally:
        wait(desk)
        desk.runner.close()
    if bugs:
        raise bugs[0]


@contextmanager
def open_window(
    store: Store, language: str = "en", scheme: str = "light", width: int = 1280, height: int = 760
) -> Iterator[Window]:
    """The whole window over an open store, in a language and a scheme, at its first page."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    words.set_language(language)
    mirrored = words.is_right_to_left(language)
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    theme.apply_theme(application, scheme)
    try:
        with open_desk(store) as desk:
            window = Window(desk)
            window.resize(width, height)
            window.show()
            window.open()
            wait(desk)
            yield window
            wait(desk)
            window.close()
            window.deleteLater()
            application.processEvents()
    finally:
        words.set_language("en")
        application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@contextmanager
def open_desktop(folder: Path) -> Iterator[Desktop]:
    """The whole program on a folder, as a start of it; no dialog outlives it, even if the test failed."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    desktop = Desktop(application, folder)
    bugs: list[BaseException] = []
    desktop.runner.broke.disconnect(desktop.report_bug)
    desktop.runner.broke.connect(bugs.append)
    desktop.start()
    try:
        wait(desktop.desk)
        yield desktop
        wait(desktop.desk)
    finally:
        while (dialog := application.activeModalWidget()) is not None:
            dialog.close()
            dialog.deleteLater()
            application.processEvents()
        assert desktop.window is not None
        desktop.window.close()
        desktop.close()
    assert bugs == []


def wait(desk: Desk) -> None:
    """Until everything that was asked has come back, and what came is shown."""
    wait_until(desk.runner.rested, desk.runner.is_idle)
    for _ in range(2):
        QApplication.processEvents()


def wait_until(signal: Any, holds: Callable[[], bool]) -> None:
    """Let events run until something holds, looking whenever a signal comes. Fails after half a minute."""
    QApplication.processEvents()
    while not holds():
        loop, patience = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE_MS)
        signal.connect(loop.quit)
        patience.timeout.connect(lambda loop=loop: loop.exit(1))
        patience.start()
        if not holds() and loop.exec() == 1:
            raise AssertionError("What was waited for did not happen.")
        signal.disconnect(loop.quit)
        patience.stop()
        QApplication.processEvents()


def show_page(window: Window, name: str, **target: Any) -> QWidget:
    """Show a page and wait until it has its data."""
    window.desk.go(name, **target)
    wait(window.desk)
    page = window.page()
    assert page is not None
    return page


def said(page: QWidget) -> str:
    """Every word a page shows."""
    return "\n".join(
        getattr(label, "whole", label.text)() for label in page.findChildren(QLabel) if label.isVisibleTo(page)
    )


def organisation(store: Store, name: str) -> str:
    """The id of an organisation."""
    return find.find_ids(store.reading(), find.Query("organisation", {"name": name}))[0]
