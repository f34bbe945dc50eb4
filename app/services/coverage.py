"""What the matrix and the map show: one reading under a filter, counted, with its gaps, its overlaps, and what the chair trusts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app import clock
from app.fold import sort_key
from app.insight.gaps import Gap
from app.insight.matrix import BY_PLACE, ORGANISATIONS, PEOPLE, Cell, Heading, Matrix, matrix
from app.insight.overlaps import Overlap
from app.insight.reach import Reach, reach
from app.insight.reporting import ReportingRate, validated_share
from app.insight.selection import Filters, Selection, filter_sentence, sector_name, sector_order
from app.services import editions, rounds, settings
from app.services.packs import boundaries
from app.services.reach import find_gaps, find_overlaps
from app.services.selection import EVERYTHING, select
from app.store.workspace import Store
from app.words import _, language

Key = tuple[str, str]
Rings = dict[str, list[list[tuple[float, float]]]]


@dataclass(frozen=True)
class Asked:
    """What a person chose. `edition` (an id) shows frozen rows, of which only the domain can be chosen anew."""

    filters: Filters = EVERYTHING
    level: int | None = None
    by: str = BY_PLACE
    measure: str = ORGANISATIONS
    edition: str | None = None


@dataclass(frozen=True)
class Stamp:
    """What every sheet and picture bears: edition, cut-off, reporting rate, the share validated (0 to 1), the filter, the source."""

    edition: str
    cut_off: dt.date
    rate: ReportingRate
    validated: float | None
    filter: str
    source: str

    def parts(self) -> tuple[str, ...]:
        """All of it but the edition, each part in words."""
        parts = [_("cut-off {date}").format(date=self.cut_off.isoformat()), self.rate.sentence()]
        if self.validated is not None:
            parts.append(_("{share} of rows with figures validated").format(share=f"{self.validated:.0%}"))
        return (*parts, self.filter, self.source)

    def sentence(self) -> str:
        """All of it in one line."""
        return " · ".join((self.edition, *self.parts()))


@dataclass(frozen=True)
class Choices:
    """What can be chosen: areas (the office's, and the places of level 1), levels of places with the country's word, months with rows
    (newest first), editions; codes and ids with their words."""

    areas: tuple[tuple[str, str], ...]
    levels: tuple[tuple[int, str], ...]
    months: tuple[str, ...]
    editions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Coverage:
    """The reading. `overlaps` and `gaps` are given by cell of the matrix (row id, column id)."""

    asked: Asked
    selection: Selection
    counted: Matrix
    figures: tuple[Reach, ...]
    overlaps: dict[Key, tuple[Overlap, ...]]
    gaps: dict[Key, tuple[Gap, ...]]
    stamp: Stamp
    choices: Choices

    @property
    def level(self) -> int:
        """The level of places that is shown."""
        return self.counted.level


@dataclass(frozen=True)
class PlacedCoverage:
    """The same for a map: what is counted in each place of the level and area, and the boundaries that the pack has, by P-code.

    `outer` are the boundaries one level up; `wider` counts what is said about larger places, and what has no place.
    """

    coverage: Coverage
    by_place: dict[str, Cell]
    wider: tuple[tuple[Heading, Cell], ...]
    rings: Rings
    outer: Rings


def read_coverage(store: Store, asked: Asked) -> Coverage:
    """Read and count what was asked for."""
    selection, stamp = _frozen(store, asked) if asked.edition else _live(store, asked.filters)
    counted = matrix(selection, asked.level, asked.by, asked.measure)
    by_place = asked.by == BY_PLACE
    missing = gaps_by_cell(store, selection, counted.level) if by_place else {}
    return Coverage(
        asked,
        selection,
        _with_headings(counted, selection, missing),
        tuple(reach(selection, counted.level)) if asked.measure == PEOPLE else (),
        _overlaps_by_cell(store, selection, counted) if by_place else {},
        missing,
        stamp,
        _choices(store, selection),
    )


def read_places(store: Store, asked: Asked) -> PlacedCoverage:
    """Read what the map shows: the totals of the matrix by place, and nothing else."""
    coverage = read_coverage(store, dataclasses.replace(asked, by=BY_PLACE))
    counted, selection, level = coverage.counted, coverage.selection, coverage.level
    none = Cell(None if asked.measure == PEOPLE else 0)
    areas = selection.filters.places
    inside = [
        place
        for place in selection.places.values()
        if place.level == level and (not areas or any(selection.within(place.id, area) for area in areas))
    ]
    by_place = {
        place.id: counted.row_totals.get(place.id, none)
        for place in sorted(inside, key=lambda place: sort_key(place.name))
    }
    wider = tuple(
        (row, counted.row_totals[row.id])
        for row in counted.rows
        if row.kind != "place" and row.id in counted.row_totals
    )
    above = {place.parent for place in inside}
    outer = {code: rings for code, rings in boundaries(store, level - 1).items() if code in above} if level > 1 else {}
    return PlacedCoverage(coverage, by_place, wider, boundaries(store, level), outer)


def _live(store: Store, filters: Filters) -> tuple[Selection, Stamp]:
    selection = select(store, filters)
    return selection, live_stamp(store, selection)


def _frozen(store: Store, asked: Asked) -> tuple[Selection, Stamp]:
    assert asked.edition is not None
    source = editions.source_of(store, asked.edition)
    selection, domains = source.selection, set(asked.filters.domains)
    if domains:
        lines = tuple(
            line
            for line in selection.lines
            if line.domain in domains or (line.domain == "linked" and domains & {"SP", "HA"})
        )
        selection = dataclasses.replace(
            selection, lines=lines, filters=dataclasses.replace(selection.filters, domains=asked.filters.domains)
        )
    return selection, _stamp(
        store, selection, _("Edition {number}").format(number=source.number), source.cut_off, source.rate
    )


def live_stamp(store: Store, selection: Selection) -> Stamp:
    """What stands above rows that were read just now."""
    return _stamp(store, selection, _("Working copy"), clock.today(), rounds.current_rate(store))


def _stamp(store: Store, selection: Selection, edition: str, cut_off: dt.date, rate: ReportingRate) -> Stamp:
    office = settings.office(store).name
    source = (
        _("source: {office}, as reported by the organisations named").format(office=office)
        if office
        else _("source: as reported by the organisations named")
    )
    return Stamp(
        edition, cut_off, rate, validated_share(selection.lines), filter_sentence(selection, language()), source
    )


def _overlaps_by_cell(store: Store, selection: Selection, counted: Matrix) -> dict[Key, tuple[Overlap, ...]]:
    lines = {line.record: line for line in selection.lines}
    found: dict[Key, list[Overlap]] = defaultdict(list)
    for overlap in find_overlaps(store, selection):
        for record in overlap.records:
            line = lines[record]
            place = selection.place_at(line.place, counted.level)
            if place is not None:
                row = place.id if place.level == counted.level else f"whole:{place.id}"
                found[row, line.sector or ""].append(overlap)
    return {key: tuple(dict.fromkeys(some)) for key, some in found.items()}


def gaps_by_cell(store: Store, selection: Selection, level: int) -> dict[Key, tuple[Gap, ...]]:
    """Gaps by place of the level, inside the filter; a need without a sector marks no cell."""
    filters = selection.filters
    sectors, areas = set(filters.sectors), filters.places
    by_cell: dict[Key, list[Gap]] = defaultdict(list)
    for gap in find_gaps(store, selection):
        place = selection.place_at(gap.place, level)
        inside = not areas or any(selection.within(gap.place, area) for area in areas)
        if (
            place is not None
            and place.level == level
            and gap.sector
            and inside
            and (not sectors or gap.sector in sectors)
        ):
            by_cell[place.id, gap.sector].append(gap)
    return {key: tuple(some) for key, some in by_cell.items()}


def _with_headings(counted: Matrix, selection: Selection, missing: Iterable[Key]) -> Matrix:
    """The matrix with a row for every place and a column for every sector that has a gap, though nobody works there."""
    rows, columns = {row.id for row in counted.rows}, {column.id for column in counted.columns}
    new_rows = dict.fromkeys(place for place, _sector in missing if place not in rows)
    new_columns = [sector for _place, sector in missing if sector not in columns]
    named = {column.id: column for column in counted.columns}
    named |= {sector: Heading(sector, sector_name(sector, language()), "sector") for sector in new_columns}
    across = tuple(named[code or ""] for code in sector_order(code or None for code in named))
    places = [row for row in counted.rows if row.kind == "place"]
    places += [Heading(id, selection.places[id].name, "place") for id in new_rows]
    return dataclasses.replace(
        counted, columns=across, rows=(*places, *(row for row in counted.rows if row.kind != "place"))
    )


def months(store: Store) -> tuple[str, ...]:
    """Months for which something is recorded, the newest first."""
    rows = store.reading().execute(
        "SELECT DISTINCT substr(period_start, 1, 7) FROM figures WHERE NOT deleted AND period_start IS NOT NULL UNION "
        "SELECT DISTINCT substr(as_of, 1, 7) FROM presence WHERE NOT deleted AND as_of IS NOT NULL UNION "
        "SELECT DISTINCT substr(start, 1, 7) FROM activity WHERE NOT deleted AND start IS NOT NULL"
    )
    return tuple(sorted((row[0] for row in rows), reverse=True))


def _choices(store: Store, selection: Selection) -> Choices:
    levels = tuple((level, selection.level_word(level)) for level in selection.levels() if level)
    made = tuple(
        (one["id"], _("Edition {number}, cut-off {date}").format(number=one["number"], date=one["cut_off"]))
        for one in editions.list_editions(store)
        if one["here"]
    )
    first = sorted(
        (place for place in selection.places.values() if place.level == 1), key=lambda place: sort_key(place.name)
    )
    own = [selection.places[selection.area]] if selection.area and selection.places[selection.area].level != 1 else []
    areas = tuple((place.id, place.name) for place in (*own, *first) if place.level)
    return Choices(areas, levels, months(store), made)
