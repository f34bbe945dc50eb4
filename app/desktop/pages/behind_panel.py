"""The side panel of matrix and map: the rows behind a number, what overlaps there, and the way to them in Activities."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
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
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app import vocabulary
from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.dialogs import complementary
from app.desktop.pieces import button, card, clear, column, icon_button, label, row
from app.insight.gaps import Gap
from app.insight.matrix import Cell
from app.insight.overlaps import Overlap
from app.insight.reach import Reach
from app.insight.selection import PRESENCE
from app.printing.matrix_table import sentence_of
from app.printing.text import wrapped
from app.services.behind import Behind, read_behind
from app.services.coverage import Coverage
from app.words import N_, _, language, ngettext

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (N_("Who"), N_("What and when"), N_("People"))
WIDTHS = (104, 0, 92)
PANEL_WIDTH = 372
MOST_NOTES = 2


class BehindModel(QAbstractTableModel):
    """Rows in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Behind] = []

    def show_rows(self, rows: list[Behind]) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Who, what and when, people with the state of their figures."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The words above."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            if role == Role.DisplayRole:
                return _(COLUMNS[section])
            if role == Role.TextAlignmentRole:
                return (
                    Qt.AlignmentFlag.AlignRight if section == 2 else Qt.AlignmentFlag.AlignLeft
                ) | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Text; what and when are two lines."""
        if not index.isValid() or role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        one = self.rows[index.row()]
        if index.column() == 0:
            return one.who
        if index.column() == 1:
            return f"{one.what or one.status or ''}\n{' · '.join(filter(None, (one.where, one.when)))}"
        state = (
            vocabulary.code_list("validation").name(one.validation, language()) if one.validation else one.status or ""
        )
        return f"{'' if one.people is None else format(one.people, ',')}\n{state}"


class _TwoLines(QStyledItemDelegate):
    """The first line in the colour of text, the second one muted; the first column in bold."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        c = theme.colours()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, QColor(c.accent_soft))
        text = str(index.data() or "")
        first, _break, second = text.partition("\n")
        inner = rect.adjusted(7, 3, -7, -3)
        number = index.column() == 2
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setLayoutDirection(option.direction)  # type: ignore[attr-defined]
        side = QStyle.visualAlignment(option.direction, side) | Qt.AlignmentFlag.AlignAbsolute  # type: ignore[attr-defined]
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setBold(index.column() == 0)
        painter.setFont(font)
        painter.setPen(QColor(c.text))
        if index.column() == 0:
            self._name(painter, inner, side, text)
        else:
            self._line(
                painter,
                inner if not second else QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2),
                side,
                first,
            )
        if second:
            font.setPixelSize(11)
            painter.setFont(font)
            painter.setPen(QColor(c.muted))
            self._line(
                painter, QRect(inner.left(), inner.center().y(), inner.width(), inner.height() // 2 + 1), side, second
            )
        painter.setPen(QColor(c.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for every row."""
        return QSize(60, 42)

    @staticmethod
    def _name(painter: QPainter, rect: QRect, side: Qt.AlignmentFlag, text: str) -> None:
        lines = wrapped(text, QFontMetricsF(painter.font()), rect.width(), 2)
        height = rect.height() / 2 if len(lines) > 1 else rect.height()
        for at, line in enumerate(lines):
            painter.drawText(
                QRectF(rect.left(), rect.top() + at * height, rect.width(), height),
                int(side | Qt.AlignmentFlag.AlignVCenter),
                line,
            )

    @staticmethod
    def _line(painter: QPainter, rect: QRect, side: Qt.AlignmentFlag, text: str) -> None:
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


class BehindPanel(QFrame):
    """Shows what is behind one cell, or one place."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.model = BehindModel(self)
        self._list, self._records = "activity", list[str]()
        self._title = label("", "heading", wrap=True)
        self._sentence = label("", "muted", wrap=True)
        self._notes = column(spacing=6)
        self.table = QTableView()
        self._open = button("", self.open_rows, "link")
        self._prepare_table()
        head = row(self._title, icon_button("x", _("Close"), self.closed.emit))
        head.setStretch(0, 1)
        inner = column(head, self._sentence, self._notes, self.table, self._open, None, spacing=7)
        inner.setStretch(3, 100)
        self.setProperty("tone", "card")
        self.setLayout(inner)
        inner.setContentsMargins(12, 10, 8, 8)
        self.setFixedWidth(PANEL_WIDTH)
        self.hide()

    def _prepare_table(self) -> None:
        view = self.table
        view.setAccessibleName(_("Rows behind the number"))
        view.setModel(self.model)
        view.setItemDelegate(_TwoLines(view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setStyleSheet("QTableView { border: none; }")
        view.setShowGrid(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(42)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for at, width in enumerate(WIDTHS):
            view.horizontalHeader().setSectionResizeMode(
                at, QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            )
            view.setColumnWidth(at, width or 100)
        view.activated.connect(lambda index: self._open_one(self.model.rows[index.row()]))

    def show_cell(
        self, title: str, coverage: Coverage, cell: Cell, notes: Sequence[Overlap | Gap], figures: Sequence[Reach] = ()
    ) -> None:
        """Show a cell: its heading, its count, what is to be discussed there, and, once read, its rows."""
        self.show()
        self._title.setText(title)
        said = sentence_of(cell, coverage.asked.measure)
        parts = [f"{one.title}: {'–' if one.value is None else format(one.value, ',')}" for one in figures]
        self._sentence.setText(
            "\n".join(parts) or said if cell.lines else _("Nobody is recorded here under these filters.")
        )
        self.table.setVisible(bool(cell.lines))
        self._show_notes(list({note.sentence: note for note in notes}.values()), is_now=coverage.asked.edition is None)
        self.desk.read(read_behind, coverage.selection, cell.lines, then=self.show_rows, instead_of="rows behind")

    def _show_notes(self, notes: Sequence[Overlap | Gap], is_now: bool) -> None:
        clear(self._notes)
        for note in notes[:MOST_NOTES]:
            inner = column(label(note.sentence, "warning", wrap=True), spacing=2)
            if is_now and isinstance(note, Overlap):
                agreed = button(_("Agreed: complementary…"), partial(complementary.ask, self, self.desk, note), "link")
                inner.addLayout(row(agreed, None))
            self._notes.addWidget(card(inner, "card-warning", 8))
        if len(notes) > MOST_NOTES:
            more = _("and {count} more to discuss").format(count=len(notes) - MOST_NOTES)
            self._notes.addWidget(label(more, "warning"))

    def show_rows(self, rows: list[Behind]) -> None:
        """Show the rows."""
        self.model.show_rows(rows)
        work = list(dict.fromkeys(one.record for one in rows if one.kind != PRESENCE))
        self._list, self._records = (
            ("activity", work) if work else (PRESENCE, list(dict.fromkeys(one.record for one in rows)))
        )
        count = len(self._records)
        self._open.setVisible(bool(count))
        words = ngettext("Open the {count} row in Activities", "Open the {count} rows in Activities", count).format(
            count=f"{count:,}"
        )
        self._open.setText(words)
        self._open.setAccessibleName(words)

    def open_rows(self) -> None:
        """Show exactly these in the grid: the activities, or the presences where there is nothing else."""
        self.desk.go("activities", list=self._list, filters={"id": self._records})

    def _open_one(self, one: Behind) -> None:
        if one.kind != PRESENCE:
            self.desk.go("activities", id=one.record)
        else:
            self.desk.go("activities", list=PRESENCE, filters={"id": [one.record]})
