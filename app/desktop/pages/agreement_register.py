"""The register of agreements: what binds whom until when, what stands under no agreement, what is to be renewed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QSplitter, QWidget

from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.pages.agreement_table import NOT_BESIDE, agreement_table
from app.desktop.pages.obligations import Obligations
from app.desktop.pages.record_panel import PartList, RecordPanel
from app.desktop.pieces import button, card, column, label, row
from app.services import agreements, registers
from app.services.agreements import AgreementLine
from app.store.workspace import Store
from app.words import N_, _, ngettext

ALL, VALID, SOON, OVER = "all", "valid", "soon", "over"
PILLS = ((ALL, N_("All")), (VALID, N_("In force")), (SOON, N_("End soon")), (OVER, N_("Over")))
PARTIES = PartList(
    "party", "agreement", {"organisation": 170, "role": 110, "signed_by": 130, "signed_on": 90}, "organisation"
)


@dataclass(frozen=True)
class Registered:
    """All agreements, and how many activities stand under none that is valid."""

    lines: list[AgreementLine]
    under_none: list[str]


def read_register(store: Store) -> Registered:
    """Read the register."""
    return Registered(agreements.list_agreements(store), agreements.activities_under_none(store))


class AgreementRegister(QWidget):
    """A table, and the agreement that is open beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.found = Registered([], [])
        self.table = agreement_table()
        self.pills: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, title in PILLS:
            self.pills[name] = button(_(title), self._narrow, "pill")
            group.addButton(self.pills[name])
        self.pills[ALL].setChecked(True)
        self._none = button("", self._show_activities, "link")
        self.obligations = Obligations(desk)
        self.panel = RecordPanel(
            desk, "agreement", _("New agreement"), (PARTIES,), ((_("Obligations"), self.obligations),)
        )
        self.panel.hide()
        self.panel.closed.connect(lambda: self._show_panel(False))
        self.panel.saved.connect(self.obligations.show_agreement)
        head = row(flowing(*self.pills.values(), gap=6), self._none, spacing=10)
        head.setStretch(0, 1)
        doing = row(
            button(_("New agreement"), lambda: self.open_record(""), "primary", "plus"),
            button(_("Save as a workbook…"), self.ask_save, icon="file-spreadsheet"),
            label(_("Those that end within 90 days stand on the next agenda."), "muted", wrap=True),
        )
        doing.setStretch(2, 1)
        left = QWidget()
        whole = column(card(head, margin=10), self.table, doing, spacing=10)
        whole.setStretch(1, 1)
        left.setLayout(whole)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(left)
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setHandleWidth(10)
        self._split.setChildrenCollapsible(False)
        self.setLayout(column(self._split, margins=(0, 10, 0, 0)))
        self.setFocusProxy(self.table)
        self.buttons: list[QWidget] = []
        self.table.opened.connect(lambda line: self.open_record(line.id))
        self.table.clicked.connect(lambda index: self.open_record(self.table.held.lines[index.row()].id))

    def refresh(self, changes: Any) -> None:
        """Read the register."""
        self.desk.read(read_register, then=self._take, instead_of="agreements")
        if not self.panel.isHidden():
            self.panel.refresh(changes)

    def shown_list(self) -> Any:
        """The parties, if they are shown."""
        return self.panel.shown_list() if not self.panel.isHidden() else None

    def keep_draft(self) -> None:
        """What is typed in the form stays as a draft."""
        if not self.panel.isHidden():
            self.panel.form.keep_draft()

    def open_record(self, id: str) -> None:
        """Open an agreement beside the register; none opens a blank form."""
        self._show_panel(True)
        if id:
            self.panel.open_record(id)
            self.obligations.show_agreement(id)
        else:
            place = self.desk.office.place
            self.panel.open_new({"place": place, "status": "draft"} if place else {"status": "draft"})

    def _show_panel(self, shown: bool) -> None:
        self.panel.setVisible(shown)
        for at in NOT_BESIDE:
            self.table.setColumnHidden(at, shown)

    def _take(self, found: Registered) -> None:
        self.found = found
        for name, title in PILLS:
            self.pills[name].setText(f"{_(title)}  {sum(_is_of(one, name) for one in found.lines)}")
        count = len(found.under_none)
        told = ngettext(
            "{count} activity under no valid agreement", "{count} activities under no valid agreement", count
        )
        self._none.setText(told.format(count=f"{count:,}"))
        self._none.setVisible(bool(count and found.lines))
        self.table.show_lines(found.lines)
        self._narrow()

    def _narrow(self) -> None:
        pill = next((name for name, one in self.pills.items() if one.isChecked()), ALL)
        self.table.held.narrow(lambda one: _is_of(one, pill))

    def _show_activities(self) -> None:
        valid = [one.id for one in self.found.lines if one.is_valid]
        over = [one.id for one in self.found.lines if one.id not in valid]
        self.desk.go("activities", filters={"agreement": [None, *over], "status": list(agreements.ACTIVE)})

    def ask_save(self) -> None:
        """Ask where the register and the grids go."""
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the register"), registers.suggested_name(), "Excel (*.xlsx)"
        )
        if name:
            path = Path(name).with_suffix(".xlsx")
            said = _("{file} is written.").format(file=path.name)
            self.desk.change(registers.write, path, then=lambda _report: self.desk.say(said))


def _is_of(one: AgreementLine, pill: str) -> bool:
    if pill == VALID:
        return one.is_valid
    if pill == SOON:
        return one.ends_soon
    return pill == ALL or (one.days_left is not None and one.days_left < 0) or one.status == agreements.ENDED
