"""Meetings: the committees with their calendar and members, and one meeting from its agenda to its minutes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.pages import Page
from app.desktop.pages.meeting.committees import Committees
from app.desktop.pages.meeting.shell import MeetingShell
from app.desktop.pieces import button, column, row
from app.services.meetings.sitting import Sitting
from app.words import _


class MeetingsPage(Page):
    """Committees, or the meeting that is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.committees, self.meeting = Committees(desk), MeetingShell(desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.committees)
        self._stack.addWidget(self.meeting)
        self.setLayout(column(self._stack))
        self.back = button(_("All meetings"), self.show_committees, icon="chevron-left")
        tools = QWidget()  # the window shows and hides it as one
        tools.setLayout(row(self.back, *self.committees.buttons))
        self.buttons = [tools]
        self.committees.meeting_opened.connect(lambda id: self.open_meeting(id))
        self.meeting.read.connect(self._say_title)
        self.setFocusProxy(self._stack)
        self._show_buttons()

    def is_open(self) -> bool:
        """Whether one meeting is shown."""
        return self._stack.currentWidget() is self.meeting

    def refresh(self, changes: Any = None) -> None:
        """Read anew what is shown."""
        shown = self.meeting if self.is_open() else self.committees
        shown.refresh(changes)

    def show_target(self, target: dict[str, Any]) -> None:
        """`id` of a meeting, `forum`, `new` committee, or a draft's `typed` text in an agenda item."""
        if "typed" in target:
            self.open_meeting(target["typed"]["meeting"])
        elif "id" in target:
            self.open_meeting(target["id"], target.get("part"))
        elif "forum" in target or target.get("new"):
            self.show_committees()
            self.committees.open_forum(target.get("forum", ""))

    def open_meeting(self, id: str, part: str | None = None) -> None:
        """Show a meeting: `part` is prepare, hold or send; by itself what its day asks for."""
        self._stack.setCurrentWidget(self.meeting)
        self._show_buttons()
        self.meeting.open_meeting(id, part)

    def show_committees(self) -> None:
        """Back to the committees; what is typed is kept."""
        self.meeting.leave()
        self._stack.setCurrentWidget(self.committees)
        self._show_buttons()
        self.titled.emit(_("Meetings"), _("committees, their agendas and minutes"))
        self.committees.refresh(None)

    def may_leave(self) -> bool:
        """What is typed stays as a draft."""
        self.meeting.leave()
        return True

    def shown_list(self) -> Any:
        """The list of the committee's members or supports, if it is shown."""
        return None if self.is_open() else self.committees.shown_list()

    def _show_buttons(self) -> None:
        opened = self.is_open()
        self.back.setVisible(opened)
        for one in self.committees.buttons:
            one.setVisible(not opened)

    def _say_title(self, sitting: Sitting) -> None:
        if self.is_open():
            self.titled.emit(sitting.forum["name"] or "", "")
