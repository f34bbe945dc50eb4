"""Whether the name beside a code clearly names another place. A spelling, a site or a place of another level does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.exchange.matching import spelling
from app.exchange.matching.knowledge import NO_ANSWERS, PLACE, Answers, Place, Places, split_code
from app.exchange.matching.place_names import is_national, like, parts_of, text_names
from app.words import _

NEAR_OTHER, FAR_FROM_OWN = 92.0, 60.0
"""A name this like a sibling, and this unlike the place of the code, is a spelling of the sibling."""

Cells = Mapping[int, str]


@dataclass(frozen=True)
class Usage:
    """How a whole file uses codes and names: which codes stand beside a name, and which names beside a code, how often."""

    codes: Mapping[tuple[int, str], Counter[str]] = field(default_factory=dict)
    names: Mapping[tuple[int, str], Counter[str]] = field(default_factory=dict)


def gather_usage(lines: Iterable[tuple[Cells, Cells]]) -> Usage:
    """Count codes beside names over all lines of a file, each line as (codes by level, names by level)."""
    codes: dict[tuple[int, str], Counter[str]] = {}
    names: dict[tuple[int, str], Counter[str]] = {}
    counted = Counter((tuple(sorted(by_code.items())), tuple(sorted(by_name.items()))) for by_code, by_name in lines)
    for (by_code, by_name), count in counted.items():
        written = dict(by_name)
        for level, code in by_code:
            name, plain = spelling.key(written.get(level) or ""), "".join(split_code(code or ""))
            if name and plain:
                codes.setdefault((level, name), Counter())[plain] += count
                names.setdefault((level, plain), Counter())[name] += count
    return Usage(codes, names)


NO_USAGE = Usage()


def find_contradiction(places: Places, place: Place, name: str, answers: Answers = NO_ANSWERS) -> Place | None:
    """The other place of the same level that a name beside the code of `place` clearly names, else None."""
    if spelling.is_blank(name) or is_national(name) or text_names(place, name):
        return None
    if place.id in (answers.find(PLACE, name, place.parent) or ()):
        return None
    listed = parts_of(name)
    if len(listed) > 1 and any(text_names(place, part) for part in listed):
        return None
    known = places.named(place.level, name, None)
    if place in known:
        return None
    siblings = [one for one in known if one.parent == place.parent]
    if siblings:
        return siblings[0]
    if known:
        return None if _names_kin(places, place, name) else known[0]
    return _near_sibling(places, place, name)


def find_unusual(usage: Usage, level: int, code: str, name: str) -> str | None:
    """The code that the rest of the file writes beside this name, where this line alone has another one, else None.

    Both ways: the name nearly always stands beside the other code, and this code beside another name.
    """
    written, plain = spelling.key(name), "".join(split_code(code))
    codes, names = usage.codes.get((level, written)), usage.names.get((level, plain))
    if not codes or not names or not spelling.marks(name):
        return None
    (other, often), (_name, named) = codes.most_common(1)[0], names.most_common(1)[0]
    is_unusual = other != plain and often >= 4 and codes[plain] * 4 <= often and names[written] * 4 <= named
    return other if is_unusual else None


def say_contradiction(place: Place, name: str, other: Place) -> str:
    """The sentence for a code and a name that contradict each other."""
    return _("The code {code} is {place}, but the name beside it says {name} ({other}).").format(
        code=place.pcode, place=place.name, name=name.strip(), other=other.pcode
    )


def say_unusual(code: str, name: str, usual: str) -> str:
    """The sentence for a code that the rest of the file does not write beside this name."""
    return _("The code {code} stands beside “{name}” here, but the rest of the file writes {other} beside it.").format(
        code=code, name=name.strip(), other=usual
    )


def say_outside(lower: Place, upper: Place) -> str:
    """The sentence for two codes of one line of which one should lie in the other, and does not."""
    return _("The code {lower} ({name}) is not in {upper} ({parent}).").format(
        lower=lower.pcode, name=lower.name, upper=upper.pcode, parent=upper.name
    )


def _names_kin(places: Places, place: Place, name: str) -> bool:
    """Whether a name is that of a place above or below: a capital and its province, a district and its town."""
    if any(text_names(places.by_id[one], name) for one in place.line[1:]):
        return True
    return any(places.named(level, name, place.id) for level in places.levels if level > place.level)


def _near_sibling(places: Places, place: Place, name: str) -> Place | None:
    if like(place, name) >= FAR_FROM_OWN:
        return None
    near = [
        one
        for one in places.at(place.level, place.parent)
        if one.parent == place.parent and like(one, name) >= NEAR_OTHER
    ]
    return near[0] if len(near) == 1 else None
