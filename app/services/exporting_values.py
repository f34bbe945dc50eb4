"""The values behind the lines of an export, read in pages, and the names of what they point to."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.exchange.workbook.cells import Names, presence_values
from app.exchange.workbook.stamp import stamp
from app.insight.selection import FIGURES, PRESENCE, Line
from app.records import REGISTRY
from app.services import settings
from app.services.journal import position
from app.services.organisations import standing_for
from app.store import find
from app.store.workspace import Store

PAGE = 2_000
#: what is called by name in a cell, beside organisations and places
CALLED = ("activity_type", "programme", "shock")


@contextlib.contextmanager
def one_state(store: Store) -> Iterator[Any]:
    """This thread's reading connection, held on one state of the file: all of an export agrees with its stamp."""
    reader = store.reading()
    begun = not reader.in_transaction
    if begun:
        reader.execute("BEGIN")
    try:
        yield reader
    finally:
        if begun:
            reader.execute("COMMIT")


def stamp_now(store: Store, public: bool) -> str:
    """What stands after the dot in the ids of rows that leave now."""
    replica = store.reading().execute("SELECT value FROM sync_state WHERE key = 'replica'").fetchone()[0]
    return stamp(position(store), replica, public)


def names_of(store: Store) -> Names:
    """What everything is called, for cells. Contacts only with their consent, sites and contacts only if not sensitive."""
    reader = store.reading()
    organisations = {
        row[0]: {"name": row[1], "acronym": row[2], "type": row[3]}
        for row in reader.execute("SELECT id, name, acronym, type FROM organisation")
    }
    for id, target in standing_for(reader).items():
        organisations[id] = organisations.get(target, organisations[id])
    places = {
        row[0]: {"pcode": row[1], "name": row[2], "level": row[3], "parent": row[4], "country": row[5]}
        for row in reader.execute("SELECT id, pcode, name, level, parent, country FROM place")
    }
    called = {type: dict(reader.execute(f"SELECT id, name FROM {type} WHERE name IS NOT NULL")) for type in CALLED}
    sites = {
        row[0]: {"name": row[1], "type": row[2], "latitude": row[3], "longitude": row[4]}
        for row in reader.execute("SELECT id, name, type, latitude, longitude FROM site")
    }
    contacts = {
        row[0]: {"name": row[1], "phones": json.loads(row[2] or "[]"), "email": row[3]}
        for row in reader.execute(
            "SELECT id, name, phones, email FROM contact WHERE consent_to_share AND NOT deleted "
            "AND coalesce(sensitivity, 'low') IN ('low', 'moderate')"
        )
    }
    return Names(organisations, places, called, sites, contacts, settings.get(store, "country"))


def line_values(store: Store, lines: Sequence[Line], sent: str) -> Iterator[dict[str, Any]]:
    """The values of each line that may be shown as a row, in their order; `sent` is the stamp behind the ids."""
    reader = store.reading()
    shown = [line for line in lines if not line.hidden]
    for start in range(0, len(shown), PAGE):
        page = shown[start : start + PAGE]
        activities = _rows(reader, "activity", {line.record for line in page if line.kind != PRESENCE})
        figures = _rows(reader, "figures", {line.id for line in page if line.kind == FIGURES})
        presences = _rows(reader, "presence", {line.id for line in page if line.kind == PRESENCE})
        for line in page:
            if line.kind == PRESENCE:
                values = presence_values({name.partition(".")[2]: value for name, value in presences[line.id].items()})
            elif line.kind == FIGURES:
                values = {**activities[line.record], **figures[line.id]}
            else:
                values = dict(activities[line.record])
            values["line.id"] = f"{line.id}.{sent}"
            values["line.updated"] = line.updated
            values["line.no_site"] = line.sensitivity == "moderate"
            yield values


def _rows(reader: Any, type: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    names = tuple(REGISTRY[type].fields())
    keys = [f"{type}.{name}" for name in names]
    return {
        row[0]: dict(zip(keys, row[1:], strict=True))
        for row in find.find_rows(reader, type, sorted(ids), ("id", *names))
    }
