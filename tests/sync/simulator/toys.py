"""The application's side of a replica in a test: records of the toy world in one table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from sync.changeset import Key
from sync.replica_tables import Written

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
