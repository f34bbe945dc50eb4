"""Select the rows that matrix, map, sheet and page count from: raw SQL, names resolved once, sensitivity applied when they leave.

On the desk itself everything is shown. What leaves (any export) follows the sensitivity of each row: moderate goes without site and
position, high as a count at admin 1 without the organisation's name, severe not at all.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from app import vocabulary
from app.errors import Refused
from app.insight.leaving import highest_sensitivity, let_leave
from app.insight.narrowing import narrow
from app.insight.selection import Filters, Line, Organisation, Place, Selection, Withheld
from app.services import settings
from app.services.organisations import standing_for
from app.services.selection_filters import filters_from
from app.store.workspace import Store
from app.words import _

#: sites of child protection and of gender-based violence start at high (domain rule): a row leaves without such a site
PROTECTED_SECTORS = ("PRO-CPN", "PRO-GBV")

#: the columns of `Line` in their order, then what its sensitivity follows from
_WORK = """
SELECT CASE WHEN f.id IS NULL THEN 'activity' ELSE 'figures' END, coalesce(f.id, a.id), a.id, a.lead, a.implementing,
       a.reporting_organisation, a.sector, a.activity_type, a.place, coalesce(a.domain, p.domain), a.status, a.start, a."end",
       a.population_group, a.sensitivity, max(coalesce(a.updated_at, ''), coalesce(f.updated_at, '')), f.period_start, f.period_end,
       coalesce(f.cumulative, 0), f.people, f.households, f.recurrence, f.validation, a.modality, coalesce(a.srsp_option, p.srsp_option),
       f.sensitivity, s.sensitivity, a.site
FROM activity a
LEFT JOIN figures f ON f.activity = a.id AND NOT f.deleted
LEFT JOIN programme p ON p.id = a.programme
LEFT JOIN site s ON s.id = a.site
WHERE NOT a.deleted {where} ORDER BY a.id, f.id
"""
_PRESENCE = """
SELECT 'presence', id, id, organisation, NULL, NULL, sector, NULL, place, NULL, NULL, NULL, NULL, NULL, sensitivity, updated_at, as_of,
       as_of_end, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM presence a WHERE NOT deleted {where} ORDER BY id
"""
#: where the columns stand that are not taken as they are
_LEAD, _IMPLEMENTING, _REPORTING, _SECTOR, _DOMAIN, _SENSITIVITY = map(
    Line._fields.index, ("organisation", "implementing", "reporting", "sector", "domain", "sensitivity")
)
_IDS, _WIDTH = Line._fields.index("organisation"), Line._fields.index("hidden")


EVERYTHING = Filters()


def select(store: Store, filters: Filters = EVERYTHING, *, leaving: bool = False) -> Selection:
    """The rows under a filter. `leaving` applies what sensitivity asks of rows that leave this laptop.

    Places, sectors, statuses and domains are codes; organisations are ids. Raises Refused for a place that is in no list.
    """
    reader = store.reading()
    office = settings.office(store)
    places = {
        row[0]: Place(*row)
        for row in reader.execute(
            "SELECT id, pcode, name, level, parent, country FROM place WHERE NOT deleted ORDER BY id"
        )
    }
    for code in filters.places:
        if code not in places:
            raise Refused(
                "place_unknown",
                _("“{code}” is no P-code of this country: look it up in the list of places.").format(code=code),
            )
    stands = standing_for(reader)
    organisations = _organisations(reader)
    types = dict(reader.execute("SELECT id, name FROM activity_type WHERE NOT deleted"))
    area = office.place if office.place in places else None
    found = Selection(
        (), organisations, places, types, filters, office.country, area, _default_level(places, area, filters)
    )
    lines = narrow(found, list(_lines(reader, found, stands)))
    withheld = Withheld()
    if leaving:
        lines, withheld = let_leave(found, lines)
    return dataclasses.replace(found, lines=tuple(lines), withheld=withheld)


def _organisations(reader: Any) -> dict[str, Organisation]:
    rows = reader.execute("SELECT id, name, acronym, type, local, domain FROM organisation ORDER BY id")
    return {
        row[0]: Organisation(row[0], row[1] or row[0], row[2], row[3], None if row[4] is None else bool(row[4]), row[5])
        for row in rows
    }


def _default_level(places: dict[str, Place], area: str | None, filters: Filters) -> int:
    """One below the office's area (or below the one place filtered for), and no deeper than the list of places goes."""
    about = filters.places[0] if len(filters.places) == 1 else area
    deepest = max((place.level for place in places.values()), default=1)
    return min((places[about].level if about in places else 0) + 1, max(deepest, 1))


def _lines(reader: Any, found: Selection, stands: dict[str, str]) -> Iterator[Line]:
    """Every line under the filters that SQL knows, merged organisations followed.

    Equal values are kept once: 100,000 lines say the same few sectors, places, months and organisations.
    """
    domain_of, share = _domains(found), dict[Any, Any]().setdefault
    many = lru_cache(None)(lambda text: tuple(dict.fromkeys(stands.get(id, id) for id in json.loads(text))))
    queries = [(_WORK, True)] if found.filters.statuses else [(_WORK, True), (_PRESENCE, False)]
    for sql, work in queries:
        where, values = _conditions(found.filters, work)
        for row in reader.execute(sql.format(where=where), values):
            cells = [*row[:_IDS], *(share(value, value) for value in row[_IDS:_WIDTH])]
            lead = cells[_LEAD] = stands.get(row[_LEAD], row[_LEAD])
            cells[_IMPLEMENTING] = many(row[_IMPLEMENTING]) if row[_IMPLEMENTING] else ()
            cells[_REPORTING] = stands.get(row[_REPORTING], row[_REPORTING])
            cells[_DOMAIN] = row[_DOMAIN] or domain_of(row[_SECTOR], lead)
            theirs, sites, site = row[_WIDTH:]
            protected = site and (sites not in (None, "low") or row[_SECTOR] in PROTECTED_SECTORS)
            if theirs or protected:
                cells[_SENSITIVITY] = highest_sensitivity(row[_SENSITIVITY], theirs, "moderate" if protected else None)
            yield Line._make([*cells, False])


def _conditions(filters: Filters, work: bool) -> tuple[str, list[Any]]:
    """What SQL filters itself: sectors with their sub-sectors, and statuses. The rest needs names and ancestors."""
    parts, values = [], []
    if filters.sectors:
        sectors = vocabulary.code_list("sector")
        wanted = [code for code in sectors.codes if code in filters.sectors or sectors.parent(code) in filters.sectors]
        parts.append("AND a.sector IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(wanted))
    if filters.statuses and work:
        parts.append("AND a.status IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.statuses))
    return " ".join(parts), values


def _domains(found: Selection) -> Any:
    """The domain of a row that does not say it: that of its sector (social protection, DRM), else of its lead organisation.

    A row of any other sector is humanitarian: the sectors are those of the humanitarian coordination groups.
    """

    def domain_of(sector: str | None, lead: str | None) -> str | None:
        by_sector = {"SPR": "SP", "DRM": "DRM"}.get(sector or "")
        one = found.organisations.get(lead or "")
        return by_sector or (one.domain if one and one.domain else ("HA" if sector else None))

    return lru_cache(None)(domain_of)


__all__ = ["EVERYTHING", "filters_from", "select"]
