"""Cells typed, pasted or filled in a table, and fields typed in a form: text by record and field, saved in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import vocabulary
from app.errors import REFUSE, Invalid, Problem
from app.fields import Tags
from app.records import REGISTRY
from app.services import organisations
from app.services.entering import parse_values
from app.services.unit import Base, Changes, unit
from app.store import find, search
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _, language

NEW = "new"
"""A record id that begins so stands for a record that is still to be made."""

Cell = tuple[str, str]
Typed = Mapping[str, Mapping[str, str]]


@dataclass
class Reading:
    """What typed text means: values by record id, and the sentence for every cell (id, field) that cannot be read."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: dict[Cell, str] = field(default_factory=dict)


def read_typed(store: Store, type: str, typed: Typed) -> Reading:
    """Values from typed text by record id and field name. Equal texts of one field are looked up once."""
    reading = Reading()
    known: dict[Cell, Any] = {}
    for id, texts in typed.items():
        for name, text in texts.items():
            if (name, text) not in known:
                try:
                    known[name, text] = parse_values(store, type, {name: text})[name]
                except Invalid as fault:
                    known[name, text] = fault
            value = known[name, text]
            if isinstance(value, Invalid):
                reading.problems[id, name] = value.message
            else:
                reading.values.setdefault(id, {})[name] = value
    return reading


def enter(store: Store, type: str, typed: Typed, bases: Mapping[str, Base] | None = None, note: str = "") -> Changes:
    """Save typed text in one act. Raises Invalid with every problem by its field; then nothing is saved."""
    reading = read_typed(store, type, typed)
    if reading.problems:
        raise Invalid([Problem("unreadable", text, name, REFUSE) for (_id, name), text in reading.problems.items()])
    return save_rows(store, type, reading.values, bases, note)


def add(store: Store, type: str, typed: Mapping[str, str], given: Mapping[str, Any]) -> Changes:
    """Make one record of typed text, and of values that are known besides. Raises Invalid with every problem by its field."""
    reading = read_typed(store, type, {NEW: typed})
    if reading.problems:
        raise Invalid([Problem("unreadable", text, name, REFUSE) for (_id, name), text in reading.problems.items()])
    return save_rows(store, type, {NEW: {**given, **reading.values.get(NEW, {})}})


def save_rows(
    store: Store,
    type: str,
    rows: Mapping[str, Mapping[str, Any]],
    bases: Mapping[str, Base] | None = None,
    note: str = "",
) -> Changes:
    """Save values by record id in one act, making a record for every id that begins with `NEW`. One undo takes all back."""
    what = _(REGISTRY[type].title)
    told = note or (
        _("{what} changed").format(what=what) if len(rows) == 1 else _("{count} rows changed").format(count=len(rows))
    )
    with unit(store, told) as changing:
        changing.load([(type, id) for id in rows if not id.startswith(NEW)])
        for id, values in rows.items():
            if not id.startswith(NEW):
                changing.update(type, id, values, (bases or {}).get(id))
            elif any(value not in (None, "", []) for value in values.values()):
                changing.create(type, values)
    return changing.changes


def read_rows(
    store: Store, type: str, ids: Sequence[str], names: Sequence[str]
) -> tuple[dict[str, tuple[Any, ...]], dict[str, str]]:
    """Rows by id for a table or a form, and what the records they point to are called (merged organisations by who they are now)."""
    reader = store.reading()
    rows = {row[0]: row[1:] for row in find.find_rows(reader, type, ids, ["id", *names])}
    return rows, called_in(store, type, names, rows.values())


def called_in(store: Store, type: str, names: Sequence[str], rows: Any) -> dict[str, str]:
    """What the records that some fields of some rows point to are called, by id."""
    reader = store.reading()
    called: dict[str, str] = {}
    specs = REGISTRY[type].fields()
    for position, name in enumerate(names):
        to = getattr(specs[name].kind, "to", "") if name in specs else ""
        if not to:
            continue
        several = isinstance(specs[name].kind, Tags)
        wanted = {id for row in rows for id in ((row[position] or ()) if several else (row[position],)) if id}
        stands = organisations.standing_for(reader) if to == "organisation" and wanted else {}
        meant = {stands.get(id, id) for id in wanted}
        found = dict(_activities(reader, list(meant))) if to == "activity" else find.called(reader, to, meant)
        called |= {id: found[stands.get(id, id)] for id in wanted if stands.get(id, id) in found}
    return called


def suggest(store: Store, to: str, text: str, limit: int = 40) -> list[tuple[str, str]]:
    """(id, what it is called) of records a person may mean by what he has typed so far; all of them when nothing is typed."""
    reader = store.reading()
    if text.strip() and to in search.SEARCHED:
        ids = [id for type, id in search.search(reader, text, 400) if type == to][:limit]
    else:
        by = REGISTRY[to].called_by
        filters: dict[str, Any] = {by: text.strip()} if by and text.strip() else {}
        ids = find.find_ids(reader, find.Query(to, filters, sort=by))[:limit]
    if to == "organisation":
        stands = organisations.standing_for(reader)
        ids = list(dict.fromkeys(stands.get(id, id) for id in ids))
    return described(store, to, ids)


def described(store: Store, to: str, ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, what it is called, told apart from others of the name): a place with the place above it, an organisation with its acronym."""
    reader = store.reading()
    called = find.called(reader, to, ids)
    if to == "place":
        parents = {row[0]: row[1] for row in find.find_rows(reader, to, ids, ["id", "parent"])}
        above = find.called(reader, to, {parent for parent in parents.values() if parent})
        return [
            (id, ", ".join(filter(None, (called[id], above.get(parents.get(id, "")))))) for id in ids if id in called
        ]
    if to == "activity":
        return _activities(reader, ids)
    if to == "organisation":
        acronyms = {row[0]: row[1] for row in find.find_rows(reader, to, ids, ["id", "acronym"])}
        return [
            (id, called[id] + (f" ({acronyms[id]})" if acronyms.get(id) and acronyms[id] != called[id] else ""))
            for id in ids
            if id in called
        ]
    return [(id, called[id]) for id in ids if id in called]


def _activities(reader: Any, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Who does what where and since when: an activity has no name of its own."""
    rows = find.find_rows(reader, "activity", ids, ["id", "lead", "sector", "activity_type", "place", "start"])
    leads = organisations.short_names(reader)
    types, places = (
        find.called(reader, to, {row[at] for row in rows if row[at]}) for to, at in (("activity_type", 3), ("place", 4))
    )
    sectors = vocabulary.code_list("sector")
    told = []
    for id, lead, sector, type, place, start in rows:
        what = types.get(type or "") or (sectors.name(sector, language()) if sector else "")
        since = short_day(dt.date.fromisoformat(start)) if start else ""
        parts = (leads.get(lead or ""), what, places.get(place or ""), since)
        told.append((id, " · ".join(filter(None, parts)) or id))
    return told
