"""The map as a picture in the page: paths of whole numbers, shaded by classes of the style sheet, no script, no tiles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from app.exchange.packs.pack import Boundary
from app.exchange.packs.simplify import simplify
from app.fold import sort_key
from app.insight.matrix import Cell
from app.printing.shading import Classes, find_classes
from app.server.three_w import Counted, number
from app.services.packs import boundaries
from app.store.workspace import Store
from app.words import _

#: the longer side of the map in its own units, and how many vertices all areas have together
UNITS, MOST_POINTS, FEWEST, MOST = 1000, 5200, 14, 220
Rings = Sequence[Sequence[tuple[float, float]]]
Shapes = Mapping[str, Rings]


def draw(store: Store, counted: Counted) -> tuple[Markup, Classes, list[tuple[str, str, str]]]:
    """The map, its classes, and a list of the places with their numbers for those who do not see it."""
    selection, level, asked = counted.selection, counted.matrix.level, counted.asked
    inside = selection.filters.places
    places = sorted(
        (
            place
            for place in selection.places.values()
            if place.level == level and (not inside or any(selection.within(place.id, area) for area in inside))
        ),
        key=lambda place: sort_key(place.name),
    )
    totals = counted.matrix.row_totals
    classes = find_classes(cell.value for id, cell in totals.items() if id in selection.places)
    listed = [(p.name, number(totals.get(p.id, Cell(0))), asked.address(place=p.id)) for p in places]
    shapes = {place.pcode: place for place in places}
    rings = {code: found for code, found in boundaries(store, level).items() if code in shapes}
    if not rings:
        return Markup(""), classes, listed
    outer = boundaries(store, level - 1) if level > 1 else {}
    above = {found.pcode for p in places if (found := selection.places.get(p.parent or ""))}
    paths, size = _paths(_frozen(rings), _frozen({c: r for c, r in outer.items() if c in above}))
    parts = []
    for code, path in paths.items():
        if code.startswith("^"):
            parts.append(f'<path class="outer" d="{path}"/>')
            continue
        place = shapes[code]
        cell = totals.get(place.id, Cell(0))
        step = classes.step(cell.value)
        said = escape(_("{place}: {number}").format(place=place.name, number=number(cell)))
        to = escape("/3w/rows" + asked.address(place=place.id))
        shade = "none" if step is None else f"s{step}"
        parts.append(f'<a href="{to}"><path class="{shade}" d="{path}"><title>{said}</title></path></a>')
    label = escape(_("Map of the places that are listed beside it"))
    head = f'<svg class="map" viewBox="-4 -4 {size[0] + 8} {size[1] + 8}" role="img" aria-label="{label}">'
    return Markup(head + "".join(parts) + "</svg>"), classes, listed


def _frozen(shapes: Mapping[str, Rings]) -> tuple:
    """Shapes as a value that a drawing can be kept under."""
    return tuple((code, tuple(tuple(ring) for ring in rings)) for code, rings in sorted(shapes.items()))


@lru_cache(maxsize=24)
def _paths(areas: tuple, outer: tuple) -> tuple[dict[str, str], tuple[int, int]]:
    """A path for each area, and for each one above it (its code after a ^), and the size of the map."""
    points = [point for _code, rings in areas for ring in rings for point in ring]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = UNITS / max((east - west) * narrowing, north - south, 1e-9)
    each = max(FEWEST, min(MOST, MOST_POINTS // (len(areas) + 2 * len(outer))))

    def project(rings: Iterable[Sequence[tuple[float, float]]], most: int, code: str) -> str:
        kept = simplify(Boundary(code, "", 1, None, [list(ring) for ring in rings]), most).rings
        return "".join(
            _path([(round((x - west) * narrowing * scale), round((north - y) * scale)) for x, y in ring])
            for ring in kept
        )

    made = {code: project(rings, each, code) for code, rings in areas}
    made |= {f"^{code}": project(rings, 2 * each, code) for code, rings in outer}
    size = round((east - west) * narrowing * scale), round((north - south) * scale)
    return {code: path for code, path in made.items() if path}, size


def _path(points: list[tuple[int, int]]) -> str:
    """A closed ring: the first point, then each step from the one before."""
    distinct = [point for point, _same in itertools.groupby(points)]
    if len(distinct) < 4:
        return ""
    steps = [f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in itertools.pairwise(distinct[:-1])]
    return f"M{distinct[0][0]} {distinct[0][1]}l" + " ".join(steps).replace(" -", "-") + "z"
