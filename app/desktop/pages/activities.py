"""Activities: the grid people know from Excel, and beside it the form, the figures and where a row came from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import bulk, history, paste
from app.desktop.form import Form
from app.desktop.grid import Grid
from app.desktop.pages import Page
from app.desktop.pages.saved_filters import SavedFilters
from app.desktop.pieces import button, card, column, label, row
from app.desktop.table import RecordTable, columns_of
from app.records import REGISTRY
from app.store.find import Query
from app.words import _, ngettext

WIDTHS = {
    "lead": 190,
    "implementing": 150,
    "sector": 140,
    "activity_type": 150,
    "place": 120,
    "status": 90,
    "start": 86,
    "end": 86,
    "people_targeted": 110,
}
FIGURES = (
    "period_start",
    "period_end",
    "people",
    "households",
    "girls",
    "boys",
    "women",
    "men",
    "older_women",
    "older_men",
    "persons_with_disability",
    "recurrence",
    "count_basis",
    "comment",
)
PANEL_WIDTH = 350


class ActivitiesPage(Page):
    """All activities as a grid; a row opens beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = RecordTable(
            desk, "activity", columns_of("activity", REGISTRY["activity"].listed, WIDTHS), takes_new=True, parent=self
        )
        self.grid = Grid(self.table, _("Activities"))
        self.form = Form(desk, "activity", _("New activity"))
        self.figures = RecordTable(
            desk, "figures", columns_of("figures", FIGURES, dict.fromkeys(FIGURES, 96)), takes_new=True, parent=self
        )
        self.figures_grid = Grid(self.figures, _("Figures"))
        self._count = label("", "muted")
        self._none = self._make_none()
        self.filters = SavedFilters(desk, "activity", self.grid.filters)
        self._clear = button(_("Show all rows"), self.clear_filters, "link")
        self.panel = self._make_panel()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.grid)
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setHandleWidth(10)
        open_form = button(_("Open the form"), self.open_chosen, icon="pencil")
        self.setLayout(
            column(row(self._count, self._clear, None, open_form, self.filters), self._none, split, spacing=8)
        )
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.buttons = [button(_("New activity"), lambda: self.show_target({"new": True}), "primary", "plus")]
        self.setFocusProxy(self.grid)
        self._connect()

    def _connect(self) -> None:
        self.table.counted.connect(self._show_count)
        for table, grid in ((self.table, self.grid), (self.figures, self.figures_grid)):
            table.refused.connect(lambda text: self.desk.say(text))
            table.entered.connect(lambda _changes: self.desk.say(_("Saved."), can_undo=True))
            grid.wants_preview.connect(lambda typed, reading, table=table: self._preview(table, typed, reading))
        self.grid.opened.connect(self.open_activity)
        self.grid.filters.filtered.connect(self._filter)
        self.figures_grid.filters.hide_lines()
        self.form.closed.connect(self.panel.hide)
        self.form.saved.connect(lambda id: self._show_figures(id))
        self.form.history_wanted.connect(lambda id: history.ask(self, self.desk, "activity", id))
        self._clear.hide()

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

    def _make_panel(self) -> QTabWidget:
        made = QTabWidget()
        made.setDocumentMode(True)
        made.addTab(self.form, _("Activity"))
        below = label(_("One row for each period. Blank means not known, 0 means nobody."), "muted", wrap=True)
        figures = QWidget()
        figures.setLayout(column(below, self.figures_grid, margins=(0, 8, 0, 0)))
        made.addTab(figures, _("Figures"))
        made.setMinimumWidth(PANEL_WIDTH)
        made.tabBar().setAccessibleName(_("Parts of the activity"))
        made.setAccessibleName(_("The chosen activity"))
        made.hide()
        return made

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the rows anew, or only what a change touched."""
        if changes is None:
            self.table.reload()
            return
        self.table.refresh(changes)
        if not self.panel.isHidden():
            self.figures.refresh(changes)
            if self.form.id and ("activity", self.form.id) in changes.updated and not self.form.changed_fields():
                self.form.open_record(self.form.id)

    def show_target(self, target: dict[str, Any]) -> None:
        """`new`, `id`, `filters` (text or lists of exact values by field), or `draft` with its `typed` text."""
        if target.get("new"):
            self._open_panel()
            self.form.open_new()
            self._show_figures("")
        elif "typed" in target:
            self._open_panel()
            self.form.open_draft(target.get("id", ""), target["typed"])
            self._show_figures(target.get("id", ""))
        elif "id" in target:
            self.open_activity(target["id"])
            self.grid.show_record(target["id"])
        if "filters" in target:
            self.grid.filters.set_filters(target["filters"])

    def may_leave(self) -> bool:
        """What is typed in the form is kept as a draft."""
        if not self.panel.isHidden():
            self.form.keep_draft()
        return True

    # the form beside

    def open_activity(self, id: str) -> None:
        """Open an activity beside the grid; none opens a blank form."""
        self._open_panel()
        if id:
            self.form.open_record(id)
        else:
            self.form.open_new()
        self._show_figures(id)

    def open_chosen(self) -> None:
        """Open the row of the current cell."""
        self.open_activity(self.table.record_id(self.grid.currentIndex().row()))

    def _open_panel(self) -> None:
        self.panel.show()
        self.panel.setCurrentIndex(0)

    def _show_figures(self, id: str) -> None:
        self.panel.setTabEnabled(1, bool(id))
        self.figures.for_new = {"activity": id}
        self.figures.show(Query("figures", {"activity": [id]}, sort="period_start"))

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
        return self.figures_grid if self.figures_grid.hasFocus() else self.grid

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
        if id := self.table.record_id(self.grid.currentIndex().row()):
            history.ask(self, self.desk, "activity", id)

    def _preview(self, table: RecordTable, typed: Any, reading: Any) -> None:
        values = paste.ask(self, table, typed, reading)
        if values:
            table.save(values, _("Pasted into {count} rows").format(count=len(values)))
