"""Painting the map: places shaded by what is counted there, hatched where nobody is known to be, names where they fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from app.insight.matrix import PEOPLE, Cell
from app.printing.charts import paint_legend
from app.printing.look import Look, font
from app.printing.map_shapes import Shape, bounds_of, find_projection, make_shapes
from app.printing.matrix_table import MEASURES, said_number, sentence_of
from app.printing.shading import Classes, find_classes
from app.services.coverage import PlacedCoverage
from app.words import _

WIDTH, HEIGHT, LEGEND = 900.0, 760.0, 56.0


@dataclass(frozen=True)
class MapPlace:
    """One place: its count in words, its shade (None: nobody, or not known), its shape where the pack has one."""

    id: str
    name: str
    cell: Cell
    said: str
    step: int | None
    shape: Shape | None

    @property
    def value(self) -> str:
        """The number as it is printed."""
        return said_number(self.cell.value)


@dataclass(frozen=True)
class MapTable:
    """What a map shows. `outlines` are the borders one level up."""

    measure: str
    places: tuple[MapPlace, ...]
    outlines: tuple[QPainterPath, ...]
    classes: Classes
    bounds: QRectF

    @property
    def without_shape(self) -> tuple[MapPlace, ...]:
        """Places that cannot be drawn: listed beside the map, never dropped."""
        return tuple(place for place in self.places if place.shape is None)

    @property
    def of_nobody(self) -> str:
        """What hatching says."""
        return _("no figures of people") if self.measure == PEOPLE else _("nobody recorded")


def build_map(placed: PlacedCoverage) -> MapTable:
    """The map of a reading."""
    selection, measure = placed.coverage.selection, placed.coverage.asked.measure
    wanted = {selection.places[id].pcode: id for id in placed.by_place}
    rings = {wanted[code]: rings for code, rings in placed.rings.items() if code in wanted}
    projection = find_projection(ring for some in rings.values() for ring in some)
    shapes = make_shapes(rings, projection) if projection else {}
    outer = make_shapes(placed.outer, projection) if projection else {}
    classes = find_classes(cell.value for cell in placed.by_place.values())
    places = tuple(
        MapPlace(
            id, selection.places[id].name, cell, sentence_of(cell, measure), classes.step(cell.value), shapes.get(id)
        )
        for id, cell in placed.by_place.items()
    )
    return MapTable(measure, places, tuple(shape.path for shape in outer.values()), classes, bounds_of(shapes.values()))


def paint_place(
    painter: QPainter, place: MapPlace, look: Look, chosen: bool = False, under_mouse: bool = False
) -> None:
    """One place in map units; lines and hatching keep their width at every scale."""
    if place.shape is None:
        return
    border = QPen(
        QColor(look.accent if chosen or under_mouse else look.border), 2.2 if chosen else 1.4 if under_mouse else 0.8
    )
    border.setCosmetic(True)
    painter.setPen(border)
    painter.setBrush(brush_of(place.step, look, painter.worldTransform()))
    painter.drawPath(place.shape.path)


def brush_of(step: int | None, look: Look, world: QTransform) -> QBrush:
    """The shade of a class, or hatching."""
    if step is not None:
        return QBrush(QColor(look.shades[min(step, len(look.shades) - 1)]))
    brush = QBrush(QColor(look.line), Qt.BrushStyle.BDiagPattern)
    inverted, _possible = world.inverted()
    brush.setTransform(inverted)
    return brush


def paint_outlines(painter: QPainter, paths: Iterable[QPainterPath], look: Look) -> None:
    """The borders one level up."""
    pen = QPen(QColor(look.muted), 1.6)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in paths:
        painter.drawPath(path)


def paint_names(painter: QPainter, places: Sequence[MapPlace], to_screen: QTransform, look: Look) -> None:
    """Names (and, where there is room, numbers) in pixels; a name that would leave its place, or meet another, is left out."""
    painter.setFont(font(11, bold=True))
    metrics = QFontMetricsF(painter.font())
    taken: list[QRectF] = []
    for place in sorted(places, key=lambda place: -(place.cell.value or 0)):
        if place.shape is None:
            continue
        room = to_screen.mapRect(place.shape.path.boundingRect())
        width = metrics.horizontalAdvance(place.name)
        if width > room.width() * 0.95 or room.height() < 26:
            continue
        middle = to_screen.map(place.shape.middle)
        box = QRectF(middle.x() - width / 2 - 1, middle.y() - 14, width + 2, 28)
        if any(box.intersects(other) for other in taken):
            continue
        taken.append(box)
        painter.setPen(QColor(look.text))
        painter.drawText(
            QRectF(box.left(), box.top(), box.width(), 14),
            int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip),
            place.name,
        )
        if place.step is not None:
            painter.drawText(
                QRectF(box.left(), box.top() + 13, box.width(), 14),
                int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip),
                place.value,
            )


def paint_map_key(painter: QPainter, rect: QRectF, table: MapTable, look: Look, right_to_left: bool) -> None:
    """The legend."""
    entries = list(zip(table.classes.words(), look.shades, strict=False))
    paint_legend(painter, rect, _(MEASURES[table.measure]), entries, look, right_to_left, table.of_nobody)


def size_of_map(table: MapTable) -> QSizeF:
    """How large the map is as a picture, with its legend and the list of places that cannot be drawn."""
    if table.bounds.isEmpty():
        return QSizeF(WIDTH, LEGEND)
    drawn = table.bounds.size().scaled(QSizeF(WIDTH, HEIGHT), Qt.AspectRatioMode.KeepAspectRatio)
    return QSizeF(WIDTH, drawn.height() + LEGEND)


def paint_map(painter: QPainter, at: QPointF, table: MapTable, look: Look, right_to_left: bool) -> None:
    """The whole map with its legend. Maps are never mirrored."""
    size = size_of_map(table)
    if not table.bounds.isEmpty():
        scale = (size.height() - LEGEND) / table.bounds.height()
        left = at.x() + (WIDTH - table.bounds.width() * scale) / 2
        to_screen = (
            QTransform()
            .translate(left, at.y())
            .scale(scale, scale)
            .translate(-table.bounds.left(), -table.bounds.top())
        )
        painter.save()
        painter.setWorldTransform(to_screen, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in table.places:
            paint_place(painter, place, look)
        paint_outlines(painter, table.outlines, look)
        painter.restore()
        paint_names(painter, table.places, to_screen, look)
    paint_map_key(
        painter, QRectF(at.x(), at.y() + size.height() - LEGEND + 10, WIDTH, LEGEND - 10), table, look, right_to_left
    )
