"""Agreements: the register, the grid of roles (whose job is what), the protocols."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QTabWidget

from app.desktop.desk import Desk
from app.desktop.pages import Page
from app.desktop.pages.agreement_register import AgreementRegister
from app.desktop.pages.protocols import Protocols
from app.desktop.pages.roles import Roles
from app.desktop.pieces import column
from app.words import _

REGISTER, ROLES, PROTOCOLS = "register", "roles", "protocols"


class AgreementsPage(Page):
    """Three parts under each other's tabs; each is read when it is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.register, self.roles, self.protocols = AgreementRegister(desk), Roles(desk), Protocols(desk)
        self._parts: dict[str, Any] = {REGISTER: self.register, ROLES: self.roles, PROTOCOLS: self.protocols}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Agreements, roles and protocols"))
        self.tabs.tabBar().setAccessibleName(_("Parts of the page"))
        for part, title in (
            (self.register, _("Agreements")),
            (self.roles, _("Who does what: roles")),
            (self.protocols, _("Protocols")),
        ):
            self.tabs.addTab(part, title)
        self.setLayout(column(self.tabs))
        self.setFocusProxy(self.tabs)
        self.buttons = [*self.register.buttons, *self.roles.buttons, *self.protocols.buttons]
        self.tabs.currentChanged.connect(lambda _at: self._turn())

    def refresh(self, changes: Any = None) -> None:
        """Read the part that is shown."""
        self._shown().refresh(changes)

    def show_target(self, target: dict[str, Any]) -> None:
        """`id` of an agreement, `protocol`, or the `part` to show; `place` of a grid."""
        if "protocol" in target:
            self.tabs.setCurrentWidget(self.protocols)
            self.protocols.open_record(target["protocol"])
        elif "place" in target or target.get("part") == ROLES:
            self.tabs.setCurrentWidget(self.roles)
            self.roles.show_place(target.get("place", ""))
        elif "id" in target or target.get("new"):
            self.tabs.setCurrentWidget(self.register)
            self.register.open_record(target.get("id", ""))

    def may_leave(self) -> bool:
        """What is typed in a form stays as a draft."""
        self.register.keep_draft()
        self.protocols.keep_draft()
        return True

    def shown_list(self) -> Any:
        """The list that actions of tables act on."""
        return self._shown().shown_list()

    def _shown(self) -> Any:
        return self.tabs.currentWidget()

    def _turn(self) -> None:
        self._shown().refresh(None)
