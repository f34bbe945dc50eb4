"""Which place a line of a received file means: codes and names of all levels together, within their parents.

A code of the list is that place, unless the name beside it clearly says another. Without a code the names are read from the
top, each within the place above it. What is near is proposed; what is not known is kept as written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.exchange.matching.codes import find_country, is_of_scheme, is_other_country
from app.exchange.matching.contradictions import (
    NO_USAGE,
    Usage,
    find_contradiction,
    find_unusual,
    gather_usage,
    say_contradiction,
    say_outside,
    say_unusual,
)
from app.exchange.matching.knowledge import NO_ANSWERS, PLACE, Answers, Place, Places
from app.exchange.matching.place_cells import Cells, PlaceCells, read_place_cells
from app.exchange.matching.place_names import Named, find_name, text_names
from app.precedence import giving_way
from app.words import _

RESOLVED, PROPOSED, UNRESOLVED, SEVERAL = "resolved", "proposed", "unresolved", "several"
CONTRADICTION, NONE = "contradiction", "none"


@dataclass(frozen=True)
class Ask:
    """One name of one level that a person must say the meaning of. The same for all lines that write it in the same parent."""

    level: int
    written: str
    within: str | None
    proposal: str | None
    options: tuple[str, ...]
    reason: str
    about: str = PLACE


@dataclass(frozen=True)
class PlaceMatch:
    """What the cells of places of one line mean.

    `place` is where the line may stand without asking anyone: the place itself (resolved), else the deepest certain place above
    (proposed, unresolved), the place that has all of several in it, nothing for a contradiction. `proposals` is the place if
    all of `asks` are confirmed. `level` is the deepest level given. `as_written` is what the file says beyond `place`.
    `unknown_codes` stand in no list: they are kept as text, and said.
    """

    outcome: str
    place: str | None = None
    level: int | None = None
    proposals: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    unknown_codes: tuple[tuple[int, str], ...] = ()
    reason: str = ""
    as_written: str = ""


def match_place(
    places: Places, codes: Cells, names: Cells, answers: Answers = NO_ANSWERS, usage: Usage = NO_USAGE
) -> PlaceMatch:
    """The place of one line from its codes and names by admin level (0 the country, 1 the first below it, ...).

    Levels that the list of places does not have are kept as written. `usage` is that of the whole file (`gather_usage`).
    """
    line = read_place_cells(places, codes, names)
    if line.level is None:
        return PlaceMatch(NONE, as_written=line.written_below(-1))
    known = line.known
    if trouble := _find_trouble(places, line, answers, usage):
        return PlaceMatch(
            CONTRADICTION,
            None,
            line.level,
            reason=trouble,
            as_written=line.written_below(-1),
            unknown_codes=line.unknown,
        )
    if line.several:
        return _several(places, line, line.several, "", ())
    start = max(known.values(), key=lambda one: one.level, default=None) or find_country(places, line.country)
    if start is None and is_other_country(places, line.country):
        reason = _say_other_country(line.country)
        return PlaceMatch(UNRESOLVED, None, line.level, reason=reason, as_written=line.written_below(-1))
    return _descend(places, line, start, answers)


def match_lines(
    places: Places, lines: Iterable[tuple[Cells, Cells]], answers: Answers = NO_ANSWERS
) -> list[PlaceMatch]:
    """One match per line, in the order of the lines; equal cells are looked at once."""
    lines = list(lines)
    usage, done, matches = gather_usage(lines), {}, []
    for codes, names in giving_way(lines):
        cells = (tuple(sorted(codes.items())), tuple(sorted(names.items())))
        if cells not in done:
            done[cells] = match_place(places, codes, names, answers, usage)
        matches.append(done[cells])
    return matches


def _find_trouble(places: Places, line: PlaceCells, answers: Answers, usage: Usage) -> str:
    """The sentence that says how codes and names of a line contradict each other, or nothing.

    What stands in a level above does not unsettle a code that has its own name beside it.
    """
    for level, code in line.unknown:
        name = line.names.get(level, "")
        if name and (usual := find_unusual(usage, level, code, name)):
            return say_unusual(code, name, usual)
    if not line.known:
        return ""
    deepest = max(line.known.values(), key=lambda one: one.level)
    for level, name in line.names.items():
        own = line.known.get(level) or (places.above(deepest.id, level) if level else None)
        if own is None or own.level != level:
            continue
        other = find_contradiction(places, own, name, answers)
        if other and (level in line.known or not _is_confirmed(places, line, deepest, other)):
            return say_contradiction(own, name, other)
        is_strange = level in line.known and not places.named(level, name, None)
        if is_strange and (usual := find_unusual(usage, level, line.codes.get(level, own.pcode), name)):
            return say_unusual(own.pcode, name, usual)
    outside = [one for one in line.known.values() if not deepest.is_within(one.id)]
    if outside and not _is_confirmed(places, line, deepest, outside[0]):
        return say_outside(deepest, outside[0])
    return ""


def _is_confirmed(places: Places, line: PlaceCells, deepest: Place, said: Place) -> bool:
    """Whether the deepest code has its own name beside it, and the place said above has none of that name in it."""
    name = line.names.get(deepest.level, "")
    return bool(name) and text_names(deepest, name) and not places.named(deepest.level, name, said.id)


@dataclass
class _Way:
    """How far down a line has been read."""

    certain: Place | None
    likely: Place | None
    asks: list[Ask]
    missing: Named | None = None
    last_found: bool = True


def _descend(places: Places, line: PlaceCells, start: Place | None, answers: Answers) -> PlaceMatch:
    """Read the names below the deepest known code, from the top."""
    way = _Way(start, start, [])
    for level in range(1 if start is None else start.level + 1, (line.level or 0) + 1):
        text, code = line.names.get(level), next((code for at, code in line.unknown if at == level), None)
        if not text and not code:
            continue
        if not text:
            way.last_found, way.missing = False, Named(reason=_say_unknown(code or ""))
            continue
        found = find_name(places, level, text, way.likely, answers, in_country=_is_far(places, way.likely, level))
        if code and is_of_scheme(places, level, code):
            found = _doubt(found, code)
        if found.several:
            return _several(places, line, tuple(one.id for one in found.several), found.reason, tuple(way.asks))
        _step(way, found, level, text)
    if line.level == 0 and start is None:
        way.last_found, way.missing = False, Named(reason=_say_other_country(line.country))
    return _conclude(line, way)


def _step(way: _Way, found: Named, level: int, text: str) -> None:
    within = way.likely.id if way.likely and way.likely.level > 0 else None
    if found.place and (way.missing is None or (not way.last_found and found.place == way.likely)):
        way.last_found = way.missing is None
        way.likely = found.place
        if not way.asks:
            way.certain = found.place
    elif place := found.place or found.proposal:
        reason = found.reason or (way.missing.reason if way.missing else "")
        way.asks.append(
            Ask(level, text, within, place.id, tuple(one.id for one in found.options) or (place.id,), reason)
        )
        way.likely, way.last_found = place, True
    elif found.options:
        way.asks.append(Ask(level, text, within, None, tuple(one.id for one in found.options), found.reason))
        way.last_found, way.missing = False, found
    else:
        way.last_found, way.missing = False, found


def _conclude(line: PlaceCells, way: _Way) -> PlaceMatch:
    reasons = [ask.reason for ask in way.asks] + ([way.missing.reason] if way.missing else [])
    reasons += [_say_unknown(code) for _level, code in line.unknown if not way.missing]
    reason = " ".join(dict.fromkeys(one for one in reasons if one))
    place = way.certain.id if way.certain else None
    beyond = line.written_below(way.certain.level if way.certain else -1)
    common = PlaceMatch(UNRESOLVED, place, line.level, (), (), tuple(way.asks), line.unknown, reason, beyond)
    if not way.last_found or any(ask.proposal is None for ask in way.asks):
        return common
    if way.asks and way.likely:
        return replace(common, outcome=PROPOSED, proposals=(way.likely.id,))
    return replace(common, outcome=RESOLVED)


def _several(places: Places, line: PlaceCells, ids: tuple[str, ...], reason: str, asks: tuple[Ask, ...]) -> PlaceMatch:
    common = places.common(ids)
    level = places.by_id[common].level if common else -1
    return PlaceMatch(SEVERAL, common, line.level, (), ids, asks, line.unknown, reason, line.written_below(level))


def _doubt(found: Named, code: str) -> Named:
    """A name beside a code that the list does not have: the code may mean another place, so the name no longer decides."""
    if found.place:
        return Named(proposal=found.place, options=(found.place,), reason=_say_unknown(code))
    return Named(reason=_say_unknown(code))


def _is_far(places: Places, likely: Place | None, level: int) -> bool:
    """Whether levels of the list lie between the place reached and the level to be read."""
    return any((likely.level if likely else 0) < between < level for between in places.levels)


def _say_other_country(text: str) -> str:
    return _("The list of places has no country “{country}”.").format(country=text)


def _say_unknown(code: str) -> str:
    return _("The list of places has no code “{code}”; it is kept as text.").format(code=code)
