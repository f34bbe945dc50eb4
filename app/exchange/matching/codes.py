"""P-codes as files write them: other lengths, prefixes and paddings of the same scheme (NGA036 for NG036, "mz 09 01", 901)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app import vocabulary
from app.exchange.matching.knowledge import Place, Places, split_code

_CODE_IN_TEXT = re.compile(r"(?<![^\W_])([A-Z]{2,3}[- ]?\d{2,})(?![^\W_])")
_SEPARATORS = re.compile(r"[,;/&+|\s]+")


@dataclass(frozen=True)
class FoundCode:
    """A place by its code. `guessed`: by its number alone, without the letters in front; only beside a fitting name."""

    place: Place
    guessed: bool = False


def find_code(places: Places, level: int, text: str) -> FoundCode | None:
    """The place a code stands for: the code itself, else the one code of that level with the same number.

    A code of zeros (GT00) and the code of a country stand for the country.
    """
    letters, number = split_code(text)
    if exact := places.by_code.get(letters + number):
        return FoundCode(_in_force(places, exact))
    if other := _in_other_prefix(places, letters + number):
        return FoundCode(other)
    if letters and (not number or not number.strip("0")):
        return _found_country(places, letters)
    if letters and letters not in places.prefixes:
        return None
    same = places.by_number.get((level, number.lstrip("0")), ()) if number.isdigit() else ()
    if len(same) != 1 or (not letters and len(number) < min(places.lengths[level]) - 1):
        return None
    return FoundCode(places.by_id[same[0]], guessed=not letters)


def find_codes(places: Places, level: int, text: str) -> tuple[Place, ...]:
    """The places of a cell with several codes; nothing if one of them is unknown."""
    found = [find_code(places, level, part) for part in _SEPARATORS.split(text.strip()) if part]
    known = [one.place for one in found if one and not one.guessed]
    return tuple(dict.fromkeys(known)) if 1 < len(known) == len(found) else ()


def is_of_scheme(places: Places, level: int, text: str) -> bool:
    """Whether an unknown code is written as the codes of this level are: it says a place that the list does not have."""
    letters, number = split_code(text)
    return letters in places.prefixes and len(number) in places.lengths.get(level, ())


def take_code(places: Places, level: int, text: str) -> tuple[str, str]:
    """The code that stands within the cell of a name, and the name without it: `GT00 Cobertura Nacional`, `Buzi (MZ0901)`."""
    for found in _CODE_IN_TEXT.finditer(text):
        if find_code(places, level, found[1]):
            rest = (text[: found.start()] + " " + text[found.end() :]).replace("()", " ").replace("[]", " ")
            return found[1], rest.strip(" -–|:;,/>\t\n")
    return "", text


def find_country(places: Places, text: str) -> Place | None:
    """The country of the list that a text names, by code or by name in five languages."""
    if not text:
        return None
    code = vocabulary.code_list("countries").find(text)
    ids = places.by_code.get(code or "", ()) or tuple(one.id for one in places.named(0, text, None))
    return places.by_id[ids[0]] if ids and places.by_id[ids[0]].level == 0 else None


def is_other_country(places: Places, text: str) -> bool:
    """Whether a text names a country of the world that the list of places does not have."""
    code = vocabulary.code_list("countries").find(text) if text else None
    return code is not None and code not in places.by_code and 0 in places.levels


def _in_other_prefix(places: Places, plain: str) -> Place | None:
    """The place of a code that begins with the other of a country's two codes, ISO3 for ISO2 or the reverse."""
    for root in places.by_level.get(0, ()):
        long = places.by_id[root].pcode
        short = vocabulary.code_list("countries").rows.get(long, {}).get("iso2", "")
        for written, meant in ((long, short), (short, long)):
            if short and plain.startswith(written) and (ids := places.by_code.get(meant + plain[len(written) :])):
                return _in_force(places, ids)
    return None


def _found_country(places: Places, letters: str) -> FoundCode | None:
    if country := find_country(places, letters):
        return FoundCode(country)
    roots = places.by_level.get(0, ())
    return FoundCode(places.by_id[roots[0]]) if letters in places.prefixes and len(roots) == 1 else None


def _in_force(places: Places, ids: tuple[str, ...]) -> Place:
    known = [places.by_id[one] for one in ids]
    return next((one for one in known if one.current), known[0])
