"""Fewer vertices: smaller, closed, and nothing that was not there before."""

import math

from hypothesis import given, strategies as st

from app.exchange.packs import Boundary, simplify

points = st.tuples(st.integers(-1000, 1000), st.integers(-500, 500)).map(lambda p: (p[0] / 100, p[1] / 100))
rings = st.lists(points, min_size=4, max_size=60, unique=True).map(lambda ring: [*ring, ring[0]])


@given(st.lists(rings, min_size=1, max_size=5), st.integers(8, 80))
def test_a_simplified_boundary_is_smaller_closed_and_made_of_its_own_points(shape, most):
    boundary = Boundary("A", "One", 1, None, shape)
    simple = simplify(boundary, most)
    assert sum(map(len, simple.rings)) <= max(most, 4 * len(simple.rings))
    assert simple.rings
    known = {point for ring in shape for point in ring}
    for ring in simple.rings:
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert set(ring) <= known


def test_the_corners_of_a_square_outlive_the_points_on_its_sides():
    side = [(x / 10, 0.0) for x in range(10)] + [(1.0, y / 10) for y in range(10)]
    ring = [*side, (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    simple = simplify(Boundary("A", "One", 1, None, [ring]), 5)
    assert simple.rings == [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]]


def test_a_hundred_islets_do_not_cost_the_mainland_its_shape() -> None:
    mainland = [(math.cos(turn / 500 * math.tau), math.sin(turn / 500 * math.tau)) for turn in range(500)]
    mainland.append(mainland[0])
    islets = [[(2.0 + n, 0.0), (2.01 + n, 0.0), (2.01 + n, 0.01), (2.0 + n, 0.0)] for n in range(100)]
    kept = simplify(Boundary("X1", "Coast", 1, None, [*islets, mainland]))
    assert sum(map(len, kept.rings)) <= 400
    assert max(map(len, kept.rings)) > 300
