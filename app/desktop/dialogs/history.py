"""Who changed a record, when, from what to what; and the original cells it came from."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.pieces import label, leading
from app.desktop.values import said_moment, show_value
from app.fields import Tags
from app.records import REGISTRY
from app.services import cells, journal, listing, settings
from app.words import _


def ask(parent: QWidget | None, desk: Desk, type: str, id: str) -> None:
    """Read the history of a record, then show it."""
    desk.read(_read, type, id, then=lambda found: build(parent, type, *found).exec())


def build(
    parent: QWidget | None,
    type: str,
    entries: list[Any],
    called: dict[str, str],
    origins: list[dict[str, Any]],
    is_member: bool = False,
) -> Dialog:
    """The history as a dialog, not yet shown. Where the laptop exchanges (`is_member`), each change says how far it came."""
    dialog = Dialog(parent, _("History"), _("Who changed this, and when"), 900 if is_member else 760)
    for origin in origins[:1]:
        came = _("It came from {file}, sheet “{sheet}”, row {row}.").format(
            file=origin["file"], sheet=origin["sheet"], row=origin["row"]
        )
        dialog.put(label(came, wrap=True))
        dialog.put(_cells(origin["cells"]))
    specs = REGISTRY[type].fields()
    headers = [_("When"), _("Who"), _("Field"), _("Before"), _("After"), *([_("Exchange")] if is_member else [])]
    table = QTableWidget(len(entries), len(headers))
    table.setAccessibleName(_("History"))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setHorizontalHeaderLabels(headers)
    table.verticalHeader().hide()
    for at, entry in enumerate(entries):
        spec = specs.get(entry.field)
        shown = [
            show_value(spec.kind, value, called) if spec else (_("deleted") if value else _("there"))
            for value in (entry.before, entry.after)
        ]
        texts = [
            said_moment(entry.when),
            entry.who or "–",
            _(spec.label) if spec else _("Record"),
            *shown,
            entry.stands,
        ]
        for across, text in enumerate(texts[: len(headers)]):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(at, across, item)
    for across, width in enumerate((130, 120, 150, 130, 130, 150)[: len(headers)]):
        table.setColumnWidth(across, width)
    table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(leading())
    table.setMinimumHeight(260)
    dialog.put(table, 1)
    dialog.offer(_("Close"), tone="primary")
    return dialog


def _cells(cells: dict[str, Any]) -> QLabel:
    text = " · ".join(f"{name}: {value}" for name, value in cells.items() if value not in (None, ""))
    return label(text[:900] + ("…" if len(text) > 900 else ""), "muted", wrap=True)


def _read(store: Any, type: str, id: str) -> tuple[list[Any], dict[str, str], list[dict[str, Any]], bool]:
    entries = journal.history(store, type, id)
    called: dict[str, str] = {}
    specs = REGISTRY[type].fields()
    for entry in entries:
        spec = specs.get(entry.field)
        if spec is not None and hasattr(spec.kind, "to"):
            blank: Any = [] if isinstance(spec.kind, Tags) else None
            rows = [(entry.before or blank,), (entry.after or blank,)]
            called |= cells.called_in(store, type, [entry.field], rows)
    return entries, called, listing.origins(store, type, id), settings.get(store, "device") is not None
