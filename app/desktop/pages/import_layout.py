"""Step one of the review: where the table stands in the file. Everything can be overruled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIntValidator
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QTableView, QWidget

from app.desktop import theme
from app.desktop.pieces import column, label, row
from app.exchange.reading.book import Row, text_of
from app.services.importing import Proposal
from app.words import N_, _, ngettext

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ORDERS = (
    ("", N_("as found")),
    ("dmy", N_("day, month, year")),
    ("mdy", N_("month, day, year")),
    ("ymd", N_("year, month, day")),
)
PREVIEWED = 60


class LayoutStep(QWidget):
    """Says `changed({name: value})`: sheet, header_row, first_data_row, date_order."""

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.sheet, self.order = QComboBox(), QComboBox()
        self.header_row, self.first_row = RowNumber(), RowNumber()
        for made, name in (
            (self.sheet, _("Sheet")),
            (self.order, _("Dates are written")),
            (self.header_row, _("Header in row")),
            (self.first_row, _("Data from row")),
        ):
            made.setAccessibleName(name)
            made.setMinimumWidth(110)
        self.sheet.setMinimumWidth(230)
        for code, text in ORDERS:
            self.order.addItem(_(text), code)
        self._about = label("", "muted", wrap=True)
        self._notes = label("", "warning", wrap=True)
        self.rows = RawModel(self)
        self.view = QTableView()
        self.view.setAccessibleName(_("The first rows of the sheet"))
        self.view.setModel(self.rows)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().setDefaultSectionSize(25)
        choices = row(
            *(
                column(label(one.accessibleName(), "label"), one, spacing=3)
                for one in (self.sheet, self.header_row, self.first_row, self.order)
            ),
            None,
            spacing=12,
        )
        whole = column(choices, self._about, self._notes, self.view, spacing=8)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.sheet.activated.connect(
            lambda _at: self.changed.emit(
                {"sheet": self.sheet.currentData(), "header_row": None, "first_data_row": None}
            )
        )
        self.order.activated.connect(lambda _at: self.changed.emit({"date_order": self.order.currentData() or None}))
        self.header_row.changed.connect(
            lambda value: self.changed.emit(
                {"sheet": self.sheet.currentData(), "header_row": value, "first_data_row": None}
            )
        )
        self.first_row.changed.connect(
            lambda value: self.changed.emit({"sheet": self.sheet.currentData(), "first_data_row": value})
        )

    def show_proposal(self, proposal: Proposal) -> None:
        """Show where the table stands."""
        layout = proposal.layout
        blockers = [QSignalBlocker(one) for one in (self.sheet, self.order)]
        self.sheet.clear()
        for one in proposal.book.sheets:
            self.sheet.addItem(_("{name} (hidden)").format(name=one.name) if one.hidden else one.name, one.name)
        self.sheet.setCurrentIndex(self.sheet.findData(layout.sheet))
        self.order.setCurrentIndex(max(self.order.findData(proposal.options.date_order or ""), 0))
        self.order.setItemText(0, _("as found: {order}").format(order=_(dict(ORDERS)[proposal.lines.date_order])))
        self.header_row.show_value(layout.header_row or 1)
        self.first_row.show_value(layout.first_data_row)
        del blockers
        parts = [
            ngettext("{count} line of data", "{count} lines of data", proposal.lines.read).format(
                count=f"{proposal.lines.read:,}"
            )
        ]
        if layout.hashtag_row:
            parts.append(_("hashtags in row {row}").format(row=layout.hashtag_row))
        if layout.reference_sheets:
            parts.append(_("lists looked at: {sheets}").format(sheets=", ".join(layout.reference_sheets[:6])))
        if layout.other_data_sheets:
            parts.append(_("other sheets with data: {sheets}").format(sheets=", ".join(layout.other_data_sheets[:6])))
        self._about.setText(" · ".join(parts))
        self._notes.setText(" ".join(proposal.notes))
        self._notes.setVisible(bool(proposal.notes))
        sheet = proposal.book.sheet(layout.sheet)
        self.rows.show_rows(
            sheet.rows[:PREVIEWED] if sheet else [], set(layout.header_rows), layout.hashtag_row, layout.first_data_row
        )


class RowNumber(QLineEdit):
    """A row of the file, from 1. Says `changed(number)` when another one has been typed."""

    changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._value = 1
        self.setValidator(QIntValidator(1, 1_048_576, self))
        self.setFixedWidth(110)
        self.editingFinished.connect(lambda: self.type(int(self.text() or self._value)))

    def value(self) -> int:
        """The row that holds."""
        return self._value

    def show_value(self, value: int) -> None:
        """Show the row as it was found."""
        self._value = value
        self.setText(str(value))

    def type(self, value: int) -> None:
        """Take a row that a person typed."""
        if value != self._value:
            self.show_value(value)
            self.changed.emit(value)


class RawModel(QAbstractTableModel):
    """The first rows of a sheet as they are; headers, hashtags and data told apart by their ground."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._width = 0
        self._headers: set[int] = set()
        self._tags: int | None = None
        self._first = 1

    def show_rows(self, rows: list[Row], headers: set[int], tags: int | None, first: int) -> None:
        """Show others; row numbers from 1."""
        self.beginResetModel()
        self.rows, self._headers, self._tags, self._first = rows, headers, tags, first
        self._width = min(max((len(one) for one in rows), default=0), 120)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else self._width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Letters across, numbers down, as in Excel."""
        if role != Role.DisplayRole:
            return None
        return letters(section) if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        cells, number = self.rows[index.row()], index.row() + 1
        if role == Role.DisplayRole:
            return text_of(cells[index.column()])[:300] if index.column() < len(cells) else ""
        if role == Role.BackgroundRole and (number in self._headers or number == self._tags):
            return QColor(theme.colours().accent_soft)
        if role == Role.ForegroundRole and number < self._first and number not in self._headers:
            return QColor(theme.colours().muted)
        if role == Role.FontRole and number in self._headers:
            font = QFont()
            font.setBold(True)
            return font
        return None


def letters(column_index: int) -> str:
    """The letters of a column (from 0) as Excel writes them: A, Z, AA."""
    text, number = "", column_index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
