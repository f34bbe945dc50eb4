"""Activities: the grid people know from Excel, and beside it the form, the figures and where a row came from.

Many received files say presence and no more: organisation, sector, place. Those rows are the second list of this page.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QSplitter, QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.pages import Page
from app.desktop.pages.record_list import RecordList
from app.desktop.pieces import button, card, column, label, row
from app.words import N_, _, ngettext

ACTIVITY_WIDTHS = {
    "lead": 190, "implementing": 150, "sector": 140, "activity_type": 150, "place": 120, "status": 90, "start": 86, "end": 86,
    "people_targeted": 110,
}  # fmt: skip
PRESENCE_WIDTHS = {
    "organisation": 250,
    "sector": 190,
    "place": 160,
    "as_of": 96,
    "line_count": 130,
    "source": 160,
    "remarks": 160,
}
LISTS = (("activity", N_("Activities")), ("presence", N_("Presence")))


class ActivitiesPage(Page):
    """All activities as a grid, all presence as another; an activity opens beside its grid."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lists: dict[str, RecordList] = {}
        self._none = self._make_none()
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._stack)
        self._split.setHandleWidth(10)
        self._choices = QButtonGroup(self)
        choices = [button(_(title), partial(self.show_list, type), "segment") for type, title in LISTS]
        for choice in choices:
            self._choices.addButton(choice)
        self._bars = QStackedWidget()
        self._bars.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        head = row(row(*choices, spacing=0), self._bars, spacing=14)
        head.setStretch(1, 1)
        self.setLayout(column(head, self._none, self._split, spacing=8))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.buttons = [button(_("New activity"), lambda: self.show_target({"new": True}), "primary", "plus")]
        self.show_list("activity")

    @property
    def table(self) -> Any:
        """The model of the activities."""
        return self.lists["activity"].table

    @property
    def grid(self) -> Any:
        """The grid of the activities."""
        return self.lists["activity"].grid

    @property
    def form(self) -> Any:
        """The form in the panel."""
        return self.panel.form

    @cached_property
    def panel(self) -> Any:
        """What opens beside the grid: made when it is first wanted."""
        from app.desktop.pages.activity_panel import ActivityPanel

        made = ActivityPanel(self.desk)
        made.closed.connect(made.hide)
        self._split.addWidget(made)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        made.figures_list.menu_wanted.connect(self.menu_wanted)
        return made

    def _is_open(self) -> bool:
        return "panel" in self.__dict__ and not self.panel.isHidden()

    def _make_list(self, type: str) -> RecordList:
        if type == "activity":
            form = [button(_("Open the form"), self.open_chosen, icon="pencil")]
            made = RecordList(
                self.desk, type, ACTIVITY_WIDTHS, self._say_activities, after=form, takes_new=True, has_bar=False
            )
            made.grid.opened.connect(self.open_activity)
        else:
            made = RecordList(self.desk, type, PRESENCE_WIDTHS, _say_presence, takes_new=True, has_bar=False)
        made.menu_wanted.connect(self.menu_wanted)
        self.lists[type] = made
        self._stack.addWidget(made)
        self._bars.addWidget(made.bar)
        return made

    def _make_none(self) -> QWidget:
        text = label(
            _("No activities yet. Type the first one into the table, or take in a workbook that you have received."),
            wrap=True,
        )
        importing = button(_("Import a workbook"), lambda: self.desk.go("importing"), icon="file-input")
        made = card(row(text, importing), "card-notice", 10)
        made.hide()
        return made

    # what the shell asks

    def shown_list(self) -> Any:
        """The list that is shown; the figures while the keys are there."""
        if self._is_open() and self.panel.figures_grid.hasFocus():
            return self.panel.figures_list
        return self.lists[self._shown]

    def refresh(self, changes: Any = None) -> None:
        """Read the rows anew, or only what a change touched."""
        for made in self.lists.values():
            made.refresh(changes)
        if changes is not None and self._is_open():
            self.panel.refresh(changes)

    def show_target(self, target: dict[str, Any]) -> None:
        """`list` (activity or presence), `new`, `id`, `filters` (text or exact values by field), or a draft's `typed` text."""
        self.show_list(target.get("list", "activity"))
        if target.get("new"):
            self.panel.open_new()
        elif "typed" in target:
            self.panel.open_draft(target.get("id", ""), target["typed"])
        elif "id" in target:
            self.open_activity(target["id"])
            self.grid.show_record(target["id"])
        if "filters" in target:
            self.shown_list().grid.filters.set_filters(target["filters"])

    def may_leave(self) -> bool:
        """What is typed in the form is kept as a draft."""
        if self._is_open():
            self.form.keep_draft()
        return True

    def show_list(self, type: str) -> None:
        """Show activities or presence."""
        is_new = type not in self.lists
        shown = self.lists.get(type) or self._make_list(type)
        self._shown = type
        self._choices.buttons()[[one for one, _title in LISTS].index(type)].setChecked(True)
        self._stack.setCurrentWidget(shown)
        self._bars.setCurrentWidget(shown.bar)
        self.setFocusProxy(shown)
        if type != "activity" and self._is_open():
            self.form.close_form()
        if is_new and self.isVisible():
            shown.refresh()

    def open_activity(self, id: str) -> None:
        """Open an activity beside the grid; none opens a blank form."""
        self.panel.open_activity(id)

    def open_chosen(self) -> None:
        """Open the row of the current cell."""
        self.show_list("activity")
        self.open_activity(self.lists["activity"].current_id())

    def _say_activities(self, count: int) -> str:
        self._none.setVisible(count == 0 and not self.table.query.filters)
        return ngettext("{count} activity", "{count} activities", count).format(count=f"{count:,}")


def _say_presence(count: int) -> str:
    return ngettext("{count} row of presence", "{count} rows of presence", count).format(count=f"{count:,}")
