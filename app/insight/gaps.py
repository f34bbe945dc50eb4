"""Gaps: places with people in need of a sector, and no active row there. Without a figure of need no gap can be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.insight.selection import Selection, sector_name
from app.words import _, language

NEED = "people_in_need"


@dataclass(frozen=True)
class Need:
    """One recorded figure of people in need: the plain row of a place figure."""

    place: str
    sector: str | None
    people: int
    source: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Gap:
    """A need nobody active answers; `wider` says that rows about a larger place may cover it."""

    place: str
    sector: str | None
    people: int
    wider: bool
    sentence: str


def gaps(selection: Selection, needs: Iterable[Need]) -> list[Gap]:
    """The gaps of a selection, the largest need first. A need without a sector is answered by any sector."""
    present: set[tuple[str, str | None]] = set()
    direct: set[tuple[str, str | None]] = set()
    for line in selection.counted():
        if line.place is None:
            continue
        direct |= {(line.place, line.sector), (line.place, None)}
        for place in _upwards(selection, line.place):
            present |= {(place, line.sector), (place, None)}
    found = []
    for need in needs:
        if need.people <= 0 or (need.place, need.sector) in present:
            continue
        above = list(_upwards(selection, need.place))[1:]
        wider = any((place, need.sector) in direct for place in above)
        found.append(Gap(need.place, need.sector, need.people, wider, _sentence(selection, need, wider)))
    return sorted(found, key=lambda gap: (-gap.people, gap.place, gap.sector or ""))


def _upwards(selection: Selection, place: str | None) -> list[str]:
    path: list[str] = []
    while place and place not in path:
        path.append(place)
        found = selection.places.get(place)
        place = found.parent if found else None
    return path


def _sentence(selection: Selection, need: Need, wider: bool) -> str:
    place = selection.places[need.place].name if need.place in selection.places else need.place
    sector = sector_name(need.sector, language()) if need.sector else _("any sector")
    told = _("{place}, {sector}: {people} people in need, and no active row there.").format(
        place=place, sector=sector, people=need.people
    )
    if wider:
        told += " " + _("Rows about a larger place may cover it.")
    source = ", ".join(part for part in (need.source, need.date) if part)
    return f"{told} ({source})" if source else told
