"""Organisations: the directory, and beside it who one is, where it is present, whom to call."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter

from app.desktop.desk import Desk
from app.desktop.grid import Grid
from app.desktop.pages import Page
from app.desktop.pieces import button, column, label, row
from app.desktop.table import RecordTable, columns_of
from app.records import REGISTRY
from app.services import organisations
from app.words import N_, _, ngettext

WIDTHS = {"name": 250, "acronym": 86, "type": 160, "domain": 130, "local": 70}
KINDS = (
    (N_("All kinds"), ()),
    (N_("Government"), ("435", "435-LOC")),
    (N_("United Nations"), ("447",)),
    (N_("International NGOs"), ("437",)),
    (N_("National and local NGOs"), ("441", "504", "501", "446")),
    (N_("Red Cross and Red Crescent"), ("445",)),
    (N_("Donors"), ("433", "434")),
    (N_("Without a kind"), (None,)),
)


class OrganisationsPage(Page):
    """The directory as a grid; an organisation opens beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = RecordTable(
            desk, "organisation", columns_of("organisation", REGISTRY["organisation"].listed, WIDTHS), parent=self
        )
        self.grid = Grid(self.table, _("Organisations"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_("Kind of organisation"))
        for title, _codes in KINDS:
            self.kinds.addItem(_(title))
        self._count = label("", "muted")
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.grid)
        self._split.setHandleWidth(10)
        self._merge = button(_("Put two together…"), self.merge_chosen, icon="merge")
        self.setLayout(column(row(self.kinds, self._count, None, self._merge), self._split, spacing=8))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.buttons = [button(_("New organisation"), lambda: self.show_target({"new": True}), "primary", "plus")]
        self.setFocusProxy(self.grid)
        self._connect()

    def _connect(self) -> None:
        self.kinds.currentIndexChanged.connect(lambda _at: self._read())
        self.grid.filters.filtered.connect(lambda _filters: self._read())
        self.table.counted.connect(
            lambda count: self._count.setText(
                ngettext("{count} organisation", "{count} organisations", count).format(count=f"{count:,}")
            )
        )
        self.table.refused.connect(lambda text: self.desk.say(text))
        self.table.entered.connect(lambda _changes: self.desk.say(_("Saved."), can_undo=True))
        self.grid.wants_preview.connect(self._preview)
        self.grid.opened.connect(self.open_organisation)
        self.grid.clicked.connect(lambda index: self._open_if_closed(self.table.record_id(index.row())))
        self.grid.selectionModel().currentRowChanged.connect(lambda now, _before: self._follow(now.row()))

    @cached_property
    def panel(self) -> Any:
        """What opens beside the directory: made when it is first wanted."""
        from app.desktop.pages.organisation_panel import OrganisationPanel

        made = OrganisationPanel(self.desk)
        made.closed.connect(made.hide)
        self._split.addWidget(made)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        return made

    @property
    def form(self) -> Any:
        """The form in the panel."""
        return self.panel.form

    def _is_open(self) -> bool:
        return "panel" in self.__dict__ and not self.panel.isHidden()

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the directory anew, or what a change touched."""
        if changes is None:
            self._read(anew=True)
            return
        if any(type == "organisation" for type, _id in (*changes.created, *changes.updated, *changes.deleted)):
            self._read(anew=True)
        if self._is_open():
            self.panel.refresh(changes)

    def show_target(self, target: dict[str, Any]) -> None:
        """`new`, `id`, `filters` by field, or a draft's `typed` text."""
        if target.get("new"):
            self.panel.open_new()
        elif "typed" in target:
            self.panel.open_draft(target.get("id", ""), target["typed"])
        elif "id" in target:
            self.open_organisation(target["id"])
        if "filters" in target:
            self.kinds.setCurrentIndex(0)
            self.grid.filters.set_filters(target["filters"])

    def may_leave(self) -> bool:
        """What is typed in the form is kept as a draft."""
        if self._is_open():
            self.form.keep_draft()
        return True

    def _read(self, anew: bool = False) -> None:
        codes = KINDS[self.kinds.currentIndex()][1]
        filters: dict[str, Any] = {"merged_into": [None], **self.grid.filters.sought()}
        if codes:
            filters["type"] = list(codes)
        wanted = replace(self.table.query, filters=filters, sort=self.table.query.sort or "name")
        if anew:
            self.table.query = wanted
            self.table.reload()
        elif wanted != self.table.query:
            self.table.show(wanted)

    # one organisation

    def _follow(self, row: int) -> None:
        """While the panel is open it shows the organisation of the current row."""
        if self._is_open():
            self.panel.follow(self.table.record_id(row))

    def _open_if_closed(self, id: str) -> None:
        if not self._is_open():
            self.open_organisation(id)

    def open_organisation(self, id: str) -> None:
        """Open an organisation beside the directory; none opens a blank form."""
        if id:
            self.grid.show_record(id)
        self.panel.open_organisation(id)

    # what the actions ask

    def merge_chosen(self) -> None:
        """Say that two organisations are one; Undo takes them apart."""
        from app.desktop.dialogs import merge

        chosen = self.grid.chosen_ids()[:2] or ([self.form.id] if self._is_open() and self.form.id else [])
        merge.ask(
            self,
            self.desk,
            chosen,
            lambda kept, other: self.desk.change(
                organisations.merge,
                kept,
                other,
                then=lambda _changes: self.desk.say(_("The two are one organisation now."), can_undo=True),
            ),
        )

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
        """All organisations again."""
        self.kinds.setCurrentIndex(0)
        self.grid.filters.set_filters({})

    def bulk_edit(self) -> None:
        """One value for all chosen organisations."""
        from app.desktop.dialogs import bulk

        ids = self.grid.chosen_ids()
        specs = [
            spec for name, spec in REGISTRY["organisation"].fields().items() if name not in ("name", "merged_into")
        ]
        answer = bulk.ask(self, self.desk, specs, len(ids)) if ids else None
        if answer:
            self.table.enter({id: {answer[0]: answer[1]} for id in ids})

    def delete_rows(self) -> None:
        """Delete the chosen organisations; Undo brings them back."""
        if ids := self.grid.chosen_ids():
            self.table.delete(ids)

    def show_history(self) -> None:
        """Who changed the chosen organisation."""
        from app.desktop.dialogs import history

        if id := self.table.record_id(self.grid.currentIndex().row()):
            history.ask(self, self.desk, "organisation", id)

    def _preview(self, typed: Any, reading: Any) -> None:
        from app.desktop.dialogs import paste

        values = paste.ask(self, self.table, typed, reading)
        if values:
            self.table.save(values, _("Pasted into {count} rows").format(count=len(values)))
