"""Map: the places of a level shaded by what is counted there, and beside it the same as a list, with what cannot be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.heat import look_now
from app.desktop.map_view import MapView
from app.desktop.pages import Page
from app.desktop.pages.behind_panel import PANEL_WIDTH, BehindPanel
from app.desktop.pages.coverage_controls import Banner, Controls
from app.desktop.pages.place_list import UNKNOWN, PlaceList
from app.desktop.pieces import button, card, column, empty_state, icon_button, row
from app.insight.matrix import ORGANISATIONS, PEOPLE
from app.printing.look import PAPER
from app.printing.map_picture import MapTable, build_map, paint_map, paint_map_key, size_of_map
from app.printing.matrix_table import MEASURES
from app.printing.sheet import save_picture
from app.services.behind import reach_behind
from app.services.coverage import PlacedCoverage, read_places
from app.words import _, is_right_to_left, ngettext


class MapPage(Page):
    """Choices and banner as on the matrix; map and list; a place shows its rows."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.placed: PlacedCoverage | None = None
        self.controls, self.banner = Controls(False, desk.office), Banner()
        self.view, self.key = MapView(_("Map")), MapKey()
        self.places, self.panel = PlaceList(), BehindPanel(desk)
        self._side = QStackedWidget()
        self._side.addWidget(self.places)
        self._side.addWidget(self.panel)
        self._side.setFixedWidth(PANEL_WIDTH)
        zoom = column(
            icon_button("zoom-in", _("Zoom in"), lambda: self.view.zoom(1)),
            icon_button("zoom-out", _("Zoom out"), lambda: self.view.zoom(-1)),
            icon_button("maximize-2", _("Show all of it"), self.view.fit),
            None,
            spacing=2,
        )
        over = row(self.view, zoom, spacing=2)
        over.setStretch(0, 1)
        drawn, shown = column(over, self.key, spacing=4), QWidget()
        drawn.setStretch(0, 1)
        shown.setLayout(drawn)
        self._drawn = QStackedWidget()
        self._drawn.addWidget(shown)
        self._drawn.addWidget(
            empty_state(
                "map",
                _("No boundaries are known for the places of this level"),
                _(
                    "They stand in the list, with the same numbers. Choose another level, or add boundaries in Settings."
                ),
            )
        )
        beside = row(card(column(self._drawn), margin=8), self._side, spacing=12)
        beside.setStretch(0, 1)
        whole = column(self.controls, self.banner, beside, spacing=9)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.buttons = [
            button(_("Save as picture"), self.ask_picture, icon="image"),
            button(_("Open the matrix"), lambda: desk.go("matrix", **self._as_target()), icon="table-2"),
        ]
        self.setFocusProxy(self.places.view)
        self.controls.changed.connect(self.refresh)
        self.banner.chosen.connect(self._choose_edition)
        self.banner.wanted_round.connect(lambda: desk.go("round"))
        self.view.chosen.connect(self.open_place)
        self.places.chosen.connect(self.open_place)
        self.panel.closed.connect(lambda: self.open_place(""))

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Count anew."""
        self.desk.read(read_places, self.controls.asked(), then=self.show_places, instead_of="places")

    def show_target(self, target: dict[str, Any]) -> None:
        """`sector` or `organisation` to hold to; `area`, `level`, `measure`, `period`, `domain` to choose; `edition`."""
        self.controls.take_target(target)

    # what is shown

    def show_places(self, found: PlacedCoverage) -> None:
        """Show a count."""
        self.placed = found
        coverage = found.coverage
        self.controls.show_choices(coverage.choices, coverage.level)
        self.banner.show_stamp(coverage.stamp, coverage.choices.editions, self.controls.edition)
        table = build_map(found)
        self.view.show_map(table)
        self.key.show_map(table)
        self.places.show_map(table, found.wider)
        self._drawn.setCurrentIndex(1 if table.bounds.isEmpty() else 0)
        chosen = self.places.current()
        if self._side.currentIndex() == 1 and chosen in self._cells():
            self.open_place(chosen)
        else:
            self._side.setCurrentIndex(0)

    def open_place(self, id: str) -> None:
        """Show the rows of a place beside the map; nothing shows the list again."""
        self.view.choose(id)
        found = self._cells().get(id)
        if self.placed is None or found is None:
            self._side.setCurrentIndex(0)
            return
        self.places.choose(id)
        title, cell = found
        coverage = self.placed.coverage
        notes = [
            one
            for by_cell in (coverage.overlaps, coverage.gaps)
            for key in by_cell
            if key[0] == id
            for one in by_cell[key]
        ]
        people = coverage.asked.measure == PEOPLE
        figures = reach_behind(coverage.selection, cell.lines, coverage.level) if people else []
        self.panel.show_cell(title, coverage, cell, notes, figures)
        self._side.setCurrentIndex(1)

    def _cells(self) -> dict[str, Any]:
        """Title and count by place, and by the headings of what is said about larger places."""
        if self.placed is None:
            return {}
        names = self.placed.coverage.selection.places
        return {id: (names[id].name, cell) for id, cell in self.placed.by_place.items()} | {
            heading.id or UNKNOWN: (heading.name, cell) for heading, cell in self.placed.wider
        }

    def _choose_edition(self, edition: str) -> None:
        self.controls.edition = edition
        self.refresh()

    def _as_target(self) -> dict[str, Any]:
        asked = self.controls.asked()
        return {
            "measure": asked.measure,
            "level": asked.level,
            "domain": next(iter(asked.filters.domains), ""),
            "area": next(iter(asked.filters.places), ""),
        }

    # taking along

    def ask_picture(self) -> None:
        """Ask where to, then save what is seen as a picture."""
        name, _kind = QFileDialog.getSaveFileName(self, _("Save as picture"), "map.png", _("Pictures (*.png *.pdf)"))
        if name:
            self.save_picture(Path(name))

    def save_picture(self, path: Path) -> None:
        """Save what is seen, with the line that says what the chair trusts."""
        if self.placed is not None and self.view.table is not None:
            written = save_map(path, self.placed, self.view.table)
            self.desk.say(_("Saved: {file}").format(file=written.name))


def save_map(path: Path, found: PlacedCoverage, table: MapTable) -> Path:
    """The map as a picture (.png or .pdf), always light, with the places that could not be drawn named."""
    right_to_left, stamp = is_right_to_left(), found.coverage.stamp
    title = _("Who is where") if table.measure == ORGANISATIONS else _(MEASURES[table.measure])
    below = stamp.filter
    foot = stamp.sentence() + " · " + _("boundaries: OCHA COD-AB")
    missing = [f"{place.name} ({place.value})" for place in table.without_shape if place.cell.lines]
    missing += [f"{heading.name} ({cell.value if cell.value is not None else '–'})" for heading, cell in found.wider]
    if missing:
        foot += " · " + ngettext("Not drawn: {names}", "Not drawn: {names}", len(missing)).format(
            names=", ".join(missing)
        )
    return save_picture(
        path,
        title,
        below,
        foot,
        size_of_map(table),
        lambda painter, at: paint_map(painter, QPointF(at), table, PAPER, right_to_left),
    )


class MapKey(QWidget):
    """What the shades say."""

    def __init__(self) -> None:
        super().__init__()
        self._table: MapTable | None = None
        self.setFixedHeight(46)

    def show_map(self, table: MapTable) -> None:
        """Explain this one."""
        self._table = table
        self.setAccessibleName(_("Legend: {measure}").format(measure=_(MEASURES[table.measure])))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(300, 46)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Boxes and words."""
        if self._table is not None:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            paint_map_key(QPainter(self), QRectF(self.rect()), self._table, look_now(), mirrored)
