"""Before a meeting: its day and place, the agenda in order, what else is proposed, the invitation and the papers."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.dialogs import record
from app.desktop.form import Field
from app.desktop.pages.meeting import papers
from app.desktop.pieces import (
    ElidedLabel,
    Line,
    button,
    card,
    clear,
    column,
    icon_button,
    isolated,
    label,
    line,
    row,
    scrolled,
)
from app.errors import Invalid
from app.records import REGISTRY
from app.services import cells, records
from app.services.meetings import planning
from app.services.meetings.agenda import Proposal, left_out
from app.services.meetings.sitting import Item, Sitting
from app.words import _, ngettext

FACTS = ("date", "starts_at", "ends_at", "venue", "mode", "chaired_by", "language")
ID = Qt.ItemDataRole.UserRole


class Prepare(QWidget):
    """Shows a `Sitting` before it is held. Says `begun` when the meeting begins."""

    begun = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.sitting: Sitting | None = None
        self._base: dict[str, list[str]] = {}
        self.agenda = QListWidget()
        self.agenda.setObjectName("agenda")
        self.agenda.setAccessibleName(_("Agenda"))
        self.agenda.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.agenda.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.agenda.setFrameShape(QFrame.Shape.NoFrame)
        self.agenda.setStyleSheet("QListWidget { border: none; }")
        self.agenda.model().rowsMoved.connect(lambda *_args: self._reorder())
        self.topic = Line()
        self.topic.setObjectName("topic")
        self.topic.setAccessibleName(_("A topic for the agenda"))
        self.topic.setPlaceholderText(_("Add a topic and press Enter"))
        self.topic.returnPressed.connect(self._add)
        self._sum = label("", "muted")
        self.fields = {name: Field(REGISTRY["meeting"].fields()[name], desk) for name in FACTS}
        for name, one in self.fields.items():
            one.editor.edited.connect(partial(self._edited, name))
        self._offers = QVBoxLayout()
        self._offers.setSpacing(7)
        self._save = button(_("Save"), self.save, "primary", "save")
        self._save.setEnabled(False)
        self.setLayout(row(self._make_agenda(), self._make_side(), spacing=12))
        self.layout().setStretch(0, 3)  # type: ignore[union-attr]
        self.layout().setStretch(1, 2)  # type: ignore[union-attr]
        self.setFocusProxy(self.topic)

    def _make_agenda(self) -> QFrame:
        head = row(label(_("Agenda"), "heading"), None, self._sum)
        told = label(_("Drag a line, or press Alt+Up and Alt+Down, to put the agenda in order."), "muted", wrap=True)
        return card(column(head, self.agenda, self.topic, told, spacing=8))

    def _make_side(self) -> QWidget:
        facts = column(label(_("When and where"), "heading"), *self.fields.values(), row(None, self._save), spacing=7)
        offers = column(label(_("Also proposed"), "heading"), self._offers, spacing=8)
        inner = QWidget()
        doing = flowing(
            button(_("Invitation…"), lambda: papers.ask_invitation(self, self.desk, self._id()), icon="mail"),
            button(_("Attendance sheet…"), lambda: papers.ask_sheet(self, self.desk, self._id()), icon="printer"),
            button(_("Workbook for the meeting…"), self._workbook, icon="file-spreadsheet"),
        )
        give = column(label(_("What people get"), "heading"), doing, spacing=8)
        inner.setLayout(column(card(give), card(offers), card(facts), None, spacing=10, margins=(0, 0, 6, 0)))
        return scrolled(inner)

    def _id(self) -> str:
        return self.sitting.id if self.sitting else ""

    def show_sitting(self, sitting: Sitting) -> None:
        """Show the agenda and the facts as they are now; what is typed in a fact is left alone."""
        before, self.sitting = self.sitting, sitting
        now = self.agenda.currentRow()
        self.agenda.clear()
        for item in sitting.items:
            self._show_item(item)
        self.agenda.setCurrentRow(now)
        minutes = sum(item.minutes_planned or 0 for item in sitting.items)
        self._sum.setText(ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes))
        if before is None or before.id != sitting.id or not self._save.isEnabled():
            self._show_facts(sitting)
        self.desk.read(left_out, sitting.id, then=self._show_offers, instead_of="left out")

    def _show_item(self, item: Item) -> None:
        made = QWidget()
        facts = [_("raised by {who}").format(who=item.raised_name)] if item.raised_name else []
        facts += [_("{count} min").format(count=item.minutes_planned)] if item.minutes_planned else []
        text = column(label(isolated(item.topic), wrap=True), spacing=0)
        if facts:
            text.addWidget(ElidedLabel(" · ".join(facts), "muted"))
        editing = icon_button("pencil", _("Change {topic}").format(topic=item.topic), lambda: self._edit(item))
        off = icon_button("x", _("Take off the agenda: {topic}").format(topic=item.topic), lambda: self._take_off(item))
        inner = row(label(str(item.number), "muted"), text, editing, off, spacing=8, margins=(6, 6, 4, 6))
        inner.setStretch(1, 1)
        made.setLayout(inner)
        entry = QListWidgetItem(self.agenda)
        entry.setData(ID, item.id)
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, item.topic)
        made.setMinimumWidth(1)
        height = inner.heightForWidth(max(self.agenda.viewport().width(), 320)) if inner.hasHeightForWidth() else 0
        entry.setSizeHint(QSize(0, max(height, inner.sizeHint().height())))
        self.agenda.setItemWidget(entry, made)

    def _show_facts(self, sitting: Sitting) -> None:
        called = dict(sitting.organisations)
        for name, one in self.fields.items():
            one.editor.set_value(sitting.meeting[name], called)
            one.say("")
        self._save.setEnabled(False)
        self.desk.read(records.versions, "meeting", sitting.id, then=self._keep_base, instead_of="meeting base")

    def _keep_base(self, base: dict[str, list[str]]) -> None:
        self._base = base

    def _show_offers(self, found: list[Proposal]) -> None:
        clear(self._offers)
        for one in found:
            taking = button(_("Put on the agenda"), partial(self._take, [one]), "small")
            taking.setAccessibleName(_("Put on the agenda: {topic}").format(topic=one.topic))
            texts = column(
                label(isolated(one.topic), "strong", wrap=True), label(one.because, "muted", wrap=True), spacing=0
            )
            inner = row(texts, taking, spacing=8)
            inner.setStretch(0, 1)
            self._offers.addLayout(inner)
            self._offers.addWidget(line())
        if not found:
            self._offers.addWidget(label(_("Everything that is proposed is on the agenda."), "muted", wrap=True))

    # what is done

    def _take(self, offered: list[Proposal]) -> None:
        self.desk.change(planning.take, self._id(), offered)

    def _add(self) -> None:
        if text := self.topic.text().strip():
            self.desk.change(planning.add_item, self._id(), text)
            self.topic.clear()

    def _edit(self, item: Item) -> None:
        names = ("topic", "raised_by", "minutes_planned", "not_for_circulation")
        record.ask(self, self.desk, "agenda_item", item.id, names)

    def _take_off(self, item: Item) -> None:
        self.desk.change(
            records.delete, "agenda_item", item.id, then=lambda _changes: self.desk.say(_("Taken off."), can_undo=True)
        )

    def _reorder(self) -> None:
        ids = [self.agenda.item(at).data(ID) for at in range(self.agenda.count())]
        self.desk.change(planning.put_in_order, ids)

    def shift(self, way: int) -> None:
        """Move the chosen item up (-1) or down (1)."""
        ids, at = [self.agenda.item(n).data(ID) for n in range(self.agenda.count())], self.agenda.currentRow()
        if at >= 0 and 0 <= at + way < len(ids):
            ids.insert(at + way, ids.pop(at))
            self.agenda.setCurrentRow(at + way)
            self.desk.change(planning.put_in_order, ids)

    def _edited(self, name: str) -> None:
        one = self.fields[name]
        one.say(one.editor.fault())
        self._save.setEnabled(True)

    def save(self) -> None:
        """Save the facts of the meeting; problems come back beside their fields."""
        typed = {name: one.editor.typed() for name, one in self.fields.items()}
        self.desk.change(
            cells.enter,
            "meeting",
            {self._id(): typed},
            {self._id(): self._base},
            then=self._saved,
            failed=self._not_saved,
        )

    def _saved(self, changes: Any) -> None:
        self._save.setEnabled(False)
        self.desk.say(_("Saved."), can_undo=bool(changes))

    def _not_saved(self, error: Any) -> None:
        if not isinstance(error, Invalid):
            self.desk.runner.troubled.emit(error)
            return
        for problem in error.problems:
            if problem.field in self.fields:
                self.fields[problem.field].say(problem.message)

    def _workbook(self) -> None:
        if self.sitting is not None:
            papers.ask_edition(self, self.desk, self.sitting.id, self.sitting.day)
