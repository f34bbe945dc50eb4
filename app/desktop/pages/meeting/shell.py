"""The meeting that is open, in three parts: prepare, minutes, send out."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from app import clock
from app.desktop.desk import Desk
from app.desktop.pages.meeting.prepare import Prepare
from app.desktop.pages.meeting.view import MeetingView
from app.desktop.pieces import ElidedLabel, button, column, joined, label, picture, row
from app.services.meetings import closing
from app.services.meetings.planning import PLANNED
from app.services.meetings.sitting import Sitting
from app.vocabulary.days import said_day
from app.words import N_, _, ngettext

PREPARE, HOLD, SEND = "prepare", "hold", "send"
PARTS = ((PREPARE, N_("Prepare")), (HOLD, N_("Minutes")), (SEND, N_("Send out")))


class MeetingShell(QWidget):
    """Says `read` with the `Sitting` whenever it was read."""

    read = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.id = ""
        self._part: str | None = None
        self._opening = False
        self.view, self.prepare = MeetingView(desk), Prepare(desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.prepare)
        self._stack.addWidget(self.view)
        self.setFocusProxy(self._stack)
        self._facts, self._kept = ElidedLabel(""), label("", "muted")
        self._safe = picture("circle-check", 16, "accent")
        group = QButtonGroup(self)
        self.parts: dict[str, QPushButton] = {}
        for part, title in PARTS:
            made = self.parts[part] = button(_(title), partial(self.show_part, part), "segment")
            group.addButton(made)
        self.ending = button(_("End and make the minutes"), self.finish, "primary", "file-text")
        strip = row(*self.parts.values(), spacing=0)
        strip.addSpacing(14)
        for widget, share in ((self._facts, 1), (self._safe, 0), (self._kept, 0), (self.ending, 0)):
            strip.addWidget(widget, share)
            strip.addSpacing(6)
        whole = column(strip, self._stack, spacing=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._safe.hide()
        self.view.opened.connect(self._take)
        self.view.agenda.kept.connect(self._say_kept)

    @cached_property
    def send(self) -> Any:
        """What is after a meeting: made when it is first wanted."""
        from app.desktop.pages.meeting.send_out import SendOut

        made = SendOut(self.desk)
        self._stack.addWidget(made)
        return made

    @property
    def sitting(self) -> Sitting | None:
        """The meeting as it was read last."""
        found = self.view.agenda.sitting
        return found if found is not None and found.id == self.id else None

    def open_meeting(self, id: str, part: str | None = None) -> None:
        """Show a meeting, by itself in the part that its day asks for."""
        self.id, self._part, self._opening = id, part, True
        self.view.open_meeting(id)

    def refresh(self, changes: Any) -> None:
        """Read it anew."""
        self.view.refresh(changes)

    def leave(self) -> None:
        """Keep what is typed."""
        self.view.agenda.keep()

    def show_part(self, part: str) -> None:
        """Show one part of the meeting."""
        self._part = part
        self.parts[part].setChecked(True)
        shown = {PREPARE: self.prepare, HOLD: self.view}.get(part) or self.send
        self._stack.setCurrentWidget(shown)
        sitting = self.sitting
        self.ending.setVisible(part == HOLD)
        if sitting is None:
            return
        if part != HOLD:
            shown.show_sitting(sitting)
        else:
            self.view.agenda.composer.line.setFocus()

    def _say_kept(self) -> None:
        self._safe.show()
        self._kept.setText(_("kept at {time}").format(time=clock.time_of_day()))

    def finish(self) -> None:
        """End the meeting, and show what is sent out."""
        time = clock.time_of_day() if self.view.agenda.is_today() else None
        self.desk.change(closing.finish, self.id, time, then=lambda _changes: self.show_part(SEND))

    def _take(self, sitting: Sitting) -> None:
        self._facts.setText(said_facts(sitting))
        if self._opening:
            self._opening = False
            self.show_part(self._part or _part_of(sitting))
        elif self._part != HOLD:
            self._stack.currentWidget().show_sitting(sitting)  # type: ignore[attr-defined]
        self.read.emit(sitting)


def _part_of(sitting: Sitting) -> str:
    """What the day of a meeting asks for."""
    if sitting.meeting["status"] == PLANNED:
        return HOLD if sitting.day == clock.today() else PREPARE
    return SEND if sitting.meeting["ends_at"] or sitting.day < clock.today() else HOLD


def said_facts(sitting: Sitting) -> str:
    """The number, the day, the hours, the place and how many are there, in one line."""
    about = sitting.meeting
    number = _("Meeting no. {number}").format(number=about["number"]) if about["number"] else _("Meeting")
    hours = " – ".join(time for time in (about["starts_at"], about["ends_at"]) if time)
    present = ngettext("{count} present", "{count} present", sitting.present).format(count=sitting.present)
    return joined((number, said_day(sitting.day), hours, about["venue"] or "", present), "   ·   ")
