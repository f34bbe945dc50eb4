"""The organisations of a round as a table: state, rows, what was heard last, whom to call, when they were reminded."""

from __future__ import annotations

import datetime as dt
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

from app import vocabulary
from app.desktop import theme
from app.desktop.pieces import isolated
from app.services.rounds import EXPECTED, LATE, NIL, RECEIVED, RETURNED, SILENT, VALIDATED, RoundLine
from app.words import N_, _, language

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (
    N_("Organisation"),
    N_("State"),
    N_("Rows"),
    N_("Received"),
    N_("Last figures"),
    N_("Whom to call"),
    N_("Reminded"),
)
WIDTHS = (270, 172, 58, 92, 94, 0, 92)
STATE, ROWS = 1, 2
ROW_HEIGHT = 34
#: text and ground of a state's chip, as colours of the theme
TONES = {
    EXPECTED: ("muted", "chip"),
    RECEIVED: ("accent", "accent_soft"),
    NIL: ("accent", "accent_soft"),
    LATE: ("warning", "warning_soft"),
    SILENT: ("warning", "warning_soft"),
    RETURNED: ("error", "error_soft"),
    VALIDATED: ("good", "good_soft"),
}


def state_name(state: str) -> str:
    """A state in the language shown."""
    return vocabulary.code_list("round_state").name(state, language())


def said_day(iso: str | None) -> str:
    """A day as people here write it, a month where only that is known: 31/5/2019, 5/2019."""
    if not iso:
        return ""
    if len(iso) < 10:
        year, _dash, month = iso.partition("-")
        return f"{int(month)}/{year}" if month else year
    day = dt.date.fromisoformat(iso[:10])
    return f"{day.day}/{day.month}/{day.year}"


class RoundModel(QAbstractTableModel):
    """The lines that a filter lets through, sorted by a column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[RoundLine] = []
        self._all: list[RoundLine] = []
        self._states: frozenset[str] = frozenset()
        self._sorted: tuple[int, bool] = (-1, False)

    def show_lines(self, lines: list[RoundLine]) -> None:
        """Show a round."""
        self._all = lines
        self._arrange()

    def filter(self, states: frozenset[str]) -> None:
        """Only these states; none means all."""
        self._states = states
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; organisations come by name otherwise."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        shown = [one for one in self._all if not self._states or one.state in self._states]
        column, descending = self._sorted
        if column > 0:
            shown.sort(key=lambda one: self._key(one, column), reverse=descending)
        elif descending:
            shown.reverse()
        self.lines = shown
        self.endResetModel()

    @staticmethod
    def _key(one: RoundLine, column: int) -> Any:
        order = list(TONES)
        return (
            one.name,
            order.index(one.state) if one.state in order else 99,
            one.rows or 0,
            one.received_on or "",
            one.last_line or "",
            one.contact or "",
            one.reminded_on or "",
        )[column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Organisations."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What is said of each."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The words above."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Role.TextAlignmentRole:
            return (
                Qt.AlignmentFlag.AlignRight if section == ROWS else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        return _(COLUMNS[section]) if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A cell in words."""
        if not index.isValid():
            return None
        one = self.lines[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            phones = [isolated(phone) for phone in one.phones[:2]]
            call = " · ".join(filter(None, (*phones, one.contact, None if phones else one.email)))
            return (
                one.name,
                state_name(one.state),
                f"{one.rows:,}" if one.rows is not None else "",
                said_day(one.received_on),
                said_day(one.last_line),
                call,
                said_day(one.reminded_on),
            )[index.column()]
        if role == Role.TextAlignmentRole and index.column() == ROWS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class _StateChip(QStyledItemDelegate):
    """A state as a chip: words on a soft ground, never colour alone."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One chip."""
        model: RoundModel = index.model()  # type: ignore[assignment]
        text, ground = TONES.get(model.lines[index.row()].state, ("muted", "chip"))
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
        painter.setBrush(QColor(getattr(theme.colours(), ground)))
        painter.drawRoundedRect(chip, 11, 11)
        painter.setPen(QColor(getattr(theme.colours(), text)))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, width - 14)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


class RoundTable(QTableView):
    """The table. Says `opened(organisation)` when a line is opened."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Organisations of the round"))
        self.round = RoundModel(self)
        self.setModel(self.round)
        self.setItemDelegateForColumn(STATE, _StateChip(self))
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
        for at, width in enumerate(WIDTHS):
            header.setSectionResizeMode(
                at, QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            )
            self.setColumnWidth(at, width or 200)
        header.setMinimumSectionSize(56)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.activated.connect(lambda index: self.opened.emit(self.round.lines[index.row()].organisation))

    def show_lines(self, lines: list[RoundLine]) -> None:
        """Show a round; who was chosen stays chosen."""
        kept = {one.organisation for one in self.chosen()}
        self.round.show_lines(lines)
        chosen = self.selectionModel()
        for at, one in enumerate(self.round.lines):
            if one.organisation in kept:
                chosen.select(self.round.index(at, 0), chosen.SelectionFlag.Select | chosen.SelectionFlag.Rows)

    def chosen(self) -> list[RoundLine]:
        """The chosen lines, from the top."""
        return [
            self.round.lines[index.row()]
            for index in sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        ]
