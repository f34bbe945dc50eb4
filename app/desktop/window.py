"""The shell: navigation at the side, a header with title and search, the pages, a status line in words.

One shell for all pages. How a page is added stands at the top of `app/desktop/pages/__init__.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.desktop import theme
from app.desktop.actions import ACTIONS, GRID, MENUS
from app.desktop.desk import Desk
from app.desktop.drafts_notice import DraftNotice
from app.desktop.exchange_notice import ExchangeNotice
from app.desktop.navigation import Navigation
from app.desktop.pages import PAGES, Entry, Page
from app.desktop.pieces import button, icon_button, label, row
from app.desktop.status import StatusLine
from app.words import _

CHANGES_SUFFIX = ".ujima"
"""How the name of a file of changes ends."""

SEARCH_WIDTH, ICON_WIDTH = 230, 38
SMALLEST = (850, 420)
NARROW = 1000
"""Pixels; a narrower window (a small screen at 150 %) shows the navigation as icons and no subtitle."""


class Window(QWidget):
    """The one window. Pages are built when first shown, and only once the workspace is open."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("Ujima")
        self.setWindowIcon(theme.icon("ujima"))
        self.desk: Desk = desk
        self._entries: dict[str, Entry] = {entry.name: entry for entry in PAGES}
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._titles: dict[str, tuple[str, str]] = {}
        self._shown = ""
        self._is_open = False
        self.navigation = Navigation()
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._opening = label(_("Opening the workspace…"), "muted")
        opening = QWidget()
        opening.setLayout(row(None, self._opening, None))
        self.stack.addWidget(opening)
        self._actions = {action.id: self._make_action(action) for action in ACTIONS}
        main = QVBoxLayout()
        main.setContentsMargins(18, 12, 18, 12)
        main.setSpacing(10)
        main.addLayout(self._make_header())
        self.drafts, self.notice = DraftNotice(desk), ExchangeNotice(desk)
        main.addWidget(self.notice)
        main.addWidget(self.drafts)
        main.addWidget(self.stack, 1)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addLayout(main, 1)
        self.status = StatusLine(self.desk, self.undo)
        beside.addWidget(self.status)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.navigation)
        whole.addLayout(beside, 1)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.resize(desk.preferences.width, desk.preferences.height)
        self._connect()

    def _connect(self) -> None:
        self.desk.runner.first.watch(self)
        self.navigation.chosen.connect(lambda name: self.show_page(name))
        self.desk.going.connect(self.show_page)
        self.desk.office_known.connect(lambda: self.navigation.set_office(self.desk.office))
        self.navigation.set_office(self.desk.office)
        self.desk.runner.changed.connect(self._tell_pages)
        self.desk.exchange.stood.connect(self._count_questions)

    def _make_header(self) -> QHBoxLayout:
        self.title, self.subtitle = QLabel(), QLabel()
        self.title.setObjectName("pageTitle")
        self.subtitle.setObjectName("pageSubtitle")
        self.search = button(_("Search everything"), self._actions["search"].trigger, icon="search")
        self.search.setObjectName("searchBox")
        self.search.setAccessibleName(_("Search everything"))
        self.search.setFixedWidth(SEARCH_WIDTH)
        self._search_key = label("Ctrl+K", "chip")
        self._search_key.setFixedHeight(20)
        self.search.setLayout(row(None, self._search_key, margins=(6, 0, 6, 0)))
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        self._more = icon_button("ellipsis", _("Menu"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._make_menu())
        return row(self.title, 4, self.subtitle, None, self.search, self._tools, self._more)

    def _make_action(self, action: Any) -> QAction:
        made = QAction(theme.icon(action.icon), _(action.text), self)
        made.setObjectName(action.id)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
        made.triggered.connect(lambda _checked=False: self.run_action(action.id))
        self.addAction(made)
        return made

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for part in MENUS:
            submenu = menu.addMenu(_(part))
            submenu.addActions([self._actions[action.id] for action in ACTIONS if action.menu == part])
        menu.aboutToShow.connect(self._update_actions)
        return menu

    def _show_grid_menu(self, place: QPoint) -> None:
        self._update_actions()
        QMenu.exec([self._actions[action.id] for action in ACTIONS if action.menu == GRID], place, parent=self)

    # what the workspace says

    def open(self) -> None:
        """The workspace is open: show the first page and say how things stand."""
        self._is_open = True
        self.status.count_waiting()
        self.drafts.look()
        self.show_page(self._shown or PAGES[0].name)

    def page(self) -> Page | None:
        """The page that is shown."""
        return self._pages.get(self._shown)

    def shown(self) -> str:
        """The name of the page that is shown."""
        return self._shown

    def show_page(self, name: str, target: dict[str, Any] | None = None) -> None:
        """Show a page, built now if it never was, and there what `target` says."""
        leaving = self.page()
        if name not in self._entries or (leaving is not None and name != self._shown and not leaving.may_leave()):
            self.navigation.choose(self._shown)
            return
        entry, was, self._shown = self._entries[name], self._shown, name
        self.navigation.choose(name)
        self._set_title(*self._titles.get(name, (_(entry.title), _(entry.subtitle))))
        if not self._is_open:
            return
        page = self._pages.get(name) or self._build(entry)
        if leaving is not None and leaving is not page and leaving.left():
            self._stale.add(was)
        for other in self._pages.values():
            for tool in other.buttons:
                tool.setVisible(other is page)
        self.stack.setCurrentWidget(page)
        if name in self._stale:
            self._stale.discard(name)
            page.refresh(None)
        (page if page.focusProxy() else self).setFocus()
        if target:
            page.show_target(target)
        self._update_actions()

    def _build(self, entry: Entry) -> Page:
        page = self._pages[entry.name] = entry.load(self.desk)
        page.menu_wanted.connect(self._show_grid_menu)
        page.titled.connect(lambda title, subtitle: self._take_title(entry.name, title, subtitle))
        for tool in page.buttons:
            self._tools.addWidget(tool)
        self.stack.addWidget(page)
        self._stale.add(entry.name)
        return page

    def _take_title(self, name: str, title: str, subtitle: str) -> None:
        self._titles[name] = (title, subtitle)
        if name == self._shown:
            self._set_title(title, subtitle)

    def _set_title(self, title: str, subtitle: str) -> None:
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def _tell_pages(self, changes: Any) -> None:
        for name, page in self._pages.items():
            if name == self._shown:
                page.refresh(changes)
            else:
                self._stale.add(name)

    def _count_questions(self, now: Any) -> None:
        self.navigation.ways["answers"].set_waiting(now.conflicts + now.held)

    # what actions do

    def run_action(self, identifier: str) -> None:
        """Do one of the actions, if it can be done now."""
        action = next(action for action in ACTIONS if action.id == identifier)
        if self._is_open and action.when(self):
            action.run(self)

    def _update_actions(self) -> None:
        for action in ACTIONS:
            self._actions[action.id].setEnabled(self._is_open and action.when(self))

    def undo(self) -> None:
        """Take the last change back, whatever it was."""
        from app.services import journal

        self.desk.change(
            journal.undo,
            then=lambda changes: self.desk.say(_("Undone.") if _any(changes) else _("There is nothing to undo.")),
        )

    def redo(self) -> None:
        """Do again what was undone last."""
        from app.services import journal

        self.desk.change(
            journal.redo,
            then=lambda changes: self.desk.say(
                _("Done again.") if _any(changes) else _("There is nothing to do again.")
            ),
        )

    def back_up(self) -> None:
        """Make a backup now and say where it lies."""
        self.desk.change(
            lambda store: store.backup(),
            then=lambda path: self.desk.say(_("A backup was made: {file}").format(file=path.name)),
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file of changes that is dragged here."""
        if self._is_open and _dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the file brings, and ask."""
        from app.desktop.dialogs import changes_file

        if (file := _dropped_file(event)) is not None:
            event.acceptProposedAction()
            changes_file.load(self, self.desk, file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room on a small screen."""
        super().resizeEvent(event)
        compact = event.size().width() < NARROW
        self.navigation.set_compact(compact)
        self.subtitle.setVisible(not compact)
        self.search.setText("" if compact else _search_words())
        self.search.setFixedWidth(ICON_WIDTH if compact else SEARCH_WIDTH)
        self._search_key.setVisible(not compact)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the size of the window, let a page hold its draft."""
        page = self.page()
        if page is not None and not page.may_leave():
            event.ignore()
            return
        if not self.isMaximized():
            self.desk.preferences.width, self.desk.preferences.height = self.width(), self.height()
        self.desk.preferences.maximized = self.isMaximized()
        self.closed.emit()
        event.accept()


def _any(changes: Any) -> bool:
    return changes is not None and bool(changes.created or changes.updated or changes.deleted)


def _dropped_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    file = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return file if file is not None and file.suffix == CHANGES_SUFFIX else None


def _search_words() -> str:
    return " " + _("Search everything")
