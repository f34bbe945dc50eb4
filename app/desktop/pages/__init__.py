"""The pages of the desk, and how one is added.

To add a page
1. write `app/desktop/pages/<name>.py` with one class derived from `Page` (below): build its widgets in `__init__`, ask for
   its data in `refresh`, take what another page sends in `show_target`;
2. add one `Entry` to `PAGES`, in the order of the navigation. `Page` modules are imported when first shown, never before;
3. write its help in `resources/texts/help/en/<name>.md` (F1 shows it).
Everything else derives: the way in the navigation, Ctrl+1 … Ctrl+9 for the first nine, the menu, the palette, the pictures, the
tests that walk every page for accessible names and for its smallest size.

A page gets a `Desk`: `self.desk.read(function, *args, then=self.show_rows)` and `self.desk.change(service, *args)` call
functions of `services` and `store` with the open store first, off the main thread; `self.desk.go("activities", filters=…)`
shows another page; `self.desk.say("…", can_undo=True)` speaks in the status bar. Widgets for the header's right side go into
`self.buttons`. Widget makers with the right look are in `app/desktop/pieces.py`, colours and icons in `app/desktop/theme.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.words import N_


class Page(QWidget):
    """One page of the desk. Subclasses build their widgets in `__init__` after calling this one."""

    titled = Signal(str, str)
    """Title and subtitle for the header, when they are not the plain ones of the entry."""

    menu_wanted = Signal(QPoint)
    """The menu of the table is wanted at a place of the screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self.buttons: list[QWidget] = []

    def refresh(self, changes: Any = None) -> None:
        """Read what the page shows. Called when it is first shown and, while it is shown, after every change.

        `changes` is the Changes that happened, or None for all. A page that was hidden meanwhile gets None when shown again.
        """

    def show_target(self, target: dict[str, Any]) -> None:
        """Show what another page or the palette asks for, such as `{"id": …}` or `{"filters": {…}}`."""

    def shown_list(self) -> Any:
        """The `RecordList` that is shown, for the actions of tables; None where a page has none."""
        return None

    def left(self) -> bool:
        """Another page is shown now, and reads can be given up. Returns whether this one must read anew when it is shown again."""
        return False

    def may_leave(self) -> bool:
        """Whether the page may be left now; drafts are kept, so it nearly always may."""
        return True


@dataclass(frozen=True)
class Entry:
    """One way in the navigation. `where` is `module:Class`, imported when first shown; `short` is what stands in the navigation."""

    name: str
    title: str
    icon: str
    where: str
    subtitle: str = ""
    at_bottom: bool = False
    short: str = ""

    def load(self, desk: Desk) -> Page:
        """Import the page's module and build the page."""
        module, _colon, name = self.where.partition(":")
        page: Page = getattr(import_module(f"app.desktop.pages.{module}"), name)(desk)
        return page


PAGES: tuple[Entry, ...] = (
    Entry("home", N_("Home"), "home", "home:HomePage"),
    Entry(
        "organisations",
        N_("Organisations"),
        "building-2",
        "organisations:OrganisationsPage",
        N_("who is who, and who is where"),
    ),
    Entry(
        "activities",
        N_("Activities"),
        "clipboard-list",
        "activities:ActivitiesPage",
        N_("who does what, where, when, for whom"),
    ),
    Entry("matrix", N_("Matrix"), "table-2", "matrix:MatrixPage", N_("who does what, where, for whom")),
    Entry("map", N_("Map"), "map", "map:MapPage", N_("where somebody is, and where nobody is")),
    Entry("round", N_("Round"), "calendar-sync", "round:RoundPage", N_("who has reported, and who has not")),
    Entry(
        "meetings",
        N_("Meetings"),
        "users",
        "meetings:MeetingsPage",
        N_("committees, their agendas and minutes"),
    ),
    Entry(
        "action_points",
        N_("Action points"),
        "square-check",
        "action_points:ActionPointsPage",
        N_("who owes what by when"),
    ),
    Entry(
        "agreements",
        N_("Agreements"),
        "handshake",
        "agreements:AgreementsPage",
        N_("who promised what, and whose job it is"),
    ),
    Entry("importing", N_("Import"), "file-input", "importing:ImportPage", N_("a workbook that you have received")),
    Entry(
        "answers",
        N_("Waiting for your answer"),
        "circle-help",
        "answers:AnswersPage",
        N_("where two people wrote different things"),
        short=N_("Questions"),
    ),
    Entry("settings", N_("Settings"), "settings", "settings:SettingsPage", at_bottom=True),
)
