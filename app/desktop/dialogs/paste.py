"""What a pasted block would change, shown before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.desktop import theme
from app.desktop.dialogs import Dialog
from app.desktop.pieces import label, leading
from app.desktop.table import RecordTable
from app.services.cells import NEW
from app.words import _, ngettext

MOST_SHOWN = 200


def ask(
    parent: QWidget | None, table: RecordTable, typed: Mapping[str, Mapping[str, str]], reading: Any
) -> dict[str, dict[str, Any]] | None:
    """Show the preview. Returns the values to save by record id (cells that cannot be read left out), or None."""
    dialog = build(parent, table, typed, reading)
    return reading.values if dialog.exec() == QDialog.DialogCode.Accepted else None


def build(parent: QWidget | None, table: RecordTable, typed: Mapping[str, Mapping[str, str]], reading: Any) -> Dialog:
    """The preview as a dialog, not yet shown."""
    cells, new = sum(map(len, typed.values())), sum(id.startswith(NEW) for id in typed)
    dialog = Dialog(
        parent,
        _("Paste"),
        _("Paste {cells} cells into {rows} rows?").format(cells=f"{cells:,}", rows=f"{len(typed):,}"),
        720,
    )
    if new:
        dialog.put(label(ngettext("{count} row is new.", "{count} rows are new.", new).format(count=new), "muted"))
    if bad := len(reading.problems):
        dialog.put(
            label(
                ngettext(
                    "{count} cell cannot be read and stays as it is: it is marked below.",
                    "{count} cells cannot be read and stay as they are: they are marked below.",
                    bad,
                ).format(count=bad),
                "error",
                wrap=True,
            )
        )
    dialog.put(_preview(table, typed, reading), 1)
    dialog.offer_cancel()
    yes = dialog.offer(_("Paste"), True, "primary")
    yes.setEnabled(bool(reading.values))
    return dialog


def _preview(table: RecordTable, typed: Mapping[str, Mapping[str, str]], reading: Any) -> QTableWidget:
    names = [column.name for column in table.columns if any(column.name in texts for texts in typed.values())]
    shown = list(typed.items())[:MOST_SHOWN]
    made = QTableWidget(len(shown), len(names))
    made.setAccessibleName(_("What will be pasted"))
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    made.setHorizontalHeaderLabels([_(column.spec.label) for column in table.columns if column.name in names])
    made.setVerticalHeaderLabels(
        [_("new") if id.startswith(NEW) else f"{table.row_of(id) + 1:,}" for id, _texts in shown]
    )
    made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    made.horizontalHeader().setDefaultSectionSize(170)
    made.horizontalHeader().setDefaultAlignment(leading())
    made.setMinimumHeight(240)
    for down, (id, texts) in enumerate(shown):
        for across, name in enumerate(names):
            item = QTableWidgetItem(texts.get(name, ""))
            if (id, name) in reading.problems:
                item.setBackground(QColor(theme.colours().error_soft))
                item.setForeground(QColor(theme.colours().error))
                item.setToolTip(reading.problems[id, name])
            made.setItem(down, across, item)
    return made
