"""The rows that everything counts from, with names resolved, and what was filtered and left out.

A `Line` is what one row of the workbook says: figures with their activity, an activity that has no figures, or presence. Dates are
ISO text (they compare as they sort), ids are text, people and households are whole numbers or None (blank is not zero).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app import vocabulary
from app.words import _

FIGURES, ACTIVITY, PRESENCE = "figures", "activity", "presence"
NOT_ACTIVE = ("planned", "cancelled")


class Line(NamedTuple):
    """One row. `record` is the activity (or presence) it belongs to, `id` the figures where there are some."""

    kind: str
    id: str
    record: str
    organisation: str | None
    implementing: tuple[str, ...]
    reporting: str | None
    sector: str | None
    activity_type: str | None
    place: str | None
    domain: str | None
    status: str | None
    start: str | None
    end: str | None
    group: str | None
    sensitivity: str | None
    updated: str | None
    period_start: str | None
    period_end: str | None
    cumulative: bool
    people: int | None
    households: int | None
    recurrence: str | None
    validation: str | None
    modality: str | None
    srsp: str | None
    hidden: bool = False

    @property
    def active(self) -> bool:
        """Neither planned nor cancelled (that its dates touch the period was asked when the rows were selected)."""
        return self.status not in NOT_ACTIVE

    @property
    def organisations(self) -> tuple[str, ...]:
        """Who works here: the lead and the implementing organisations. Donors and counterparts are not presence."""
        return (self.organisation, *self.implementing) if self.organisation else self.implementing


class Organisation(NamedTuple):
    """What counting and printing need of an organisation."""

    id: str
    name: str
    acronym: str | None
    type: str | None
    local: bool | None
    domain: str | None

    @property
    def short(self) -> str:
        """The acronym, else the name: what stands in a cell."""
        return self.acronym or self.name


class Place(NamedTuple):
    """A place with its parent; `id` is its P-code, but for a code that was used again."""

    id: str
    pcode: str
    name: str
    level: int
    parent: str | None
    country: str | None


@dataclass(frozen=True)
class Filters:
    """What was asked for. Empty means everything; `period` is (first day, last day) in ISO."""

    places: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    period: tuple[str, str] | None = None
    public: bool = False


@dataclass(frozen=True)
class Withheld:
    """How many lines did not leave as they are, by the rule that kept them: severe, high (counted only), moderate (no site)."""

    severe: int = 0
    high: int = 0
    moderate: int = 0


@dataclass(frozen=True)
class Selection:
    """Everything a surface counts from. `area` is the place of the office, `level` the default level one below it."""

    lines: tuple[Line, ...]
    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]
    activity_types: Mapping[str, str] = field(default_factory=dict)
    filters: Filters = Filters()
    country: str | None = None
    area: str | None = None
    level: int = 1
    withheld: Withheld = Withheld()

    def counted(self) -> tuple[Line, ...]:
        """The lines that counts are made of: the active ones, or, where statuses were asked for, just those."""
        return self.lines if self.filters.statuses else tuple(line for line in self.lines if line.active)

    def place_at(self, place: str | None, level: int) -> Place | None:
        """The place itself or its ancestor of that level; the place itself where it lies above that level; None if unknown."""
        found = self.places.get(place or "")
        seen = 0
        while found and found.level > level and (above := self.places.get(found.parent or "")) and seen < 9:
            found, seen = above, seen + 1
        return found

    def within(self, place: str | None, area: str) -> bool:
        """Whether a place is this area or lies in it."""
        seen = 0
        while place and seen < 9:
            if place == area:
                return True
            found = self.places.get(place)
            place, seen = (found.parent if found else None), seen + 1
        return False

    def level_word(self, level: int) -> str:
        """What the level is called in this country, in the language shown."""
        from app.words import language

        return vocabulary.level_word(self.country or "", level, language())

    def levels(self) -> list[int]:
        """The levels of places known here, national first."""
        return sorted({place.level for place in self.places.values()})


def sector_name(code: str | None, language: str) -> str:
    """A sector as it is printed; the rows that say none have a column of their own."""
    return vocabulary.code_list("sector").name(code, language) if code else _("Sector not said")


def sector_order(codes: Iterable[str | None]) -> list[str | None]:
    """Sectors in the order of their list, unknown ones after, none at the end."""
    order = {code: position for position, code in enumerate(vocabulary.code_list("sector").codes)}
    return sorted(set(codes), key=lambda code: (code is None, order.get(code or "", len(order)), code or ""))


def filter_sentence(selection: Selection, language: str = "en") -> str:
    """What was filtered, in one line for a cover: “Sofala · Health · May 2019”; says so when nothing was."""
    filters = selection.filters
    parts = [", ".join(selection.places[code].name if code in selection.places else code for code in filters.places)]
    parts.append(", ".join(sector_name(code, language) for code in filters.sectors))
    parts.append(", ".join(vocabulary.code_list("domain").name(code, language) for code in filters.domains))
    parts.append(", ".join(vocabulary.code_list("status").name(code, language) for code in filters.statuses))
    parts.append(
        ", ".join(selection.organisations[id].short for id in filters.organisations if id in selection.organisations)
    )
    if filters.period:
        first, last = filters.period
        parts.append(first[:7] if first[:7] == last[:7] else f"{first} – {last}")
    return " · ".join(part for part in parts if part) or _("everything recorded")


def as_plain(selection: Selection) -> dict[str, Any]:
    """The selection as JSON-able data, to be frozen with an edition."""
    return {
        "lines": [list(line) for line in selection.lines],
        "organisations": [list(one) for one in selection.organisations.values()],
        "places": [list(one) for one in selection.places.values()],
        "activity_types": dict(selection.activity_types),
        "filters": vars(selection.filters),
        "country": selection.country,
        "area": selection.area,
        "level": selection.level,
        "withheld": vars(selection.withheld),
    }


def from_plain(data: Mapping[str, Any]) -> Selection:
    """The inverse of `as_plain`."""
    at = Line._fields.index("implementing")
    lines = tuple(Line._make([*row[:at], tuple(row[at]), *row[at + 1 :]]) for row in data["lines"])
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["filters"].items()
    }
    return Selection(
        lines,
        {row[0]: Organisation(*row) for row in data["organisations"]},
        {row[0]: Place(*row) for row in data["places"]},
        data["activity_types"],
        Filters(**given),
        data["country"],
        data["area"],
        data["level"],
        Withheld(**data["withheld"]),
    )
