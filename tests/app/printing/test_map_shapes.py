"""The projection and the shapes of the map."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from app.printing.map_shapes import UNITS, bounds_of, find_projection, make_shapes

SQUARE = [(34.0, -20.0), (35.0, -20.0), (35.0, -19.0), (34.0, -19.0), (34.0, -20.0)]
points = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


@given(st.lists(points, min_size=3, max_size=30))
def test_every_point_lies_within_the_map(ring: list[tuple[float, float]]) -> None:
    projection = find_projection([ring])
    assert projection is not None
    for x, y in ring:
        point = projection.point(x, y)
        assert -0.01 <= point.x() <= UNITS + 0.01
        assert -0.01 <= point.y() <= UNITS + 0.01


def test_a_degree_of_longitude_is_narrower_by_the_cosine_of_the_latitude() -> None:
    projection = find_projection([SQUARE])
    assert projection is not None
    shape = make_shapes({"MZ": [SQUARE]}, projection)["MZ"]
    size = bounds_of([shape]).size()
    assert size.width() / size.height() == pytest.approx(math.cos(math.radians(19.5)), rel=1e-6)
    assert projection.point(34, -19).y() < projection.point(34, -20).y()


def test_a_name_stands_in_the_middle_of_the_largest_ring() -> None:
    islet = [(40.0, -20.0), (40.1, -20.0), (40.1, -19.9), (40.0, -20.0)]
    projection = find_projection([SQUARE, islet])
    assert projection is not None
    middle = make_shapes({"MZ": [islet, SQUARE]}, projection)["MZ"].middle
    assert (middle - projection.point(34.5, -19.5)).manhattanLength() < 1


def test_a_ring_within_a_ring_is_a_hole() -> None:
    hole = [(34.4, -19.6), (34.6, -19.6), (34.6, -19.4), (34.4, -19.4), (34.4, -19.6)]
    projection = find_projection([SQUARE])
    assert projection is not None
    path = make_shapes({"MZ": [SQUARE, hole]}, projection)["MZ"].path
    assert not path.contains(projection.point(34.5, -19.5))
    assert path.contains(projection.point(34.2, -19.5))


def test_without_boundaries_there_is_no_projection() -> None:
    assert find_projection([]) is None
    assert bounds_of([]).isEmpty()
    assert make_shapes({"MZ": [[(1.0, 1.0)]]}, find_projection([SQUARE])) == {}  # type: ignore[arg-type]
