"""Whom to call at an organisation, and whether they agreed to be listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.dialogs import ask_plainly
from app.desktop.pieces import (
    ElidedLabel,
    button,
    card,
    clear,
    column,
    empty_state,
    icon_button,
    isolated,
    label,
    row,
    scrolled,
)
from app.services import records
from app.services.unit import Changes
from app.store import find
from app.words import _, language

NAMES = ("id", "name", "role", "phones", "email", "consent_to_share")


@dataclass(frozen=True)
class Person:
    """One contact as the list shows it."""

    id: str
    name: str
    role: str | None
    phones: list[str] | None
    email: str | None
    consent: bool | None


class ContactList(QWidget):
    """Cards of the contacts of one organisation; says `wanted(id)`, empty for a new one."""

    wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        inner = QWidget()
        inner.setLayout(self._cards)
        add = button(_("Add a contact"), lambda: self.wanted.emit(""), icon="user-plus")
        self.setLayout(column(scrolled(inner), row(add, None), margins=(0, 10, 0, 0)))

    def show_organisation(self, id: str) -> None:
        """Read its contacts; nothing for none."""
        clear(self._cards)
        if id:
            self.desk.read(_read, id, then=self._take, instead_of="contacts")

    def _take(self, people: list[Person]) -> None:
        clear(self._cards)
        for person in people:
            self._cards.addWidget(self._card(person))
        if not people:
            self._cards.addWidget(
                empty_state(
                    "phone",
                    _("No contact yet"),
                    _(
                        "Add whom to call. Only coordinating offices see a contact; a file lists it only with consent, and a "
                        "public file never."
                    ),
                ),
                1,
            )
        else:
            self._cards.addStretch(1)

    def _card(self, person: Person) -> QWidget:
        role = vocabulary.code_list("contact_role").name(person.role, language()) if person.role else ""
        edit = icon_button("pencil", _("Change {name}").format(name=person.name), lambda: self.wanted.emit(person.id))
        name = ElidedLabel(person.name, "heading")
        erase = icon_button("trash-2", _("Erase {name} for good").format(name=person.name), lambda: self.erase(person))
        head = row(name, edit, erase)
        head.setStretch(0, 1)
        inner = column(head, spacing=4)
        for text in filter(None, (role, " · ".join(isolated(phone) for phone in person.phones or ()), person.email)):
            inner.addWidget(ElidedLabel(text, "muted"))
        agreed = (
            _("Agreed to be listed")
            if person.consent
            else _("Has not agreed to be listed: for coordinating offices only")
        )
        inner.addWidget(label(agreed, "good" if person.consent else "warning", wrap=True))
        return card(inner)

    def erase(self, person: Person) -> None:
        """Ask, then take what is known of a person away, everywhere."""
        title, text = _("Erase for good"), _("Erase {name} for good?").format(name=person.name)
        more = _(
            "What is known of this person goes from this computer, its history and its backups, and from every other computer "
            "at its next exchange. Nothing brings it back."
        )
        if ask_plainly(self, title, text, _("Erase"), _("Cancel"), more):
            self.desk.change(records.erase, "contact", person.id, then=self._erased)

    def _erased(self, _changes: Changes) -> None:
        self.desk.say(_("Erased."))


def _read(store: Any, id: str) -> list[Person]:
    reader = store.reading()
    ids = find.find_ids(reader, find.Query("contact", {"organisation": [id]}, sort="name"))
    rows = find.find_rows(reader, "contact", ids, NAMES)
    return [Person(id, name or "", *others) for id, name, *others in rows]
