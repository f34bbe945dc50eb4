"""From the values of a line to its cells. The same function renders what goes out now and what was sent then.

A line's values are a dict `{"activity.lead": id, "figures.people": 12, "line.id": …}`; dates are ISO text, amounts decimal text, lists
tuples or lists. A cell is text, a whole or decimal number, or None. Dates stay ISO text until a format writes them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app import vocabulary
from app.exchange.workbook.columns import AGES_AND_SEXES, Column
from app.fields import Amount, Unreadable

Values = Mapping[str, Any]
Getter = Callable[[Values], Any]
MOST_CHARACTERS = 32_767
#: figures of age and sex below this are not shown in public files (domain rule: a country's threshold, 10 by default)
THRESHOLD = 10
#: texts in which people write an address or a number to call, beside the columns that are left out of public files
FREE_TEXTS = ("activity.description", "activity.sub_sector", "figures.indicator")
_CONTACT = re.compile(r"[^\s@<>;,]+@[^\s@<>;,]+\.\w+|(?:\+|\b00)\d(?:[\s().-]?\d){6,14}\b|\b\d{9,15}\b")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
#: which field of the sheet a presence fills; the role decides between the organisations
PRESENCE_FIELDS = {"activity.sector": "sector", "activity.place": "place", "activity.remarks": "remarks",
                   "activity.sensitivity": "sensitivity", "figures.period_start": "as_of", "figures.period_end": "as_of_end"}  # fmt: skip
PRESENCE_ROLES = {"1": "activity.funding", "4": "activity.implementing"}


@dataclass(frozen=True)
class Names:
    """What ids are called: organisations and contacts and sites as dicts of their fields, places with their line of ancestors."""

    organisations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    contacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    country: str | None = None

    def above(self, place: str | None) -> dict[int, Mapping[str, Any]]:
        """Level -> the place of that level in the line of a place."""
        found: dict[int, Mapping[str, Any]] = {}
        while (one := self.places.get(place or "")) and len(found) < 9:
            found[one["level"]] = one
            place = one["parent"]
        return found


def presence_values(values: Values) -> dict[str, Any]:
    """The values of a presence as those of a line."""
    line = {name: values.get(own) for name, own in PRESENCE_FIELDS.items()}
    target = PRESENCE_ROLES.get(values.get("role") or "", "activity.lead")
    who = values.get("organisation")
    line[target] = who if target == "activity.lead" or who is None else (who,)
    return line


def as_it_leaves(values: Values, public: bool) -> dict[str, Any]:
    """What sensitivity and privacy take from a line before it leaves: the site of moderate rows, small cells in public."""
    kept = dict(values)
    if kept.get("line.no_site"):
        kept["activity.site"] = None
    if public:
        for name in AGES_AND_SEXES:
            value = kept.get(f"figures.{name}")
            if value is not None and value < THRESHOLD:
                kept[f"figures.{name}"] = None
        for name in FREE_TEXTS:
            if isinstance(text := kept.get(name), str):
                kept[name] = without_contacts(text)
    return kept


def without_contacts(text: str) -> str:
    """A text without the e-mail addresses and phone numbers that somebody wrote into it: they never stand in a public file."""
    return _CONTACT.sub("…", text)


def clean(text: str) -> str:
    """A text that every spreadsheet program keeps: no control characters, one kind of line end, at most 32,767 characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return cut(_CONTROL.sub("", text)) if is_mended(text) else text


def is_mended(text: str) -> bool:
    """Whether a text loses something when it goes into a cell."""
    return _CONTROL.search(text) is not None or cut(text) is not text


def cut(text: str) -> str:
    """The text as far as a cell holds it, which counts signs outside the common plane twice (UTF-16)."""
    if len(text) * 2 <= MOST_CHARACTERS or len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS:
        return text
    return text.encode("utf-16-le")[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")


def getters(wanted: Sequence[Column], names: Names, language: str) -> list[Getter]:
    """One function per column, from the values of a line to its cell."""
    return [_getter(one, names, language) for one in wanted]


def _getter(column: Column, names: Names, language: str) -> Getter:
    source, (manner, *rest) = column.source, column.manner
    if manner in ("id", "count", "code"):
        return lambda values: values.get(source)
    if manner == "date":
        return lambda values: (values.get(source) or "")[:10] or None
    if manner == "text":
        return lambda values: clean(text) if (text := values.get(source)) else None
    if manner == "amount":
        return lambda values: _number(values.get(source))
    if manner == "period":
        return lambda values: period_text(
            values.get("figures.period_start"), values.get("figures.period_end"), values.get("figures.period_kind")
        )
    if manner == "blank":
        return lambda values: None
    return _named_getter(source, manner, rest, names, language)


def _named_getter(source: str, manner: str, rest: Sequence[str], names: Names, language: str) -> Getter:
    """Cells that are looked up: codes by their names, references by what they are called."""
    if manner == "choice":
        listed = {
            code: vocabulary.code_list(rest[0]).name(code, language) for code in vocabulary.code_list(rest[0]).codes
        }
        return lambda values: listed.get(code, code) if (code := values.get(source)) else None
    if manner == "choices":
        code_list = vocabulary.code_list(rest[0])
        return lambda values: "; ".join(code_list.name(code, language) for code in values.get(source) or ()) or None
    if manner == "called":
        called = names.called.get(rest[0], {})
        return lambda values: clean(called.get(id, id)) if (id := values.get(source)) else None
    if manner == "place":
        at = lru_cache(None)(
            lambda id: (names.above(id).get(int(rest[1])) or {}).get("pcode" if rest[0] == "code" else "name")
        )
        return lambda values: at(values.get(source))
    if manner == "country":
        return lambda values: (names.places.get(values.get(source) or "") or {}).get("country") or names.country
    if manner in ("organisation", "organisations"):
        return _organisation_getter(source, manner, rest[0], names, language)
    table = names.sites if manner == "site" else names.contacts
    show = _shower(rest[0], language)
    return lambda values: show(one) if (one := table.get(values.get(source) or "")) else None


def _organisation_getter(source: str, manner: str, what: str, names: Names, language: str) -> Getter:
    types = vocabulary.code_list("organisation_type")

    def one(id: str) -> str:
        found = names.organisations.get(id) or {}
        if what == "type":
            return types.name(found["type"], language) if found.get("type") else ""
        return clean(found.get(what) or ("" if what == "acronym" else id))

    known = lru_cache(None)(one)
    if manner == "organisation":
        return lambda values: (known(id) or None) if (id := values.get(source)) else None
    several = lru_cache(None)(lambda ids: "; ".join(text for id in ids if (text := known(id))) or None)
    return lambda values: several(tuple(ids)) if (ids := values.get(source)) else None


def _shower(what: str, language: str) -> Callable[[Mapping[str, Any]], Any]:
    if what == "type":
        return lambda one: vocabulary.code_list("site_type").name(one["type"], language) if one.get("type") else None
    if what == "phones":
        return lambda one: clean("; ".join(one.get("phones") or ())) or None
    return lambda one: clean(value) if isinstance(value := one.get(what), str) else value


@lru_cache(maxsize=65_536)
def period_text(start: str | None, end: str | None, kind: str | None) -> str | None:
    """YYYY-MM where the period is just one month, else start/end; the start alone where no end is said."""
    if not start:
        return end
    first = start[:10]
    if not end:
        return first[:7] if kind == "month" else first
    if first.endswith("-01") and end[:7] == first[:7]:
        year, month = int(first[:4]), int(first[5:7])
        if int(end[8:10]) == calendar.monthrange(year, month)[1]:
            return first[:7]
    return f"{first}/{end[:10]}"


@lru_cache(maxsize=65_536)
def _number(amount: str | None) -> int | float | str | None:
    """A decimal text as a number, where a spreadsheet can hold it exactly; else the text."""
    if amount is None:
        return None
    if len(amount.replace(".", "").replace("-", "").lstrip("0")) > 15:
        return amount
    try:
        number = float(amount)
    except ValueError:
        return amount
    return int(number) if number.is_integer() else number


def amount_of(cell: Any) -> str | None:
    """A cell of an amount back as canonical decimal text. Raises Unreadable."""
    return Amount().parse(repr(cell) if isinstance(cell, float) else str(cell)) if cell is not None else None


__all__ = [
    "Getter",
    "Names",
    "Unreadable",
    "Values",
    "amount_of",
    "as_it_leaves",
    "clean",
    "getters",
    "period_text",
    "presence_values",
]
