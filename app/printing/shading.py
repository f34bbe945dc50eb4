"""Which shade a number gets: a few classes of round bounds, the same on matrix, map and their legend. Zero is a class of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from app.words import _

MOST_CLASSES = 5
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


@dataclass(frozen=True)
class Classes:
    """Upper bounds of the classes from the first; the last class has none. Empty where there is nothing above zero."""

    bounds: tuple[int, ...] = ()
    any: bool = False

    def step(self, value: int | None) -> int | None:
        """The class of a value, from 0; None for what is not known, and for zero."""
        return None if not value or value < 0 else bisect_left(self.bounds, value)

    def words(self) -> list[str]:
        """What each class holds, for a legend: “1”, “2–3”, “4 or more”."""
        if not self.any:
            return []
        lower = [1, *(bound + 1 for bound in self.bounds)]
        upper = [*self.bounds, None]
        return [_span(low, high) for low, high in zip(lower, upper, strict=True)]


def find_classes(values: Iterable[int | None], most: int = MOST_CLASSES) -> Classes:
    """Classes with about as many values in each, at round bounds. Equal values never stand in two classes."""
    known = sorted(value for value in values if value and value > 0)
    if not known:
        return Classes()
    bounds: list[int] = []
    for part in range(1, most):
        bound = rounded(known[min(len(known) * part // most, len(known) - 1)])
        if bound < known[-1] and (not bounds or bound > bounds[-1]):
            bounds.append(bound)
    return Classes(tuple(bounds), True)


def rounded(value: int) -> int:
    """The nearest number that is easily said, not below the value for small ones."""
    scale = 1
    while value > ROUND[-1] * scale:
        scale *= 10
    return min((number * scale for number in ROUND), key=lambda number: (abs(number - value), number))


def _span(low: int, high: int | None) -> str:
    if high is None:
        return _("{number} or more").format(number=f"{low:,}")
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
