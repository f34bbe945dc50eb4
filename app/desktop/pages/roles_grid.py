"""The grid of roles as a spreadsheet: R, A, C, I typed into cells, blocks copied and pasted, what is wrong shown in its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app import vocabulary
from app.desktop import theme
from app.insight.responsibilities import LETTERS, NOBODY
from app.services.roles import Cell, Grid
from app.words import _, language

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
FINDING = 0
SHADES = {
    "R": ("accent", "accent_soft"),
    "A": ("on_accent", "accent"),
    "C": ("muted", "chip"),
    "I": ("muted", "stripe"),
}


class RolesModel(QAbstractTableModel):
    """A row for each function; the first column says what is wrong, the others are organisations."""

    typed = Signal(object)
    """Cells (function, organisation) and their new letters, None to empty one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid: Grid | None = None
        self.organisations: list[tuple[str, str]] = []
        self._wrong: dict[str, str] = {}
        self._empty: frozenset[str] = frozenset()

    def show_grid(self, grid: Grid, more: Mapping[str, str]) -> None:
        """Show a grid, with organisations besides that have no cell yet (id -> name)."""
        self.beginResetModel()
        self.grid = grid
        there = dict(grid.organisations)
        self.organisations = [*grid.organisations, *((id, name) for id, name in more.items() if id not in there)]
        self._wrong = {one.function: grid.said(one) for one in grid.findings}
        self._empty = frozenset(one.function for one in grid.findings if one.kind == NOBODY)
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The function and the organisation of a cell; None for the first column."""
        if self.grid is None or not index.isValid() or index.column() == FINDING:
            return None
        return self.grid.functions[index.row()][0], self.organisations[index.column() - 1][0]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Functions."""
        return 0 if parent.isValid() or self.grid is None else len(self.grid.functions)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """What is wrong, and the organisations."""
        return 0 if parent.isValid() or self.grid is None else 1 + len(self.organisations)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Functions at the side, organisations above."""
        if self.grid is None or role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.grid.functions[section][1] if section < len(self.grid.functions) else None
        if section == FINDING:
            return _("To settle")
        return self.organisations[section - 1][1] if section <= len(self.organisations) else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """A letter, or what is wrong with the row."""
        if self.grid is None or not index.isValid():
            return None
        function, cell = self.grid.functions[index.row()][0], self.cell(index)
        if cell is None:
            if role == Role.ForegroundRole:
                return QColor(theme.colours().muted if function in self._empty else theme.colours().error)
            return self._wrong.get(function, "") if role in (Role.DisplayRole, Role.ToolTipRole) else None
        letter = self.grid.cells.get(cell)
        if role in (Role.DisplayRole, Role.EditRole):
            return letter or ""
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Role.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return self._look(letter, role) if letter else None

    def _look(self, letter: str, role: int) -> Any:
        shades = SHADES.get(letter, ("text", "card"))
        if role == Role.ForegroundRole:
            return QColor(getattr(theme.colours(), shades[0]))
        if role == Role.BackgroundRole:
            return QColor(getattr(theme.colours(), shades[1]))
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return vocabulary.code_list("raci").name(letter, language())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The cells of organisations are typed into."""
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return found | Qt.ItemFlag.ItemIsEditable if self.cell(index) else found


class RolesTable(QTableView):
    """Keys as in a spreadsheet: a letter fills the chosen cells, Delete empties them, Ctrl+C and Ctrl+V take blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("roles")
        self.setAccessibleName(_("Grid of roles"))
        self.held = RolesModel(self)
        self.setModel(self.held)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(True)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        self.verticalHeader().setDefaultSectionSize(31)
        self.verticalHeader().setMinimumWidth(230)
        self.horizontalHeader().setDefaultSectionSize(92)
        self.horizontalHeader().setMinimumSectionSize(60)

    def show_grid(self, grid: Grid, more: Mapping[str, str]) -> None:
        """Show a grid; the current cell stays where it was."""
        now = self.currentIndex()
        at = (now.row(), now.column()) if now.isValid() else (0, 1)
        self.held.show_grid(grid, more)
        self.setColumnWidth(FINDING, 210)
        self.horizontalHeader().setSectionResizeMode(FINDING, QHeaderView.ResizeMode.Interactive)
        self.setCurrentIndex(self.held.index(*at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters, Delete and blocks are for the cells; arrows, Tab and Enter move as they do."""
        letter = event.text().upper()
        if letter in LETTERS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fill(letter)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.fill(None)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_cells()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_cells()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_down()
        else:
            super().keyPressEvent(event)

    def _go_down(self) -> None:
        now = self.currentIndex()
        self.setCurrentIndex(self.held.index(min(now.row() + 1, self.held.rowCount() - 1), now.column()))

    def fill(self, letter: str | None) -> None:
        """Put a letter into every chosen cell, or empty them."""
        cells = [cell for index in self.selectedIndexes() if (cell := self.held.cell(index))]
        if cells:
            self.held.typed.emit(dict.fromkeys(cells, letter))

    def copy_cells(self) -> None:
        """Put the chosen block on the clipboard as a spreadsheet does."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        rows, columns = sorted({index.row() for index in chosen}), sorted({index.column() for index in chosen})
        lines = ["\t".join(self.held.index(row, at).data() or "" for at in columns) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste_cells(self) -> None:
        """Put a block from the clipboard here; what is no letter is left out."""
        start = self.currentIndex()
        found: dict[Cell, str | None] = {}
        for down, line in enumerate(QGuiApplication.clipboard().text().rstrip("\n").split("\n")):
            for across, text in enumerate(line.split("\t")):
                cell = self.held.cell(self.held.index(start.row() + down, start.column() + across))
                letter = text.strip().upper()
                if cell and (letter in LETTERS or not letter):
                    found[cell] = letter or None
        if found:
            self.held.typed.emit(found)
