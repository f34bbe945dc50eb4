"""The foot of the window: how things stand, in words, what was just done, and the exchange while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, label, picture, row
from app.services import progress
from app.words import _, ngettext

SPOKEN_FOR_MS = 9_000
HEIGHT = 30


class StatusLine(QWidget):
    """Says how this laptop stands, and what `desk.say` is told for a few seconds, with Undo where that is offered."""

    def __init__(self, desk: Desk, undo: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk = desk
        self._icon = picture("hard-drive", 15, "muted")
        self._stands = ElidedLabel(_("Everything is kept on this computer"))
        self._waiting, self._spoken = label(), label()
        self._undo = button(_("Undo"), undo, "link")
        self._silence = QTimer(self, singleShot=True, interval=SPOKEN_FOR_MS)
        self._silence.timeout.connect(lambda: self._say("", False))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(90)
        self._bar.setAccessibleName(_("Exchange with the server"))
        self._bytes = label()
        self.cancel = button(_("Stop"), desk.exchange.cancel, "link")
        self.cancel.setAccessibleName(_("Stop the exchange"))
        self.act = button("", self._do_what_is_next, "link")
        running = (self._bar, self._bytes, self.cancel)
        parts = (self._icon, self._stands, self._spoken, self._undo, *running, self._waiting, self.act)
        whole = row(*parts, margins=(18, 0, 18, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for part in (self._undo, self.act, *running):
            part.hide()
        self.setFixedHeight(HEIGHT)
        self._connect()

    def _connect(self) -> None:
        self.desk.saying.connect(self._say)
        exchange = self.desk.exchange
        exchange.stood.connect(self._show_standing)
        exchange.began.connect(self._show_running)
        exchange.moved.connect(self._show_bytes)
        exchange.ended.connect(self._show_running)
        exchange.said.connect(lambda text: self._say(text, False))
        if exchange.standing is not None:
            self._show_standing(exchange.standing)
        self._show_running()

    def count_waiting(self) -> None:
        """Read how this laptop stands, and say it."""
        self.desk.exchange.look()

    def _show_standing(self, now: Any) -> None:
        alone, asked = now.state == "alone", now.conflicts + now.held
        many = ngettext("{count} change not yet shared", "{count} changes not yet shared", now.waiting)
        nothing = _("Nothing waits to be shared")
        self._waiting.setText(many.format(count=f"{now.waiting:,}") if now.waiting else nothing)
        self._waiting.setVisible(alone)
        self._stands.setText(_("Everything is kept on this computer") if alone else self.desk.exchange.words)
        self._icon.setPixmap(theme.picture(self._icon_of(now), 15, "warning" if asked else "muted"))
        self.act.setText(_("Answer") if asked else _("Exchange now"))
        self.act.setAccessibleName(_("Open what waits for your answer") if asked else _("Exchange now"))
        self._show_running()

    def _icon_of(self, now: Any) -> str:
        if now.state == "alone":
            return "hard-drive"
        if now.conflicts + now.held:
            return "circle-help"
        if now.state == "excluded" or now.is_offline:
            return "cloud-off"
        return "circle-check" if now.state == "green" else "cloud"

    def _show_running(self) -> None:
        runs = self.desk.exchange.is_running
        for part in (self._bar, self._bytes, self.cancel):
            part.setVisible(runs)
        self.cancel.setEnabled(runs)
        self.act.setVisible(self.desk.exchange.is_member() and not runs)
        if runs:
            self._show_bytes(0, 0)

    def _show_bytes(self, sent: int, received: int) -> None:
        if self.desk.exchange.is_stopping:
            self.cancel.setEnabled(False)
            self._bytes.setText(_("Stopping…"))
        else:
            self._bytes.setText(progress.in_words(sent, received))

    def _do_what_is_next(self) -> None:
        now = self.desk.exchange.standing
        if now is not None and now.conflicts + now.held:
            self.desk.go("answers")
        else:
            self.desk.exchange.now()

    def _say(self, text: str, can_undo: bool) -> None:
        self._spoken.setText(text)
        self._undo.setVisible(can_undo)
        self._silence.start()
