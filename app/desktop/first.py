"""What the window answers goes before the work of other threads, from the first key or result until all of it is painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app import precedence

#: what a person does to a window
INPUT = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel,
})  # fmt: skip


class First(QObject):
    """Goes first for what a person does, and whenever it is told to; ends when the event loop has nothing left to do."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = QTimer(self, interval=0, singleShot=True)  # runs out when nothing else waits, paint included
        self._end.timeout.connect(precedence.go_on)

    def go(self) -> None:
        """The main thread goes first until all that waits for it is done."""
        precedence.go_first()
        self._end.start()

    def watch(self, widget: QWidget) -> None:
        """Go first for what is typed and clicked in a window."""
        widget.winId()  # makes its handle, through which every key and click comes
        widget.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hears what is done to the window, and leaves it alone."""
        if event.type() in INPUT:
            self.go()
        return False
