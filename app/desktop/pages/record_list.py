"""A grid of one record type with what belongs to it: count, filters, blocks of cells, bulk edit, history. Names no record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.desktop.grid import Grid
from app.desktop.pages.saved_filters import SavedFilters
from app.desktop.pieces import ElidedLabel, button, column, row
from app.desktop.table import RecordTable, columns_of
from app.records import REGISTRY
from app.words import _

NOT_IN_BULK = ("sender_row_id", "line_count", "merged_into", "name")


class RecordList(QWidget):
    """What the actions of tables act on: a page's `shown_list()`."""

    menu_wanted = Signal(QPoint)
    """The menu of the table is wanted at a place of the screen."""

    def __init__(
        self,
        desk: Desk,
        type: str,
        widths: Mapping[str, int],
        counted: Callable[[int], str],
        *,
        before: Sequence[QWidget] = (),
        after: Sequence[QWidget] = (),
        always: Mapping[str, Any] | None = None,
        sort: str | None = None,
        takes_new: bool = False,
        has_bar: bool = True,
    ) -> None:
        """`widths` are the columns; `counted` says how many; widgets `before` and `after` share the bar above the grid, which
        without `has_bar` is the page's to place. `always` are filters that hold whatever the person filters by.
        """
        super().__init__()
        self.desk, self.type = desk, type
        self._always, self._sort = dict(always or {}), sort
        self.table = RecordTable(desk, type, columns_of(type, list(widths), widths), takes_new=takes_new, parent=self)
        self.grid = Grid(self.table, _(REGISTRY[type].titles))
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.grid.viewport().mapToGlobal(place))
        )
        self.filters = SavedFilters(desk, type, self.grid.filters)
        self._count = ElidedLabel("", "muted")
        self._clear = button(_("Show all rows"), self.clear_filters, "link")
        self._clear.hide()
        self.bar = QWidget()
        parts = row(*before, self._count, self._clear, *after, self.filters)
        parts.setStretch(len(before), 1)
        self.bar.setLayout(parts)
        self.setLayout(column(*([self.bar] if has_bar else []), self.grid, spacing=8))
        self.setFocusProxy(self.grid)
        self.table.counted.connect(lambda count: self._count.setText(counted(count)))
        self.grid.filters.filtered.connect(self._filter)
        listen(self, self.table, self.grid)

    def refresh(self, changes: Any = None) -> None:
        """Read the rows anew, or only what a change touched."""
        if changes is None:
            self.table.query = self._query()
            self.table.reload()
        else:
            self.table.refresh(changes)

    def narrow(self, always: Mapping[str, Any]) -> None:
        """Other filters that hold whatever the person filters by."""
        self._always = dict(always)
        self._filter(self.grid.filters.texts())

    def current_id(self) -> str:
        """The record of the current row; empty for the blank row."""
        return self.table.record_id(self.grid.currentIndex().row())

    def _query(self) -> Any:
        filters = {**self._always, **self.grid.filters.sought()}
        return replace(self.table.query, filters=filters, sort=self.table.query.sort or self._sort)

    def _filter(self, filters: Mapping[str, Any]) -> None:
        self._clear.setVisible(bool(filters))
        wanted = self._query()
        if wanted != self.table.query:
            self.table.show(wanted)

    # what the actions ask

    def copy_cells(self) -> None:
        """Ctrl+C."""
        self.grid.copy_cells()

    def paste_cells(self) -> None:
        """Ctrl+V."""
        self.grid.paste_cells()

    def fill_down(self) -> None:
        """Ctrl+D."""
        self.grid.fill_down()

    def clear_filters(self) -> None:
        """All rows again."""
        self.grid.filters.set_filters({})

    def bulk_edit(self) -> None:
        """One value for all chosen rows."""
        from app.desktop.dialogs import bulk

        ids = self.grid.chosen_ids()
        specs = [spec for name, spec in REGISTRY[self.type].fields().items() if name not in NOT_IN_BULK]
        answer = bulk.ask(self, self.desk, specs, len(ids)) if ids else None
        if answer:
            self.table.enter({id: {answer[0]: answer[1]} for id in ids})

    def delete_rows(self) -> None:
        """Delete the chosen rows; Undo brings them back."""
        if ids := self.grid.chosen_ids():
            self.table.delete(ids)

    def show_history(self) -> None:
        """Who changed the current row, and where it came from."""
        from app.desktop.dialogs import history

        if id := self.current_id():
            history.ask(self, self.desk, self.type, id)


def listen(parent: QWidget, table: RecordTable, grid: Grid) -> None:
    """Say in the status line what became of what was typed, and ask before a pasted block is saved."""

    def preview(typed: Any, reading: Any) -> None:
        from app.desktop.dialogs import paste

        values = paste.ask(parent, table, typed, reading)
        if values:
            table.save(values, _("Pasted into {count} rows").format(count=len(values)))

    table.refused.connect(lambda text: table.desk.say(text))
    table.entered.connect(lambda _changes: table.desk.say(_("Saved."), can_undo=True))
    grid.wants_preview.connect(preview)
