"""The line that is being typed: it grows with its text, Enter finishes it, Tab completes a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.exchange.minutes.typed import Name
from app.words import _

MOST_LINES = 6
FRAME = 18
"""Pixels of the style's border and padding, and of the document's margin."""


class LineEdit(QPlainTextEdit):
    """Says what a key asks for and knows no meeting. `complete(text before the cursor)` gives where a name begins, and names."""

    entered = Signal()
    """Enter: the line is finished."""
    item_entered = Signal()
    """Ctrl+Enter: what is typed is a topic of the agenda."""
    recalled = Signal(int)
    """Up or Down in a line that holds nothing else: an earlier (-1) or later (1) line is wanted."""
    given_up = Signal()
    """Esc."""

    def __init__(self, complete: Callable[[str], tuple[int, list[Name]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._complete = complete
        self._turn: tuple[int, list[Name], int] | None = None
        self.setObjectName("line")
        self.setAccessibleName(_("What is said"))
        self.setPlaceholderText(_("Type what is said; Enter ends the line"))
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def text(self) -> str:
        """What is typed, as one line."""
        return " ".join(self.toPlainText().split())

    def show_text(self, text: str) -> None:
        """Show a text, the cursor behind it."""
        self._turn = None
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.emit()

    def before_cursor(self) -> str:
        """The text before the cursor."""
        return self.toPlainText()[: self.textCursor().position()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab, Esc, and the arrows in a line that holds nothing else, are for the meeting; all other keys type."""
        key, empty = event.key(), not self.toPlainText().strip()
        if key != Qt.Key.Key_Tab:
            self._turn = None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.item_entered if event.modifiers() & Qt.KeyboardModifier.ControlModifier else self.entered).emit()
        elif key == Qt.Key.Key_Tab:
            self.complete_name()
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and (empty or self._is_at_edge(key)):
            self.recalled.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab types here, it does not leave; Undo in an empty line is that of the program."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._leaves(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        acts = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        return not self.toPlainText() and any(event.matches(act) for act in acts)

    def complete_name(self) -> None:
        """Put the likeliest name in the place of what is typed of it; the same key again puts the next."""
        if self._turn is None:
            start, names = self._complete(self.before_cursor())
            at = 0
        else:
            start, names, at = self._turn
        if not names:
            return
        cursor = self.textCursor()
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(names[at].written + " ")
        self._turn = (start, names, (at + 1) % len(names))

    def _is_at_edge(self, key: int) -> bool:
        cursor = self.textCursor()
        way = QTextCursor.MoveOperation.Up if key == Qt.Key.Key_Up else QTextCursor.MoveOperation.Down
        return not cursor.movePosition(way)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the text elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As tall as the text, up to six lines."""
        block, lines = self.document().begin(), 0
        while block.isValid():
            lines += max(block.layout().lineCount(), 1)
            block = block.next()
        return QSize(200, min(lines, MOST_LINES) * self.fontMetrics().lineSpacing() + FRAME)

    def _fit(self) -> None:
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
