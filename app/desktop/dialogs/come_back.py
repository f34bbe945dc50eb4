"""A lost laptop set up anew: the words of its recovery sheet and the address of its server. What went wrong stands below."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.dialogs.certificate import CertificateChoice
from app.desktop.pieces import Line, button, column, label, row, set_tone
from app.services import progress
from app.words import _, ngettext

WORDS = 24
OF_THE_WORDS = frozenset({"words_wrong", "unknown_sheet", "revoked"})


class ComeBack(Dialog):
    """Says `came_back` when everything is here; the workspace is put in its place by whoever hears it."""

    came_back = Signal()
    _moved = Signal(int, int)

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        title = _("Set up a lost laptop anew")
        super().__init__(parent, title, title, 560)
        self.desk, self._passed = desk, (0, 0)
        self._stop = threading.Event()
        told = _("With its recovery sheet this computer becomes that laptop, with everything its server has for it.")
        self.put(label(told, "muted", wrap=True))
        self.words, self.address = QPlainTextEdit(), Line()
        self.words.setAccessibleName(_("The words of the recovery sheet"))
        self.words.setFixedHeight(86)
        self.words.setTabChangesFocus(True)
        self.words.document().setDefaultTextOption(_left_to_right(self.words))
        self.address.setAccessibleName(_("Address of the server"))
        self.address.setPlaceholderText("https://…")
        self._counted = label("", "muted")
        self._wrong_words, self._wrong_address = label("", "error", wrap=True), label("", "error", wrap=True)
        for wrong, name in ((self._wrong_words, "words"), (self._wrong_address, "address")):
            wrong.setObjectName(f"problem_{name}")
            wrong.hide()
        head = row(label(_("24 words, with spaces between"), "label"), None, self._counted)
        self.put(column(head, self.words, self._wrong_words, spacing=3))
        self.put(column(label(_("Address of the server"), "label"), self.address, self._wrong_address, spacing=3))
        self.certificate = CertificateChoice()
        self.put(self.certificate)
        self._bar, self._state = QProgressBar(), label("")
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(90)
        self._bar.setAccessibleName(_("Exchange with the server"))
        self._bar.hide()
        self.put(row(self._bar, self._state, None))
        self.cancelling = self.offer_cancel()
        self.beginning = button(_("Set up anew"), self.begin, "primary")
        self.beginning.setDefault(True)
        self._buttons.addWidget(self.beginning)
        self.words.textChanged.connect(self._look)
        self.address.textChanged.connect(lambda _text: self._look())
        self._moved.connect(self._count)
        self.certificate.said.connect(self.fit)
        self._look()
        self.fit()

    def begin(self) -> None:
        """Ask the server, and fetch what it has; the dialog stays open until it is here, or says what went wrong."""
        self._passed = (0, 0)
        self._stop.clear()
        self._run(True)
        address = self.address.text().strip()
        url = address if "://" in address else f"https://{address}"
        asked = (self.words.toPlainText(), url, self.certificate.pem, self._moving(), self._wanted)
        self.desk.runner.network(_come_back, *asked, then=self._came_back, failed=self._say_why_not)

    def reject(self) -> None:
        """Stop what is under way; else close."""
        if not self._bar.isVisibleTo(self):
            super().reject()
            return
        self._stop.set()
        self.cancelling.setEnabled(False)
        self._state.setText(_("Stopping…"))

    def _wanted(self) -> bool:
        return self._stop.is_set() or self.desk.runner.closing.is_set()

    def _moving(self) -> Callable[[int, int], None]:
        return lambda sent, received: self._moved.emit(sent, received)

    def _count(self, sent: int, received: int) -> None:
        self._passed = (self._passed[0] + sent, self._passed[1] + received)
        if self._bar.isVisibleTo(self) and not self._stop.is_set():
            self._state.setText(progress.in_words(*self._passed))

    def _run(self, runs: bool) -> None:
        self._bar.setVisible(runs)
        self._state.setText(_("Asking the server…") if runs else "")
        self.cancelling.setText(_("Stop") if runs else _("Cancel"))
        self.cancelling.setEnabled(True)
        for part in (self.words, self.address, self.certificate):
            part.setEnabled(not runs)
        self._look()

    def _look(self) -> None:
        count = len(self.words.toPlainText().split())
        self._counted.setText(ngettext("{count} word", "{count} words", count).format(count=count) if count else "")
        whole = count == WORDS and bool(self.address.text().strip())
        self.beginning.setEnabled(whole and not self._bar.isVisibleTo(self))
        for wrong in (self._wrong_words, self._wrong_address):
            self._say(wrong, "")
        self.certificate.say("")

    def _say(self, where: Any, text: str) -> None:
        changed = text != where.text()
        where.setText(text)
        where.setVisible(bool(text))
        set_tone(self.words if where is self._wrong_words else self.address, "error" if text else "", "state")
        if changed:
            self.fit()

    def _say_why_not(self, error: Any) -> None:
        self._run(False)
        if error.code == "unknown_certificate":
            self.certificate.say(error.message)
        elif error.code == "cancelled":
            self._state.setText(error.message)
        else:
            self._say(self._wrong_words if error.code in OF_THE_WORDS else self._wrong_address, error.message)

    def _came_back(self, _done: Any) -> None:
        self.accept()
        self.came_back.emit()


def _come_back(store: Any, words: str, url: str, pem: str | None, tell: Any, stops: Any) -> Any:
    """On the thread of the network."""
    from app.services import coming_back

    return coming_back.come_back(store.folder, words, url, pem, progress=tell, cancelled=stops)


def take_place(folder: Any) -> None:
    """What is to happen while the workspace is closed."""
    from app.services import coming_back

    coming_back.take_place(folder)


def _left_to_right(edit: QPlainTextEdit) -> Any:
    option = edit.document().defaultTextOption()
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    return option
