"""Beside a table: the form of one record, the records that are parts of it, its documents. Names no record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import history
from app.desktop.documents import DocumentList
from app.desktop.form import Form
from app.desktop.pages.record_list import RecordList
from app.records import REGISTRY
from app.words import _, ngettext

WIDTH, LEAST_WIDTH = 400, 390


@dataclass(frozen=True)
class PartList:
    """A list of parts: the type, the field that leads to the whole, the columns with their widths, by what they are sorted."""

    type: str
    by: str
    widths: Mapping[str, int]
    sort: str | None = None


class RecordPanel(QTabWidget):
    """Hidden until a record is opened. Says `closed` when the form is, `saved` with the id of what was saved."""

    closed = Signal()
    saved = Signal(str)

    def __init__(
        self,
        desk: Desk,
        type: str,
        title_of_new: str,
        parts: Sequence[PartList],
        further: Sequence[tuple[str, QWidget]] = (),
    ) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(_(REGISTRY[type].title))
        self.tabBar().setAccessibleName(_("Parts of the form"))
        self.type = type
        self.form = Form(desk, type, title_of_new)
        self.addTab(self.form, _(REGISTRY[type].title))
        self.lists: list[tuple[PartList, RecordList]] = []
        for part in parts:
            made = RecordList(desk, part.type, part.widths, _say_count, sort=part.sort, takes_new=True)
            made.filters.hide()
            made.grid.filters.hide_lines()
            self.lists.append((part, made))
            self.addTab(made, _(REGISTRY[part.type].titles))
        for title, widget in further:
            self.addTab(widget, title)
        self.documents = DocumentList(desk, type)
        self.addTab(self.documents, _("Documents"))
        self.form.closed.connect(self.closed)
        self.form.saved.connect(self._show_parts)
        self.form.saved.connect(self.saved)
        self.form.history_wanted.connect(lambda id: history.ask(self, desk, type, id))

    def sizeHint(self) -> QSize:
        """Wide enough for a form at its ease; the splitter may make it narrower."""
        return QSize(WIDTH, super().sizeHint().height())

    def open_new(self, given: Mapping[str, Any] | None = None) -> None:
        """A blank form."""
        self._open("")
        self.form.open_new(dict(given or {}))

    def open_record(self, id: str) -> None:
        """One record."""
        self._open(id)
        self.form.open_record(id)

    def refresh(self, changes: Any) -> None:
        """Take over a change; a form in which something is typed is left alone."""
        for _part, made in self.lists:
            made.refresh(changes)
        if changes is not None:
            self.documents.refresh(changes)
            if self.form.id and (self.type, self.form.id) in changes.updated and not self.form.changed_fields():
                self.form.open_record(self.form.id)

    def shown_list(self) -> Any:
        """The list of parts that is shown."""
        return next((made for _part, made in self.lists if self.currentWidget() is made), None)

    def _open(self, id: str) -> None:
        self.show()
        self.setCurrentIndex(0)
        self._show_parts(id)

    def _show_parts(self, id: str) -> None:
        for tab in range(1, self.count()):
            self.setTabEnabled(tab, bool(id))
        self.documents.show_record(id)
        for part, made in self.lists:
            made.table.for_new = {part.by: id}
            made.narrow({part.by: [id]})


def _say_count(count: int) -> str:
    return ngettext("{count} line", "{count} lines", count).format(count=f"{count:,}")
