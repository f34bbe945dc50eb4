"""What a page may ask of the program: the two verbs, going elsewhere, saying something, and whose desk it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.desktop.exchange import Exchange
from app.desktop.opened import Opened
from app.desktop.preferences import Preferences
from app.desktop.runner import Runner


@dataclass(frozen=True)
class Office:
    """Whose desk it is: country (ISO3), the place of the office (a P-code) and what it is called, the office, the person."""

    country: str = ""
    place: str = ""
    area: str = ""
    name: str = ""
    person: str = ""


def read_office(store: Any) -> Office:
    """Whose desk an open workspace is; all empty in a new one."""
    from app.services import settings
    from app.store import find

    kept = settings.office(store)
    area = find.called(store.reading(), "place", [kept.place]).get(kept.place, "") if kept.place else ""
    return Office(kept.country or "", kept.place or "", area, kept.name or "", kept.person or "")


class Desk(QObject):
    """Handed to every page and dialog. `read`, `study` and `change` are those of the runner; `exchange` talks to the server,
    `opened` has copies of documents that were opened.
    """

    going = Signal(str, dict)
    """A page's name and what it should show: filters, a record's id."""
    saying = Signal(str, bool)
    """A sentence for the status bar, and whether Undo is offered beside it."""
    office_known = Signal()
    """`office` has been read, or has changed."""
    restarting = Signal(object)
    """The workspace is to be closed, a function called with its folder, and the workspace opened again."""
    restyling = Signal()
    """Language or theme were chosen anew: `preferences` say which."""

    def __init__(self, runner: Runner, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner, self.preferences = runner, preferences
        self.office = Office()
        self.exchange = Exchange(runner, self)
        self.opened = Opened()

    @property
    def read(self) -> Callable[..., Any]:
        """`read(function, *args, then=slot)`: on the reading thread, with the store first."""
        return self.runner.read

    @property
    def study(self) -> Callable[..., Any]:
        """`study(function, *args, then=slot)`: as `read`, on a thread where it may take seconds."""
        return self.runner.study

    @property
    def change(self) -> Callable[..., Any]:
        """`change(service, *args, then=slot)`: on the writing thread, with the store first."""
        return self.runner.change

    @property
    def keep(self) -> Callable[..., Any]:
        """`keep(function, *args, then=slot)`: on the thread of drafts, which waits for nothing, with the store first."""
        return self.runner.keep

    def go(self, page: str, **target: Any) -> None:
        """Show a page, and there what `target` says: `go("activities", filters={"sector": "WSH"})`."""
        self.going.emit(page, target)

    def say(self, text: str, can_undo: bool = False) -> None:
        """Say in the status bar what was done, for a few seconds."""
        self.saying.emit(text, can_undo)

    def set_office(self, office: Office) -> None:
        """Take over whose desk it is."""
        self.office = office
        self.office_known.emit()
