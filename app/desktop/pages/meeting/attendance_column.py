"""Who is there: a few letters and Enter for each, whoever is not known with his organisation behind a comma."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, Line, Watcher, clear, column, isolated, joined, label, row, scrolled
from app.exchange.minutes.people import Person, find_people, initials, walk_in
from app.insight.attendance import KINDS
from app.services.meetings import attending
from app.services.meetings.attending import APOLOGY, PRESENT, WALKED_IN
from app.services.meetings.sitting import Attender, Sitting
from app.words import _, language, ngettext

MOST_OFFERED = 5
TONES = {PRESENT: "initials", WALKED_IN: "initials-new"}


class NameLine(Line):
    """A line that says which keys were pressed in it: Enter with and without Shift, Up, Down, Esc."""

    decided = Signal(bool)
    """Enter; with Shift it is an apology."""
    moved = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the list below go there."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.decided.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AttendanceColumn(QFrame):
    """Shows the people of a `Sitting`, by kind of actor."""

    left = Signal()
    """The person wants to go on typing what is said."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.desk = desk
        self.sitting: Sitting | None = None
        self._known: list[Person] = []
        self._offered: list[Person] = []
        self._at = 0
        self._count = label("", "muted")
        self.line = NameLine()
        self.line.setObjectName("attendance")
        self.line.setAccessibleName(_("Who is there: initials or a name"))
        self.line.setPlaceholderText(_("Initials or name"))
        self._offer = column(spacing=1)
        self._offers = QWidget()
        self._offers.setLayout(self._offer)
        self._offers.hide()
        self._sums = label("", "muted", wrap=True)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(3)
        self._groups.setContentsMargins(0, 0, 4, 0)
        inner = QWidget()
        inner.setLayout(self._groups)
        head = row(label(_("Attendance"), "heading"), None, self._count)
        top = column(head, self.line, self._offers, self._sums, spacing=6, margins=(12, 10, 12, 0))
        self.setLayout(column(top, scrolled(inner), spacing=6, margins=(0, 0, 0, 8)))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _text: self._look())
        self.line.moved.connect(self._move)
        self.line.decided.connect(self.decide)
        self.line.left.connect(self.left)

    def sizeHint(self) -> QSize:
        """As wide as a name with its organisation."""
        return QSize(228, 400)

    def show_sitting(self, sitting: Sitting, known: list[Person]) -> None:
        """Show who is there now; `known` is everybody whom a few letters may mean."""
        same = self.sitting is not None and self.sitting.people == sitting.people
        self.sitting, self._known = sitting, known
        if same:
            return
        self._count.setText(
            ngettext("{count} present", "{count} present", sitting.present).format(count=sitting.present)
        )
        states = [one.state for one in sitting.people]
        away, new = states.count(APOLOGY), states.count(WALKED_IN)
        sums = [ngettext("{count} apology", "{count} apologies", away).format(count=away)] if away else []
        sums += [ngettext("{count} walk-in", "{count} walk-ins", new).format(count=new)] if new else []
        self._sums.setText(" · ".join(sums))
        self._sums.setVisible(bool(sums))
        clear(self._groups)
        for kind, title in KINDS.items():
            people = [one for one in sitting.people if one.kind == kind]
            if people:
                self._groups.addWidget(self._heading(_(title), people))
                for one in people:
                    self._groups.addWidget(self._person(one))
        self._groups.addStretch(1)
        self._look()

    def _heading(self, title: str, people: list[Attender]) -> QWidget:
        there = sum(one.is_present for one in people)
        made = label(f"{title}  ·  {there}/{len(people)}", "group")
        made.setToolTip(_("{there} of {count} present").format(there=there, count=len(people)))
        return made

    def _person(self, one: Attender) -> QWidget:
        called = one.name or one.written
        badge = label(_badge(called), TONES.get(one.state or "", "initials-away"))
        badge.setFixedSize(30, 20)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = ElidedLabel(isolated(called), "" if one.is_present else "muted")
        more = attendance_word(one.state) if one.state not in (None, PRESENT) else one.written if one.name else ""
        side = label(more, "warning" if one.state == WALKED_IN else "muted")
        side.setMaximumWidth(88)
        made = QWidget()
        inner = row(badge, name, side, spacing=7, margins=(12, 1, 8, 1))
        inner.setStretch(1, 1)
        made.setLayout(inner)
        made.setToolTip(", ".join(part for part in (called, one.written) if part))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        Watcher(made, QEvent.Type.MouseButtonPress, lambda: self._toggle(one))
        return made

    # typing a name

    def _look(self) -> None:
        typed = self.line.text()
        unknown = walk_in(typed) if any(mark in typed for mark in ",([–—") else None
        self._offered = [] if unknown and unknown.organisation else find_people(typed, self._known)[:MOST_OFFERED]
        self._at = 0
        self._show_offers()

    def _show_offers(self) -> None:
        clear(self._offer)
        for at, person in enumerate(self._offered):
            text = joined((person.name, person.written if person.written != person.name else ""))
            made = ElidedLabel(text, "offer-now" if at == self._at else "offer")
            self._offer.addWidget(made)
            Watcher(made, QEvent.Type.MouseButtonPress, partial(self._take, at))
        if not self._offered and (new := walk_in(self.line.text())):
            told = f"{isolated(new.name)} ({isolated(new.organisation)})" if new.organisation else isolated(new.name)
            self._offer.addWidget(ElidedLabel(_("Walk-in: {who}").format(who=told), "offer-now"))
        elif self._offered:
            self._offer.addWidget(label(_("Enter: present · Shift+Enter: apology"), "muted", wrap=True))
        self._offers.setVisible(self._offer.count() > 0)

    def _move(self, way: int) -> None:
        if self._offered:
            self._at = (self._at + way) % len(self._offered)
            self._show_offers()

    def _take(self, at: int) -> None:
        self._at = at
        self.decide(False)

    def decide(self, apology: bool) -> None:
        """Note the person that is offered, or the walk-in that is typed. Somebody noted so already is taken back."""
        if self.sitting is None or not self.line.text().strip():
            return
        if self._offered:
            self._note(self._offered[self._at], APOLOGY if apology else PRESENT)
        elif new := walk_in(self.line.text()):
            self.desk.change(attending.walk_in, self.sitting.id, new)
        self.line.clear()
        self._look()

    def _note(self, person: Person, state: str) -> None:
        assert self.sitting is not None
        here = next((one for one in self.sitting.people if person.id in (one.person, one.organisation, one.id)), None)
        if here is None:
            self.desk.change(attending.note_contact, self.sitting.id, person, WALKED_IN if state == PRESENT else state)
        elif here.id and (here.state == state or (here.is_present and state == PRESENT)):
            self.desk.change(attending.forget, here.id)
        else:
            self.desk.change(attending.note, self.sitting.id, here, state)

    def _toggle(self, one: Attender) -> None:
        if self.sitting is None:
            return
        if one.is_present:
            self.desk.change(attending.forget, one.id)
        else:
            self.desk.change(attending.note, self.sitting.id, one, PRESENT)


def attendance_word(state: str | None) -> str:
    """A state of attendance as a list says it."""
    return vocabulary.code_list("attendance_state").name(state, language()).lower() if state else ""


def _badge(name: str) -> str:
    letters = min(initials(name), key=len, default="")
    return letters[:3].upper()
