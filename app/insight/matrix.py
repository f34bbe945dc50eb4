"""The matrix: places (or organisations) down, sectors across, each cell with what it counts and the rows behind it.

Every cell knows its rows, so that a click shows them. Totals are measured over all rows behind them and never added from cells: an
organisation in three sectors counts once. Rows said about a larger place stand in a line “Whole of …”, and are never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.fold import sort_key
from app.insight.reach import highest, reached_lines
from app.insight.selection import PRESENCE, Line, Selection, sector_name, sector_order
from app.words import _, language

ORGANISATIONS, ACTIVITIES, PEOPLE = "organisations", "activities", "people"
BY_PLACE, BY_ORGANISATION = "sector", "organisation"
#: so many places of an area are listed although nobody works there; more would bury those that have somebody
MOST_EMPTY_ROWS = 60


@dataclass(frozen=True)
class Heading:
    """A row or a column: `kind` is place, whole (said about a larger place), unknown, organisation, unnamed or sector."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Cell:
    """`value` is None where nothing can be counted; `organisations` are ids in the order of their names, `unnamed` is how many are
    not to be named."""

    value: int | None
    organisations: tuple[str, ...] = ()
    unnamed: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """`cells` holds only what is not empty, by (row id, column id)."""

    level: int
    by: str
    measure: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: dict[tuple[str, str], Cell]
    row_totals: dict[str, Cell]
    column_totals: dict[str, Cell]
    total: Cell


def matrix(selection: Selection, level: int | None = None, by: str = BY_PLACE, measure: str = ORGANISATIONS) -> Matrix:
    """Count a selection. `level` is the admin level of the places (the selection's own by default)."""
    level = selection.level if level is None else level
    lines = reached_lines(selection.lines) if measure == PEOPLE else selection.counted()
    placed, rows = (_by_organisation if by == BY_ORGANISATION else _by_place)(selection, lines, level)
    cells: dict[tuple[str, str], list[Line]] = defaultdict(list)
    in_row: dict[str, list[Line]] = defaultdict(list)
    in_column: dict[str, list[Line]] = defaultdict(list)
    for row, line in placed:
        column = line.sector or ""
        cells[row, column].append(line)
        in_row[row].append(line)
        in_column[column].append(line)
    columns = tuple(
        Heading(code or "", sector_name(code, language()), "sector")
        for code in sector_order(code or None for code in in_column)
    )

    def count(some: Sequence[Line], row: str | None = None) -> Cell:
        return _cell(selection, some, measure, level, row if by == BY_ORGANISATION else None)

    return Matrix(
        level,
        by,
        measure,
        rows,
        columns,
        {key: count(some, key[0]) for key, some in cells.items()},
        {row.id: count(in_row.get(row.id, ()), row.id) for row in rows},
        {column.id: count(_once(in_column[column.id])) for column in columns},
        count(lines),
    )


def measured_by_place(selection: Selection, level: int, measure: str = ORGANISATIONS) -> dict[str, Cell]:
    """Place -> what the map shades: the row totals of the matrix, and nothing else."""
    counted = matrix(selection, level, BY_PLACE, measure)
    return {row.id: counted.row_totals[row.id] for row in counted.rows if row.kind == "place"}


def as_data(counted: Matrix, selection: Selection) -> dict[str, Any]:
    """The matrix as JSON-able data, organisations by their short names, each cell with its rows."""

    def cell(one: Cell) -> dict[str, Any]:
        names = [selection.organisations[id].short for id in one.organisations if id in selection.organisations]
        return {"value": one.value, "organisations": names, "unnamed": one.unnamed, "rows": list(one.lines)}

    rows = []
    for row in counted.rows:
        cells = {
            column.id: cell(counted.cells[row.id, column.id])
            for column in counted.columns
            if (row.id, column.id) in counted.cells
        }
        rows.append(
            {
                "id": row.id,
                "name": row.name,
                "kind": row.kind,
                "cells": cells,
                "total": counted.row_totals[row.id].value,
            }
        )
    columns = [
        {"id": column.id, "name": column.name, "total": counted.column_totals[column.id].value}
        for column in counted.columns
    ]
    return {
        "level": counted.level,
        "by": counted.by,
        "measure": counted.measure,
        "columns": columns,
        "rows": rows,
        "total": counted.total.value,
    }


def _by_place(
    selection: Selection, lines: Iterable[Line], level: int
) -> tuple[list[tuple[str, Line]], tuple[Heading, ...]]:
    headings: dict[str | None, Heading] = {}
    placed = []
    for line in lines:
        heading = headings.get(line.place)
        if heading is None:
            heading = headings[line.place] = _place_heading(selection, line.place, level)
        placed.append((heading.id, line))
    found = {heading.id: heading for heading in headings.values()}
    empty = [place for place in _places_of_area(selection, level) if place.id not in found]
    if len(empty) <= MOST_EMPTY_ROWS:
        found |= {place.id: Heading(place.id, place.name, "place") for place in empty}
    order = {"place": 0, "whole": 1, "unknown": 2}
    return placed, tuple(
        sorted(found.values(), key=lambda row: (order[row.kind], _path(selection, row.id.removeprefix("whole:"))))
    )


def _place_heading(selection: Selection, id: str | None, level: int) -> Heading:
    place = selection.place_at(id, level)
    if place is None:
        return Heading("", _("Place not known"), "unknown")
    if place.level < level:
        return Heading(f"whole:{place.id}", _("Whole of {place}").format(place=place.name), "whole")
    return Heading(place.id, place.name, "place")


def _places_of_area(selection: Selection, level: int) -> list[Any]:
    areas = selection.filters.places or ((selection.area,) if selection.area else ())
    of_level = [place for place in selection.places.values() if place.level == level]
    return [place for place in of_level if not areas or any(selection.within(place.id, area) for area in areas)]


def _path(selection: Selection, id: str) -> list[str]:
    """Names from the nation down, so that neighbours stand together."""
    path: list[str] = []
    place = selection.places.get(id)
    while place and len(path) < 9:
        path.insert(0, sort_key(place.name))
        place = selection.places.get(place.parent or "")
    return [*path, id]


def _by_organisation(
    selection: Selection, lines: Iterable[Line], level: int
) -> tuple[list[tuple[str, Line]], tuple[Heading, ...]]:
    """A line stands in the row of each organisation that leads or implements it."""
    placed: list[tuple[str, Line]] = []
    found: dict[str, Heading] = {}
    for line in lines:
        for id in dict.fromkeys(line.organisations) or ("",):
            row = "hidden" if line.hidden else id
            if row not in found:
                one = selection.organisations.get(row)
                name = one.name if one else _("Not to be named") if line.hidden else _("Organisation not said")
                found[row] = Heading(row, name, "organisation" if one else "unnamed")
            placed.append((row, line))
    return placed, tuple(sorted(found.values(), key=lambda row: (row.kind, sort_key(row.name), row.id)))


def _once(lines: Iterable[Line]) -> list[Line]:
    return list({line.id or id(line): line for line in lines}.values())


def _cell(selection: Selection, lines: Sequence[Line], measure: str, level: int, only: str | None) -> Cell:
    named: set[str] = set()
    hidden: set[str] = set()
    for line in lines:
        (hidden if line.hidden else named).update(line.organisations)
    if only is not None:
        named &= {only}
    if measure == PEOPLE:
        value = highest(selection, lines, level)
    elif measure == ACTIVITIES:
        value = len({line.record for line in lines if line.kind != PRESENCE})
    else:
        value = len(named | hidden)
    known = selection.organisations
    order = sorted(named, key=lambda id: (sort_key(known[id].short) if id in known else "", id))
    return Cell(value, tuple(order), len(hidden - named), tuple(dict.fromkeys(line.id for line in lines if line.id)))
