"""Settings, the server: where this laptop belongs, who it is there, when it last exchanged, what is in the national backup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app import clock
from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.exchange import Alone
from app.desktop.pieces import button, clear, column, fact_table, isolated, label
from app.desktop.values import said_since
from app.rights import ROLES
from app.words import _, ngettext


@dataclass(frozen=True)
class Belonging:
    """The address of the server (empty while none is known), the code of the role, how this laptop stands, and whether the
    server is known by a certificate of the office's own.
    """

    url: str
    role: str
    standing: Any
    has_own_certificate: bool = False


class ServerCard(QFrame):
    """One card; read anew after every exchange."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.desk = desk
        self._facts = QVBoxLayout()
        self.joining = button(_("Join a server…"), self._join, "primary", "cloud")
        self.exchanging = button(_("Exchange now"), desk.exchange.now, icon="refresh-cw")
        self.saving = button(_("Save changes to a file…"), lambda: self._use_file("ask_save"), icon="upload")
        self.loading = button(_("Load changes from a file…"), lambda: self._use_file("ask_load"), icon="download")
        self.trusting = button(_("Certificate of the server…"), self._ask_certificate, icon="file-input")
        acts = flowing(self.joining, self.exchanging, self.saving, self.loading, self.trusting)
        for part in (self.joining, self.exchanging, self.saving, self.loading, self.trusting):
            part.hide()
        inner = column(label(_("Server"), "heading"), self._facts, acts, None, spacing=10)
        self.setLayout(inner)
        inner.setContentsMargins(14, 12, 14, 12)
        desk.exchange.ended.connect(self.refresh)

    def _join(self) -> None:
        from app.desktop.dialogs import join

        join.ask(self, self.desk)

    def _ask_certificate(self) -> None:
        from app.desktop.dialogs import certificate

        certificate.ask(self, self.desk)

    def _use_file(self, name: str) -> None:
        from app.desktop.dialogs import changes_file

        getattr(changes_file, name)(self, self.desk)

    def refresh(self) -> None:
        """Read and show."""
        self.desk.read(_read, then=self._show, instead_of="server card")

    def _show(self, found: Belonging) -> None:
        clear(self._facts)
        member = found.standing.state != "alone"
        self.joining.setVisible(not found.url)
        for part in (self.exchanging, self.saving, self.loading):
            part.setVisible(member)
        self.exchanging.setVisible(bool(found.url))
        unknown = found.standing.trouble == "unknown_certificate"
        self.trusting.setVisible(member and (found.has_own_certificate or unknown))
        if not member:
            told = _(
                "This computer works by itself. A national server lets offices exchange what they write, and keeps a backup of it. "
                "Its administrator gives you a code."
            )
            self._facts.addWidget(label(told, "muted", wrap=True))
            return
        self._facts.addLayout(fact_table(facts(found)))


def facts(found: Belonging) -> list[tuple[str, str]]:
    """What the card says: (what, value) in words."""
    now = found.standing
    role = ROLES.get(found.role.partition(":")[0])
    last = said_since(clock.iso(now.exchanged_ms)) if now.exchanged_ms is not None else _("not yet")
    safe = ngettext("{count} change of yours", "{count} changes of yours", now.backed_up)
    waiting = ngettext("{count} change", "{count} changes", now.waiting)
    return [
        (_("Address"), isolated(found.url) if found.url else _("reached by file only")),
        (_("You are there"), _(role.title) if role else _("without a role this program knows")),
        (_("Last exchanged"), last),
        (_("Waits to be exchanged"), waiting.format(count=f"{now.waiting:,}") if now.waiting else _("nothing")),
        (_("In the national backup"), safe.format(count=f"{now.backed_up:,}") if now.backed_up else _("nothing yet")),
    ]


def _read(store: Any) -> Belonging:
    from app.services import settings

    if not settings.get(store, "device"):
        return Belonging("", "", Alone())
    from app.services import belonging, exchanging

    known = belonging.membership(store)
    if known is None:
        return Belonging("", "", exchanging.standing(store))
    return Belonging(
        "" if known.is_by_file else known.url, known.role, exchanging.standing(store), known.ca is not None
    )
