"""Boundaries as paths: equirectangular projection with the cosine of the middle latitude, in units of which the longer side has 1000."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

UNITS = 1000.0
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude in degrees to map units; y grows downwards."""

    west: float
    north: float
    narrowing: float
    scale: float

    def point(self, longitude: float, latitude: float) -> QPointF:
        """A point of the map."""
        return QPointF((longitude - self.west) * self.narrowing * self.scale, (self.north - latitude) * self.scale)


@dataclass(frozen=True)
class Shape:
    """One area: its path, and where its name stands."""

    path: QPainterPath
    middle: QPointF


def find_projection(rings: Iterable[Ring]) -> Projection | None:
    """The projection in which these rings fill the map; None when there are none."""
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    size = max((east - west) * narrowing, north - south, 1e-9)
    return Projection(west, north, narrowing, UNITS / size)


def make_shapes(areas: Mapping[str, Sequence[Ring]], projection: Projection) -> dict[str, Shape]:
    """Shapes by code. Rings inside rings are holes (the even-odd rule)."""
    return {code: _shape(rings, projection) for code, rings in areas.items() if any(len(ring) > 2 for ring in rings)}


def bounds_of(shapes: Iterable[Shape]) -> QRectF:
    """What all of them cover."""
    whole = QRectF()
    for shape in shapes:
        whole = whole.united(shape.path.boundingRect())
    return whole


def _shape(rings: Sequence[Ring], projection: Projection) -> Shape:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    largest: tuple[float, QPointF] = (-1.0, QPointF())
    for ring in rings:
        points = [projection.point(x, y) for x, y in ring]
        if len(points) < 3:
            continue
        path.addPolygon(points)
        path.closeSubpath()
        largest = max(largest, _middle(points), key=lambda found: found[0])
    return Shape(path, largest[1])


def _middle(points: Sequence[QPointF]) -> tuple[float, QPointF]:
    """Area and centre of gravity of a ring (the shoelace formula)."""
    area = x = y = 0.0
    for one, two in zip(points, [*points[1:], points[0]], strict=True):
        cross = one.x() * two.y() - two.x() * one.y()
        area += cross
        x += (one.x() + two.x()) * cross
        y += (one.y() + two.y()) * cross
    if abs(area) < 1e-9:
        return 0.0, points[0]
    return abs(area) / 2, QPointF(x / (3 * area), y / (3 * area))
