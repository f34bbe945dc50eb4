"""Rows of one record type as an item model: all ids first, rows by page when looked at, sort and filter in SQL. Names no record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.values import NUMBERS, show_value
from app.fields import Kind, Spec
from app.records import REGISTRY
from app.services import cells, records
from app.store import find
from app.store.find import Query
from app.words import _

PAGE = 200
MOST_KEPT = 6_000
FEW = 20
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Column:
    """One column: a field and how wide it is in pixels."""

    spec: Spec
    width: int = 140
    editable: bool = True

    @property
    def name(self) -> str:
        """The name of the field."""
        return self.spec.name

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return self.spec.kind


def columns_of(type: str, names: Sequence[str], widths: Mapping[str, int] | None = None) -> tuple[Column, ...]:
    """Columns for some fields of a record type."""
    specs = REGISTRY[type].fields()
    return tuple(Column(specs[name], (widths or {}).get(name, 140)) for name in names)


class RecordTable(QAbstractTableModel):
    """The model. The last row, where `takes_new`, is blank: what is typed there makes a record."""

    counted = Signal(int)
    """How many records the filters let through."""
    refused = Signal(str)
    """Why what was typed could not be saved."""
    entered = Signal(object)
    """The Changes of what was typed."""

    def __init__(
        self, desk: Desk, type: str, columns: Sequence[Column], takes_new: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.type, self.columns = desk, type, tuple(columns)
        self.takes_new = takes_new
        self.query = Query(type)
        self.ids: list[str] = []
        self.for_new: dict[str, str] = {}
        self._names = [column.name for column in self.columns]
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._called: dict[str, str] = {}
        self._asked: set[int] = set()
        self._adding = False

    # what is shown

    def show(self, query: Query) -> None:
        """Show what a query finds; an earlier one that has not come back is given up."""
        self.query = query
        self.desk.read(_ids, query, then=self._take_ids, instead_of=f"ids {id(self)}")

    def reload(self) -> None:
        """Read everything anew."""
        self._rows.clear()
        self.show(self.query)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in SQL; a column of -1 is the order in which records were made."""
        name = self._names[column] if 0 <= column < len(self._names) else None
        wanted = replace(self.query, sort=name, descending=order == Qt.SortOrder.DescendingOrder)
        if wanted != self.query:
            self.show(wanted)

    def refresh(self, changes: Any) -> None:
        """Take over a change: rows that stay where they are, few that come or go without moving the others, or all anew."""
        created, updated, deleted = (
            [id for type, id in keys if type == self.type]
            for keys in (changes.created, changes.updated, changes.deleted)
        )
        known = self._positions([*updated, *deleted])
        if (
            any(id not in known for id in updated)
            or len(created) + len(deleted) > FEW
            or (created and not self._adding)
        ):
            self.reload()
            return
        for at in sorted((known[id] for id in deleted if id in known), reverse=True):
            self.beginRemoveRows(QModelIndex(), at, at)
            del self.ids[at]
            self.endRemoveRows()
        if created:
            self.beginInsertRows(QModelIndex(), len(self.ids), len(self.ids) + len(created) - 1)
            self.ids += created
            self.endInsertRows()
        if created or deleted:
            self.counted.emit(len(self.ids))
            self._asked.clear()
        if changed := [*updated, *created]:
            self.desk.read(cells.read_rows, self.type, changed, self._names, then=self._take_rows)
        elif changes.updated and not deleted:
            self._forget_rows()

    def record_id(self, row: int) -> str:
        """The id of the record in a row; empty for the blank row."""
        return self.ids[row] if 0 <= row < len(self.ids) else ""

    def row_of(self, id: str) -> int:
        """The row of a record, or -1."""
        return self._positions([id]).get(id, -1)

    def value(self, row: int, column: int) -> Any:
        """The stored value of a cell; None while its page has not come."""
        found = self._rows.get(self.record_id(row))
        return found[column] if found else None

    def called(self) -> dict[str, str]:
        """What the records that cells point to are called, by id, as far as they were read."""
        return self._called

    def _positions(self, ids: Sequence[str]) -> dict[str, int]:
        wanted = set(ids)
        return {id: at for at, id in enumerate(self.ids) if id in wanted} if wanted else {}

    def _take_ids(self, ids: list[str]) -> None:
        self.beginResetModel()
        self.ids = ids
        self._asked.clear()
        self.endResetModel()
        self.counted.emit(len(ids))

    def _forget_rows(self) -> None:
        """Something that rows point to has changed, such as a name: read what is looked at again."""
        self._rows.clear()
        self._asked.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def _ask_page(self, page: int) -> None:
        if page in self._asked:
            return
        if len(self._rows) > MOST_KEPT:
            self._rows.clear()
            self._asked.clear()
        self._asked.add(page)
        wanted = self.ids[page * PAGE : (page + 1) * PAGE]
        self.desk.read(cells.read_rows, self.type, wanted, self._names, then=self._take_rows)

    def _take_rows(self, found: tuple[dict[str, tuple[Any, ...]], dict[str, str]]) -> None:
        rows, called = found
        self._rows.update(rows)
        self._called.update(called)
        known = self._positions(list(rows))
        if known:
            self.dataChanged.emit(
                self.index(min(known.values()), 0), self.index(max(known.values()), len(self.columns) - 1)
            )

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Records, and the blank row."""
        return 0 if parent.isValid() else len(self.ids) + self.takes_new

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be chosen, and edited where their column says so."""
        found = super().flags(index)
        return (
            found | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.columns[index.column()].editable else found
        )

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Labels of fields across, row numbers down."""
        if orientation == Qt.Orientation.Vertical:
            if role == Role.DisplayRole:
                return f"{section + 1:,}" if section < len(self.ids) else "+"
            return None
        if not 0 <= section < len(self.columns):
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return _(self.columns[section].spec.label)
        if role == Role.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a cell shows. A cell whose page has not come is blank, and asks for it."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.TextAlignmentRole:
            return self._alignment(column)
        if row >= len(self.ids):
            return self._blank_row(column, role)
        if role not in (Role.DisplayRole, Role.EditRole, Role.ToolTipRole):
            return None
        found = self._rows.get(self.ids[row])
        if found is None:
            self._ask_page(row // PAGE)
            return "" if role != Role.ToolTipRole else None
        return show_value(self.columns[column].kind, found[column], self._called)

    def _blank_row(self, column: int, role: int) -> Any:
        if role == Role.DisplayRole:
            return _("Type here to add a row") if column == 0 else ""
        if role == Role.EditRole:
            return ""
        return QColor(theme.colours().muted) if role == Role.ForegroundRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        if isinstance(self.columns[column].kind, NUMBERS):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    # what is typed

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Save what was typed in a cell. What was on screen is what it replaces; a refusal is said by `refused`."""
        if role != Role.EditRole or not index.isValid() or not isinstance(value, str):
            return False
        id = self.record_id(index.row())
        name = self._names[index.column()]
        if id:
            shown = self.data(index, Role.EditRole)
            if value == shown or self._rows.get(id) is None:
                return False
            self.enter({id: {name: value}})
        elif value.strip():
            self.enter({cells.NEW: {**self.for_new, name: value}})
        else:
            return False
        return True

    def enter(self, typed: cells.Typed, note: str = "") -> None:
        """Save typed text of some cells in one act."""
        self._adding = any(id.startswith(cells.NEW) for id in typed)
        self.desk.change(cells.enter, self.type, typed, None, note, then=self._entered, failed=self._not_entered)

    def save(self, rows: Mapping[str, Mapping[str, Any]], note: str = "") -> None:
        """Save values of some cells in one act."""
        self._adding = any(id.startswith(cells.NEW) for id in rows)
        self.desk.change(cells.save_rows, self.type, rows, None, note, then=self._entered, failed=self._not_entered)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete records in one act."""
        self.desk.change(records.delete, self.type, *ids, then=self._entered, failed=self._not_entered)

    def _entered(self, changes: Any) -> None:
        self._adding = False
        self.entered.emit(changes)

    def _not_entered(self, error: Any) -> None:
        self._adding = False
        self.refused.emit(error.message)


def _ids(store: Any, query: Query) -> list[str]:
    return find.find_ids(store.reading(), query)
