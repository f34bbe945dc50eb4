"""Writing record rows: plain statements through the driver, one per type and set of columns, thousands of rows at a time.

Called by the unit of work alone, inside its transaction: a row that is written here without its versions and its changeset
would never travel.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.records import REGISTRY
from app.records.base import BOOKKEEPING
from app.store import drafts, frozen
from app.store.local import COPIES_HOLD_MORE
from app.store.search import forget


def insert_rows(connection: sa.Connection, type: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert new rows; columns that no row names stay empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    marks = ", ".join("?" * len(names))
    columns = ", ".join(map(_quoted, _known(type, names)))
    values = [tuple([_stored(row.get(name)) for name in names]) for row in rows]
    connection.exec_driver_sql(f"INSERT INTO {_quoted(type)} ({columns}) VALUES ({marks})", values)


def update_rows(
    connection: sa.Connection, type: str, names: Sequence[str], rows: Mapping[str, Mapping[str, Any]]
) -> None:
    """Set the columns `names` of rows by id."""
    columns = ", ".join(f"{_quoted(name)} = ?" for name in _known(type, names))
    values = [(*(_stored(row[name]) for name in names), id) for id, row in rows.items()]
    connection.exec_driver_sql(f"UPDATE {_quoted(type)} SET {columns} WHERE id = ?", values)


def delete_rows(connection: sa.Connection, keys: Sequence[tuple[str, str]]) -> None:
    """Take records away with what this laptop alone keeps of them: words to search, drafts, original cells, the lines
    of editions; copies of the file that still have them are to be made anew (law 15).
    """
    for type, id in keys:
        connection.exec_driver_sql(f"DELETE FROM {_quoted(type)} WHERE id = ?", (id,))
        connection.exec_driver_sql("DELETE FROM origin WHERE type = ? AND id = ?", (type, id))
    forget(connection, keys)
    file = connection.exec_driver_sql("PRAGMA database_list").one()[2]
    drafts.drop_of(Path(file).parent, [id for _type, id in keys])
    frozen.take_out(connection, {id for _type, id in keys})
    connection.exec_driver_sql("INSERT OR REPLACE INTO setting (key, value) VALUES (?, '1')", (COPIES_HOLD_MORE,))


def _known(type: str, names: Sequence[str]) -> Sequence[str]:
    """Names go into SQL only when the definition has them."""
    fields = REGISTRY[type].fields()
    for name in names:
        if name not in fields and name not in BOOKKEEPING:
            raise KeyError(f"{type} has no field {name}")
    return names


def _quoted(name: str) -> str:
    return f'"{name}"'


def _stored(value: Any) -> Any:
    """Dates as ISO text, lists and bands as JSON, everything else as it is."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value
