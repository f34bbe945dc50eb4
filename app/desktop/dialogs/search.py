"""Ctrl+K: find anything by typing. Records first by what they are called, then everything that can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from app.desktop import theme
from app.desktop.actions import ACTIONS
from app.desktop.pieces import isolated, label
from app.fold import fold
from app.records import REGISTRY
from app.services import cells
from app.store import search
from app.words import _

if TYPE_CHECKING:
    from app.desktop.window import Window

ICONS = {
    "organisation": "building-2",
    "activity": "clipboard-list",
    "contact": "phone",
    "place": "map-pin",
    "reporting_round": "calendar-sync",
    "edition": "file-spreadsheet",
    "programme": "layers",
    "shock": "triangle-alert",
    "activity_type": "list-checks",
    "site": "map-pin",
    "forum": "users",
    "agenda_item": "list-checks",
    "decision": "gavel",
    "action_point": "square-check",
    "agreement": "handshake",
    "protocol": "triangle-alert",
    "service": "phone",
}
OWNERS = {"contact": "organisation", "service": "organisation", "agenda_item": "meeting", "decision": "meeting"}
"""The field of a record that says on whose page it is shown."""
MOST = 30


@dataclass(frozen=True)
class Hit:
    """One record that was found: type and id, what it is called, what is said beside it, and on whose page it is shown."""

    type: str
    id: str
    called: str
    beside: str
    owner: str = ""


def ask(window: Window) -> None:
    """Show the palette in the upper middle of the window."""
    palette = Palette(window)
    palette.open()


class Palette(QDialog):
    """One line and what it finds; arrows choose, Enter opens, Esc leaves."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setWindowTitle(_("Find anything"))
        self.window_ = window
        self.setFixedSize(QSize(600, 430))
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Organisations, activities, places, or what you want to do"))
        self.line.setAccessibleName(_("Find anything"))
        self.line.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setIconSize(QSize(18, 18))
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 10)
        whole.addWidget(self.line)
        whole.addWidget(self.list)
        whole.addWidget(label(_("Up and down choose · Enter opens · Esc leaves"), "muted"))
        self._soon = QTimer(self, singleShot=True, interval=90)
        self._soon.timeout.connect(self._find)
        self.line.textChanged.connect(lambda _text: self._soon.start())
        self._show([])

    def _find(self) -> None:
        self.window_.desk.read(find_hits, self.line.text(), then=self._show, instead_of="palette")

    def _show(self, hits: list[Hit]) -> None:
        self.list.clear()
        for hit in hits:
            beside = " · ".join(filter(None, (_(REGISTRY[hit.type].title), hit.beside)))
            self._add(ICONS.get(hit.type, "file-text"), f"{isolated(hit.called)}   {isolated(beside)}", hit)
        wanted = fold(self.line.text())
        for action in ACTIONS:
            if wanted in fold(_(action.text)) and action.when(self.window_):
                self._add(
                    action.icon,
                    _(action.text) + (f"   {isolated(action.shortcut)}" if action.shortcut else ""),
                    action.id,
                )
        if not self.list.count():
            self._add("info", _("Nothing is called that. Try fewer letters."), None)
        self.list.setCurrentRow(0)

    def _add(self, icon: str, text: str, what: Hit | str | None) -> None:
        item = QListWidgetItem(theme.icon(icon, "muted"), text)
        item.setData(Qt.ItemDataRole.UserRole, what)
        item.setSizeHint(QSize(0, 32))
        self.list.addItem(item)

    def eventFilter(self, _line: QObject, event: QEvent) -> bool:
        """Arrows and Enter typed in the line go to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key())
            )
            if step:
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open(self.list.currentItem())
                return True
        return False

    def _open(self, item: QListWidgetItem | None) -> None:
        what = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if what is None:
            return
        self.accept()
        if isinstance(what, str):
            self.window_.run_action(what)
        else:
            open_hit(self.window_, what)


def open_hit(window: Window, hit: Hit) -> None:
    """Show a record where it is at home: an activity's page, an organisation's, the rows of a place."""
    where: dict[str, tuple[str, dict[str, Any]]] = {
        "organisation": ("organisations", {"id": hit.id}),
        "contact": ("organisations", {"id": hit.owner}),
        "activity": ("activities", {"id": hit.id}),
        "reporting_round": ("round", {"id": hit.id}),
        "edition": ("round", {"edition": hit.id}),
        "service": ("organisations", {"id": hit.owner}),
        "forum": ("meetings", {"forum": hit.id}),
        "agenda_item": ("meetings", {"id": hit.owner}),
        "decision": ("meetings", {"id": hit.owner}),
        "action_point": ("action_points", {"id": hit.id}),
        "agreement": ("agreements", {"id": hit.id}),
        "protocol": ("agreements", {"protocol": hit.id}),
    }
    filters = {
        "place": "place",
        "programme": "programme",
        "shock": "shock",
        "activity_type": "activity_type",
        "site": "site",
    }
    page, target = where.get(hit.type) or ("activities", {"filters": {filters.get(hit.type, hit.type): [hit.id]}})
    window.desk.go(page, **target)


def find_hits(store: Any, text: str) -> list[Hit]:
    """The records in which every word typed begins a word, best first."""
    from app.store import find

    reader = store.reading()
    found = search.search(reader, text, MOST)
    hits: dict[tuple[str, str], Hit] = {}
    for type in {type for type, _id in found}:
        ids = [id for found_type, id in found if found_type == type]
        if type == "activity":
            hits |= {(type, id): Hit(type, id, called, beside) for id, called, beside in _activities(store, ids)}
            continue
        owners = dict(find.find_rows(reader, type, ids, ["id", OWNERS[type]])) if type in OWNERS else {}
        names = find.called(reader, "organisation", set(filter(None, owners.values())))
        for id, called in cells.described(store, type, ids):
            hits[type, id] = Hit(
                type,
                id,
                called,
                names.get(owners.get(id, ""), "") if owners else _beside(type, id),
                owners.get(id) or "",
            )
    return [hits[key] for key in found if key in hits]


def _beside(type: str, id: str) -> str:
    return id if type == "place" else ""


def _activities(store: Any, ids: list[str]) -> list[tuple[str, str, str]]:
    names = ("lead", "activity_type", "place", "description")
    rows, called = cells.read_rows(store, "activity", ids, names)
    return [
        (
            id,
            called.get(cells_of[1] or "") or (cells_of[3] or "")[:60] or _("Activity"),
            ", ".join(called[one] for one in (cells_of[0], cells_of[2]) if one in called),
        )
        for id, cells_of in rows.items()
    ]
