"""Which place of a level a name means within the place above it: known names decide, near ones are proposed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.exchange.matching import spelling
from app.exchange.matching.codes import find_country
from app.exchange.matching.knowledge import NO_ANSWERS, PLACE, Answers, Place, Places
from app.exchange.matching.place_words import NATIONAL, WHOLE
from app.fold import fold
from app.words import _

FLOOR, FLOOR_IN_COUNTRY, MARGIN = 74.0, 86.0, 10.0
"""How near a name must be to be proposed: within its parent, anywhere in the country, and ahead of the second best."""

_PARTS = re.compile(r"[,;/&+\n|]|\s(?:and|et|e|y|ou|or|und|و)\s|\s[-–—]\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Named:
    """What a name was found to mean. `place`: certain. `proposal`: near, to be confirmed. `options`: to choose from.

    `several`: the places that a cell lists. `reason`: why, in a sentence.
    """

    place: Place | None = None
    proposal: Place | None = None
    options: tuple[Place, ...] = ()
    several: tuple[Place, ...] = ()
    reason: str = ""


def find_name(
    places: Places,
    level: int,
    text: str,
    within: Place | None,
    answers: Answers = NO_ANSWERS,
    *,
    in_country: bool = False,
) -> Named:
    """The place of `level` in `within` that a text names. Never one outside `within`, whatever the text looks like.

    `in_country`: the place directly above is not known, so a near name needs more likeness.
    """
    inside = within.id if within else None
    answered = answers.find(PLACE, text, inside if within and within.level > 0 else None)
    if answered is not None and all(one in places.by_id and places.by_id[one].is_within(inside) for one in answered):
        return _answered(tuple(places.by_id[one] for one in answered), text)
    if known := places.named(level, text, inside):
        return _known(known, text)
    return (
        _of_whole(places, text, within)
        or _of_parts(places, level, text, inside)
        or _of_list(places, level, text, inside, in_country)
        or _hinted(places, level, text, inside)
        or near(places, level, text, inside, FLOOR_IN_COUNTRY if in_country else FLOOR)
        or _of_above(places, text, within)
        or _of_other_level(places, level, text, inside)
        or Named(reason=_not_found(places, level, text, within))
    )


def near(places: Places, level: int, text: str, within: str | None, floor: float = FLOOR) -> Named | None:
    """The one place whose name is near: above the floor, and far enough ahead of the second best. Only ever a proposal."""
    scored = sorted(
        ((like(one, text), one) for one in places.at(level, within) if one.current),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    if not scored or scored[0][0] < floor or (len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN):
        return None
    best = scored[0][1]
    above = places.by_id[best.parent].name if best.parent else ""
    reason = _("“{written}” is near {name}; no other place in {parent} is.").format(
        written=text.strip(), name=best.name, parent=above
    )
    return Named(proposal=best, options=(best,), reason=reason)


def like(place: Place, text: str) -> float:
    """How alike a text is to the most alike name of a place, 0 to 100."""
    return max(spelling.likeness(text, name) for name in (place.name, *place.names))


def parts_of(text: str) -> list[str]:
    """The parts of a cell that may list several places."""
    return [part.strip() for part in _PARTS.split(text) if not spelling.is_blank(part)]


def is_national(text: str) -> bool:
    """Whether a text says the whole country, in any of the five languages: `Cobertura Nacional`, `nation-wide`."""
    return _plain(text) in _NATIONAL


def is_whole(text: str) -> bool:
    """Whether a text says the whole country or the whole of the place above: `all districts`, `toda a província`."""
    return is_national(text) or _plain(text) in _WHOLE


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("-", " ").strip(" .:*()").split())


_NATIONAL, _WHOLE = frozenset(map(_plain, NATIONAL)), frozenset(map(_plain, WHOLE))


def _answered(meant: tuple[Place, ...], text: str) -> Named:
    if not meant:
        return Named(reason=_("“{written}” was said to name no place of the list.").format(written=text.strip()))
    if len(meant) > 1:
        return Named(several=meant, reason=_("“{written}” was said to be several places.").format(written=text.strip()))
    return Named(
        place=meant[0], reason=_("“{written}” was said to be {name}.").format(written=text.strip(), name=meant[0].name)
    )


def _known(known: tuple[Place, ...], text: str) -> Named:
    if len(known) == 1:
        return Named(place=known[0])
    return Named(
        options=known, reason=_("{count} places are called “{written}”.").format(count=len(known), written=text.strip())
    )


def _of_whole(places: Places, text: str, within: Place | None) -> Named | None:
    """ "National" or "all districts": the line is about the country, or the place above, as a whole."""
    if is_national(text) and (place := within if within and within.level > 0 else _country(places, within)):
        return Named(place=place)
    return Named(place=within) if within and is_whole(text) else None


def _of_above(places: Places, text: str, within: Place | None) -> Named | None:
    """The name of a place above once more, where no place of the level is near: no more is said than that place."""
    if within and any(text_names(places.by_id[one], text) for one in within.line):
        return Named(place=within)
    country = _country(places, within)
    return Named(place=country) if country and find_country(places, text) == country else None


def _country(places: Places, within: Place | None) -> Place | None:
    roots = [within.line[-1]] if within else places.by_level.get(0, ())
    only = places.by_id[roots[0]] if len(roots) == 1 else None
    return only if only and only.level == 0 else None


def text_names(place: Place, text: str) -> bool:
    """Whether a text is one of the names of a place, but for spaces, accents and words such as "district"."""
    mine, short = spelling.key(text), spelling.bare(text).key
    return any(mine == spelling.key(name) or short == spelling.bare(name).key for name in (place.name, *place.names))


def _of_parts(places: Places, level: int, text: str, within: str | None) -> Named | None:
    """One name written twice in a cell: in Arabic and Latin, or again in brackets."""
    if both := spelling.scripts(text):
        return _agreed([places.named(level, part, within) for part in both], text)
    inner = [one or other for one, other in _BRACKETS.findall(text)]
    outer = _BRACKETS.sub(" ", text).strip()
    if not inner or not outer:
        return None
    known = places.named(level, outer, within)
    said = [found for part in inner if (found := places.named(level, part, within))]
    if known:
        return _agreed([known, *said], text)
    within_brackets = {one for each in said for one in each}
    if len(within_brackets) == 1:
        place = within_brackets.pop()
        reason = _("“{written}” has {name} in brackets.").format(written=text.strip(), name=place.name)
        return Named(proposal=place, options=(place,), reason=reason)
    return None


def _agreed(found: list[tuple[Place, ...]], text: str) -> Named | None:
    said = [each for each in found if each]
    if not said:
        return None
    shared = [one for one in said[0] if all(one in each for each in said)]
    if len(shared) == 1:
        return Named(place=shared[0])
    return _known(tuple(dict.fromkeys(one for each in said for one in each)), text)


def _of_list(places: Places, level: int, text: str, within: str | None, in_country: bool) -> Named | None:
    """Several places in one cell. One known place beside unknown words is only proposed."""
    parts = parts_of(text)
    if len(parts) < 2:
        return None
    known: dict[str, Place] = {}
    for part in parts:
        named = places.named(level, part, within)
        close = None if named or in_country else near(places, level, part, within)
        place = named[0] if len(named) == 1 else close.proposal if close else None
        if place:
            known[place.id] = place
    found = tuple(known.values())
    names = ", ".join(one.name for one in found)
    if len(found) > 1:
        reason = _("“{written}” lists several places: {names}.").format(written=text.strip(), names=names)
        return Named(several=found, reason=reason)
    if found:
        reason = _("“{written}” names {name} and more.").format(written=text.strip(), name=names)
        return Named(proposal=found[0], options=found, reason=reason)
    return None


def _hinted(places: Places, level: int, text: str, within: str | None) -> Named | None:
    hints = [
        one for one in places.hints.get((level, spelling.key(text)), ()) if places.by_id[one.place].is_within(within)
    ]
    if len({one.place for one in hints}) != 1:
        return None
    place = places.by_id[hints[0].place]
    reason = _("The sheet “{sheet}” of this file writes “{written}” beside {code}, which is {name}.").format(
        sheet=hints[0].source, written=text.strip(), code=place.pcode, name=place.name
    )
    return Named(proposal=place, options=(place,), reason=reason)


def _of_other_level(places: Places, level: int, text: str, within: str | None) -> Named | None:
    for other in sorted(places.levels - {level, 0}):
        known = [one for one in places.named(other, text, within) if one.id != within]
        if len(known) == 1:
            reason = _("“{written}” is a place of another level: {name} ({code}).").format(
                written=text.strip(), name=known[0].name, code=known[0].pcode
            )
            return Named(proposal=known[0], options=(known[0],), reason=reason)
    return None


def _not_found(places: Places, level: int, text: str, within: Place | None) -> str:
    elsewhere = places.named(level, text, None) if within else ()
    if within and elsewhere and elsewhere[0].parent:
        return _("There is no “{written}” in {parent}; there is one in {other}.").format(
            written=text.strip(), parent=within.name, other=places.by_id[elsewhere[0].parent].name
        )
    if within:
        return _("There is no “{written}” in {parent}.").format(written=text.strip(), parent=within.name)
    return _("There is no place “{written}” in the list.").format(written=text.strip())
