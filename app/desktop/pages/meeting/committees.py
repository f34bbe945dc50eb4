"""The directory of committees, and beside it the one that is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.pages.meeting.committee_panel import CommitteePanel
from app.desktop.pieces import ElidedLabel, button, column, empty_state, isolated, joined, label, row
from app.services import forums
from app.services.forums import ForumLine
from app.vocabulary.days import short_day
from app.words import _, ngettext

ID = Qt.ItemDataRole.UserRole


class Committees(QWidget):
    """Says `meeting_opened` with the id of a meeting."""

    meeting_opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._wanted = ""
        self.list = QListWidget()
        self.list.setObjectName("committees")
        self.list.setAccessibleName(_("Committees and coordination groups"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(230)
        self.panel = CommitteePanel(desk)
        self.panel.meeting_opened.connect(self.meeting_opened)
        self.panel.saved.connect(self.open_forum)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.list)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([290, 700])
        self._split.setHandleWidth(12)
        self._split.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._make_empty())
        self.setLayout(column(self._stack))
        self.setFocusProxy(self.list)
        self.buttons = [button(_("New committee"), lambda: self.open_forum(""), icon="plus")]
        self.list.currentItemChanged.connect(lambda now, _before: self._show(now))

    def _make_empty(self) -> QWidget:
        return empty_state(
            "users",
            _("There is no committee yet"),
            _(
                "Put in the committee or coordination group that you work for: its members, when it meets, who chairs it. Its agendas, "
                "its minutes and its action points are kept here."
            ),
            button(_("New committee"), lambda: self.open_forum(""), "primary", "plus"),
        )

    def refresh(self, changes: Any) -> None:
        """Read the directory and the committee that is shown."""
        self.desk.read(forums.list_forums, then=self._take, instead_of="forums")
        self.panel.refresh(changes)

    def open_forum(self, id: str) -> None:
        """Show a committee; none opens a blank form."""
        self._wanted = id
        self._stack.setCurrentIndex(0)
        if not id:
            self.list.setCurrentRow(-1)
            self.panel.open_new()
            return
        self.panel.open_forum(id)
        self.desk.read(forums.list_forums, then=self._take, instead_of="forums")

    def shown_list(self) -> Any:
        """The list in the part of the panel that is shown."""
        return self.panel.shown_list()

    def _take(self, found: list[ForumLine]) -> None:
        shown = self._wanted or self.panel.id
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(self.list)
            made = _line(one)
            item.setData(ID, one.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, one.name)
            item.setSizeHint(QSize(0, made.sizeHint().height()))
            self.list.setItemWidget(item, made)
            if one.id == shown:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._wanted = ""
        is_new = self.panel.is_new()
        self._stack.setCurrentIndex(0 if found or is_new else 1)
        if found and self.list.currentItem() is None and not is_new:
            self.list.setCurrentRow(0)

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(ID) != self.panel.id:
            self.panel.open_forum(item.data(ID))


def _line(one: ForumLine) -> QWidget:
    name = ElidedLabel(isolated(one.acronym or one.name))
    name.setStyleSheet("font-weight: 600;")
    members = ngettext("{count} member", "{count} members", one.members).format(count=one.members)
    when = _("next {day}").format(day=short_day(one.next_on)) if one.next_on else _("no date yet")
    late = ngettext("{count} late", "{count} late", one.late).format(count=one.late) if one.late else ""
    open_ = ngettext("{count} action point open", "{count} action points open", one.open).format(count=one.open)
    facts = row(label(open_, "muted"), None, label(late, "error"), spacing=6)
    made = QWidget()
    lines = column(name, ElidedLabel(joined((when, members)), "muted"), facts, spacing=1, margins=(12, 8, 10, 8))
    made.setLayout(lines)
    return made
