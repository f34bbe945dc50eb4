"""Fewer vertices for a map on a small screen, chosen once when a pack is read."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import replace

from app.exchange.packs.pack import Boundary, Ring

SMALLEST_RING = 4
"""Points of the smallest closed ring, the first repeated as the last."""
POINTS_AN_ISLAND = 20
"""A boundary of so many vertices keeps one ring for each of these: a hundred islets must not cost the mainland its shape."""


def simplify(boundary: Boundary, most: int = 400) -> Boundary:
    """The boundary with at most `most` vertices (a ring keeps at least a triangle; the largest rings stay).

    Vertices go in the order of the area of the triangle they make with their neighbours (Visvalingam and Whyatt 1993),
    so that a border shared by two places loses the same vertices on both sides wherever both lose as many.
    """
    if sum(map(len, boundary.rings)) <= most:
        return boundary
    rings = sorted(boundary.rings, key=_extent, reverse=True)[: max(1, most // POINTS_AN_ISLAND)]
    kept = _drop_flattest(rings, sum(map(len, rings)) - most)
    return replace(boundary, rings=[ring for ring in kept if len(ring) >= SMALLEST_RING] or rings[:1])


def _drop_flattest(rings: list[Ring], surplus: int) -> list[Ring]:
    """The rings without the `surplus` vertices whose loss changes them least."""
    before = [[index - 1 for index in range(len(ring))] for ring in rings]
    after = [[index + 1 for index in range(len(ring))] for ring in rings]
    left = [len(ring) for ring in rings]
    heap = [(_area(ring, i - 1, i, i + 1), r, i) for r, ring in enumerate(rings) for i in range(1, len(ring) - 1)]
    heapq.heapify(heap)
    current = {(r, i): area for area, r, i in heap}
    while surplus > 0 and heap:
        area, r, i = heapq.heappop(heap)
        if current.get((r, i)) != area or left[r] <= SMALLEST_RING:
            continue
        del current[r, i]
        left[r] -= 1
        surplus -= 1
        first, last = before[r][i], after[r][i]
        after[r][first], before[r][last] = last, first
        for near in (first, last):
            if (r, near) in current:
                current[r, near] = max(area, _area(rings[r], before[r][near], near, after[r][near]))
                heapq.heappush(heap, (current[r, near], r, near))
    return [
        [point for i, point in enumerate(ring) if i in (0, len(ring) - 1) or (r, i) in current]
        for r, ring in enumerate(rings)
    ]


def _extent(ring: Ring) -> float:
    """The area a ring encloses, in square degrees (shoelace formula)."""
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(ring))) / 2


def _area(ring: Ring, a: int, b: int, c: int) -> float:
    (ax, ay), (bx, by), (cx, cy) = ring[a], ring[b], ring[c]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
