"""Dialogs, by hand. Each module offers one `ask(...)` that shows it and returns the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from app.desktop.pieces import button, label
from app.words import _


class Dialog(QDialog):
    """A dialog with a heading, a body and a row of buttons; Esc always means no."""

    def __init__(self, parent: QWidget | None, title: str, heading: str = "", width: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(22, 18, 22, 16)
        self._whole.setSpacing(12)
        if heading:
            head = label(heading, "heading", wrap=True)
            self._whole.addWidget(head)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._whole.addLayout(self._buttons)

    def put(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Add a part of the body above the buttons."""
        place = self._whole.count() - 1
        if isinstance(part, QWidget):
            self._whole.insertWidget(place, part, stretch)
        else:
            self._whole.insertLayout(place, part, stretch)

    def offer(self, text: str, answer: object = None, tone: str = "") -> QPushButton:
        """Add a button that closes the dialog with `answer` (kept in `self.answer`); a primary one is what Enter does."""

        def close() -> None:
            self.answer = answer
            self.accept()

        made = button(text, close, tone)
        if tone == "primary":
            made.setDefault(True)
        self._buttons.addWidget(made)
        return made

    def offer_cancel(self, text: str = "") -> QPushButton:
        """Add the button that means no."""
        made = button(text or _("Cancel"), self.reject)
        self._buttons.addWidget(made)
        return made

    def fit(self) -> None:
        """Be as tall as what it says now needs: a sentence that appears under a field is seen whole."""
        width = max(self.width() if self.isVisible() else self.minimumWidth(), self.minimumSizeHint().width())
        self._whole.activate()
        self.resize(width, self._whole.totalHeightForWidth(width))

    answer: object = None


def ask_plainly(parent: QWidget | None, title: str, text: str, yes: str, no: str = "", more: str = "") -> bool:
    """One question with two answers, or (without `no`) one thing to take note of. Returns whether `yes` was chosen."""
    dialog = Dialog(parent, title, text)
    if more:
        body = label(more, "muted", wrap=True)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dialog.put(body)
    if no:
        dialog.offer_cancel(no)
    dialog.offer(yes, True, "primary")
    return dialog.exec() == QDialog.DialogCode.Accepted
