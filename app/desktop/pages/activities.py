"""Activities: the grid people know from Excel, and beside it the form, the figures and where a row came from."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.desktop.desk import Desk
from app.desktop.grid import Grid
from app.desktop.pages import Page
from app.desktop.pages.saved_filters import SavedFilters
from app.desktop.pieces import button, card, column, label, row
from app.desktop.table import RecordTable, columns_of
from app.records import REGISTRY
from app.words import _, ngettext

WIDTHS = {
    "lead": 190, "implementing": 150, "sector": 140, "activity_type": 150, "place": 120, "status": 90, "start": 86, "end": 86,
    "people_targeted": 110,
}  # fmt: skip


class ActivitiesPage(Page):
    """All activities as a grid; a row opens beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        columns = columns_of("activity", REGISTRY["activity"].listed, WIDTHS)
        self.table = RecordTable(desk, "activity", columns, takes_new=True, parent=self)
        self.grid = Grid(self.table, _("Activities"))
        self._count = label("", "muted")
        self._none = self._make_none()
        self.filters = SavedFilters(desk, "activity", self.grid.filters)
        self._clear = button(_("Show all rows"), self.clear_filters, "link")
        self._clear.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.grid)
        self._split.setHandleWidth(10)
        open_form = button(_("Open the form"), self.open_chosen, icon="pencil")
        head = row(self._count, self._clear, None, open_form, self.filters)
        self.setLayout(column(head, self._none, self._split, spacing=8))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.buttons = [button(_("New activity"), lambda: self.show_target({"new": True}), "primary", "plus")]
        self.setFocusProxy(self.grid)
        self.table.counted.connect(self._show_count)
        self.grid.opened.connect(self.open_activity)
        self.grid.filters.filtered.connect(self._filter)
        self._listen(self.table, self.grid)

    @cached_property
    def panel(self) -> Any:
        """What opens beside the grid: made when it is first wanted."""
        from app.desktop.pages.activity_panel import ActivityPanel

        made = ActivityPanel(self.desk)
        made.closed.connect(made.hide)
        self._split.addWidget(made)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._listen(made.figures, made.figures_grid)
        return made

    @property
    def form(self) -> Any:
        """The form in the panel."""
        return self.panel.form

    def _listen(self, table: RecordTable, grid: Grid) -> None:
        table.refused.connect(lambda text: self.desk.say(text))
        table.entered.connect(lambda _changes: self.desk.say(_("Saved."), can_undo=True))
        grid.wants_preview.connect(lambda typed, reading: self._preview(table, typed, reading))

    def _is_open(self) -> bool:
        return "panel" in self.__dict__ and not self.panel.isHidden()

    def _make_none(self) -> QWidget:
        text = label(
            _("No activities yet. Type the first one into the table, or take in a workbook that you have received."),
            wrap=True,
        )
        made = card(
            row(text, button(_("Import a workbook"), lambda: self.desk.go("importing"), icon="file-input")),
            "card-notice",
            10,
        )
        made.hide()
        return made

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the rows anew, or only what a change touched."""
        if changes is None:
            self.table.reload()
            return
        self.table.refresh(changes)
        if self._is_open():
            self.panel.refresh(changes)

    def show_target(self, target: dict[str, Any]) -> None:
        """`new`, `id`, `filters` (text or lists of exact values by field), or a draft's `typed` text."""
        if target.get("new"):
            self.panel.open_new()
        elif "typed" in target:
            self.panel.open_draft(target.get("id", ""), target["typed"])
        elif "id" in target:
            self.open_activity(target["id"])
            self.grid.show_record(target["id"])
        if "filters" in target:
            self.grid.filters.set_filters(target["filters"])

    def may_leave(self) -> bool:
        """What is typed in the form is kept as a draft."""
        if self._is_open():
            self.form.keep_draft()
        return True

    def open_activity(self, id: str) -> None:
        """Open an activity beside the grid; none opens a blank form."""
        self.panel.open_activity(id)

    def open_chosen(self) -> None:
        """Open the row of the current cell."""
        self.open_activity(self.table.record_id(self.grid.currentIndex().row()))

    def _filter(self, filters: dict[str, Any]) -> None:
        self._clear.setVisible(bool(filters))
        wanted = replace(self.table.query, filters=self.grid.filters.sought())
        if wanted != self.table.query:
            self.table.show(wanted)

    def _show_count(self, count: int) -> None:
        filtered = bool(self.table.query.filters)
        self._count.setText(ngettext("{count} activity", "{count} activities", count).format(count=f"{count:,}"))
        self._none.setVisible(count == 0 and not filtered)

    # what the actions ask

    def _grid(self) -> Grid:
        return self.panel.figures_grid if self._is_open() and self.panel.figures_grid.hasFocus() else self.grid

    def copy_cells(self) -> None:
        """Ctrl+C."""
        self._grid().copy_cells()

    def paste_cells(self) -> None:
        """Ctrl+V."""
        self._grid().paste_cells()

    def fill_down(self) -> None:
        """Ctrl+D."""
        self._grid().fill_down()

    def clear_filters(self) -> None:
        """All rows again."""
        self.grid.filters.set_filters({})

    def bulk_edit(self) -> None:
        """One value for all chosen rows."""
        from app.desktop.dialogs import bulk

        ids = self.grid.chosen_ids()
        specs = [
            spec for name, spec in REGISTRY["activity"].fields().items() if name not in ("sender_row_id", "line_count")
        ]
        answer = bulk.ask(self, self.desk, specs, len(ids)) if ids else None
        if answer:
            self.table.enter({id: {answer[0]: answer[1]} for id in ids})

    def delete_rows(self) -> None:
        """Delete the chosen rows; Undo brings them back."""
        grid = self._grid()
        if ids := grid.chosen_ids():
            grid.table.delete(ids)

    def show_history(self) -> None:
        """Who changed the chosen row."""
        from app.desktop.dialogs import history

        if id := self.table.record_id(self.grid.currentIndex().row()):
            history.ask(self, self.desk, "activity", id)

    def _preview(self, table: RecordTable, typed: Any, reading: Any) -> None:
        from app.desktop.dialogs import paste

        values = paste.ask(self, table, typed, reading)
        if values:
            table.save(values, _("Pasted into {count} rows").format(count=len(values)))
