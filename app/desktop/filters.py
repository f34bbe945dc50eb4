"""The row of filters under a table's header: what is typed there is looked for in SQL, after a moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from app.desktop.pieces import Line
from app.fields import Date, Kind
from app.words import _

if TYPE_CHECKING:
    from app.desktop.table import RecordTable

HEIGHT = 27


def filter_text(kind: Kind, text: str) -> str:
    """What the store looks for: days and months are kept as 2019-05-31, people write 31/5/2019 or 5/2019."""
    if not isinstance(kind, Date):
        return text
    mark = re.match(r"[<>]?=?", text)
    sign, rest = (mark[0], text[mark.end() :].strip()) if mark else ("", text)
    day, month = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", rest), re.fullmatch(r"(\d{1,2})/(\d{4})", rest)
    if day:
        return f"{sign}{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return f"{sign}{month[2]}-{int(month[1]):02}" if month else text


class FilterHeader(QHeaderView):
    """A header with a line under each label. `shown` filters of other origin (a click on the matrix) are kept beside them."""

    filtered = Signal(dict)
    """All filters that hold now."""

    def __init__(self, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table
        self._exact: dict[str, Any] = {}
        self._height = HEIGHT
        self._lines: list[QLineEdit] = []
        self._soon = QTimer(self, singleShot=True, interval=220)
        self._soon.timeout.connect(self._apply)
        for column in table.columns:
            line = Line(self)
            line.setPlaceholderText(_("Filter"))
            line.setAccessibleName(_("Filter by {column}").format(column=_(column.spec.label)))
            line.setObjectName(f"filter_{column.name}")
            line.setClearButtonEnabled(True)
            line.textChanged.connect(lambda _text: self._soon.start())
            line.returnPressed.connect(self._apply)
            self._lines.append(line)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sectionResized.connect(lambda *_args: self._place())
        self.sectionMoved.connect(lambda *_args: self._place())

    def texts(self) -> dict[str, Any]:
        """The filters as typed, with those of other origin: what a saved filter keeps."""
        typed = {
            column.name: line.text().strip() for column, line in zip(self._table.columns, self._lines, strict=True)
        }
        return {**self._exact, **{name: text for name, text in typed.items() if text}}

    def sought(self) -> dict[str, Any]:
        """The filters as the store takes them."""
        kinds = {column.name: column.kind for column in self._table.columns}
        return {
            name: filter_text(kinds[name], value) if isinstance(value, str) and name in kinds else value
            for name, value in self.texts().items()
        }

    def set_filters(self, filters: Mapping[str, Any]) -> None:
        """Filter by these and no others: text goes into its line, lists of exact values are kept unseen."""
        self._exact = {
            name: value for name, value in filters.items() if not isinstance(value, str) or name not in self._names()
        }
        for column, line in zip(self._table.columns, self._lines, strict=True):
            line.blockSignals(True)
            value = filters.get(column.name, "")
            line.setText(value if isinstance(value, str) else "")
            line.blockSignals(False)
        self._apply()

    def hide_lines(self) -> None:
        """A short table needs no filters."""
        self._height = 0
        for line in self._lines:
            line.hide()
        self.updateGeometries()

    def sizeHint(self) -> QSize:
        """The labels and the lines."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + self._height)

    def updateGeometries(self) -> None:
        """Leave room for the lines."""
        self.setViewportMargins(0, 0, 0, self._height)
        super().updateGeometries()
        self._place()

    def setOffset(self, offset: int) -> None:
        """Scroll the lines along."""
        super().setOffset(offset)
        self._place()

    def _names(self) -> list[str]:
        return [column.name for column in self._table.columns]

    def _place(self) -> None:
        top = self.height() - HEIGHT
        if not self._height:
            return
        for at, line in enumerate(self._lines):
            line.setGeometry(self.sectionViewportPosition(at) + 2, top, max(self.sectionSize(at) - 4, 10), HEIGHT - 3)
            line.setVisible(not self.isSectionHidden(at))

    def _apply(self) -> None:
        self._soon.stop()
        self.filtered.emit(self.texts())
