"""What an invitation may say, for the terminal and for the pages: a role, its places, the organisation it writes for."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app import vocabulary
from app.errors import Refused
from app.fold import fold
from app.rights import ROLES
from app.words import _
from sync import merge
from sync.hub_schema import row_table
from sync.hub_tables import SqlHub


def check_member(role: str, places: Sequence[str], organisation: str | None) -> None:
    """Whether a laptop can work with this role (a sector lead's is `sector_lead:CODE`), in these places, for this
    organisation. Raises Refused (no_such_role, sector_missing, place_missing, organisation_missing).
    """
    base, mark, sector = role.partition(":")
    facts = ROLES.get(base)
    if facts is None or (mark and facts.writes != "sector"):
        known = ", ".join(ROLES)
        raise Refused("no_such_role", _("There is no role “{role}”: {known}.").format(role=role, known=known))
    sectors = vocabulary.code_list("sector")
    if facts.writes == "sector" and sector not in sectors.codes:
        led = ", ".join(code for code in sectors.codes if sectors.parent(code) is None)
        said = _("Say which sector is led, as in {role}:WSH. The sectors are: {known}.")
        raise Refused("sector_missing", said.format(role=base, known=led))
    if not places and not facts.everywhere:
        raise Refused("place_missing", _("Say for which place (--district P-CODE)."))
    if facts.writes == "own" and not organisation:
        said = _("This role writes for one organisation: say for which one (--org NAME).")
        raise Refused("organisation_missing", said)


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
