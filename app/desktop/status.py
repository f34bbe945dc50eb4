"""The foot of the window: how things stand, in words, and what was just done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.desktop.pieces import button, label, picture, row
from app.words import _, ngettext

SPOKEN_FOR_MS = 9_000
HEIGHT = 30


class StatusLine(QWidget):
    """Says what `desk.say` is told for a few seconds, with Undo where that is offered."""

    def __init__(self, desk: Desk, undo: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk = desk
        self._waiting, self._spoken = label(), label()
        self._undo = button(_("Undo"), undo, "link")
        self._undo.hide()
        self._silence = QTimer(self, singleShot=True, interval=SPOKEN_FOR_MS)
        self._silence.timeout.connect(lambda: self._say("", False))
        kept = label(_("Everything is kept on this computer"))
        self.setLayout(
            row(
                picture("hard-drive", 15, "muted"),
                kept,
                None,
                self._spoken,
                self._undo,
                None,
                self._waiting,
                margins=(18, 0, 18, 0),
            )
        )
        self.setFixedHeight(HEIGHT)
        desk.saying.connect(self._say)

    def count_waiting(self) -> None:
        """Read how many changes have not been shared, and say it."""
        from app.services import journal

        self.desk.read(journal.waiting, then=self._show_waiting, instead_of="waiting")

    def _show_waiting(self, count: int) -> None:
        many = ngettext("{count} change not yet shared", "{count} changes not yet shared", count)
        self._waiting.setText(many.format(count=f"{count:,}") if count else _("Nothing waits to be shared"))

    def _say(self, text: str, can_undo: bool) -> None:
        self._spoken.setText(text)
        self._undo.setVisible(can_undo)
        self._silence.start()
