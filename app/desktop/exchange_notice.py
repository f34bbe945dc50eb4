"""Something happened to the exchange that a person should know of: restored, copied, excluded. Said calmly, and once."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from app.desktop.desk import Desk
from app.desktop.pieces import button, label, picture, row
from app.words import _


class ExchangeNotice(QFrame):
    """A line above the page; each sentence stays until it was taken note of."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("tone", "card-notice")
        self._texts: list[str] = []
        self._text = label("", wrap=True)
        self.noting = button(_("I have seen it"), self.note)
        self.setLayout(row(picture("info", 18, "accent"), self._text, self.noting, spacing=10, margins=(14, 8, 10, 8)))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        desk.exchange.told.connect(self.tell)
        self.hide()

    def tell(self, text: str) -> None:
        """Say a sentence, after those that were not taken note of yet."""
        self._texts.append(text)
        self._show()

    def note(self) -> None:
        """The sentence that stands there was read."""
        self._texts.pop(0)
        self._show()

    def _show(self) -> None:
        self._text.setText(self._texts[0] if self._texts else "")
        self.setVisible(bool(self._texts))
