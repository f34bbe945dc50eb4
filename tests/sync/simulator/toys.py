"""The toy application: what its records are, who may do what, and its side of a replica in SQL, in one table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from sync.changeset import Key, Write
from sync.hub_storage import Look
from sync.replica_tables import Written
from sync.shape import DELETED, OPEN, REGISTER, RESTRICTED, SET, TEXT, Shape, Stream

FARM = {
    "crop": REGISTER,
    "owner": REGISTER,
    "place": REGISTER,
    "sensitivity": REGISTER,
    "tags": SET,
    "notes": TEXT,
    DELETED: REGISTER,
}
SHAPES = {
    "farm": Shape("farm", FARM, ("place", "place")),
    "cow": Shape("cow", {"farm": REGISTER, "name": REGISTER, DELETED: REGISTER}, ("parent", "farm"), "farm"),
    "group": Shape("group", {"name": REGISTER, "merged_into": REGISTER, DELETED: REGISTER}),
    "paper": Shape(
        "paper",
        {
            "of_type": REGISTER,
            "of_id": REGISTER,
            "name": REGISTER,
            "sha256": REGISTER,
            "size": REGISTER,
            DELETED: REGISTER,
        },
        ("owner", "of_type", "of_id"),
        owner_types=frozenset({"farm", "group"}),
        blob=("sha256", "size"),
    ),
}
#: an older program, which has heard neither of cows and papers nor of owners
OLD_SHAPES = {
    "farm": Shape("farm", {name: kind for name, kind in FARM.items() if name != "owner"}, ("place", "place")),
    "group": SHAPES["group"],
}
PLACES = ("X1", "X2", "Y1", "Z1")
REF: Stream = ("ref", OPEN)
NOWHERE: Stream = ("place:", OPEN)
#: what everybody reads who is let in at all
EVERYBODYS = frozenset({REF, NOWHERE})
#: where nobody but those who work everywhere looks
HIDDEN: Stream = ("place:", RESTRICTED)


def area_of_place(place: str, look: Look | None = None) -> str | None:
    """Sub-places lie in the area of their first letter."""
    return place[:1]


def stream_of_place(place: str | None, rights_class: str = OPEN) -> Stream:
    """Where a farm at a place lies."""
    return f"place:{place[:1] if place else ''}", rights_class


class Rights:
    """Who may do what in the toy world: read and write in one's areas, nothing `forbidden`. Of a device that was
    excluded the scope is None.
    """

    def __init__(self) -> None:
        self.scopes: dict[str, frozenset[Stream] | None] = {}

    def scope(self, device: str) -> frozenset[Stream] | None:
        return self.scopes.get(device)

    def rights(self, device: str) -> str:
        return repr(sorted(self.scopes.get(device) or ()))

    def refusal(
        self, device: str, write: Write, before: Mapping[str, Any], after: Mapping[str, Any], look: Look
    ) -> str | None:
        scope = self.scopes.get(device) or frozenset()
        if any(str(value).startswith("forbidden") for value in write.fields.values()):
            return "forbidden"
        for values in (v for v in (before, after) if v and write.type == "farm"):
            if stream_of_place(values.get("place")) not in scope:
                return "not_your_area"
            if values.get("sensitivity") == "severe" and stream_of_place(values.get("place"), RESTRICTED) not in scope:
                return "not_your_class"
        return None

    def area_of_place(self, place: str, look: Look) -> str | None:
        return area_of_place(place)


metadata = sa.MetaData()
toy_table = sa.Table(
    "toy",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("facts", sa.String, nullable=False),
)


class ToyRecords:
    """`Records` over the toy table."""

    def read(self, connection: sa.Connection, type: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        query = sa.select(toy_table).where(toy_table.c.type == type, toy_table.c.id.in_(ids))
        return {row.id: json.loads(row.facts) for row in connection.execute(query)}

    def write(self, connection: sa.Connection, rows: Sequence[Written]) -> None:
        for row in rows:
            before = {} if row.new else self.read(connection, row.type, [row.id])[row.id]
            facts = json.dumps({n: v for n, v in {**before, **row.values}.items() if v is not None})
            if row.new:
                connection.execute(sa.insert(toy_table).values(type=row.type, id=row.id, facts=facts))
            else:
                where = sa.and_(toy_table.c.type == row.type, toy_table.c.id == row.id)
                connection.execute(sa.update(toy_table).where(where).values(facts=facts))

    def remove(self, connection: sa.Connection, keys: Iterable[Key]) -> None:
        for type, id in keys:
            connection.execute(sa.delete(toy_table).where(toy_table.c.type == type, toy_table.c.id == id))

    def keeps(self, type: str, name: str, value: Any) -> bool:
        return value is not None
