"""The two small charts of the pages: a bar in segments and a row of columns. Both say in words what they show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop import theme

Segment = tuple[float, str]
"""A value and the name of a colour of the theme."""


class Bar(QWidget):
    """Segments side by side on a track. `whole` is what the full width stands for, by default their sum."""

    def __init__(
        self, segments: Sequence[Segment], whole: float | None = None, height: int = 8, words: str = ""
    ) -> None:
        super().__init__()
        self._segments = [(value, colour) for value, colour in segments if value > 0]
        self._whole = max(whole if whole is not None else sum(value for value, _colour in self._segments), 1e-9)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, then the segments in the direction of reading."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = min(self.height() / 2, 4)
        painter.setBrush(QColor(theme.colours().track))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        left = 0.0
        for value, colour in self._segments:
            width = value / self._whole * self.width()
            painter.setBrush(QColor(getattr(theme.colours(), colour)))
            painter.drawRoundedRect(QRectF(left, 0, max(width - 2, 2), self.height()), radius, radius)
            left += width


class Columns(QWidget):
    """One column for each value, in the order given."""

    def __init__(self, values: Sequence[float], colour: str = "accent", words: str = "") -> None:
        super().__init__()
        self._values, self._colour = list(values), colour
        self.setFixedHeight(56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Columns from the start of the line of reading; what is zero keeps a foot to be seen."""
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        highest = max(*self._values, 1)
        step = min(self.width() / len(self._values), 26)
        for at, value in enumerate(self._values):
            height = max(value / highest * self.height(), 3)
            painter.setBrush(QColor(getattr(theme.colours(), self._colour if value else "warning_mid")))
            painter.drawRoundedRect(QRectF(at * step, self.height() - height, max(step - 3, 2), height), 2, 2)
