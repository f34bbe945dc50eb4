"""One committee: its meetings, its members, how it does, what it is for, who supports it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import history
from app.desktop.documents import DocumentList
from app.desktop.form import Form
from app.desktop.pages.meeting.calendar import CommitteeCalendar
from app.desktop.pages.meeting.doing import CommitteeDoing
from app.desktop.pages.record_list import RecordList
from app.words import _, ngettext

MEETINGS, MEMBERS, DOING, ABOUT = range(4)
MEMBER_WIDTHS = {"organisation": 170, "role": 110, "person": 150, "alternate": 150, "since": 90, "until": 90}
SUPPORT_WIDTHS = {"organisation": 190, "kind": 130, "start": 90, "end": 90, "value": 100, "currency": 80}


class CommitteePanel(QTabWidget):
    """Hidden parts are read when they are shown."""

    meeting_opened = Signal(str)
    saved = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setAccessibleName(_("The chosen committee"))
        self.tabBar().setAccessibleName(_("Parts of the committee"))
        self.desk = desk
        self.id = ""
        self._is_new = False
        self.calendar = CommitteeCalendar(desk)
        self.members = RecordList(desk, "membership", MEMBER_WIDTHS, _say_members, sort="organisation", takes_new=True)
        self.doing = CommitteeDoing(desk)
        self.form = Form(desk, "forum", _("New committee"))
        self.supports = RecordList(desk, "convening_support", SUPPORT_WIDTHS, _say_supports, takes_new=True)
        self.documents = DocumentList(desk, "forum")
        for part, title in (
            (self.calendar, _("Meetings")),
            (self.members, _("Members")),
            (self.doing, _("How it does")),
            (self.form, _("About")),
            (self.supports, _("Support")),
            (self.documents, _("Documents")),
        ):
            self.addTab(part, title)
        self.calendar.opened.connect(self.meeting_opened)
        self.form.saved.connect(self.saved)
        self.form.closed.connect(self._close_form)
        self.form.history_wanted.connect(lambda id: history.ask(self, desk, "forum", id))
        self.currentChanged.connect(lambda _at: self._show_part())

    def is_new(self) -> bool:
        """Whether a committee is being put in that does not exist yet."""
        return self._is_new

    def open_new(self) -> None:
        """A blank form."""
        self.id, self._is_new = "", True
        self._enable()
        self.setCurrentIndex(ABOUT)
        self.form.open_new({"place": self.desk.office.place} if self.desk.office.place else {})

    def open_forum(self, id: str) -> None:
        """Show a committee."""
        if self._is_new:
            self.setCurrentIndex(MEMBERS)
        self.id, self._is_new = id, False
        self._enable()
        self.form.open_record(id)
        for part in (self.members, self.supports):
            part.table.for_new = {"forum": id}
            part.narrow({"forum": [id]})
        self.documents.show_record(id)
        self._show_part()

    def refresh(self, changes: Any) -> None:
        """Read what is shown of the committee."""
        if self.id and not self._is_new:
            self._show_part(changes)

    def shown_list(self) -> Any:
        """The members or the supports, if they are shown."""
        return next((one for one in (self.members, self.supports) if self.currentWidget() is one), None)

    def _show_part(self, changes: Any = None) -> None:
        shown = self.currentWidget()
        if not self.id:
            return
        if shown is self.calendar:
            self.calendar.show_forum(self.id)
        elif shown is self.doing:
            self.doing.show_forum(self.id)
        elif shown in (self.members, self.supports):
            shown.refresh(changes)  # type: ignore[attr-defined]
        elif shown is self.documents and changes is not None:
            self.documents.refresh(changes)

    def _enable(self) -> None:
        for at in range(self.count()):
            self.setTabEnabled(at, at == ABOUT or not self._is_new)

    def _close_form(self) -> None:
        if not self._is_new:
            self.setCurrentIndex(MEETINGS)


def _say_members(count: int) -> str:
    return ngettext("{count} member", "{count} members", count).format(count=count)


def _say_supports(count: int) -> str:
    return ngettext("{count} support", "{count} supports", count).format(count=count)
