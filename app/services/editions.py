"""Editions: what a meeting saw, numbered and frozen on this laptop, re-openable, with what changed since the one before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused
from app.exchange.workbook.cells import Names, getters
from app.exchange.workbook.columns import Column, columns_of
from app.exchange.workbook.content import Table
from app.insight.reporting import ReportingRate
from app.insight.selection import Filters, Selection, as_plain, filter_sentence, from_plain
from app.services.exporting_source import Source, live_source
from app.services.exporting_values import one_state
from app.services.selection import EVERYTHING
from app.services.unit import unit
from app.store import frozen
from app.store.local import edition_rows
from app.store.workspace import Store
from app.words import _, language

#: what changed since the edition before is listed up to so many cells; the rest is counted
MOST_CHANGES = 5_000
#: columns that follow from others or from the clock: a change in them is no news
DERIVED = frozenset({"record_id", "row_action", "updated_at"})


def make_edition(
    store: Store,
    filters: Filters = EVERYTHING,
    level: int | None = None,
    *,
    round: str | None = None,
    cut_off: dt.date | None = None,
) -> str:
    """Number and freeze what is recorded now under a filter; the id of the edition."""
    with one_state(store) as reader:
        source = live_source(store, filters, level)
        packed = _pack(source)
        number = reader.execute("SELECT coalesce(max(number), 0) + 1 FROM edition WHERE NOT deleted").fetchone()[0]
    figures = [line for line in source.selection.lines if line.kind == "figures"]
    place = filters.places[0] if len(filters.places) == 1 else source.selection.area
    with unit(store, _("Edition {number} made").format(number=number), undoable=False) as changing:
        id = changing.create(
            "edition",
            {
                "number": number,
                "name": _("Edition {number}").format(number=number),
                "cut_off": cut_off or clock.today(),
                "round": round,
                "place": place,
                "filter": filter_sentence(source.selection, language()),
                "expected": source.rate.expected,
                "reported": source.rate.reported,
                "nil": source.rate.nil,
                "silent": source.rate.silent,
                "rows": len(source.selection.lines),
                "validated": sum(line.validation == "validated" for line in figures),
            },
        )
        changing.connection.execute(sa.insert(edition_rows).values(edition=id, position=0, rows=packed))
    return id


def source_of(store: Store, edition: str) -> Source:
    """A frozen edition, ready to be written or counted again. Raises Refused where its rows are not on this laptop."""
    reader = store.reading()
    row = reader.execute(
        "SELECT number, cut_off, expected, reported, nil, silent FROM edition WHERE id = ?", (edition,)
    ).fetchone()
    packed = reader.execute("SELECT rows FROM edition_rows WHERE edition = ?", (edition,)).fetchone()
    if row is None or packed is None:
        raise Refused(
            "edition_not_here",
            _("The rows of this edition are not on this computer: ask the office that made it for its file."),
        )
    data = frozen.unpack(packed[0])
    selection, names = from_plain(data["selection"]), _names(data["names"])
    rate = ReportingRate(*(value or 0 for value in row[2:]))
    source = Source(
        selection, names, lambda: data["values"], data["level"], rate, dt.date.fromisoformat(row[1]), edition, row[0]
    )
    return dataclasses.replace(
        source, changes=lambda: _changed_since_previous(store, source), late=frozenset(data["late"])
    )


def selection_of(store: Store, edition: str) -> Selection:
    """The rows of a frozen edition, for matrix and map."""
    return source_of(store, edition).selection


def list_editions(store: Store) -> list[dict[str, Any]]:
    """All editions, the newest first, JSON-able; `here` says whether its rows are on this laptop."""
    names = (
        "id",
        "number",
        "name",
        "cut_off",
        "filter",
        "expected",
        "reported",
        "nil",
        "silent",
        "rows",
        "validated",
        "here",
    )
    sql = (
        f"SELECT {', '.join('e.' + name for name in names[:-1])}, r.edition IS NOT NULL FROM edition e "
        "LEFT JOIN edition_rows r ON r.edition = e.id WHERE NOT e.deleted ORDER BY number DESC, e.id DESC"
    )
    return [dict(zip(names, row, strict=True)) | {"here": bool(row[-1])} for row in store.reading().execute(sql)]


def changed_since(
    earlier: Source, later: Source, columns: tuple[Column, ...] | None = None
) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Each difference between two sources: (record id, what happened, column key, before, now); what: new, gone, changed."""
    columns = columns or tuple(column for column in columns_of("C") if column.key not in DERIVED)
    before, now = _cells_by_id(earlier, columns), _cells_by_id(later, columns)
    for id in [*now, *(id for id in before if id not in now)]:
        if id not in before:
            yield id, "new", "", None, None
        elif id not in now:
            yield id, "gone", "", None, None
        else:
            for column, was, is_now in zip(columns, before[id], now[id], strict=True):
                if was != is_now:
                    yield id, "changed", column.key, was, is_now


def _changed_since_previous(store: Store, later: Source) -> Table | None:
    row = (
        store.reading()
        .execute(
            "SELECT e.id FROM edition e JOIN edition_rows r ON r.edition = e.id WHERE e.number < ? AND NOT e.deleted "
            "ORDER BY e.number DESC",
            (later.number,),
        )
        .fetchone()
    )
    if row is None:
        return None
    earlier = source_of(store, row[0])
    columns = columns_of("C", later.selection.filters.public or earlier.selection.filters.public)
    headers = {column.key: column.header(language()) for column in columns}
    what = {"new": _("New row"), "gone": _("No longer here"), "changed": _("Changed")}
    shown = [column for column in columns if column.key not in DERIVED]
    about = _about(earlier) | _about(later)
    changes = list(changed_since(earlier, later, tuple(shown)))
    rows: list[tuple[Any, ...]] = [
        (what[kind], *about.get(id, ("", "", "")), headers.get(key, ""), was, now)
        for id, kind, key, was, now in changes[:MOST_CHANGES]
    ]
    if len(changes) > MOST_CHANGES:
        rows.append((_("and {count} more changes").format(count=len(changes) - MOST_CHANGES),))
    title = _("Changed since edition {number}").format(number=earlier.number)
    return Table(
        title,
        (
            (title, 24),
            (_("Organisation"), 34),
            (_("Sector"), 24),
            (_("Place"), 24),
            (_("Column"), 24),
            (_("Before"), 26),
            (_("Now"), 26),
        ),
        rows,
    )


def _about(source: Source) -> dict[str, tuple[Any, ...]]:
    """Organisation, sector and deepest place of each row, to be found by a reader."""
    wanted = {column.key: column for column in columns_of("C")}
    of = getters(
        [wanted[key] for key in ("record_id", "lead", "sector", "adm3_name", "adm2_name", "adm1_name")],
        source.names,
        language(),
    )
    found = {}
    for values in source.values():
        id, lead, sector, *places = (get(values) for get in of)
        found[_bare(id)] = (lead, sector, next((place for place in places if place), None))
    return found


def _cells_by_id(source: Source, columns: tuple[Column, ...]) -> dict[str, list[Any]]:
    of = getters(columns, source.names, language())
    return {_bare(values["line.id"]): [get(values) for get in of] for values in source.values()}


def _bare(id: str) -> str:
    return id.partition(".")[0]


def _pack(source: Source) -> bytes:
    """The selection, the values of its rows and what they are called, compressed. Contacts are not frozen: they can be erased."""
    values = [
        {name: value for name, value in line.items() if value is not None and name != "activity.focal_point"}
        for line in source.values()
    ]
    used = {id for line in source.selection.lines for id in (*line.organisations, line.reporting) if id}
    for line in values:
        used |= {*(line.get("activity.funding") or ()), line.get("activity.government_counterpart") or ""}
    names = source.names
    sites = {id: names.sites[id] for line in values if (id := line.get("activity.site") or "") in names.sites}
    data = {
        "selection": as_plain(source.selection),
        "level": source.level,
        "late": sorted(source.late),
        "values": values,
        "names": {
            "organisations": {id: one for id, one in names.organisations.items() if id in used},
            "places": names.places,
            "called": names.called,
            "sites": sites,
            "country": names.country,
        },
    }
    return frozen.pack(data)


def _names(data: Mapping[str, Any]) -> Names:
    return Names(data["organisations"], data["places"], data["called"], data["sites"], {}, data["country"])
