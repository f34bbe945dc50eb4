"""The list beside the map: every place with its number, also those that cannot be drawn and what is said about larger places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.desktop import theme
from app.desktop.heat import look_now
from app.desktop.pieces import column, label
from app.fold import sort_key
from app.insight.matrix import Cell, Heading
from app.printing.charts import paint_box
from app.printing.map_picture import MapTable
from app.printing.matrix_table import said_number, sentence_of
from app.words import _, ngettext

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
UNKNOWN = "unknown"
"""The id of the line for rows without a known place."""


@dataclass(frozen=True)
class Entry:
    """One line: `step` is its shade, `drawn` whether it stands on the map."""

    id: str
    name: str
    value: str
    said: str
    step: int | None
    drawn: bool


class PlaceModel(QAbstractListModel):
    """Places in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        """Show others."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Places."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Name; the sentence with its number for who cannot see it."""
        if not index.isValid():
            return None
        one = self.entries[index.row()]
        if role == Role.DisplayRole:
            return one.name
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return f"{one.name}: {one.said}" + ("" if one.drawn else f" ({_('not on the map')})")
        return None


class _EntryPainter(QStyledItemDelegate):
    """Name, box of its shade, number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line, mirrored where the language is."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        model: PlaceModel = index.model()  # type: ignore[assignment]
        one, c, look = model.entries[index.row()], theme.colours(), look_now()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, QColor(c.accent_soft))
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft  # type: ignore[attr-defined]

        def box(left: int, width: int) -> QRect:
            return QRect(
                rect.right() - left - width if mirrored else rect.left() + left, rect.top(), width, rect.height()
            )

        side, other = (
            (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft)
            if mirrored
            else (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.save()
        painter.setFont(option.font)  # type: ignore[attr-defined]
        painter.setPen(QColor(c.text if one.drawn else c.warning))
        name = one.name if one.drawn else f"{one.name} · {_('not on the map')}"
        wide = rect.width() - 106
        painter.drawText(
            box(10, wide),
            int(side | middle),
            QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, wide),
        )
        swatch = box(rect.width() - 92, 14)
        shade = look.shades[min(one.step, len(look.shades) - 1)] if one.step is not None else ""
        if one.drawn:
            paint_box(painter, QRectF(swatch.left(), swatch.center().y() - 6.5, 13, 13), shade, look)
        painter.setPen(QColor(c.text))
        painter.drawText(box(rect.width() - 76, 66), int(other | middle), one.value)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for every line."""
        return QSize(120, 26)


class PlaceList(QFrame):
    """The list with its heading. `chosen` says the id of a place that was clicked or opened."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = PlaceModel(self)
        self.view = QListView()
        self.view.setAccessibleName(_("Places"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_EntryPainter(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setStyleSheet("QListView { border: none; }")
        self._count = label("", "muted", wrap=True)
        self.setProperty("tone", "card")
        inner = column(label(_("Places, most first"), "heading"), self._count, self.view, spacing=5)
        inner.setStretch(2, 1)
        self.setLayout(inner)
        inner.setContentsMargins(10, 10, 6, 8)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)

    def show_map(self, table: MapTable, wider: Sequence[tuple[Heading, Cell]]) -> None:
        """List a map's places, most first; what cannot be drawn stands among them and says so."""
        kept = self.current()
        found = [
            (
                cell.value or 0,
                Entry(
                    heading.id or UNKNOWN,
                    heading.name,
                    said_number(cell.value),
                    sentence_of(cell, table.measure),
                    None,
                    False,
                ),
            )
            for heading, cell in wider
        ]
        found += [
            (
                place.cell.value or 0,
                Entry(place.id, place.name, place.value, place.said, place.step, place.shape is not None),
            )
            for place in table.places
        ]
        self.model.show_entries(
            [one for _value, one in sorted(found, key=lambda one: (-one[0], sort_key(one[1].name)))]
        )
        with_some = sum(bool(place.cell.value) for place in table.places)
        self._count.setText(
            ngettext("{some} of {all} place", "{some} of {all} places", len(table.places)).format(
                some=f"{with_some:,}", all=f"{len(table.places):,}"
            )
        )
        self.choose(kept)

    def choose(self, id: str) -> None:
        """Make a place the current one."""
        at = next((at for at, one in enumerate(self.model.entries) if one.id == id), -1)
        self.view.setCurrentIndex(self.model.index(at) if at >= 0 else QModelIndex())

    def current(self) -> str:
        """The current place's id; empty for none."""
        chosen = self.view.selectedIndexes()
        return self.model.entries[chosen[0].row()].id if chosen else ""

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self.model.entries[index.row()].id)
