"""The action points of the committee: those of this meeting, those carried over, and what was kept for next time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, column, isolated, joined, label, picture, row
from app.services import action_points
from app.services.action_points import BLOCKED, DONE, ActionLine, said_late
from app.services.meetings.sitting import Said, Sitting
from app.vocabulary.days import short_day
from app.words import _, language, ngettext

ICONS = {DONE: ("circle-check", "good"), BLOCKED: ("circle-alert", "error"), "under_way": ("clock", "accent")}
ID = Qt.ItemDataRole.UserRole


class ActionList(QListWidget):
    """A list in which Space closes what is chosen, or opens it again."""

    toggled = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Esc are for the meeting."""
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ActionsColumn(QFrame):
    """Shows what is agreed; several can be closed at once."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.desk = desk
        self.lines: dict[str, ActionLine] = {}
        self._shown: list[_Row] = []
        self.list = ActionList()
        self.list.setObjectName("actions")
        self.list.setAccessibleName(_("Action points of this meeting and carried over"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setStyleSheet("QListWidget { border: none; }")
        opening = button(_("Open the list"), lambda: desk.go("action_points"), "link")
        self._advice = label(_("Space: done, or open again"), "muted")
        head = row(label(_("Action points"), "heading"), None, opening, margins=(12, 8, 8, 0))
        self.setLayout(
            column(head, self.list, row(self._advice, margins=(12, 0, 8, 0)), spacing=4, margins=(0, 0, 0, 8))
        )
        self.setFocusProxy(self.list)
        self.list.toggled.connect(self.toggle)
        self.list.left.connect(self.left)
        self.list.itemDoubleClicked.connect(lambda item: desk.go("action_points", id=item.data(ID)))

    def sizeHint(self) -> QSize:
        """As wide as two short lines of text."""
        return QSize(272, 400)

    def show_sitting(self, sitting: Sitting) -> None:
        """Show what is agreed now: only rows that differ are built. What was chosen stays chosen."""
        wanted = list(_rows(sitting))
        if wanted == self._shown:
            return
        chosen, top = self.chosen(), self.list.verticalScrollBar().value()
        current = self.list.currentItem().data(ID) if self.list.currentItem() else None
        self.lines = {one.id: one for one in (*sitting.actions, *sitting.earlier)}
        differing = SequenceMatcher(None, self._shown, wanted, autojunk=False).get_opcodes()
        for kind, begin, end, new_begin, new_end in reversed(differing):
            if kind != "equal":
                for at in reversed(range(begin, end)):
                    self.list.takeItem(at)
                for at, one in enumerate(wanted[new_begin:new_end], begin):
                    self._insert(at, one)
        self._shown = wanted
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setSelected(item.data(ID) in chosen)
            if current and item.data(ID) == current:
                self.list.setCurrentItem(item)
        self.list.verticalScrollBar().setValue(top)

    def chosen(self) -> list[str]:
        """The ids of the action points that are chosen."""
        return [item.data(ID) for item in self.list.selectedItems() if item.data(ID)]

    def toggle(self) -> None:
        """Close all that are chosen; when all are closed already, open them again."""
        ids = self.chosen()
        if not ids:
            return
        if any(self.lines[id].is_open for id in ids):
            still = [id for id in ids if self.lines[id].is_open]
            self.desk.change(action_points.close, still, self.desk.office.person or None, then=self._closed)
        else:
            self.desk.change(action_points.reopen, ids)

    def _closed(self, changes: object) -> None:
        self.desk.say(_("Closed."), can_undo=bool(changes))

    def _insert(self, at: int, one: _Row) -> None:
        made = one.build()
        item = QListWidgetItem()
        item.setSizeHint(QSize(0, made.sizeHint().height()))
        if isinstance(one.shows, ActionLine):
            item.setData(ID, one.shows.id)
            told = f"{one.shows.text}, {one.shows.who}, {state_of(one.shows)}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
        if isinstance(one.shows, str):
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.insertItem(at, item)
        self.list.setItemWidget(item, made)


@dataclass(frozen=True)
class _Row:
    """A row of the list: a heading, an action point or a line kept for next time, and what is said beside it."""

    shows: str | ActionLine | Said
    beside: str | int | bool

    def build(self) -> QWidget:
        if isinstance(self.shows, str):
            return _heading(self.shows, str(self.beside))
        if isinstance(self.shows, ActionLine):
            return _action(self.shows, new=bool(self.beside))
        return _kept(self.shows, int(self.beside))


def _rows(sitting: Sitting) -> Iterator[_Row]:
    if sitting.actions:
        yield _Row(_("This meeting"), str(len(sitting.actions)))
        yield from (_Row(one, True) for one in sitting.actions)
    if sitting.earlier:
        still, done = sum(one.is_open for one in sitting.earlier), sum(not one.is_open for one in sitting.earlier)
        told = ngettext("{count} open", "{count} open", still).format(count=still)
        told += ", " + ngettext("{count} done today", "{count} done today", done).format(count=done) if done else ""
        yield _Row(_("Carried over"), told)
        yield from (_Row(one, False) for one in sitting.earlier)
    if kept := sitting.kept:
        yield _Row(_("Kept for next time"), str(len(kept)))
        yield from (_Row(said, number) for number, said in kept)


def _heading(title: str, told: str) -> QWidget:
    made = QWidget()
    made.setLayout(row(label(title, "group-title"), None, label(told, "muted"), margins=(10, 3, 8, 3)))
    made.setProperty("tone", "group")
    return made


def _action(one: ActionLine, new: bool) -> QWidget:
    icon, colour = ICONS.get(one.status, ("circle", "error" if one.late else "muted"))
    if one.late and one.status in ("open", "under_way"):
        icon, colour = "circle-alert", "error"
    text = ElidedLabel(isolated(one.text), "" if one.is_open else "muted")
    facts = joined((one.who, short_day(one.due)))
    state = label(_("new") if new and one.status == "open" and not one.late else state_of(one), _tone(one))
    below = row(ElidedLabel(facts, "muted"), state, spacing=6)
    below.setStretch(0, 1)
    made = QWidget()
    whole = row(picture(icon, 16, colour), column(text, below, spacing=0), spacing=9, margins=(12, 5, 10, 5))
    whole.setStretch(1, 1)
    made.setLayout(whole)
    return made


def state_of(one: ActionLine) -> str:
    """How an action point stands, in a word or two: late, carried over, or its status."""
    return said_late(one) or vocabulary.code_list("action_status").name(one.status, language()).lower()


def _tone(one: ActionLine) -> str:
    return "error" if one.late or one.status == BLOCKED else "good" if one.status == DONE else "muted"


def _kept(said: Said, number: int) -> QWidget:
    made = QWidget()
    text = column(
        ElidedLabel(isolated(said.text)), label(_("from item {number}").format(number=number), "muted"), spacing=0
    )
    whole = row(picture("corner-down-right", 16, "muted"), text, spacing=9, margins=(12, 5, 10, 5))
    whole.setStretch(1, 1)
    made.setLayout(whole)
    return made
