"""The matrix on the screen: a model over what was counted, painted by the same painters as the picture that leaves."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.desktop import theme
from app.desktop.pieces import label
from app.insight.matrix import Cell, Heading
from app.printing.look import Look
from app.printing.matrix_picture import COLUMN_WIDTH, HEAD_HEIGHT, ROW_HEIGHT, paint_cell, paint_heading
from app.printing.matrix_table import MatrixTable
from app.printing.text import Flag, write

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
WIDEST = 150
NAME_WIDTH = 148
DARK_SHADES = ("#1F2B37", "#20384F", "#224A6D", "#265C8A", "#2C6EA6")


def look_now() -> Look:
    """The look of the scheme that is shown now."""
    c = theme.colours()
    shades = DARK_SHADES if theme.is_dark() else Look().shades
    return Look(
        c.card,
        c.text,
        c.muted,
        c.line,
        c.border,
        c.stripe,
        c.accent,
        c.warning,
        c.warning_soft,
        c.warning_mid,
        c.track,
        shades,
    )


class MatrixModel(QAbstractTableModel):
    """The cells of a `MatrixTable`; the last row and the last column are totals."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: MatrixTable | None = None

    def show_table(self, table: MatrixTable) -> None:
        """Show another count."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Places (or organisations) and the total."""
        return 0 if parent.isValid() or self.table is None else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Sectors and the total."""
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A cell in words; what is drawn the delegate takes from `table`."""
        if not index.isValid() or self.table is None:
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self.table.words_at(index.row(), index.column()).spoken
        if role == Role.ToolTipRole:
            return "\n".join(self.table.words_at(index.row(), index.column()).names[:40]) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Names of places down, of sectors across."""
        found = self.heading(section, orientation)
        if found is None:
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
            return found.name
        return None

    def heading(self, section: int, orientation: Qt.Orientation) -> Heading | None:
        """The heading of a row or a column."""
        if self.table is None:
            return None
        headings = self.table.columns if orientation == Qt.Orientation.Horizontal else self.table.rows
        return headings[section] if 0 <= section < len(headings) else None

    def cell(self, index: Index) -> tuple[Heading, Heading, Cell] | None:
        """Row, column and what is counted where they meet."""
        if not index.isValid() or self.table is None:
            return None
        row, column = self.table.rows[index.row()], self.table.columns[index.column()]
        return row, column, self.table.cell_at(index.row(), index.column())


class _CellPainter(QStyledItemDelegate):
    """Paints cells; the current one gets a frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model: MatrixModel = index.model()  # type: ignore[assignment]
        if model.table is None:
            return
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft  # type: ignore[attr-defined]
        paint_cell(painter, rect, model.table.words_at(index.row(), index.column()), look_now(), mirrored)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.setPen(QPen(QColor(theme.colours().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1.5, -1.5))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for every cell, so that thousands need not be measured."""
        return QSize(COLUMN_WIDTH, ROW_HEIGHT)


class _SectorHeader(QHeaderView):
    """Codes with names below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def sizeHint(self) -> QSize:
        """Room for the code and two lines of the name."""
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One heading."""
        model: MatrixModel = self.model()  # type: ignore[assignment]
        heading = model.heading(section, Qt.Orientation.Horizontal) if rect.isValid() else None
        if heading is None:
            return
        painter.save()
        paint_heading(painter, QRectF(rect), heading, look_now())
        painter.setPen(QColor(theme.colours().line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()


class _NameHeader(QHeaderView):
    """Names of places or organisations, on two lines where they are long."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One name."""
        model: MatrixModel = self.model()  # type: ignore[assignment]
        heading = model.heading(section, Qt.Orientation.Vertical) if rect.isValid() else None
        if heading is None:
            return
        look, mirrored = look_now(), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = (Flag.AlignRight if mirrored else Flag.AlignLeft) | Flag.AlignAbsolute | Flag.AlignVCenter
        painter.save()
        painter.fillRect(rect, QColor(look.head))
        inner = QRectF(rect).adjusted(9, 3, -9, -3)
        write(painter, inner, heading.name, 13, heading.kind == "total", look.text, side, wrap=True, most_lines=2)
        painter.setPen(QColor(look.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(
            rect.topLeft() if mirrored else rect.topRight(), rect.bottomLeft() if mirrored else rect.bottomRight()
        )
        painter.restore()


class MatrixView(QTableView):
    """The matrix. `opened` says a cell was clicked or Enter pressed on it: its index."""

    opened = Signal(QModelIndex)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.matrix = MatrixModel(self)
        self.setHorizontalHeader(_SectorHeader(self))
        self.setVerticalHeader(_NameHeader(self))
        self.setModel(self.matrix)
        self.setItemDelegate(_CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        down = self.verticalHeader()
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setFixedWidth(NAME_WIDTH)
        self.horizontalHeader().setMinimumSectionSize(COLUMN_WIDTH - 10)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.sectionClicked.connect(lambda row: self.open_cell(row, self.matrix.columnCount() - 1))
        self.horizontalHeader().sectionClicked.connect(
            lambda column: self.open_cell(self.matrix.rowCount() - 1, column)
        )
        self.clicked.connect(self.opened)
        self._corner = label("", "label")
        self._corner.setParent(self)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_table(self, table: MatrixTable) -> None:
        """Show another count; the cell that was chosen stays chosen where it is still there."""
        chosen = self.matrix.cell(self.currentIndex())
        self.matrix.show_table(table)
        self._corner.setText(table.corner)
        self._share_width()
        if chosen is not None:
            self.choose(chosen[0].id, chosen[1].id)

    def choose(self, row: str, column: str) -> bool:
        """Make a cell the current one, by the ids of its headings; False where it is not there."""
        table = self.matrix.table
        if table is None:
            return False
        down = next((at for at, one in enumerate(table.rows) if one.id == row), -1)
        across = next((at for at, one in enumerate(table.columns) if one.id == column), -1)
        if down >= 0 and across >= 0:
            self.setCurrentIndex(self.matrix.index(down, across))
        return down >= 0 and across >= 0

    def open_cell(self, row: int, column: int) -> None:
        """Choose a cell and show its rows."""
        self.setCurrentIndex(self.matrix.index(row, column))
        self.opened.emit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; Enter or space shows the rows of the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._corner.setGeometry(self.width() - NAME_WIDTH - 1 if mirrored else 9, HEAD_HEIGHT - 26, NAME_WIDTH - 8, 22)

    def block(self) -> list[list[str]]:
        """The chosen cells as text, with their headings: what Ctrl+C copies."""
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        rows, columns = sorted({index.row() for index in chosen}), sorted({index.column() for index in chosen})
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        head = ["", *(str(self.matrix.headerData(column, across)) for column in columns)]
        return [
            head,
            *(
                [
                    str(self.matrix.headerData(row, down)),
                    *(str(self.matrix.data(self.matrix.index(row, column)) or "") for column in columns),
                ]
                for row in rows
            ),
        ]

    def _share_width(self) -> None:
        count = self.matrix.columnCount()
        if count:
            wide = max(min(self.viewport().width() // count, WIDEST), COLUMN_WIDTH - 10)
            self.horizontalHeader().setDefaultSectionSize(wide)
            for column in range(count):
                self.setColumnWidth(column, wide)
