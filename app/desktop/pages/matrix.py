"""Matrix: places or organisations down, sectors across. A cell shows its rows; what is seen can be taken along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import export
from app.desktop.grid import to_block
from app.desktop.heat import MatrixView
from app.desktop.matrix_key import MatrixKey
from app.desktop.pages import Page
from app.desktop.pages.behind_panel import BehindPanel
from app.desktop.pages.coverage_controls import Banner, Controls
from app.desktop.pieces import button, card, clear, column, empty_state, isolated, label, row
from app.insight.gaps import Gap
from app.insight.matrix import ORGANISATIONS, PEOPLE
from app.insight.overlaps import Overlap
from app.insight.reach import Reach
from app.printing.look import PAPER
from app.printing.matrix_picture import paint_matrix, size_of
from app.printing.matrix_table import MEASURES, TOTAL, MatrixTable, build_table
from app.printing.sheet import save_picture
from app.services.behind import reach_behind
from app.services.coverage import Coverage, read_coverage
from app.words import _, is_right_to_left


class MatrixPage(Page):
    """Choices, banner, the three figures of people where they are asked for, the matrix, and the rows of a cell beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.coverage: Coverage | None = None
        self.controls, self.banner, self.panel = Controls(True, desk.office), Banner(), BehindPanel(desk)
        self.view = MatrixView(_("Matrix"))
        self._figures = row(spacing=10)
        self._key = MatrixKey()
        self._stack = QStackedWidget()
        beside = row(self.view, self.panel, spacing=12)
        beside.setStretch(0, 1)
        whole, full = column(beside, self._key, spacing=4), QWidget()
        whole.setStretch(0, 1)
        full.setLayout(whole)
        self._stack.addWidget(full)
        self._stack.addWidget(self._make_empty())
        self.setLayout(column(self.controls, self.banner, self._figures, self._stack, spacing=9))
        self.layout().setStretch(3, 1)  # type: ignore[union-attr]
        self.buttons = [
            button(_("Save as picture"), self.ask_picture, icon="image"),
            button(_("Workbook for the meeting"), self.ask_workbook, "primary", "file-spreadsheet"),
        ]
        self.setFocusProxy(self.view)
        self.controls.changed.connect(self.refresh)
        self.banner.chosen.connect(self._choose_edition)
        self.banner.wanted_round.connect(lambda: desk.go("round"))
        self.view.opened.connect(self.open_cell)
        self.panel.closed.connect(self._close_panel)

    def _make_empty(self) -> QWidget:
        return empty_state(
            "table-2",
            _("No row passes these filters"),
            _(
                "The matrix counts who is where from the activities and presences that are recorded. Take in a workbook, type an activity, "
                "or choose a wider period or another domain."
            ),
            button(_("Import a workbook"), lambda: self.desk.go("importing"), "primary", "file-input"),
        )

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Count anew."""
        self.desk.read(read_coverage, self.controls.asked(), then=self.show_coverage, instead_of="coverage")

    def show_target(self, target: dict[str, Any]) -> None:
        """`sector` or `organisation` to hold to; `area`, `level`, `way`, `measure`, `period`, `domain` to choose; `edition`."""
        self.controls.take_target(target)

    # what is shown

    def show_coverage(self, found: Coverage) -> None:
        """Show a count."""
        self.coverage = found
        self.controls.show_choices(found.choices, found.level)
        self.banner.show_stamp(found.stamp, found.choices.editions, self.controls.edition)
        self._show_figures(found.figures)
        table = build_table(found.counted, found.selection, frozenset(found.overlaps), frozenset(found.gaps))
        self.view.show_table(table)
        self._key.show_table(table)
        self._stack.setCurrentIndex(0 if found.counted.rows and found.counted.columns else 1)
        if not self.panel.isHidden():
            if self.view.currentIndex().isValid():
                self.open_cell(self.view.currentIndex())
            else:
                self.panel.hide()

    def open_cell(self, index: QModelIndex) -> None:
        """Show the rows of a cell beside the matrix."""
        found, cell = self.coverage, self.view.matrix.cell(index)
        if found is None or cell is None:
            return
        place, sector, counted = cell
        names = [one.name if one.id != TOTAL else "" for one in (place, sector)]
        title = ", ".join(isolated(name) for name in names if name) or _("Everything shown")
        key = (place.id, sector.id)
        notes: list[Overlap | Gap] = [*found.overlaps.get(key, ()), *found.gaps.get(key, ())]
        people = found.asked.measure == PEOPLE
        figures = reach_behind(found.selection, counted.lines, found.level) if people else []
        self.panel.show_cell(title, found, counted, notes, figures)

    def _close_panel(self) -> None:
        self.panel.hide()
        self.view.setFocus()

    def _choose_edition(self, edition: str) -> None:
        self.controls.edition = edition
        self.refresh()

    def _show_figures(self, figures: tuple[Reach, ...]) -> None:
        clear(self._figures)
        for one in figures:
            number = label("–" if one.value is None else f"{one.value:,}", "heading")
            made = card(row(number, label(one.title, "muted"), None, spacing=8), margin=9)
            made.setToolTip(one.method)
            self._figures.addWidget(made, 1)

    # taking along

    def copy_cells(self) -> None:
        """Ctrl+C: the chosen cells with their headings."""
        QGuiApplication.clipboard().setText(to_block(self.view.block()))

    def ask_workbook(self) -> None:
        """Ask what goes into the workbook for the meeting; the filters chosen here are proposed."""
        asked = self.controls.asked()
        area = self.controls.area.currentText()
        export.ask(self.window(), export.Seen(asked.filters, asked.level, asked.edition, area))

    def ask_picture(self) -> None:
        """Ask where to, then save what is seen as a picture."""
        name, _kind = QFileDialog.getSaveFileName(self, _("Save as picture"), "matrix.png", _("Pictures (*.png *.pdf)"))
        if name:
            self.save_picture(Path(name))

    def save_picture(self, path: Path) -> None:
        """Save what is seen, with the line that says what the chair trusts."""
        found, table = self.coverage, self.view.matrix.table
        if found is None or table is None:
            return
        written = save_matrix(path, found, table)
        self.desk.say(_("Saved: {file}").format(file=written.name))


def save_matrix(path: Path, found: Coverage, table: MatrixTable) -> Path:
    """The matrix as a picture (.png or .pdf), always light, whatever the screen's theme."""
    right_to_left = is_right_to_left()
    title = _("Who is where") if table.measure == ORGANISATIONS else _(MEASURES[table.measure])
    below = " · ".join(
        filter(
            None,
            (
                found.stamp.filter,
                *(f"{one.title}: {'–' if one.value is None else format(one.value, ',')}" for one in found.figures),
            ),
        )
    )
    return save_picture(
        path,
        title,
        below,
        found.stamp.sentence(),
        size_of(table),
        lambda painter, at: paint_matrix(painter, QPointF(at), table, PAPER, right_to_left),
    )
