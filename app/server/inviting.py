"""The place and the organisation that somebody named in the terminal, among those that the server knows."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import Refused
from app.fold import fold
from app.words import _
from sync import merge
from sync.hub_schema import row_table
from sync.hub_tables import SqlHub


def find_place(tables: SqlHub, text: str) -> str:
    """The P-code that somebody typed, in the letters of the country's list; as it was typed where the server has no list
    yet. Raises Refused (no_such_place).
    """
    rows = sa.select(row_table.c.id).where(row_table.c.type == "place")
    alike = rows.where(sa.func.upper(row_table.c.id) == text.strip().upper())
    found = tables.connection.execute(alike).scalars().all()
    if found:
        return text if text in found else str(found[0])
    if tables.connection.execute(rows.limit(1)).first():
        raise Refused("no_such_place", _("There is no place “{place}” in this country.").format(place=text))
    return text


def find_organisation(tables: SqlHub, text: str) -> str:
    """The id of an organisation of the hub by its id, name or acronym. Raises Refused (no_organisation)."""
    query = sa.select(row_table.c.id).where(row_table.c.type == "organisation")
    keys = [("organisation", id) for id in tables.connection.execute(query).scalars()]
    wanted = fold(text)
    for (_type, id), stored in tables.rows(keys, lock=False).items():
        values = merge.shown(stored.row, lambda _version: 0)
        if id == text or wanted in (fold(str(values.get("name") or "")), fold(str(values.get("acronym") or ""))):
            return id
    raise Refused("no_organisation", _("The server knows no organisation “{name}” yet.").format(name=text))
