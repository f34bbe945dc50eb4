"""Organisations: the directory, and beside it who one is, where it is present, whom to call."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter

from app.desktop.desk import Desk
from app.desktop.pages import Page
from app.desktop.pages.record_list import RecordList
from app.desktop.pieces import button, column
from app.services import organisations
from app.words import N_, _, ngettext

WIDTHS = {"name": 250, "acronym": 86, "type": 160, "domain": 130, "local": 70}
STANDING = {"merged_into": [None]}
"""Those that are not merged into another."""
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
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_("Kind of organisation"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(16)
        for title, _codes in KINDS:
            self.kinds.addItem(_(title))
        joining = button(_("Put two together…"), self.merge_chosen, icon="merge")
        self.list = RecordList(
            desk, "organisation", WIDTHS, _say_count, before=[self.kinds], after=[joining], always=STANDING, sort="name"
        )
        self.table, self.grid = self.list.table, self.list.grid
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.list)
        self._split.setHandleWidth(10)
        self.setLayout(column(self._split))
        self.buttons = [
            button(_("Give back…"), self.give_back, icon="handshake"),
            button(_("New organisation"), lambda: self.show_target({"new": True}), "primary", "plus"),
        ]
        self.setFocusProxy(self.list)
        self.list.menu_wanted.connect(self.menu_wanted)
        self.kinds.currentIndexChanged.connect(self._narrow)
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

    def shown_list(self) -> Any:
        """The directory."""
        return self.list

    def refresh(self, changes: Any = None) -> None:
        """Read the directory anew, or what a change touched. A merge moves rows: then all is read."""
        touched = changes is None or "organisation" in changes.types()
        self.list.refresh(None if touched else changes)
        if changes is not None and self._is_open():
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

    def _narrow(self, at: int) -> None:
        codes = KINDS[at][1]
        self.list.narrow({**STANDING, "type": list(codes)} if codes else STANDING)

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

    def give_back(self) -> None:
        """A page for the organisation that is chosen, or for all."""
        from app.desktop.dialogs import giving_back

        chosen = self.grid.chosen_ids()
        id = chosen[0] if len(chosen) == 1 and self._is_open() else ""
        giving_back.ask(self.window(), id, str(self.table.value(self.table.row_of(id), 0) or "") if id else "")

    def clear_filters(self) -> None:
        """All organisations again."""
        self.kinds.setCurrentIndex(0)
        self.list.clear_filters()


def _say_count(count: int) -> str:
    return ngettext("{count} organisation", "{count} organisations", count).format(count=f"{count:,}")
