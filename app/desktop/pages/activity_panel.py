"""Beside the grid of activities: the form of one, its figures by period, and its documents."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import history
from app.desktop.documents import DocumentList
from app.desktop.form import Form
from app.desktop.pages.record_list import RecordList
from app.desktop.pieces import column, label
from app.words import _, ngettext

FIGURES = (
    "period_start", "period_end", "people", "households", "girls", "boys", "women", "men", "older_women", "older_men",
    "persons_with_disability", "recurrence", "count_basis", "comment",
)  # fmt: skip
WIDTH, LEAST_WIDTH = 350, 300


class ActivityPanel(QTabWidget):
    """Hidden until an activity is opened. Says `closed` when the form is."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(_("The chosen activity"))
        self.tabBar().setAccessibleName(_("Parts of the activity"))
        self.form = Form(desk, "activity", _("New activity"))
        below = label(_("One row for each period. Blank means not known, 0 means nobody."), "muted", wrap=True)
        widths = dict.fromkeys(FIGURES, 96)
        self.figures_list = RecordList(desk, "figures", widths, _say_count, sort="period_start", takes_new=True)
        self.figures_list.filters.hide()
        self.figures, self.figures_grid = self.figures_list.table, self.figures_list.grid
        self.figures_grid.filters.hide_lines()
        figures = QWidget()
        figures.setLayout(column(below, self.figures_list, margins=(0, 8, 0, 0)))
        self.addTab(self.form, _("Activity"))
        self.documents = DocumentList(desk, "activity")
        self.addTab(figures, _("Figures"))
        self.addTab(self.documents, _("Documents"))
        self.form.closed.connect(self.closed)
        self.form.saved.connect(self._show_figures)
        self.form.history_wanted.connect(lambda id: history.ask(self, desk, "activity", id))

    def sizeHint(self) -> QSize:
        """Wide enough for a form at its ease; the splitter may make it narrower."""
        return QSize(WIDTH, super().sizeHint().height())

    def open_new(self) -> None:
        """A blank form."""
        self._open("")
        self.form.open_new()

    def open_activity(self, id: str) -> None:
        """An activity with its figures; none opens a blank form."""
        if not id:
            self.open_new()
            return
        self._open(id)
        self.form.open_record(id)

    def open_draft(self, id: str, typed: dict[str, str]) -> None:
        """A form as it was typed before."""
        self._open(id)
        self.form.open_draft(id, typed)

    def refresh(self, changes: Any) -> None:
        """Take over a change; a form in which something is typed is left alone."""
        self.figures.refresh(changes)
        self.documents.refresh(changes)
        if self.form.id and ("activity", self.form.id) in changes.updated and not self.form.changed_fields():
            self.form.open_record(self.form.id)

    def _open(self, id: str) -> None:
        self.show()
        self.setCurrentIndex(0)
        self._show_figures(id)

    def _show_figures(self, id: str) -> None:
        for tab in (1, 2):
            self.setTabEnabled(tab, bool(id))
        self.documents.show_record(id)
        self.figures.for_new = {"activity": id}
        self.figures_list.narrow({"activity": [id]})


def _say_count(count: int) -> str:
    return ngettext("{count} row of figures", "{count} rows of figures", count).format(count=f"{count:,}")
