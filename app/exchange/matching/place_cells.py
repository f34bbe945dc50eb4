"""The cells of places of one line as they stand: cleaned, codes looked up, a code or a whole path within a name taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.exchange.matching import spelling
from app.exchange.matching.codes import find_code, find_codes, find_country, take_code
from app.exchange.matching.knowledge import Place, Places
from app.exchange.matching.place_names import is_whole

Cells = Mapping[int, str]


@dataclass(frozen=True)
class PlaceCells:
    """The cells of one line, cleaned: what each level's code is known to be, what it says that is not known.

    `level` is the deepest given, `beyond` what stands in levels that the list of places does not have.
    """

    codes: dict[int, str]
    names: dict[int, str]
    known: dict[int, Place]
    unknown: tuple[tuple[int, str], ...]
    level: int | None
    several: tuple[str, ...] = ()
    beyond: dict[int, str] = field(default_factory=dict)

    @property
    def country(self) -> str:
        """What the line says of its country, by name or by code."""
        return self.names.get(0) or self.codes.get(0) or ""

    def written_below(self, level: int) -> str:
        """What the line says below a level, and its unknown codes, as written and the deepest last."""
        said: dict[str, None] = {}
        for at in sorted(self.names | self.codes | self.beyond):
            name, code = self.names.get(at) or self.beyond.get(at), self.codes.get(at)
            if name and at > level and not is_whole(name):
                said[name] = None
            if code and (at, code) in self.unknown:
                said[code] = None
        return "; ".join(said)


def read_place_cells(places: Places, codes: Cells, names: Cells) -> PlaceCells:
    """Codes and names of one line by level, a code within the cell of a name taken out, a path of names spread over levels."""
    written = {level: text.strip() for level, text in names.items() if text and not spelling.is_blank(text)}
    coded = {level: text.strip() for level, text in codes.items() if text and not spelling.is_blank(text)}
    written = _spread(written)
    for level in list(written):
        if level in places.levels and level not in coded:
            code, rest = take_code(places, level, written[level])
            if code:
                coded[level], written[level] = code, rest
    beyond = {level: text for level, text in (coded | written).items() if level not in places.levels | {0}}
    written = {level: text for level, text in written.items() if level not in beyond and text}
    coded = {level: text for level, text in coded.items() if level not in beyond}
    known, unknown, several = _know_codes(places, coded, written)
    given = (set(written) | set(coded)) - ({0} if len(written.keys() | coded.keys()) > 1 else set())
    return PlaceCells(coded, written, known, unknown, max(given, default=None), several, beyond)


def _spread(names: dict[int, str]) -> dict[int, str]:
    """A cell with the whole path (`Sofala > Buzi > Estaquinha`) as one name per level, where the levels above are empty."""
    for level, text in list(names.items()):
        path = [part.strip() for part in text.split(">")]
        if 1 < len(path) <= level and not any(above in names for above in range(1, level)):
            names = names | {level - len(path) + 1 + step: part for step, part in enumerate(path)}
        elif len(path) > 1:
            names = names | {level: path[-1]}
    return names


def _know_codes(
    places: Places, codes: dict[int, str], names: dict[int, str]
) -> tuple[dict[int, Place], tuple, tuple[str, ...]]:
    known: dict[int, Place] = {}
    unknown: list[tuple[int, str]] = []
    several: tuple[str, ...] = ()
    for level in sorted(codes):
        if listed := find_codes(places, level, codes[level]):
            several = tuple(one.id for one in listed)
        elif place := _know_code(places, level, codes[level], known, names):
            known[level] = place
        elif level:
            unknown.append((level, codes[level]))
    return known, tuple(unknown), several


def _know_code(places: Places, level: int, code: str, known: dict[int, Place], names: dict[int, str]) -> Place | None:
    if level == 0:
        return find_country(places, code)
    found = find_code(places, level, code)
    if found is None or (found.guessed and not _fits(places, found.place, level, known, names)):
        return None
    return found.place


def _fits(places: Places, place: Place, level: int, known: dict[int, Place], names: dict[int, str]) -> bool:
    """Whether a place guessed from a bare number goes with what else the line says."""
    if names.get(level):
        return place in places.named(level, names[level], None)
    above = [one for one in known.values() if one.level > 0]
    return bool(above) and place.is_within(above[-1].id)
