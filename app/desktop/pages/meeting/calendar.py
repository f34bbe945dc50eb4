"""The meetings of a committee: the next one, those that are announced, those that were held."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app import clock, vocabulary
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, card, clear, column, joined, label, line, row, scrolled
from app.services import forums
from app.services.forums import MeetingLine
from app.services.meetings import planning
from app.services.unit import Changes
from app.store.workspace import Store
from app.vocabulary.days import said_day
from app.words import _, language, ngettext


class CommitteeCalendar(QWidget):
    """Says `opened` with the id of a meeting."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._forum = ""
        self._next_on: dt.date | None = None
        self._box = QVBoxLayout()
        self._box.setSpacing(10)
        self._box.setContentsMargins(0, 10, 6, 6)
        inner = QWidget()
        inner.setLayout(self._box)
        self.setLayout(column(scrolled(inner)))

    def show_forum(self, forum: str) -> None:
        """Read the meetings of a committee."""
        self._forum = forum
        self.desk.read(_read, forum, then=self._take, instead_of="calendar")

    def _take(self, found: tuple[list[MeetingLine], dt.date | None]) -> None:
        meetings, next_on = found
        clear(self._box)
        today = clock.today()
        ahead = [one for one in meetings if one.date and one.date >= today and one.status == "planned"][::-1]
        self._box.addWidget(self._next(ahead, next_on))
        held = [one for one in meetings if one not in ahead]
        if held:
            inner = column(label(_("Meetings so far"), "heading"), spacing=6)
            for one in held:
                inner.addWidget(line())
                inner.addWidget(self._meeting(one))
            self._box.addWidget(card(inner))
        self._box.addStretch(1)

    def _next(self, ahead: list[MeetingLine], next_on: dt.date | None) -> QFrame:
        inner = column(label(_("Next"), "heading"), spacing=8)
        for one in ahead:
            opening = button(_("Prepare"), partial(self.opened.emit, one.id), "primary", "list-checks")
            inner.addLayout(
                _stretched(label(_said(one.date), "strong", wrap=True), label(_where(one), "muted"), opening)
            )
        announce = button(_("Announce a meeting…"), self.announce, "" if ahead else "primary", "plus")
        told = _("By its rhythm: {day}").format(day=said_day(next_on)) if next_on else _("No rhythm is recorded.")
        inner.addLayout(_stretched(label(told, "muted", wrap=True), announce))
        others = button(_("Minutes of others…"), self.take_minutes, icon="file-input")
        inner.addLayout(_stretched(label(_("Were minutes written elsewhere?"), "muted", wrap=True), others))
        self._next_on = next_on
        return card(inner)

    def announce(self) -> None:
        """Ask for the day, then announce the meeting with its agenda."""
        from app.desktop.dialogs import announce

        day = announce.ask(self, self.desk, self._next_on)
        if day is not None:
            self.desk.change(planning.plan, self._forum, day, then=self._announced)

    def take_minutes(self) -> None:
        """Open or paste minutes that somebody else wrote."""
        from app.desktop.dialogs import received

        received.ask(self, self.desk, self._forum, self._taken)

    def _taken(self, id: str) -> None:
        self.desk.say(_("The minutes are taken; their text is kept whole with the meeting."), can_undo=True)
        self.desk.runner.changed.emit(Changes())
        self.opened.emit(id)

    def _announced(self, id: str) -> None:
        self.desk.say(_("The meeting is announced, with the agenda that is proposed for it."), can_undo=True)
        self.opened.emit(id)

    def _meeting(self, one: MeetingLine) -> QWidget:
        number = _("no. {number}").format(number=one.number) if one.number else ""
        facts = [ngettext("{count} present", "{count} present", one.present).format(count=one.present)]
        facts += [state_of_minutes(one)]
        made = QWidget()
        opening = button(_("Open"), lambda: self.opened.emit(one.id))
        opening.setAccessibleName(_("Open the meeting of {day}").format(day=_said(one.date)))
        head = label(" ".join(part for part in (_said(one.date), number) if part), "strong", wrap=True)
        made.setLayout(_stretched(column(head, ElidedLabel(joined(facts), "muted"), spacing=0), opening))
        return made


def state_of_minutes(one: MeetingLine) -> str:
    """How the minutes of a meeting stand, in words."""
    if one.status == "cancelled":
        return vocabulary.code_list("meeting_status").name("cancelled", language())
    if one.minutes:
        state = vocabulary.code_list("minutes_state").name(one.minutes, language())
        return _("minutes: {state}").format(state=state.lower())
    return _("no minutes yet")


def _read(store: Store, forum: str) -> tuple[list[MeetingLine], dt.date | None]:
    return forums.list_meetings(store, forum), planning.next_date(store, forum)


def _said(day: dt.date | None) -> str:
    return said_day(day, begins_line=True) if day else _("no date")


def _where(one: MeetingLine) -> str:
    return joined((one.starts_at or "", one.venue or ""))


def _stretched(*parts: QWidget | QLayout) -> QHBoxLayout:
    made = row(*parts, spacing=10)
    made.setStretch(0, 1)
    return made
