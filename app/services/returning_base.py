"""What was sent and what stands now, for each record id in a returned file: the base of the three-way comparison.

The journal rebuilds what was sent from the stamp in the id. Only records touched since then are rebuilt; the others are as they were.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.workbook.cells import Names, as_it_leaves, getters, presence_values
from app.exchange.workbook.columns import columns
from app.exchange.workbook.stamp import Sent
from app.insight.selection import ACTIVITY, FIGURES, PRESENCE
from app.records import REGISTRY
from app.services.exporting_values import names_of
from app.services.journal import position as journal_position, values_at
from app.services.selection import EVERYTHING, select
from app.store import find
from app.store.workspace import Store

NAMED = ("organisation", "activity_type", "programme", "place", "site", "contact")


@dataclass(frozen=True)
class Known:
    """A record that was sent: its kind, the activity it belongs to, its cells by key as sent (None where unknown) and as they stand now.

    Code lists stand as codes. `values` are the values of the line now, by source; `deleted` says that it was deleted here since;
    `figures` are those of the line: its own, or of an activity sent without figures the first that it got since.
    """

    kind: str
    id: str
    activity: str | None
    sent: Mapping[str, Any] | None
    now: Mapping[str, Any]
    values: Mapping[str, Any]
    deleted: bool
    figures: str | None = None


def find_known(store: Store, ids: Iterable[Sent]) -> dict[str, Known]:
    """The records of the ids that are in this workspace, by record id. An id that came with several stamps is taken by its newest."""
    newest: dict[str, Sent] = {}
    for sent in ids:
        if sent.record not in newest or sent.position > newest[sent.record].position:
            newest[sent.record] = sent
    rows = _current_rows(store, newest)
    replica = store.reading().execute("SELECT value FROM sync_state WHERE key = 'replica'").fetchone()[0][:4]
    last = journal_position(store)
    names = names_of(store)
    no_site = {line.id for line in select(store, EVERYTHING, leaving=True).lines if line.sensitivity == "moderate"}
    found: dict[str, Known] = {}
    for position in sorted({sent.position for sent in newest.values()}):
        group = {id: sent for id, sent in newest.items() if sent.position == position and id in rows}
        trusted = position <= last
        touched = _touched(store, position) if trusted else set()
        then = _names_then(store, names, touched, position) if trusted else names
        keys = _keys(rows, group, touched)
        made_since: dict[tuple[str, str], dict[str, Any]] = {key: {} for key in keys}
        before = {**made_since, **values_at(store, keys, position)} if trusted else {}
        show_now, show_then = _shower(names), _shower(then)
        for id, sent in group.items():
            row = rows[id]
            now_values = row.values({})
            public = sent.public
            hide = {"line.no_site": id in no_site}
            now = show_now(as_it_leaves({**now_values, **hide}, public))
            base: Mapping[str, Any] | None = None
            if trusted and sent.replica == replica:
                changed = any(key in touched for key in row.records()) or then is not names
                base = show_then(as_it_leaves({**row.values(before), **hide}, public)) if changed else now
            found[id] = Known(row.kind, id, row.activity, base, now, now_values, row.deleted, row.figures())
    return found


@dataclass(frozen=True)
class _Row:
    kind: str
    id: str
    activity: str | None
    deleted: bool
    current: Mapping[tuple[str, str], Mapping[str, Any]]

    def records(self) -> tuple[tuple[str, str], ...]:
        """The records the line is made of: its activity and its figures, or its presence."""
        return tuple(self.current)

    def figures(self) -> str | None:
        """The id of the figures of the line."""
        return next((id for type, id in self.current if type == FIGURES), None)

    def values(self, before: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Any]:
        """The values of the line by source: what the records held `before`, where that is given, else now."""
        line: dict[str, Any] = {}
        for (type, id), current in self.current.items():
            held = before.get((type, id), current)
            line |= (
                presence_values(held) if type == PRESENCE else {f"{type}.{name}": value for name, value in held.items()}
            )
        return line


def _current_rows(store: Store, ids: Iterable[str]) -> dict[str, _Row]:
    wanted = list(ids)
    figures = _read(store, FIGURES, wanted)
    activities = _read(store, ACTIVITY, [*{one["activity"] for one in figures.values()} - {None}, *wanted])
    presences = _read(store, PRESENCE, wanted)
    since = _figures_since(store, [id for id in wanted if id in activities])
    found = {}
    for id in wanted:
        if id in figures:
            activity = figures[id]["activity"]
            whole = {(ACTIVITY, activity): activities[activity]} if activity in activities else {}
            found[id] = _Row(FIGURES, id, activity, bool(figures[id]["deleted"]), {**whole, (FIGURES, id): figures[id]})
        elif id in activities:
            parts = {(FIGURES, one["id"]): one for one in since.get(id, ())}
            found[id] = _Row(
                ACTIVITY, id, id, bool(activities[id]["deleted"]), {(ACTIVITY, id): activities[id], **parts}
            )
        elif id in presences:
            found[id] = _Row(PRESENCE, id, None, bool(presences[id]["deleted"]), {(PRESENCE, id): presences[id]})
    return found


def _figures_since(store: Store, activities: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The first figures of each activity that was sent without any: a second return finds what the first one added."""
    sql = "SELECT min(id) FROM figures WHERE NOT deleted AND activity IN (SELECT value FROM json_each(?)) GROUP BY activity"
    ids = [id for (id,) in store.reading().execute(sql, (json.dumps(list(activities)),))]
    return {one["activity"]: [one] for one in _read(store, FIGURES, ids).values()}


def _read(store: Store, type: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    names = ("id", "deleted", *REGISTRY[type].fields())
    return {
        row[0]: dict(zip(names, row, strict=True))
        for row in find.find_rows(store.reading(), type, list(dict.fromkeys(ids)), names)
    }


def _touched(store: Store, position: int) -> set[tuple[str, str]]:
    return set(
        store.reading().execute("SELECT DISTINCT type, id FROM sync_write WHERE position > ?", (position,)).fetchall()
    )


def _keys(rows: Mapping[str, _Row], group: Iterable[str], touched: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {key for id in group for key in rows[id].records() if key in touched}


def _names_then(store: Store, names: Names, touched: set[tuple[str, str]], position: int) -> Names:
    """What everything was called when the file was sent; the very same names where none of them was touched since."""
    keys = {key for key in touched if key[0] in NAMED}
    if not keys:
        return names
    tables: dict[str, dict[str, Any]] = {
        "organisation": dict(names.organisations),
        "place": dict(names.places),
        "site": dict(names.sites),
        "contact": dict(names.contacts),
    }
    called = {type: dict(table) for type, table in names.called.items()}
    for (type, id), held in values_at(store, keys, position).items():
        if type in called:
            called[type][id] = held.get("name") or id
        elif id in tables[type]:
            tables[type][id] = {
                **tables[type][id],
                **{name: held.get(name) for name in tables[type][id] if name in held},
            }
    return dataclasses.replace(
        names,
        organisations=tables["organisation"],
        places=tables["place"],
        sites=tables["site"],
        contacts=tables["contact"],
        called=called,
    )


def _shower(names: Names) -> Any:
    """A function from values to cells by key, with codes where the sheet shows a name of a code list."""
    every = columns()
    of = getters(every, names, "en")
    coded = {column.key: column.source for column in every if column.manner[0] in ("choice", "choices")}

    def show(values: Mapping[str, Any]) -> dict[str, Any]:
        cells = {column.key: get(values) for column, get in zip(every, of, strict=True)}
        cells |= {
            key: tuple(value) if isinstance(value := values.get(source), list) else value
            for key, source in coded.items()
        }
        site = names.sites.get(values.get("activity.site") or "")
        return cells | {"site_type": site.get("type") if site else None}

    return show
