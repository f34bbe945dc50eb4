"""Joining a server: with a code or the text of a QR code, over the network or by file. What went wrong stands under the field."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QStackedWidget, QWidget

from app.desktop.dialogs import Dialog
from app.desktop.dialogs.certificate import CertificateChoice
from app.desktop.pieces import Line, button, column, label, row, set_tone
from app.rights import ROLES
from app.services import belonging
from app.words import _

if TYPE_CHECKING:
    from app.desktop.desk import Desk

OF_THE_ADDRESS = frozenset({"address_missing", "address_odd", "not_safe"})
REQUEST_NAME, ANSWER_FILTER = "ujima-request.json", "*.json"


def ask(parent: Any, desk: Desk | None = None) -> Join:
    """Open the dialog over the window or a page."""
    dialog = Join(parent, desk or parent.desk)
    dialog.open()
    return dialog


class Join(Dialog):
    """Two ways: the network, or a request and its answer as files."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent, _("Join a server"), _("Join a server"), 560)
        self.desk = desk
        self.put(
            label(
                _(
                    "The administrator of the national server gives you a code, on paper or as a picture to scan. "
                    "It can be used once, within seven days."
                ),
                "muted",
                wrap=True,
            )
        )
        self.code, self.address = Line(), Line()
        self.code.setAccessibleName(_("Code"))
        self.code.setPlaceholderText(_("Type the code, or paste the text of the picture"))
        self.address.setAccessibleName(_("Address of the server"))
        self.address.setPlaceholderText("https://…")
        self.code.textChanged.connect(lambda _text: self._take_code())
        self._wrong_code, self._wrong_address = label("", "error", wrap=True), label("", "error", wrap=True)
        self._wrong_file = label("", "error", wrap=True)
        for wrong, name in ((self._wrong_code, "code"), (self._wrong_address, "address"), (self._wrong_file, "file")):
            wrong.setObjectName(f"problem_{name}")
            wrong.hide()
        self.put(column(label(_("Code"), "label"), self.code, self._wrong_code, spacing=3))
        self._address_label = label(_("Address of the server"), "label")
        self.put(column(self._address_label, self.address, self._wrong_address, spacing=3))
        self._ways = QButtonGroup(self)
        self.by_network = button(_("Over the network"), lambda: self._show_way(0), "segment")
        self.by_file = button(_("By file"), lambda: self._show_way(1), "segment")
        for way in (self.by_network, self.by_file):
            self._ways.addButton(way)
        self.by_network.setChecked(True)
        self.put(row(self.by_network, self.by_file, None, spacing=0))
        self.ways = QStackedWidget()
        self.ways.addWidget(self._make_network())
        self.ways.addWidget(self._make_files())
        self.put(self.ways)
        self.offer_cancel()
        self.joining = button(_("Join"), self.join, "primary")
        self.joining.setDefault(True)
        self.joining.setEnabled(False)
        self._buttons.addWidget(self.joining)
        self.certificate.said.connect(self.fit)
        self.fit()

    def _make_network(self) -> QWidget:
        self._state = label(_("The server is asked once, when you press Join."), "muted", wrap=True)
        self.certificate = CertificateChoice()
        made = QWidget()
        made.setLayout(column(self.certificate, self._state, None, spacing=10))
        return made

    def _make_files(self) -> QWidget:
        self.requesting = button(_("Save a request to a file…"), self._ask_where, icon="upload")
        self.answering = button(_("Load the answer…"), self._ask_which, icon="download")
        self.requesting.setEnabled(False)
        told = _(
            "Where no network reaches the server: bring the request to its administrator, and his answer back here."
        )
        self._file_state = label("", "good", wrap=True)
        self._file_state.hide()
        made = QWidget()
        made.setLayout(
            column(
                label(told, "muted", wrap=True),
                row(self.requesting, self.answering, None),
                self._file_state,
                self._wrong_file,
                None,
            )
        )
        return made

    # typing

    def _show_way(self, at: int) -> None:
        self.ways.setCurrentIndex(at)
        self.joining.setVisible(at == 0)

    def _take_code(self) -> None:
        """A text of a picture holds the address too: it need not be asked."""
        text = self.code.text().strip()
        holds_address = text.startswith(("http://", "https://"))
        for part in (self._address_label, self.address):
            part.setVisible(not holds_address)
        self.joining.setEnabled(bool(text))
        self.requesting.setEnabled(bool(text))
        self._say(self._wrong_code, "")
        self._say(self._wrong_address, "")

    def _say(self, where: Any, text: str) -> None:
        where.setText(text)
        where.setVisible(bool(text))
        field = {self._wrong_code: self.code, self._wrong_address: self.address}.get(where)
        if field is not None:
            set_tone(field, "error" if text else "", "state")
        if text:
            self.fit()

    def _url(self) -> str | None:
        text = self.address.text().strip() if self.address.isVisibleTo(self) else ""
        return (text if "://" in text else f"https://{text}") if text else None

    # over the network

    def join(self) -> None:
        """Ask the server; the dialog stays open until it has answered, or says what went wrong."""
        for wrong in (self._wrong_code, self._wrong_address):
            self._say(wrong, "")
        self.certificate.say("")
        self.joining.setEnabled(False)
        self._state.setText(_("Asking the server…"))
        asked = self.code.text().strip(), self._url(), self.certificate.pem
        self.desk.runner.network(belonging.join, *asked, then=self._joined, failed=self._say_why_not)

    def _say_why_not(self, error: Any) -> None:
        self.joining.setEnabled(True)
        self._state.setText("")
        if error.code == "unknown_certificate":
            self.certificate.say(error.message)
            return
        missing = _("Type the address of the server: it stands beside the code.")
        text = missing if error.code == "address_missing" else error.message
        is_address = error.code in OF_THE_ADDRESS or (self._url() is not None and error.code in ("offline", "stalled"))
        self._say(self._wrong_address if is_address else self._wrong_code, text)

    def _joined(self, member: belonging.Membership) -> None:
        role = ROLES.get(member.role.partition(":")[0])
        self.desk.say(_("Joined, as {role}.").format(role=_(role.title) if role else member.role))
        self.accept()
        self.desk.exchange.joined()

    # by file

    def _ask_where(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Save a request to a file"), REQUEST_NAME, ANSWER_FILTER)
        if name:
            self.save_request(Path(name))

    def save_request(self, file: Path) -> None:
        """Write the request to join."""
        self.desk.runner.network(
            belonging.ask_by_file,
            self.code.text().strip(),
            file,
            then=lambda _nothing: self._requested(file),
            failed=lambda error: self._say(
                self._wrong_code if error.code == "code_unreadable" else self._wrong_file, error.message
            ),
        )

    def _requested(self, file: Path) -> None:
        told = _(
            "{file} is written: bring it to the administrator. Load his answer here; this window may be closed until then."
        )
        self._file_state.setText(told.format(file=file.name))
        self._file_state.show()
        self._say(self._wrong_file, "")

    def _ask_which(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("Load the answer"), "", f"{ANSWER_FILTER};;*")
        if name:
            self.load_answer(Path(name))

    def load_answer(self, file: Path) -> None:
        """Take the server's answer."""
        self.desk.runner.network(
            belonging.join_by_file,
            file,
            self._url(),
            self.certificate.pem,
            then=self._joined_by_file,
            failed=lambda error: self._say(self._wrong_file, error.message),
        )

    def _joined_by_file(self, member: belonging.Membership) -> None:
        role = ROLES.get(member.role.partition(":")[0])
        self.desk.say(_("Joined, as {role}.").format(role=_(role.title) if role else member.role))
        self.accept()
        self.desk.exchange.look()
