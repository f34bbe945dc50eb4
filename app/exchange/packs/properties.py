"""The many writings of one thing: `ADM2_PCODE`, `admin2Pcode`, `adm2_pcode`; `ADM1_EN`, `admin1Name_fr`, `ADM1ALT1EN`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app import vocabulary
from app.fold import fold

CODE, NAME, OTHER_NAME, UNCLEAR = "code", "name", "other_name", "unclear"
VALID_FROM, VALID_TO, LOCATION, LEVEL, PARENT = "valid_from", "valid_to", "location", "level", "parent"

#: headers of a list with one place per row (OCHA's global list of P-codes)
LONG_HEADERS = {
    "location": LOCATION, "country": LOCATION, "iso3": LOCATION, "country code": LOCATION,
    "admin level": LEVEL, "adminlevel": LEVEL, "level": LEVEL, "adm level": LEVEL,
    "p code": CODE, "pcode": CODE, "name": NAME, "place name": NAME,
    "parent p code": PARENT, "parent pcode": PARENT, "parent code": PARENT, "parent": PARENT,
    "valid from date": VALID_FROM, "valid from": VALID_FROM, "validfrom": VALID_FROM, "valid on": VALID_FROM,
    "validon": VALID_FROM, "valid to date": VALID_TO, "valid to": VALID_TO, "validto": VALID_TO,
    "valid until": VALID_TO,
}  # fmt: skip

_ADMIN = re.compile(r"adm(?:in)? ?([0-5]) ?(.*)")
_CODES = ("pcode", "p code", "code", "pcod", "pcode1")
_NAME = re.compile(r"(?:name ?)?(?:([a-z]{2})|([a-z]{2})?1)?|name")
_OTHER_NAME = re.compile(r"(?:alt|ref|name).*")
_NEVER = ("type", "ref pcode", "id", "source", "status", "class")


@dataclass(frozen=True)
class Property:
    """What a column or property says: a kind, for which level (None where the row has a level of its own), a language."""

    kind: str
    level: int | None = None
    language: str = ""


@lru_cache(maxsize=1_024)
def property_of(header: str) -> Property | None:
    """What a column header or a property of a boundary says, or None when it is nothing of ours."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(header)).strip()
    if found := _ADMIN.fullmatch(words):
        return _admin_property(int(found[1]), found[2].strip())
    if words in LONG_HEADERS:
        return Property(LONG_HEADERS[words])
    fields = vocabulary.fields_of_header(header)
    if fields and fields[0] == "place_code":
        return Property(CODE)
    named = re.fullmatch(r"adm([1-4])_(name|code)", fields[0]) if fields else None
    return Property(NAME if named[2] == "name" else CODE, int(named[1])) if named else None


def _admin_property(level: int, rest: str) -> Property | None:
    if rest in _CODES:
        return Property(CODE, level)
    if rest in _NEVER:
        return None
    if named := _NAME.fullmatch(rest):
        return Property(NAME, level, named[1] or "")
    if _OTHER_NAME.fullmatch(rest):
        return Property(OTHER_NAME, level)
    return Property(UNCLEAR, level)


_PCODE = re.compile(r"[A-Za-z]{2,3}[-_ ]?\d[\w-]*|\d{2,}")


def looks_like_code(text: str) -> bool:
    """Whether a text has the shape of a P-code: letters of the country and digits, or digits only."""
    return bool(_PCODE.fullmatch(text.strip()))
