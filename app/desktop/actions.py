"""Everything a person can do from anywhere, as one tuple. Menus, the palette and the sheet of shortcuts derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.desktop.pages import PAGES
from app.words import N_

if TYPE_CHECKING:
    from app.desktop.window import Window

FILE, EDIT, GRID, GO, HELP = N_("File"), N_("Edit"), N_("In the table"), N_("Go to"), N_("Help")


def always(_window: Window) -> bool:
    """Possible whenever the workspace is open."""
    return True


def asks_page(method: str) -> tuple[Callable[[Window], Any], Callable[[Window], bool]]:
    """Run and when of an action that the shown page performs, or the list it shows, if one of them can (has a method of that name)."""

    def performer(window: Window) -> Any:
        page = window.page()
        return page if hasattr(page, method) else page.shown_list() if page is not None else None

    return (lambda window: getattr(performer(window), method)()), (lambda window: hasattr(performer(window), method))


def opens_dialog(name: str) -> Callable[[Window], Any]:
    """Run of an action that opens `dialogs/<name>.py`, whose `ask(window)` does the rest. Imported when first wanted."""

    def run(window: Window) -> Any:
        from importlib import import_module

        return import_module(f"app.desktop.dialogs.{name}").ask(window)

    return run


def is_member(window: Window) -> bool:
    """Whether this laptop belongs to a server."""
    return window.desk.exchange.is_member()


def shows_changes(name: str) -> Callable[[Window], Any]:
    """Run of an action that asks for a file of changes: `dialogs/changes_file.py`, imported when first wanted."""

    def run(window: Window) -> Any:
        from app.desktop.dialogs import changes_file

        return getattr(changes_file, name)(window, window.desk)

    return run


def goes_to(page: str) -> Callable[[Window], Any]:
    """Run of an action that shows a page."""
    return lambda window: window.desk.go(page)


@dataclass(frozen=True)
class Action:
    """One thing that can be done: `run(window)` does it, `when(window)` says whether it can be done now."""

    id: str
    text: str
    icon: str
    shortcut: str
    run: Callable[[Window], Any]
    when: Callable[[Window], bool] = always
    menu: str = FILE


ACTIONS: tuple[Action, ...] = (
    Action("new_activity", N_("New activity"), "plus", "Ctrl+N", lambda window: window.desk.go("activities", new=True)),
    Action(
        "new_organisation",
        N_("New organisation"),
        "user-plus",
        "Ctrl+Shift+N",
        lambda window: window.desk.go("organisations", new=True),
    ),
    Action("export", N_("Workbook for the meeting…"), "file-spreadsheet", "Ctrl+E", opens_dialog("export")),
    Action("give_back", N_("A page for each organisation…"), "handshake", "", opens_dialog("giving_back")),
    Action(
        "exchange",
        N_("Exchange now"),
        "refresh-cw",
        "F9",
        lambda window: window.desk.exchange.now(),
        lambda window: window.desk.exchange.is_member() and not window.desk.exchange.is_running,
    ),
    Action(
        "stop_exchange",
        N_("Stop the exchange"),
        "x",
        "",
        lambda window: window.desk.exchange.cancel(),
        lambda window: window.desk.exchange.is_running,
    ),
    Action("save_changes", N_("Save changes to a file…"), "upload", "", shows_changes("ask_save"), is_member),
    Action("load_changes", N_("Load changes from a file…"), "download", "", shows_changes("ask_load"), is_member),
    Action("join", N_("Join a server…"), "cloud", "", opens_dialog("join"), lambda window: not is_member(window)),
    Action("backup", N_("Back up now"), "hard-drive", "", lambda window: window.back_up()),
    Action(
        "restore",
        N_("Restore a backup…"),
        "rotate-ccw",
        "",
        lambda window: window.desk.go("settings", section="backups"),
    ),
    Action("quit", N_("Quit"), "x", "Ctrl+Q", lambda window: window.close()),
    Action("search", N_("Find anything…"), "search", "Ctrl+K", opens_dialog("search"), menu=EDIT),
    Action("undo", N_("Undo"), "undo-2", "Ctrl+Z", lambda window: window.undo(), menu=EDIT),
    Action("redo", N_("Redo"), "redo-2", "Ctrl+Shift+Z", lambda window: window.redo(), menu=EDIT),
    Action("history", N_("Who changed this, and when"), "history", "Ctrl+H", *asks_page("show_history"), menu=EDIT),
    Action("copy", N_("Copy cells"), "copy", "Ctrl+C", *asks_page("copy_cells"), menu=GRID),
    Action(
        "paste", N_("Paste cells, with a preview"), "clipboard-paste", "Ctrl+V", *asks_page("paste_cells"), menu=GRID
    ),
    Action("fill_down", N_("Fill down"), "arrow-down-to-line", "Ctrl+D", *asks_page("fill_down"), menu=GRID),
    Action(
        "bulk_edit", N_("Change all chosen rows…"), "list-checks", "Ctrl+Shift+E", *asks_page("bulk_edit"), menu=GRID
    ),
    Action("delete_rows", N_("Delete the chosen rows"), "trash-2", "Ctrl+Delete", *asks_page("delete_rows"), menu=GRID),
    Action(
        "clear_filters", N_("Show all rows again"), "filter", "Ctrl+Shift+F", *asks_page("clear_filters"), menu=GRID
    ),
    *(
        Action(
            f"go_{entry.name}",
            entry.title,
            entry.icon,
            f"Ctrl+{number}" if number < 10 else "",
            goes_to(entry.name),
            menu=GO,
        )
        for number, entry in enumerate(PAGES, 1)
    ),
    Action("help", N_("Help for this page"), "circle-help", "F1", opens_dialog("help"), menu=HELP),
    Action("shortcuts", N_("Keyboard shortcuts"), "keyboard", "Ctrl+F1", opens_dialog("shortcuts"), menu=HELP),
)

MENUS = (FILE, EDIT, GRID, GO, HELP)
"""The parts of the menu, in their order."""
