"""Places for lists to choose from: the nation, its provinces and districts, with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app import vocabulary
from app.errors import Refused
from app.fold import sort_key
from app.rights import DISTRICT_LEVEL
from app.services import settings
from app.store.workspace import Store
from app.words import _, language
from sync.shape import DEVICE_AREA, REFERENCE_AREA, UNPLACED_AREA

#: how the name of a tick begins that keeps one of several places
KEPT = "keep:"


@dataclass(frozen=True)
class Area:
    """A place to choose, and those below it."""

    id: str
    name: str
    level: int
    inside: tuple[Area, ...] = ()


def areas(store: Store) -> list[Area]:
    """The country first, then the places of the first level with those of the district level inside them, by name."""
    sql = "SELECT id, name, level, parent FROM place WHERE NOT deleted AND level <= ? ORDER BY id"
    rows = store.reading().execute(sql, (DISTRICT_LEVEL,)).fetchall()
    below: dict[str, list[Area]] = {}
    for id, name, level, parent in rows:
        if level == DISTRICT_LEVEL:
            below.setdefault(parent, []).append(Area(id, name, level))

    def by_name(found: list[Area]) -> list[Area]:
        return sorted(found, key=lambda area: sort_key(area.name))

    nation = [Area(id, name, level) for id, name, level, _parent in rows if level == 0]
    return nation + by_name([Area(r[0], r[1], r[2], tuple(by_name(below.get(r[0], [])))) for r in rows if r[2] == 1])


def areas_of(found: list[Area], places: Sequence[str]) -> list[Area]:
    """Those areas that are some of these places or lie in them, with what is around them."""
    if any(area.level == 0 and area.id in places for area in found):
        return found
    kept = []
    for area in found:
        inside = area.inside if area.id in places else tuple(one for one in area.inside if one.id in places)
        if inside or area.id in places:
            kept.append(replace(area, inside=inside))
    return kept


def named_places(store: Store) -> dict[str, str]:
    """What every place is called."""
    return dict(store.reading().execute("SELECT id, name FROM place"))


def named_areas(store: Store) -> Callable[[str], str]:
    """What an area of work is called."""
    placed = named_places(store)
    names = {REFERENCE_AREA: _("Lists for everybody"), UNPLACED_AREA: _("Without a place")}

    def named(area: str) -> str:
        kind, _mark, place = area.partition(":")
        return names.get(area) or (_("One laptop only") if kind == DEVICE_AREA else placed.get(place, place))

    return named


def chosen_places(given: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """The places a form names: those whose tick was left, then the one that is added. Raises Refused (no_such_place)."""
    kept = [name.removeprefix(KEPT) for name in given if name.startswith(KEPT)]
    found = list(dict.fromkeys([*kept, *filter(None, [given.get("place")])]))
    for place in found:
        if place not in known:
            raise Refused("no_such_place", _("There is no place “{place}” in this country.").format(place=place))
    return found


def level_words(store: Store) -> dict[int, str]:
    """What the levels are called in this country."""
    country = settings.get(store, "country") or ""
    return {level: vocabulary.level_word(country, level, language()) for level in (1, 2, 3)}
