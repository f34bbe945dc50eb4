"""Layouts that a person has confirmed: the columns of a file with the same headings are known next time."""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa

from app import clock
from app.exchange.reading.layout import Layout
from app.services.importing.line_keys import headings
from app.services.importing.proposal import signature
from app.store.local import layout as table
from app.store.workspace import Store


def remembered_columns(store: Store, layout: Layout) -> dict[int, str | None]:
    """{column from 0: field or None} as a person confirmed them for a file with these headings; empty when none was."""
    names = headings(layout)
    row = store.reading().execute("SELECT facts FROM layout WHERE signature = ?", (signature(names),)).fetchone()
    facts = json.loads(row[0]) if row else {}
    return {index: facts[name] for index, name in enumerate(names) if name in facts}


def remember_columns(connection: sa.Connection, layout: Layout, columns: Mapping[int, str | None]) -> None:
    """Keep a person's words about columns, with what was kept of this layout before."""
    if not columns:
        return
    names = headings(layout)
    key = signature(names)
    before = connection.execute(sa.select(table.c.facts).where(table.c.signature == key)).scalar()
    facts = {
        **json.loads(before or "{}"),
        **{names[index]: field for index, field in columns.items() if index < len(names)},
    }
    connection.execute(sa.delete(table).where(table.c.signature == key))
    connection.execute(
        sa.insert(table).values(signature=key, confirmed_at=clock.iso(clock.now_ms()), facts=json.dumps(facts))
    )
