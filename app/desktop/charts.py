"""The two small charts of the pages: a bar in segments and a row of columns. Both say in words what they show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop import theme
from app.printing.charts import mirrored, paint_bar, paint_columns

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
        painter, rect = QPainter(self), QRectF(self.rect())
        segments = [(value, getattr(theme.colours(), colour)) for value, colour in self._segments]
        with mirrored(painter, rect, self.layoutDirection() == Qt.LayoutDirection.RightToLeft):
            paint_bar(painter, rect, segments, self._whole, theme.colours().track)


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
        painter, rect, c = QPainter(self), QRectF(self.rect()), theme.colours()
        with mirrored(painter, rect, self.layoutDirection() == Qt.LayoutDirection.RightToLeft):
            paint_columns(painter, rect, self._values, getattr(c, self._colour), c.warning_mid)
