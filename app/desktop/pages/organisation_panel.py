"""Beside the directory: who an organisation is, where it is present, whom to call, its documents."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import history
from app.desktop.documents import DocumentList
from app.desktop.form import Form
from app.desktop.pages.contacts import ContactList
from app.desktop.pages.presence import PresenceView
from app.desktop.pages.record_list import RecordList
from app.words import _, ngettext

WIDTH, LEAST_WIDTH = 350, 300
SERVICES = {
    "name": 150,
    "place": 110,
    "for_whom": 130,
    "phone": 110,
    "hours": 90,
    "who_may_refer": 120,
    "checked_on": 90,
}
LIST, FORM = 0, 1


class OrganisationPanel(QTabWidget):
    """Hidden until an organisation is opened. Says `closed` when the form is."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(_("The chosen organisation"))
        self.tabBar().setAccessibleName(_("Parts of the organisation"))
        self.form = Form(desk, "organisation", _("New organisation"))
        self.presence = PresenceView(desk)
        self.contacts = ContactList(desk)
        self.contact_form = Form(desk, "contact", _("New contact"))
        self._contacts = QStackedWidget()
        self._contacts.addWidget(self.contacts)
        self._contacts.addWidget(self.contact_form)
        self.addTab(self.form, _("Who"))
        self.addTab(self.presence, _("Where"))
        self.documents = DocumentList(desk, "organisation")
        self.services = RecordList(desk, "service", SERVICES, _say_services, sort="name", takes_new=True)
        self.services.filters.hide()
        self.services.grid.filters.hide_lines()
        self.addTab(self._contacts, _("Contacts"))
        self.addTab(self.services, _("Services"))
        self.addTab(self.documents, _("Documents"))
        self.form.closed.connect(self.closed)
        self.form.saved.connect(self._show_about)
        self.form.history_wanted.connect(lambda id: history.ask(self, desk, "organisation", id))
        self.contacts.wanted.connect(self.open_contact)
        self.contact_form.closed.connect(lambda: self._contacts.setCurrentIndex(LIST))
        self.contact_form.saved.connect(lambda _id: self._contacts.setCurrentIndex(LIST))
        self.contact_form.history_wanted.connect(lambda id: history.ask(self, desk, "contact", id))

    def sizeHint(self) -> QSize:
        """Wide enough for a form at its ease; the splitter may make it narrower."""
        return QSize(WIDTH, super().sizeHint().height())

    def open_new(self) -> None:
        """A blank form."""
        self._open("")
        self.form.open_new()

    def open_organisation(self, id: str) -> None:
        """One organisation; none opens a blank form."""
        if not id:
            self.open_new()
            return
        self._open(id)
        self.form.open_record(id)

    def open_draft(self, id: str, typed: dict[str, str]) -> None:
        """A form as it was typed before."""
        self._open(id)
        self.form.open_draft(id, typed)

    def follow(self, id: str) -> None:
        """Show another organisation in the part that is shown, unless something is typed in the form."""
        if id and not self.isHidden() and id != self.form.id and not self.form.changed_fields():
            self.form.open_record(id)
            self._show_about(id)

    def refresh(self, changes: Any) -> None:
        """Take over a change; a form in which something is typed is left alone."""
        if self.form.id:
            self.services.refresh(changes)
            self._show_about(self.form.id)
            if ("organisation", self.form.id) in changes.updated and not self.form.changed_fields():
                self.form.open_record(self.form.id)

    def open_contact(self, id: str) -> None:
        """The form of a contact; none opens a blank one of this organisation."""
        self._contacts.setCurrentIndex(FORM)
        if id:
            self.contact_form.open_record(id)
        else:
            self.contact_form.open_new({"organisation": self.form.id})

    def _open(self, id: str) -> None:
        self.show()
        self.setCurrentIndex(0)
        self._contacts.setCurrentIndex(LIST)
        self._show_about(id)

    def _show_about(self, id: str) -> None:
        for tab in range(1, self.count()):
            self.setTabEnabled(tab, bool(id))
        self.presence.show_organisation(id)
        self.contacts.show_organisation(id)
        self.documents.show_record(id)
        self.services.table.for_new = {"organisation": id}
        self.services.narrow({"organisation": [id]})


def _say_services(count: int) -> str:
    return ngettext("{count} service", "{count} services", count).format(count=count)
