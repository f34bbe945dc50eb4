"""The sheet of keyboard shortcuts, derived from the actions."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.desktop.actions import ACTIONS, FILE, GO, GRID, MENUS
from app.desktop.dialogs import Dialog
from app.desktop.pieces import label, row
from app.words import N_, _

#: keys that tables have from Qt, so that the sheet is whole
IN_TABLES = (
    ("Enter", N_("Finish the cell and go down")),
    ("Tab", N_("Finish the cell and go on")),
    ("F2", N_("Change the cell")),
    ("Delete", N_("Empty the chosen cells")),
    ("Esc", N_("Leave the cell as it was")),
)


def ask(window: QWidget) -> None:
    """Show the sheet."""
    build(window).exec()


def build(window: QWidget | None) -> Dialog:
    """The sheet as a dialog, not yet shown."""
    dialog = Dialog(window, _("Keyboard shortcuts"), _("Keyboard shortcuts"), 900)
    grids = {menu: QGridLayout() for menu in (FILE, GRID, GO)}
    for menu in MENUS:
        grid = grids.get(menu, grids[FILE])
        _add_heading(grid, _(menu))
        for action in ACTIONS:
            if action.menu == menu and action.shortcut:
                _add_line(
                    grid, QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText), _(action.text)
                )
        if menu == GRID:
            for keys, text in IN_TABLES:
                _add_line(grid, keys, _(text))
    for grid in grids.values():
        grid.setRowStretch(grid.rowCount(), 1)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(5)
    dialog.put(row(*grids.values(), spacing=24))
    dialog.offer(_("Close"), tone="primary")
    return dialog


def _add_heading(grid: QGridLayout, text: str) -> None:
    made = label(text, "label")
    made.setContentsMargins(0, 6, 0, 0)
    grid.addWidget(made, grid.rowCount(), 0, 1, 2)


def _add_line(grid: QGridLayout, keys: str, text: str) -> None:
    at = grid.rowCount()
    grid.addWidget(label(keys, "chip"), at, 0)
    grid.addWidget(label(text), at, 1)
