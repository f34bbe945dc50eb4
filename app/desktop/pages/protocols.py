"""Protocols: what triggers them, who declares, what is done within 24 hours, 72 hours, 7 days; raising one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import ask_plainly
from app.desktop.pages.record_list import RecordList
from app.desktop.pages.record_panel import PartList, RecordPanel
from app.desktop.pieces import button, column, row
from app.services import protocols
from app.words import _, ngettext

WIDTHS = {"name": 230, "hazard": 110, "place": 120, "declared_by": 150, "threshold": 200}
STEPS = PartList("protocol_step", "protocol", {"within": 110, "text": 260, "organisation": 150, "order": 60}, "order")


class Protocols(QWidget):
    """A list, and the protocol that is open beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.list = RecordList(desk, "protocol", WIDTHS, _say_count, sort="name")
        self.panel = RecordPanel(desk, "protocol", _("New protocol"), (STEPS,))
        self.panel.hide()
        self.panel.closed.connect(self.panel.hide)
        self.raising = button(_("Raise it now…"), self.ask_raise, icon="triangle-alert")
        doing = row(button(_("New protocol"), lambda: self.open_record(""), "primary", "plus"), self.raising, None)
        left = QWidget()
        whole = column(self.list, doing, spacing=10)
        whole.setStretch(0, 1)
        left.setLayout(whole)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setHandleWidth(10)
        split.setChildrenCollapsible(False)
        self.setLayout(column(split, margins=(0, 10, 0, 0)))
        self.setFocusProxy(self.list)
        self.buttons: list[QWidget] = []
        self.list.grid.opened.connect(self.open_record)
        self.list.grid.clicked.connect(lambda index: self.open_record(self.list.table.record_id(index.row())))

    def refresh(self, changes: Any) -> None:
        """Read the protocols."""
        self.list.refresh(changes)
        if not self.panel.isHidden():
            self.panel.refresh(changes)

    def shown_list(self) -> Any:
        """The steps where they are shown, else the protocols."""
        return (not self.panel.isHidden() and self.panel.shown_list()) or self.list

    def keep_draft(self) -> None:
        """What is typed in the form stays as a draft."""
        if not self.panel.isHidden():
            self.panel.form.keep_draft()

    def open_record(self, id: str) -> None:
        """Open a protocol beside the list; none opens a blank form."""
        if id:
            self.panel.open_record(id)
        else:
            self.panel.open_new({"place": self.desk.office.place} if self.desk.office.place else {})

    def ask_raise(self) -> None:
        """Ask once, then make the steps of the protocol action points."""
        id = self.panel.form.id if not self.panel.isHidden() else self.list.current_id()
        if id and ask_plainly(
            self,
            _("Raise a protocol"),
            _("Is the trigger of this protocol met?"),
            _("Yes, raise it"),
            _("Not now"),
            _("Its steps become action points of high priority, due after 24 hours, 72 hours and 7 days."),
        ):
            self.raise_now(id)

    def raise_now(self, id: str) -> None:
        """Raise a protocol."""
        self.desk.change(protocols.raise_protocol, id, then=self._raised)

    def _raised(self, changes: Any) -> None:
        count = len(changes.created)
        told = ngettext("{count} action point made.", "{count} action points made.", count).format(count=count)
        self.desk.say(told, can_undo=True)
        self.desk.go("action_points")


def _say_count(count: int) -> str:
    return ngettext("{count} protocol", "{count} protocols", count).format(count=f"{count:,}")
