"""Lines of a list that a service has put together, as a table: sorted by a header, narrowed by a page, states as chips.

For records as they are stored there is `table.RecordTable`; this one is for what is counted and joined. Names no record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.desktop import theme
from app.words import _

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROW_HEIGHT = 34


@dataclass(frozen=True)
class LineColumn:
    """One column: its title (translated when shown), its width in pixels (0 takes what is left), what it says of a line.

    `key` sorts (by itself the text); `tone` makes the text a chip of two colours of the theme (text, ground); `is_number` stands
    at the end of the cell.
    """

    title: str
    width: int
    text: Callable[[Any], str]
    key: Callable[[Any], Any] | None = None
    tone: Callable[[Any], tuple[str, str] | None] | None = None
    is_number: bool = False


class LineModel(QAbstractTableModel):
    """The lines that a filter lets through, sorted by a column. A line has an `id`."""

    def __init__(self, columns: Sequence[LineColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.lines: list[Any] = []
        self._all: list[Any] = []
        self._lets: Callable[[Any], bool] = lambda _line: True
        self._sorted: tuple[int, bool] = (-1, False)

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show these, in this order as long as no column sorts them."""
        self._all = list(lines)
        self._arrange()

    def narrow(self, lets: Callable[[Any], bool]) -> None:
        """Only the lines of which this is true."""
        self._lets = lets
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; as they came without one."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        shown = [one for one in self._all if self._lets(one)]
        at, descending = self._sorted
        if at >= 0:
            column = self.columns[at]
            shown.sort(key=column.key or column.text, reverse=descending)
        self.lines = shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What is said of each."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The words above."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Role.TextAlignmentRole:
            return _side(self.columns[section])
        return _(self.columns[section].title) if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A cell in words."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return column.text(self.lines[index.row()])
        return _side(column) if role == Role.TextAlignmentRole else None


def _side(column: LineColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class _Chip(QStyledItemDelegate):
    """Words on a soft ground, never colour alone; plain text where the column has no tone for a line."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One chip."""
        model: LineModel = index.model()  # type: ignore[assignment]
        tone = model.columns[index.column()].tone
        colours = tone(model.lines[index.row()]) if tone else None
        if colours is None:
            super().paint(painter, option, index)
            return
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, QColor(theme.colours().accent_soft))
        font = option.font  # type: ignore[attr-defined]
        font.setPixelSize(12)
        painter.setFont(font)
        words = str(index.data())
        width = min(QFontMetricsF(font).horizontalAdvance(words) + 20, rect.width() - 10)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft  # type: ignore[attr-defined]
        chip = QRectF(rect.right() - 5 - width if mirrored else rect.left() + 5, rect.center().y() - 11, width, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.colours(), colours[1])))
        painter.drawRoundedRect(chip, 11, 11)
        painter.setPen(QColor(getattr(theme.colours(), colours[0])))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, width - 14)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


class LineTable(QTableView):
    """The table. Says `opened(line)` when a line is opened."""

    opened = Signal(object)

    def __init__(self, columns: Sequence[LineColumn], name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.held = LineModel(columns, self)
        self.setModel(self.held)
        self._chip = _Chip(self)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        for at, column in enumerate(columns):
            stretches = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(at, stretches)
            self.setColumnWidth(at, column.width or 200)
            if column.tone:
                self.setItemDelegateForColumn(at, self._chip)
        header.setMinimumSectionSize(56)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.activated.connect(lambda index: self.opened.emit(self.held.lines[index.row()]))

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show other lines; what was chosen stays chosen."""
        kept = {one.id for one in self.chosen()}
        self.held.show_lines(lines)
        self.choose(kept)

    def choose(self, ids: set[str]) -> None:
        """Choose the lines of some ids, and show the first of them."""
        chosen = self.selectionModel()
        for at, one in enumerate(self.held.lines):
            if one.id in ids:
                chosen.select(self.held.index(at, 0), chosen.SelectionFlag.Select | chosen.SelectionFlag.Rows)
                self.scrollTo(self.held.index(at, 0))

    def chosen(self) -> list[Any]:
        """The chosen lines, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.held.lines[row] for row in rows]
