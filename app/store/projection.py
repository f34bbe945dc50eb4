"""What the journal knows of records, shown in their own tables: the application's side of `sync.replica_tables`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.fields import Bands, Coordinate, Count, Flag, Tags
from app.fold import fold
from app.records import REGISTRY
from app.store import find
from app.store.rows import delete_rows, insert_rows, update_rows
from app.store.search import index_records
from sync.changeset import Key
from sync.replica_tables import Written
from sync.shape import DELETED

#: the Python type of a value that its column gives back as it was; every other kind keeps text
_KEPT = {Tags: list, Bands: dict, Count: int, Flag: bool, Coordinate: float}


class Projection:
    """The record tables of a workspace, as `sync` reads and writes them."""

    def read(self, connection: sa.Connection, type: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The stored values of some records by id, as JSON has them."""
        specs = REGISTRY[type].fields()
        flags = {name for name, spec in specs.items() if isinstance(spec.kind, Flag)} | {DELETED}
        names = ["id", DELETED, *specs]
        found = {}
        for row in find.find_rows(connection.connection.driver_connection, type, ids, names):
            values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
            found[row[0]] = {name: bool(v) if name in flags else v for name, v in values.items() if name != "id"}
        return found

    def write(self, connection: sa.Connection, rows: Sequence[Written]) -> None:
        """Show new values: one statement per type and set of fields; sort keys and the index of words follow."""
        fresh: dict[str, list[dict[str, Any]]] = {}
        changed: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
        for row in rows:
            values = dict(row.values)
            if row.who or row.at_ms:
                values |= {"updated_by": row.who, "updated_at": clock.iso(row.at_ms)}
            called_by = REGISTRY[row.type].called_by
            if called_by and called_by in values:
                values["sort_key"] = fold(str(values[called_by] or ""))
            if row.new:
                who, at_ms = row.made or (row.who, row.at_ms)
                made = {"created_by": who, "created_at": clock.iso(at_ms)} if who or at_ms else {}
                fresh.setdefault(row.type, []).append({DELETED: False, **values, "id": row.id, **made})
            elif values:
                changed.setdefault((row.type, *sorted(values)), {})[row.id] = values
        for type, new_rows in fresh.items():
            insert_rows(connection, type, new_rows)
        for (type, *names), by_id in changed.items():
            update_rows(connection, type, names, by_id)
        index_records(connection, self._to_index(connection, rows))

    def _to_index(self, connection: sa.Connection, rows: Sequence[Written]) -> Iterable[tuple[str, str, Any, bool]]:
        old: dict[str, list[str]] = {}
        for row in rows:
            if row.new:
                yield row.type, row.id, row.values, True
            else:
                old.setdefault(row.type, []).append(row.id)
        for type, ids in old.items():
            for id, values in self.read(connection, type, ids).items():
                yield type, id, values, False

    def remove(self, connection: sa.Connection, keys: Iterable[Key]) -> None:
        """Take records off this disk with all that this laptop alone keeps of them (law 15)."""
        delete_rows(connection, list(keys))

    def keeps(self, type: str, name: str, value: Any) -> bool:
        """Whether the column of a field gives this very value back."""
        kind = type_of_kind(type, name)
        if kind is list:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        return value.__class__ is kind


def type_of_kind(record: str, name: str) -> type[Any]:
    """The Python type of the stored values of a field."""
    spec = REGISTRY[record].fields()[name]
    return _KEPT.get(spec.kind.__class__, str)
