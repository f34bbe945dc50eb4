"""The legend below the matrix and beside the map."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.desktop.heat import look_now
from app.printing.matrix_picture import paint_key
from app.printing.matrix_table import MEASURES, MatrixTable
from app.words import _


class MatrixKey(QWidget):
    """What the shades and marks of the matrix say."""

    def __init__(self) -> None:
        super().__init__()
        self._table: MatrixTable | None = None
        self.setFixedHeight(24)

    def show_table(self, table: MatrixTable) -> None:
        """Explain this one."""
        self._table = table
        self.setAccessibleName(_("Legend: {measure}").format(measure=_(MEASURES[table.measure])))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(300, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Boxes and words."""
        if self._table is not None:
            painter = QPainter(self)
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            paint_key(painter, QRectF(self.rect()), self._table, look_now(), mirrored)
