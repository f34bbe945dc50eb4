"""Select the rows that matrix, map, sheet and page count from: raw SQL, names resolved once, sensitivity applied when they leave.

On the desk itself everything is shown. What leaves (any export) follows the sensitivity of each row: moderate goes without site and
position, high as a count at admin 1 without the organisation's name, severe not at all.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from app import vocabulary
from app.errors import Refused
from app.insight.selection import ACTIVITY, FIGURES, PRESENCE, Filters, Line, Organisation, Place, Selection, Withheld
from app.services import settings
from app.services.organisations import standing_for
from app.store.workspace import Store
from app.words import _

#: the sensitivities, least first; a row has the highest of its figures' and its activity's own
SENSITIVITIES = ("low", "moderate", "high", "severe")
#: sites of child protection and of gender-based violence start at high (domain rule): a row leaves without such a site
PROTECTED_SECTORS = ("PRO-CPN", "PRO-GBV")

_WORK = """
SELECT f.id, a.id, a.lead, a.implementing, a.reporting_organisation, a.sector, a.activity_type, a.place,
       coalesce(a.domain, p.domain), a.status, a.start, a."end", a.population_group, a.sensitivity, f.sensitivity,
       s.sensitivity, a.site, max(coalesce(a.updated_at, ''), coalesce(f.updated_at, '')), f.period_start, f.period_end, f.cumulative,
       f.people, f.households, f.recurrence, f.validation, a.modality, coalesce(a.srsp_option, p.srsp_option)
FROM activity a
LEFT JOIN figures f ON f.activity = a.id AND NOT f.deleted
LEFT JOIN programme p ON p.id = a.programme
LEFT JOIN site s ON s.id = a.site
WHERE NOT a.deleted {where} ORDER BY a.id, f.id
"""
_PRESENCE = """
SELECT id, organisation, role, sector, place, sensitivity, updated_at, as_of, as_of_end FROM presence a WHERE NOT deleted {where} ORDER BY id
"""


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
    lines = _narrowed(found, [*_work(reader, found, stands), *_presences(reader, found, stands)])
    withheld = Withheld()
    if leaving:
        lines, withheld = _apply_sensitivity(found, lines)
    return dataclasses.replace(found, lines=tuple(lines), withheld=withheld)


def filters_from(
    store: Store,
    *,
    places: Iterable[str] = (),
    sectors: Iterable[str] = (),
    statuses: Iterable[str] = (),
    domains: Iterable[str] = (),
    organisation: str | None = None,
    period: str | None = None,
    public: bool = False,
) -> Filters:
    """Filters from what a person typed: names or codes in any of the five languages, `2019-05` or `2019-05-01/2019-06-30`.

    Raises Refused with the sentence for the word that is in no list.
    """
    from app.fields import Unreadable
    from app.services.entering import record_called

    def codes(of: str, texts: Iterable[str]) -> tuple[str, ...]:
        found = []
        for text in texts:
            code = vocabulary.code_list(of).find(text) or next(
                (c for c in vocabulary.code_list(of).codes if c.casefold() == text.casefold()), None
            )
            if code is None:
                known = ", ".join(vocabulary.code_list(of).codes)
                raise Refused("not_in_list", _("“{text}” is not in the list: {known}.").format(text=text, known=known))
            found.append(code)
        return tuple(found)

    try:
        ids = [
            id
            for text in ([organisation] if organisation else [])
            if (id := record_called(store, "organisation", text))
        ]
    except Unreadable as unread:
        raise Refused("organisation_unknown", str(unread)) from unread
    found = tuple(_place_of(store, text) for text in places)
    return Filters(
        found,
        codes("sector", sectors),
        codes("status", statuses),
        tuple(ids),
        codes("domain", domains),
        _period_of(period) if period else None,
        public,
    )


def _place_of(store: Store, text: str) -> str:
    row = (
        store.reading()
        .execute(
            "SELECT id FROM place WHERE (id = ? OR pcode = ?) AND NOT deleted ORDER BY id = ? DESC", (text, text, text)
        )
        .fetchone()
    )
    if row is None:
        raise Refused(
            "place_unknown",
            _("“{code}” is no P-code of this country: look it up in the list of places.").format(code=text),
        )
    return str(row[0])


def _period_of(text: str) -> tuple[str, str]:
    """First and last day of a month (2019-05), a year (2019), or a span (2019-05/2019-07, 2019-05-01/2019-05-15)."""
    import calendar
    import datetime as dt

    def day(part: str, last: bool) -> str:
        numbers = [int(number) for number in part.strip().split("-")]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12 if last else 1
        date = numbers[2] if len(numbers) > 2 else calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, date).isoformat()

    first, _mark, last = text.partition("/")
    try:
        span = day(first, False), day(last or first, True)
    except (ValueError, IndexError):
        raise Refused(
            "period_unreadable", _("“{text}” is not a period: write 2019-05, or 2019-05/2019-07.").format(text=text)
        ) from None
    if span[1] < span[0]:
        raise Refused("period_unreadable", _("The period ends before it begins: {text}.").format(text=text))
    return span


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


def _work(reader: Any, found: Selection, stands: dict[str, str]) -> Iterable[Line]:
    domain_of = _domains(found)
    where, values = _conditions(found.filters, work=True)
    many = lru_cache(None)(lambda text: tuple(dict.fromkeys(stands.get(id, id) for id in json.loads(text))))
    for row in reader.execute(_WORK.format(where=where), values):
        (
            figures,
            activity,
            lead,
            implementing,
            reporting,
            sector,
            type,
            place,
            domain,
            status,
            start,
            end,
            group,
            own,
            theirs,
            sites,
            site,
            updated,
            first,
            last,
            cumulative,
            people,
            households,
            recurrence,
            validation,
            modality,
            srsp,
        ) = row
        lead = stands.get(lead, lead)
        yield Line(
            FIGURES if figures else ACTIVITY,
            figures or activity,
            activity,
            lead,
            many(implementing) if implementing else (),
            stands.get(reporting, reporting),
            sector,
            type,
            place,
            domain or domain_of(sector, lead),
            status,
            start,
            end,
            group,
            _sensitivity(
                own,
                theirs,
                "moderate" if site and (sites not in (None, "low") or sector in PROTECTED_SECTORS) else None,
            ),
            updated,
            first,
            last,
            bool(cumulative),
            people,
            households,
            recurrence,
            validation,
            modality,
            srsp,
        )


def _presences(reader: Any, found: Selection, stands: dict[str, str]) -> Iterable[Line]:
    if found.filters.statuses:
        return
    domain_of = _domains(found)
    where, values = _conditions(found.filters, work=False)
    for id, organisation, _role, sector, place, sensitivity, updated, first, last in reader.execute(
        _PRESENCE.format(where=where), values
    ):
        who = stands.get(organisation, organisation)
        yield Line(
            PRESENCE,
            id,
            id,
            who,
            (),
            None,
            sector,
            None,
            place,
            domain_of(sector, who),
            None,
            None,
            None,
            None,
            sensitivity,
            updated,
            first,
            last,
            False,
            None,
            None,
            None,
            None,
            None,
            None,
        )


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
    """The domain of a row that does not say it: that of its sector (social protection, DRM), else of its lead organisation."""

    def domain_of(sector: str | None, lead: str | None) -> str | None:
        by_sector = {"SPR": "SP", "DRM": "DRM"}.get(sector or "")
        one = found.organisations.get(lead or "")
        return by_sector or (one.domain if one else None)

    return lru_cache(None)(domain_of)


def _sensitivity(*said: str | None) -> str | None:
    return max((code for code in said if code), key=SENSITIVITIES.index, default=None)


def _narrowed(found: Selection, lines: list[Line]) -> list[Line]:
    """Places, organisations, domains and the period."""
    filters = found.filters
    if filters.places:
        inside = lru_cache(None)(lambda place: any(found.within(place, area) for area in filters.places))
        lines = [line for line in lines if inside(line.place)]
    if filters.organisations:
        wanted = set(filters.organisations)
        lines = [line for line in lines if wanted & {line.reporting, *line.organisations}]
    if filters.domains:
        asked = set(filters.domains) | ({"linked"} if {"SP", "HA"} & set(filters.domains) else set())
        lines = [line for line in lines if line.domain in asked]
    return _touching(lines, *filters.period) if filters.period else lines


def _touching(lines: list[Line], first: str, last: str) -> list[Line]:
    """Rows that touch a period. An activity whose dates touch it, but none of its figures, stays as an activity without figures."""
    kept: list[Line] = []
    bare: dict[str, Line] = {}
    with_figures = set()
    for line in lines:
        said = line.period_start or line.period_end
        if said and line.kind != ACTIVITY and _meets(line.period_start, line.period_end, False, first, last):
            kept.append(line)
            with_figures.add(line.record)
        elif (
            line.kind != PRESENCE
            and (line.start or line.end)
            and _meets(line.start, line.end, line.status == "ongoing", first, last)
        ):
            if line.kind == FIGURES and said:
                bare.setdefault(line.record, line)
            else:
                kept.append(line)
                with_figures.add(line.record)
    return kept + [
        line._replace(
            kind=ACTIVITY,
            id=record,
            period_start=None,
            period_end=None,
            cumulative=False,
            people=None,
            households=None,
            recurrence=None,
            validation=None,
        )
        for record, line in bare.items()
        if record not in with_figures
    ]


def _meets(start: str | None, end: str | None, open_end: bool, first: str, last: str) -> bool:
    begins = start or end or ""
    ends = end or ("9999" if open_end else begins)
    return begins <= last and ends >= first


def _apply_sensitivity(found: Selection, lines: list[Line]) -> tuple[list[Line], Withheld]:
    kept: list[Line] = []
    counts = dict.fromkeys(SENSITIVITIES, 0)
    hidden: dict[str, str] = {}
    for line in lines:
        counts[line.sensitivity or "low"] += 1
        if line.sensitivity == "severe":
            continue
        if line.sensitivity == "high":
            place = found.place_at(line.place, 1)
            record = hidden.setdefault(line.record, f"hidden-{len(hidden) + 1}")
            line = Line(
                line.kind,
                "",
                record,
                line.organisation,
                line.implementing,
                None,
                line.sector,
                None,
                place.id if place else None,
                line.domain,
                line.status,
                None,
                None,
                None,
                "high",
                None,
                None,
                None,
                False,
                None,
                None,
                None,
                None,
                None,
                None,
                True,
            )
        kept.append(line)
    return kept, Withheld(counts["severe"], counts["high"], counts["moderate"])
