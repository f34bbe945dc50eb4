"""Which country a code belongs to: P-codes begin with the country's two- or three-letter code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from app import vocabulary
from app.errors import Refused
from app.exchange.packs.pack import PlaceRow
from app.words import _


@cache
def short_code(country: str) -> str:
    """The two-letter code of a country given by its three letters, or nothing."""
    return vocabulary.code_list("countries").rows.get(country, {}).get("iso2", "")


def is_code_of(code: str, country: str) -> bool:
    """Whether a cell that names a country means this one; nothing on either side does not say otherwise."""
    return not code or not country or code.upper() in (country, short_code(country))


def place_code(code: str, country: str) -> str:
    """The P-code as we keep it: that of the country itself is its three-letter code, also where a list says `MZ`."""
    return country if code and code.upper() in (country, short_code(country)) else code


def accept_country(file: str, codes: Sequence[str], country: str) -> None:
    """Raise Refused (`pack_other_country`, `pack_no_codes`) when none of a file's P-codes is of the country asked for.

    Codes that begin with no country's letters (numbers only) are taken at their word.
    """
    starts = Counter(match[0].upper() for code in codes if (match := re.match(r"[A-Za-z]*", code)))
    if country and any(start in (country, short_code(country)) for start in starts):
        return
    name = vocabulary.code_list("countries").name
    start, count = starts.most_common(1)[0] if starts else ("", 0)
    other = _country_of(start) if count > 0.8 * starts.total() else ""
    if country and other:
        raise Refused(
            "pack_other_country",
            _("{file} holds places of {other}, not of {country}: choose the file of your country.").format(
                file=file, other=name(other), country=name(country)
            ),
        )
    if not starts or (country and any(map(_country_of, starts))):
        raise Refused(
            "pack_no_codes",
            _("{file} has no places with P-codes of {country}.").format(file=file, country=name(country)),
        )


def country_row(country: str) -> PlaceRow | None:
    """The country itself as a place of level 0, with its names in five languages."""
    row = vocabulary.code_list("countries").rows.get(country)
    if row is None:
        return None
    names = dict.fromkeys(row[language] for language in ("fr", "es", "pt", "ar"))
    return PlaceRow(country, 0, row["en"], tuple(name for name in names if name and name != row["en"]), None, country)


@cache
def _country_of(start: str) -> str:
    rows = vocabulary.code_list("countries").rows
    return next((code for code, row in rows.items() if start in (code, row["iso2"])), "")
