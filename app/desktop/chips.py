"""Words as chips that flow over lines, each with a cross that takes it away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QWidget

from app.desktop.pieces import ElidedLabel, icon_button
from app.words import _

LONGEST = 190


class FlowLayout(QLayout):
    """Items side by side that go on in the next line; mirrored where the language runs from right to left."""

    def __init__(self, gap: int = 5) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:  # type: ignore[override]
        """One item."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:  # type: ignore[override]
        """Take one item out."""
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The height depends on how many lines the width makes."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height for a width."""
        return self._place(QRect(0, 0, width, 0), moving=False)

    def sizeHint(self) -> QSize:
        """Narrow: it takes the width it is given."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest single item."""
        hints = [item.minimumSize() for item in self._items]
        return QSize(
            max((hint.width() for hint in hints), default=0), max((hint.height() for hint in hints), default=0)
        )

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def _place(self, rect: QRect, moving: bool) -> int:
        mirrored = (
            self.parentWidget() is not None and self.parentWidget().layoutDirection() == Qt.LayoutDirection.RightToLeft
        )
        x = y = tallest = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x and x + hint.width() > rect.width():
                x, y, tallest = 0, y + tallest + self._gap, 0
            if moving:
                left = rect.right() + 1 - x - hint.width() if mirrored else rect.left() + x
                item.setGeometry(QRect(QPoint(left, rect.top() + y), hint))
            x, tallest = x + hint.width() + self._gap, max(tallest, hint.height())
        return y + tallest


def flowing(*parts: QWidget, gap: int = 8) -> QWidget:
    """Widgets side by side that go on in the next line where it is narrow, or the language long."""
    made, flow = QWidget(), FlowLayout(gap)
    for part in parts:
        flow.addWidget(part)
    made.setLayout(flow)
    return made


class Chips(QWidget):
    """Shows words by key; says `removed(key)` when a cross is pressed."""

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_words(self, words: Mapping[str, str]) -> None:
        """Show these, in their order."""
        while (item := self._flow.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for key, word in words.items():
            self._flow.addWidget(self._chip(key, word))
        self.setVisible(bool(words))
        self.updateGeometry()

    def _chip(self, key: str, word: str) -> QWidget:
        made, box = QFrame(), QHBoxLayout()
        made.setProperty("tone", "card-chip")
        text = ElidedLabel(word)
        text.setFixedWidth(min(text.fontMetrics().horizontalAdvance(word) + 6, LONGEST))
        cross = icon_button("x", _("Remove {what}").format(what=word), lambda: self.removed.emit(key))
        cross.setFixedSize(22, 22)
        box.setContentsMargins(9, 1, 2, 1)
        box.setSpacing(0)
        box.addWidget(text)
        box.addWidget(cross)
        made.setLayout(box)
        return made
