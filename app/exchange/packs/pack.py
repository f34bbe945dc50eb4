"""What a country pack is made of, and how two of them become one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.errors import Problem
from app.fold import fold

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class PlaceRow:
    """One place of a list. The country itself is level 0 and its P-code is its three-letter code.

    `reused`: an earlier place whose P-code stands for another place now.
    """

    pcode: str
    level: int
    name: str
    alternative_names: tuple[str, ...] = ()
    parent: str | None = None
    country: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    reused: bool = False


@dataclass(frozen=True)
class Boundary:
    """The outline of a place: closed rings of (longitude, latitude) in degrees, islands and holes alike."""

    pcode: str
    name: str
    level: int
    parent: str | None
    rings: list[Ring]
    parents: tuple[PlaceRow, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The places and boundaries of a country, and what was wrong with the files they came from."""

    places: list[PlaceRow]
    boundaries: list[Boundary]
    problems: list[Problem] = field(default_factory=list)


def join_packs(first: Pack, second: Pack) -> Pack:
    """Both packs as one: the first one's names hold, the second adds places, other names and boundaries."""
    shapes = {boundary.pcode: boundary for boundary in (*first.boundaries, *second.boundaries)}
    places = join_places([*first.places, *second.places])
    return Pack(places, list(shapes.values()), [*first.problems, *second.problems])


def join_places(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """One row per place, parents before children. Rows with the same P-code are the same place in two spellings, unless
    both have dates and they differ: then the code was used again, and the earlier row is marked so.
    """
    by_code: dict[str, list[PlaceRow]] = {}
    for row in rows:
        known = by_code.setdefault(row.pcode, [])
        same = next((index for index, other in enumerate(known) if _same_place(other, row)), None)
        if same is None:
            known.append(row)
        else:
            known[same] = _join(known[same], row)
    joined = [row for known in by_code.values() for row in _mark_reused(known)]
    return _with_parents(sorted(joined, key=lambda row: row.level))


def _same_place(first: PlaceRow, second: PlaceRow) -> bool:
    if fold(first.name) == fold(second.name) or first.reused != second.reused:
        return first.reused == second.reused
    ended = first.valid_to or second.valid_to
    return not (ended and first.valid_from and second.valid_from and first.valid_from != second.valid_from)


def _join(first: PlaceRow, second: PlaceRow) -> PlaceRow:
    """The first row with what the second knows more; its names become other names."""
    names = dict.fromkeys((*first.alternative_names, second.name, *second.alternative_names))
    seen = {first.name}
    others = tuple(name for name in names if name and not (name in seen or seen.add(name)))  # type: ignore[func-returns-value]
    return replace(
        first,
        alternative_names=others,
        parent=first.parent or second.parent,
        country=first.country or second.country,
        valid_from=first.valid_from or second.valid_from,
        valid_to=first.valid_to or second.valid_to,
    )


def _mark_reused(rows: list[PlaceRow]) -> list[PlaceRow]:
    """The row that holds today keeps the plain code; the earlier ones are marked."""
    if len(rows) == 1:
        return rows
    latest = max(rows, key=lambda row: (not row.reused, row.valid_to is None, row.valid_from or dt.date.min))
    return [row if row is latest else replace(row, reused=True) for row in rows]


def _with_parents(rows: list[PlaceRow]) -> list[PlaceRow]:
    """A place whose list names no parent belongs to the place of the level above whose code its own begins with."""
    codes = {row.pcode: row.level for row in rows}
    country = next((row.pcode for row in rows if row.level == 0), None)
    return [
        row
        if row.parent or row.level == 0
        else replace(row, parent=_parent_by_code(row, codes) or (country if row.level == 1 else None))
        for row in rows
    ]


def _parent_by_code(row: PlaceRow, codes: dict[str, int]) -> str | None:
    for length in range(len(row.pcode) - 1, 0, -1):
        if codes.get(row.pcode[:length], row.level) < row.level:
            return row.pcode[:length]
    return None
