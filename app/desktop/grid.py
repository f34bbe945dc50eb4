"""The table people know from Excel: edit in place, blocks to and from Excel, fill down, a filter row. Names no record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.desktop.editors import Editor, editor_for
from app.desktop.filters import FilterHeader
from app.desktop.pieces import FIRST_STRONG, is_mirrored
from app.desktop.table import RecordTable
from app.services import cells
from app.words import _

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 29

ENDS = {
    Qt.Key.Key_Tab: QAbstractItemDelegate.EndEditHint.EditNextItem,
    Qt.Key.Key_Backtab: QAbstractItemDelegate.EndEditHint.EditPreviousItem,
    Qt.Key.Key_Return: QAbstractItemDelegate.EndEditHint.SubmitModelCache,
    Qt.Key.Key_Enter: QAbstractItemDelegate.EndEditHint.SubmitModelCache,
    Qt.Key.Key_Escape: QAbstractItemDelegate.EndEditHint.RevertModelCache,
}
"""How each key ends the editing of a cell."""


def to_block(rows: Iterable[Iterable[str]]) -> str:
    """Cells as Excel and LibreOffice put them on the clipboard: tabs between, cells of several lines in quotes."""
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(rows)
    return text.getvalue().removesuffix("\n")


def from_block(text: str) -> list[list[str]]:
    """The cells of a block from the clipboard, every row as long as the longest."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows = [row or [""] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


class CellDelegate(QStyledItemDelegate):
    """Editors by kind inside cells."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The editor of the cell's column."""
        model: RecordTable = index.model()  # type: ignore[assignment]
        made = editor_for(model.columns[index.column()].spec, model.desk, in_cell=True)
        made.setParent(parent)
        made.setAutoFillBackground(True)
        made.input().installEventFilter(self)
        made.picked.connect(lambda: self._finish(made, QAbstractItemDelegate.EndEditHint.SubmitModelCache))
        return made

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """A text keeps its own direction in a mirrored table, also where it is shortened."""
        super().initStyleOption(option, index)
        if is_mirrored():
            option.text = FIRST_STRONG + option.text  # type: ignore[attr-defined]

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the stored value."""
        model: RecordTable = index.model()  # type: ignore[assignment]
        assert isinstance(editor, Editor)
        editor.set_value(model.value(index.row(), index.column()), model.called())

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand what was typed to the model."""
        assert isinstance(editor, Editor)
        model.setData(index, editor.typed())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Exactly over the cell."""
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that end the editing. The keys go to the line inside an editor, so Qt's own filter would take it for the editor."""
        editor = watched if isinstance(watched, Editor) else watched.parent()
        if not isinstance(editor, Editor):
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hint = ENDS.get(Qt.Key(event.key()))
            if hint is None:
                return False
            self._finish(editor, hint)
            return True
        if event.type() == QEvent.Type.FocusOut and watched is not editor and QApplication.activePopupWidget() is None:
            self._finish(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return False

    def _finish(self, editor: Editor, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if editor.is_finished:
            return
        editor.is_finished = True
        if hint != QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)


class Grid(QTableView):
    """A view of a RecordTable with the habits of a spreadsheet."""

    wants_preview = Signal(object, object)
    """Typed text by record and field, and what it means (a `cells.Reading`): to be confirmed before it is saved."""
    opened = Signal(str)
    """A row was opened (double click on its number, or Ctrl+Return): the id."""

    def __init__(self, model: RecordTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.table = model
        self.filters = FilterHeader(model, self)
        self.setHorizontalHeader(self.filters)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumWidth(44)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().sectionDoubleClicked.connect(lambda row: self.opened.emit(model.record_id(row)))
        for at, column in enumerate(model.columns):
            self.setColumnWidth(at, column.width)
        self.setSortingEnabled(False)
        self.filters.setSortIndicatorClearable(True)
        self.filters.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setCornerButtonEnabled(True)
        model.modelAboutToBeReset.connect(self._remember_place)
        model.modelReset.connect(self._return_to_place)
        self._place = ("", 0)

    # moving about

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Ctrl+Enter opens the row, Delete empties cells; the rest is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.opened.emit(self.table.record_id(self.currentIndex().row()))
            else:
                self._go(1, 0)
        elif (
            event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            self.empty_cells()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab goes on and Enter goes down, without opening the next cell, as in a spreadsheet."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        step = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: (0, 1),
            QAbstractItemDelegate.EndEditHint.EditPreviousItem: (0, -1),
            QAbstractItemDelegate.EndEditHint.SubmitModelCache: (1, 0),
        }.get(hint)
        if step:
            self._go(*step)
        self.setFocus()

    def _go(self, down: int, across: int) -> None:
        now = self.currentIndex()
        row, column = now.row() + down, now.column() + across
        if column >= self.table.columnCount():
            row, column = row + 1, 0
        elif column < 0:
            row, column = row - 1, self.table.columnCount() - 1
        wanted = self.table.index(row, column)
        if wanted.isValid():
            self.setCurrentIndex(wanted)

    def _remember_place(self) -> None:
        now = self.currentIndex()
        self._place = (self.table.record_id(now.row()) if now.isValid() else "", max(now.column(), 0))

    def _return_to_place(self) -> None:
        id, column = self._place
        if id:
            self.show_record(id, column)

    def show_record(self, id: str, column: int = 0) -> bool:
        """Choose the row of a record and bring it into view. Returns whether it is among the rows."""
        row = self.table.row_of(id)
        if row >= 0:
            self.selectionModel().setCurrentIndex(
                self.table.index(row, column), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.scrollTo(self.table.index(row, column))
        return row >= 0

    def chosen_ids(self) -> list[str]:
        """The records of all rows in which a cell is chosen."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [id for row in rows if (id := self.table.record_id(row))]

    # blocks of cells

    def copy_cells(self) -> None:
        """Put the chosen block on the clipboard, as Excel does."""
        rows, columns = self._block()
        text = [
            [self.table.index(row, column).data() or "" for column in columns]
            for row in rows
            if row < len(self.table.ids)
        ]
        QGuiApplication.clipboard().setText(to_block(text))

    def paste_cells(self) -> None:
        """Read the block on the clipboard from the current cell on; nothing is saved before it was looked at."""
        block, at = from_block(QGuiApplication.clipboard().text()), self.currentIndex()
        if not block or not block[0] or not at.isValid():
            return
        rows, columns = self._block()
        if len(block) == len(block[0]) == 1:
            block = [[block[0][0]] * len(columns)] * len(rows)
        start = (rows[0], columns[0]) if rows else (at.row(), at.column())
        typed = self._typed_at(block, *start)
        if typed:
            self.table.desk.read(
                cells.read_typed, self.table.type, typed, then=lambda reading: self.wants_preview.emit(typed, reading)
            )

    def _typed_at(self, block: list[list[str]], row: int, column: int) -> dict[str, dict[str, str]]:
        typed: dict[str, dict[str, str]] = {}
        for down, line in enumerate(block):
            id = self.table.record_id(row + down) or (f"{cells.NEW}{down}" if self.table.takes_new else "")
            for across, text in enumerate(line):
                if id and column + across < len(self.table.columns) and self.table.columns[column + across].editable:
                    typed.setdefault(id, {})[self.table.columns[column + across].name] = text
        return {
            id: {**self.table.for_new, **texts} if id.startswith(cells.NEW) else texts for id, texts in typed.items()
        }

    def fill_down(self) -> None:
        """Copy the topmost chosen cell of every column into those below it."""
        rows, columns = self._block()
        saved = {
            self.table.record_id(row): {
                self.table.columns[column].name: self.table.value(rows[0], column) for column in columns
            }
            for row in rows[1:]
            if self.table.record_id(row)
        }
        if saved:
            self.table.save(saved, _("Filled down in {count} rows").format(count=len(saved)))

    def empty_cells(self) -> None:
        """Empty the chosen cells."""
        saved: dict[str, dict[str, Any]] = {}
        for index in self.selectionModel().selectedIndexes():
            column = self.table.columns[index.column()]
            if column.editable and (id := self.table.record_id(index.row())):
                saved.setdefault(id, {})[column.name] = None
        if saved:
            self.table.save(saved, _("Cells emptied in {count} rows").format(count=len(saved)))

    def _block(self) -> tuple[list[int], list[int]]:
        chosen = self.selectionModel().selectedIndexes()
        return sorted({index.row() for index in chosen}), sorted({index.column() for index in chosen})
