"""Add, save, delete and read records: what forms, grids and the terminal call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from app.errors import Refused
from app.records import REGISTRY
from app.services.shapes import shapes
from app.services.unit import Base, Changes, replica_of, unit, with_dates
from app.store import find
from app.store.workspace import Store
from app.words import _


def add(store: Store, type: str, values: Mapping[str, Any]) -> Changes:
    """Make one record. Raises Invalid with the sentences when a value cannot be kept."""
    with unit(store, _("{what} added").format(what=_(REGISTRY[type].title))) as changing:
        changing.create(type, values)
    return changing.changes


def save(store: Store, type: str, id: str, values: Mapping[str, Any], base: Base | None = None) -> Changes:
    """Save some fields of one record. `base` is what `versions` said when the form was opened."""
    with unit(store, _("{what} changed").format(what=_(REGISTRY[type].title))) as changing:
        changing.update(type, id, values, base)
    return changing.changes


def save_many(store: Store, type: str, rows: Mapping[str, Mapping[str, Any]], note: str | None = None) -> Changes:
    """Save fields of several records in one act (paste, fill down, bulk edit): one undo takes all back."""
    with unit(store, note or _("{count} rows changed").format(count=len(rows))) as changing:
        for id, values in rows.items():
            changing.update(type, id, values)
    return changing.changes


def delete(store: Store, type: str, *ids: str) -> Changes:
    """Delete records, and with them what only exists as their part (figures of an activity, replies of a round)."""
    with unit(store, _("{what} deleted").format(what=_(REGISTRY[type].title))) as changing:
        for part, child in with_parts(store, type, ids):
            changing.delete(part, child)
    return changing.changes


def erase(store: Store, type: str, id: str) -> Changes:
    """Take a record away for good, on every laptop and at the server, with its parts and what the history says of them; the
    copies of the file that hold it are made anew. Nothing brings it back.
    """
    with unit(store, _("{what} erased for good").format(what=_(REGISTRY[type].title)), undoable=False) as changing:
        for part, child in with_parts(store, type, [id]):
            changing.erase(part, child)
    store.forget_copies()
    return changing.changes


def with_parts(store: Store, type: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Records, and everything that is only a part of them, of its parts, and so on."""
    reader = store.reading()
    for id in ids:
        yield type, id
        for part, by in parts(type):
            yield from with_parts(store, part, find.find_ids(reader, find.Query(part, {by: [id]})))


@cache
def parts(type: str) -> tuple[tuple[str, str], ...]:
    """The types of records that are parts of one, each with the field that leads to it: they are deleted with it."""
    found = [("contact", "organisation")] if type == "organisation" else []
    for part, shape in shapes().items():
        if shape.root[0] == "parent" and shape.parent_type == type:
            found.append((part, shape.root[1]))
        elif shape.root[0] == "owner" and type in shape.owner_types:
            found.append((part, shape.root[2]))
    return tuple(found)


def read(store: Store, type: str, id: str) -> dict[str, Any]:
    """Every field of one record, with id and bookkeeping. Raises Refused when there is none."""
    found = find.find_one(store.reading(), type, id)
    if found is None:
        raise Refused(
            "no_record", _("There is no {type} with the id {id}.").format(type=_(REGISTRY[type].title), id=id)
        )
    return with_dates(type, found)


def versions(store: Store, type: str, id: str) -> dict[str, list[str]]:
    """The marks of every field as they stand now: what a form keeps from its opening until Save."""
    with store.viewing() as connection:
        held = replica_of(connection).rows([(type, id)]).get((type, id))
    return {name: held.row.of(name) for name in (*REGISTRY[type].fields(), "deleted")} if held else {}
