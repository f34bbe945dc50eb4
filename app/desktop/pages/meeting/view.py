"""The meeting itself: who is there, what is said, what is agreed. Three columns and a line of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.pages.meeting import keys
from app.desktop.pages.meeting.actions_column import ActionsColumn
from app.desktop.pages.meeting.agenda_column import FORM, AgendaColumn
from app.desktop.pages.meeting.attendance_column import AttendanceColumn
from app.desktop.pieces import column, label, row
from app.exchange.minutes.people import Person
from app.services import drafts
from app.services.meetings.attending import known_people
from app.services.meetings.naming import Naming, read_naming
from app.services.meetings.sitting import Sitting, read_sitting
from app.store.workspace import Store
from app.words import _


@dataclass(frozen=True)
class Opened:
    """What the columns need, read at once; `people` and `naming` only when names may have changed."""

    sitting: Sitting
    people: list[Person] | None
    naming: Naming | None
    drafts: list[drafts.Draft]


def read_opened(store: Store, meeting: str, with_names: bool) -> Opened:
    """Read a meeting for the page. Raises Refused (no_record)."""
    sitting = read_sitting(store, meeting)
    kept = drafts.kept(store) if with_names else []
    left = [one for one in kept if one.form == FORM and one.values.get("meeting") == meeting]
    naming = read_naming(store, meeting) if with_names else None
    people = known_people(store, sitting.people) if with_names else None
    return Opened(sitting, people, naming, left)


class MeetingView(QWidget):
    """One meeting while it is held. `opened` is emitted whenever it was read."""

    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.id = ""
        self.naming: Naming | None = None
        self.people: list[Person] = []
        self.attendance, self.agenda, self.tracker = AttendanceColumn(desk), AgendaColumn(desk), ActionsColumn(desk)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for part, share in ((self.attendance, 0), (self._framed(self.agenda), 1), (self.tracker, 0)):
            self._split.addWidget(part)
            self._split.setStretchFactor(self._split.count() - 1, share)
        self._split.setHandleWidth(12)
        self._split.setChildrenCollapsible(False)
        told = [self._key(key, text) for key, text in keys.TOLD]
        whole = column(self._split, flowing(*told, gap=12), spacing=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.agenda)
        self.attendance.left.connect(self.agenda.composer.line.setFocus)
        self.tracker.left.connect(self.agenda.composer.line.setFocus)
        self._runs = self._make_runs()

    def _framed(self, inner: QWidget) -> QFrame:
        made = QFrame()
        made.setProperty("tone", "card")
        made.setLayout(column(inner, margins=(1, 6, 1, 6)))
        made.setMinimumWidth(330)
        return made

    def _key(self, key: str, text: str) -> QWidget:
        made = QWidget()
        made.setLayout(row(label(key, "key"), label(_(text), "muted"), spacing=5))
        return made

    def _make_runs(self) -> dict[str, Callable[[], Any]]:
        composer = self.agenda.composer
        return {
            keys.ATTENDANCE: self.attendance.line.setFocus,
            keys.CLOSED: self.agenda.keep_closed,
            keys.NEXT_ITEM: self.agenda.go_on,
            keys.EARLIER_ITEM: lambda: self.agenda.go_on(-1),
            keys.LIST: self.tracker.list.setFocus,
            keys.MORE: self.agenda.open_record,
            **{key: partial(composer.choose, kind) for key, kind in keys.KINDS.items()},
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a meeting, wherever in it the cursor stands; a line that is typed leaves them to it."""
        run = self._runs.get(QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText))
        if run is None:
            super().keyPressEvent(event)
        else:
            run()

    def sizeHint(self) -> QSize:
        """It takes what there is."""
        return QSize(900, 560)

    def open_meeting(self, id: str) -> None:
        """Read a meeting and show it; a line that was left when the power went stands there again."""
        self.id = id
        self.desk.read(read_opened, id, True, then=self._take, instead_of="meeting")

    def refresh(self, changes: Any) -> None:
        """Read anew what a change touched; names only when some may be new."""
        if self.id:
            names = changes is None or bool({"organisation", "contact", "place"} & changes.types())
            self.desk.read(read_opened, self.id, names, then=self._take, instead_of="meeting")

    def _take(self, found: Opened) -> None:
        if found.sitting.id != self.id:
            return
        if found.naming is not None:
            self.naming = found.naming
        assert self.naming is not None
        first = self.agenda.sitting is None or self.agenda.sitting.id != found.sitting.id
        if found.people is not None:
            self.people = found.people
        self.attendance.show_sitting(found.sitting, self.people)
        self.agenda.show_sitting(found.sitting, self.naming)
        self.tracker.show_sitting(found.sitting)
        if first:
            for draft in found.drafts:
                self.agenda.restore(draft.record, draft.values)
        self.opened.emit(found.sitting)
