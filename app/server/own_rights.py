"""What a person may read and write through the pages: the rights of `app.rights`, asked on the server's reading copy.

The copy itself may do everything, so that a page asks before it writes in somebody's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import rights
from app.errors import Refused
from app.server.accounts import Person
from app.services import conflicts
from app.services.shapes import shapes
from app.store import find
from app.store.workspace import Store
from sync.changeset import UPDATE
from sync.shape import Stream


def streams_of(store: Store, person: Person) -> frozenset[Stream]:
    """Where a person may read: areas with their classes."""
    return rights.scope(person.member, _parents(store).items(), "")


def why_not(
    store: Store,
    person: Person,
    type: str,
    id: str,
    values: Mapping[str, Any],
    reach: frozenset[Stream] | None = None,
) -> str | None:
    """Why a person may not give a record these values: the code of the reason, or None. `reach` is his `streams_of`."""
    before = find.find_one(store.reading(), type, id)
    if before is None:
        return "unknown_record"
    after = {**before, **values}
    reach = streams_of(store, person) if reach is None else reach
    if _stream(store, type, before) not in reach or _stream(store, type, after) not in reach:
        return "out_of_reach"

    def look(type: str, id: str) -> Mapping[str, Any] | None:
        return find.find_one(store.reading(), type, id)

    return rights.may(person.member, type, UPDATE, before, after, look)


def check(store: Store, person: Person, type: str, id: str, values: Mapping[str, Any]) -> None:
    """Refused with the reason in words when a person may not give a record these values."""
    if reason := why_not(store, person, type, id, values):
        raise Refused(reason, conflicts.why_not(reason))


def _stream(store: Store, type: str, values: Mapping[str, Any]) -> Stream:
    """Where a record with these values lies."""

    def stream_of(type: str, id: str) -> Stream | None:
        sql = "SELECT area, rights_class FROM sync_version WHERE type = ? AND id = ?"
        row = store.reading().execute(sql, (type, id)).fetchone()
        return (row[0], row[1]) if row else None

    def parent_of(id: str) -> tuple[int, str | None] | None:
        row = store.reading().execute("SELECT level, parent FROM place WHERE id = ?", (id,)).fetchone()
        return (row[0], row[1]) if row else None

    return shapes()[type].stream(
        values, stream_of, lambda place: rights.area_of_place(place, parent_of, rights.DISTRICT_LEVEL)
    )


def _parents(store: Store) -> dict[str, str | None]:
    """The places that are areas of work, each with the one above it."""
    sql = "SELECT id, parent FROM place WHERE level <= ? AND NOT deleted"
    return dict(store.reading().execute(sql, (rights.DISTRICT_LEVEL,)))
