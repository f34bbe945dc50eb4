"""The line that is being typed with what is understood of it, shown at every keystroke."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from app.desktop.pages.meeting.line_edit import LineEdit
from app.desktop.pages.meeting.said_line import Understood
from app.desktop.pieces import ElidedLabel, column, isolated, row
from app.exchange.minutes.typed import ACTION, NOTE, Line, Name, Names, understand
from app.services.meetings.naming import Naming
from app.services.meetings.noting import Written
from app.services.meetings.sitting import Said
from app.words import _

KEEP_AFTER_MS = 2_000
"""What is typed is kept after so long, so that a crash takes less than five seconds of it."""

BENEATH = 24
"""Pixels of the row beneath the line: there from the first key on, so that nothing moves while one types."""

_NOTHING = Naming(Names([]), {}, {})


class Composer(QFrame):
    """Makes a `Written` of what is typed. Knows no meeting: whoever holds it says the day, the names, and what is corrected."""

    written = Signal(object)
    """A `Written`: the line is finished. One without text, of a line that is corrected, takes that line out."""
    topic_written = Signal(str)
    """A topic for the agenda."""
    recalled = Signal(int)
    """An earlier (-1) or later (1) line is wanted for correction."""
    to_be_kept = Signal()
    """Something was typed two seconds ago, and not finished since."""
    given_up = Signal()
    """The correction of a line is given up."""

    def __init__(self) -> None:
        super().__init__()
        self.naming, self.day = _NOTHING, dt.date.min
        self.next_meeting: dt.date | None = None
        self.correcting: Said | None = None
        self._kind: str | None = None
        self._plain = False
        self.line = LineEdit(self._complete)
        self.understood = Understood(in_one_row=True)
        self._offered = ""
        self._offer = ElidedLabel("", "muted")
        beneath = row(self._offer, self.understood, spacing=8)
        beneath.setStretch(0, 1)
        self.setLayout(column(self.line, _Island(beneath, BENEATH), spacing=3))
        self.setFocusProxy(self.line)
        self._soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._soon.timeout.connect(self.to_be_kept)
        self.line.textChanged.connect(self._edited)
        self.line.entered.connect(self.finish)
        self.line.item_entered.connect(self._finish_topic)
        self.line.recalled.connect(self.recalled)
        self.line.given_up.connect(self._give_up)

    def know(self, naming: Naming, day: dt.date, next_meeting: dt.date | None) -> None:
        """What a line may name, and the days that “Friday” and “next meeting” are counted from."""
        self.naming, self.day, self.next_meeting = naming, day, next_meeting
        self._show()

    def text(self) -> str:
        """What is typed and not finished."""
        return self.line.text()

    def choose(self, kind: str) -> None:
        """Say what the line is, whatever it begins with; the same again leaves it to what it begins with."""
        self._kind = None if self._kind == kind else kind
        self._plain = False
        self._show()

    def correct(self, said: Said) -> None:
        """Put a line that stands here to be corrected."""
        self.correcting, self._kind, self._plain = said, said.kind, False
        self.line.show_text(said.text)
        self.line.setFocus()

    def clear(self) -> None:
        """Ready for the next line."""
        self._soon.stop()
        self.correcting, self._kind, self._plain = None, None, False
        self.line.clear()
        self._show()

    def restore(self, text: str) -> None:
        """Show what was typed before the power went."""
        self.line.show_text(text)

    def understand(self) -> tuple[Line, Written]:
        """What the line says as it stands, and what it becomes."""
        text = self.text()
        if self._plain:
            return Line(NOTE, 0), Written(NOTE, text)
        line = understand(text, self.naming.names, self.day, self.next_meeting, self._kind)
        body = text if line.kind == NOTE else text[line.begins :]
        if line.kind != ACTION:
            return line, Written(line.kind, body)
        doers, person = self.naming.doers(line)
        due = line.due.date if line.due else None
        if (
            self.correcting is not None and self.correcting.kind == ACTION
        ):  # what a person chose stands, unless he writes anew
            doers, due = doers or self.correcting.doers, due or self.correcting.due
        return line, Written(ACTION, body, doers, due, person)

    def finish(self) -> None:
        """The line is finished."""
        written = self.understand()[1]
        if written.text or self.correcting is not None:
            self.written.emit(written)

    def _finish_topic(self) -> None:
        if topic := self.text():
            self.topic_written.emit(topic)

    def _give_up(self) -> None:
        if self.correcting is not None:
            self.given_up.emit()
            return
        self._plain, self._kind = not self._plain, None
        self._show()

    def _complete(self, before: str) -> tuple[int, list[Name]]:
        return self.naming.names.beginning(before)

    def _edited(self) -> None:
        if not self._soon.isActive() and self.text():
            self._soon.start()
        self._show()

    def _show(self) -> None:
        line, written = self.understand()
        called = [self.naming.organisations.get(id, id) for id in written.assigned_to]
        who = ([written.person] if written.person else []) + called
        hint = _("as typed (Esc)") if self._plain else ""
        self.understood.show_facts(line.kind, who, written.due, hint)
        names = " · ".join(isolated(name.written) for name in self._complete(self.line.before_cursor())[1])
        if names != self._offered:
            self._offered = names
            self._offer.setText(_("Tab: {names}").format(names=names) if names else "")


class _Island(QWidget):
    """A part of a page with a height (pixels) of its own: what changes in it lays out nothing around it."""

    def __init__(self, layout: QLayout, height: int) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self._inner = QWidget(self)
        self._inner.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill it."""
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())
