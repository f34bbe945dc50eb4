"""The choice of a certificate file where a server has one of the office's own, and what is said where it is not known."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, column, isolated, label, row
from app.errors import Refused
from app.services import certificates
from app.words import _

FILTER = "*.pem *.crt *.cer"


class CertificateChoice(QWidget):
    """One line: the usual certificates, or those of a file. Below it, why a file or a server was refused."""

    said = Signal()
    """What is wrong has changed, and with it how much room all of it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.pem: str | None = None
        self._said = ElidedLabel("", "muted")
        self.choosing = button(_("Choose a file…"), self._ask, icon="file-input")
        self.choosing.setAccessibleName(_("Choose the file of the certificate"))
        self.dropping = button(_("Use the usual ones"), lambda: self._keep(None, ""), "link")
        self._wrong = label("", "error", wrap=True)
        self._wrong.setObjectName("problem_certificate")
        self._wrong.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._wrong.hide()
        line = row(self._said, self.dropping, self.choosing, spacing=8)
        line.setStretch(0, 1)
        self.setLayout(column(label(_("Certificate of the server"), "label"), line, self._wrong, spacing=3))
        self._keep(None, "")

    def take(self, file: Path) -> None:
        """Read a file; one that is no certificate gets its sentence."""
        try:
            self._keep(certificates.read(file), file.name)
        except Refused as refused:
            self.say(refused.message)

    def say(self, text: str) -> None:
        """What is wrong; nothing takes it away again."""
        changed = text != self._wrong.text()
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
        if changed:
            self.said.emit()

    def _ask(self) -> None:
        name = ask_file(self)
        if name:
            self.take(Path(name))

    def _keep(self, pem: str | None, name: str) -> None:
        self.pem = pem
        usual = _("The usual ones: nothing to choose")
        self._said.setText(isolated(name) if name else usual)
        self.dropping.setVisible(pem is not None)
        self.say("")


def ask_file(parent: QWidget) -> str:
    """The file that a person chose, or nothing."""
    name, _filter = QFileDialog.getOpenFileName(parent, _("Certificate of the server"), "", f"{FILTER};;*")
    return name


def ask(parent: QWidget, desk: Desk) -> None:
    """Ask for a file whose certificates the server is known by from now on, and exchange."""
    name = ask_file(parent)
    if name:
        desk.runner.network(certificates.trust, Path(name), then=lambda _nothing: desk.exchange.now())
