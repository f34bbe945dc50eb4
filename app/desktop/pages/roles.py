"""Whose job is what: the grid of roles of one place, and the papers that are made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.desk import Desk
from app.desktop.editors import PickEditor
from app.desktop.pages.roles_grid import RolesTable
from app.desktop.pieces import button, card, column, label, row
from app.fields import Ref
from app.insight.responsibilities import NOBODY
from app.services import memoranda, roles
from app.services.records import read
from app.services.roles import Grid
from app.store.workspace import Store
from app.words import _, ngettext


class Roles(QWidget):
    """One place at a time; an organisation is put beside the others before it has a role."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.place = ""
        self.grid: Grid | None = None
        self._more: dict[str, str] = {}
        self.table = RolesTable()
        self.choice = PickEditor(Ref("place"), desk)
        self.choice.setObjectName("roles_place")
        self.choice.input().setAccessibleName(_("Place of the grid"))
        self.choice.setFixedWidth(240)
        self.adding = PickEditor(Ref("organisation"), desk)
        self.adding.input().setAccessibleName(_("Add an organisation to the grid"))
        self.adding.line.setPlaceholderText(_("Add an organisation"))
        self.adding.setFixedWidth(240)
        self._told = label("", "muted", wrap=True)
        head = row(label(_("Place"), "label"), self.choice, self.adding, self._told, spacing=9)
        head.setStretch(3, 1)
        below = row(
            label(_("R responsible · A accountable · C consulted · I informed · Delete empties"), "muted"),
            None,
            button(_("Memorandum…"), lambda: self.ask_save(memoranda.MEMORANDUM), icon="file-text"),
            button(_("Procedure on one page…"), lambda: self.ask_save(memoranda.PROCEDURE), icon="file-text"),
        )
        whole = column(card(head, margin=10), self.table, below, spacing=10, margins=(0, 10, 0, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.buttons: list[QWidget] = []
        self.choice.picked.connect(lambda: self.show_place(self.choice.typed()))
        self.adding.picked.connect(lambda: self.add(self.adding.typed()))
        self.table.held.typed.connect(self._fill)

    def refresh(self, changes: Any) -> None:
        """Read the grid of the place."""
        self.show_place(self.place)

    def shown_list(self) -> Any:
        """The grid is no list of records."""
        return None

    def show_place(self, place: str) -> None:
        """Show the grid of a place; none shows that of the office, or the first there is."""
        if place != self.place:
            self._more = {}
        self.place = place
        self.desk.read(_read, place, self.desk.office.place, then=self._take, instead_of="roles")

    def add(self, organisation: str) -> None:
        """Put an organisation beside the others."""
        self.desk.read(read, "organisation", organisation, then=self._added)

    def _added(self, found: dict[str, Any]) -> None:
        self._more[found["id"]] = found["acronym"] or found["name"] or found["id"]
        self.adding.set_value(None)
        if self.grid is not None:
            self.table.show_grid(self.grid, self._more)
            ids = [id for id, _name in self.table.held.organisations]
            self.table.setCurrentIndex(self.table.held.index(0, ids.index(found["id"]) + 1))
            self.table.setFocus()

    def _take(self, grid: Grid | None) -> None:
        self.grid = grid
        if grid is None:
            return
        self.place = grid.place
        self.choice.set_value(grid.place, {grid.place: grid.place_name})
        self.table.show_grid(grid, self._more)
        open_ = [one for one in grid.findings if one.kind != NOBODY]
        if not grid.cells:
            told = _("Add the organisations, then type R, A, C or I: of each function exactly one is accountable.")
        elif open_:
            told = ngettext("{count} function to settle", "{count} functions to settle", len(open_)).format(
                count=len(open_)
            )
        else:
            told = _("Every function that is in use has one who is accountable.")
        self._told.setText(told)

    def _fill(self, letters: dict[Any, str | None]) -> None:
        if self.grid is not None:
            self.desk.change(roles.fill, self.grid.place, letters)

    def ask_save(self, kind: str) -> None:
        """Ask where the draft goes."""
        if self.grid is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the draft"), memoranda.suggested_name(kind, self.grid), "Word (*.docx)"
        )
        if name:
            self.save(kind, Path(name).with_suffix(".docx"))

    def save(self, kind: str, path: Path) -> None:
        """Write a memorandum or a procedure, drafted from the grid."""
        assert self.grid is not None
        said = _("{file} is written.").format(file=path.name)
        self.desk.change(memoranda.write, path, kind, self.grid.place, then=lambda _path: self.desk.say(said))


def _read(store: Store, place: str, office: str) -> Grid | None:
    """The grid of a place; without one that of the office if it has a grid, else the first there is, else the office's, empty."""
    there = [one for one, _name in roles.places_with_grids(store)]
    wanted = place or (office if office in there else next(iter([*there, office]), ""))
    return roles.read_grid(store, wanted) if wanted else None
