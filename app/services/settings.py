"""Settings of a workspace: who works here, for which office and country. They stay on this laptop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.store.local import setting
from app.store.workspace import Store


@dataclass(frozen=True)
class Office:
    """Whose desk this is: country (ISO3), the place of the office (a P-code of any level), the names of both."""

    country: str | None
    place: str | None
    name: str | None
    person: str | None


def get(store: Store, key: str) -> str | None:
    """One setting, or None when it was never set."""
    row = store.reading().execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def put(store: Store, values: Mapping[str, str | None]) -> None:
    """Keep settings; None forgets one."""
    with store.writing() as connection:
        write(connection, values)


def write(connection: sa.Connection, values: Mapping[str, str | None]) -> None:
    """Keep settings inside a transaction that writes other things too."""
    for key, value in values.items():
        connection.execute(sa.delete(setting).where(setting.c.key == key))
        if value is not None:
            connection.execute(sa.insert(setting).values(key=key, value=value))


def office(store: Store) -> Office:
    """Whose desk this is."""
    return Office(get(store, "country"), get(store, "place"), get(store, "office"), get(store, "person"))
