"""Who is who in an export: the directory of its organisations, and the contacts that consented to be listed."""

from __future__ import annotations

import json
from collections import defaultdict

from app import vocabulary
from app.exchange.workbook.content import Table
from app.fold import sort_key
from app.insight.local_share import is_government, is_local
from app.insight.selection import Selection, sector_name
from app.services.exporting_cover import OPEN
from app.store.workspace import Store
from app.words import _, language


def directory_of(selection: Selection) -> Table:
    """Who is who among the organisations of a selection: kind, sectors, places, rows."""
    sectors: dict[str, set[str | None]] = defaultdict(set)
    places: dict[str, set[str | None]] = defaultdict(set)
    rows: dict[str, int] = defaultdict(int)
    for line in selection.lines:
        if not line.hidden:
            for id in set(line.organisations):
                sectors[id].add(line.sector)
                places[id].add(line.place)
                rows[id] += 1
    types, yes_no, domains = (vocabulary.code_list(name) for name in ("organisation_type", "yes_no", "domain"))
    table = []
    for id in sorted(
        rows, key=lambda id: sort_key(selection.organisations[id].name) if id in selection.organisations else id
    ):
        if (one := selection.organisations.get(id)) is None:
            continue
        kind = types.name(one.type, language()) if one.type else ""
        local = (
            yes_no.name("yes" if is_local(one) or is_government(one) else "no", language())
            if one.type or one.local is not None
            else ""
        )
        names = ", ".join(sorted(sector_name(code, language()) for code in sectors[id] if code))
        table.append(
            (
                one.name,
                one.acronym,
                kind,
                local,
                domains.name(one.domain, language()) if one.domain else "",
                names,
                len(places[id] - {None}),
                rows[id],
            )
        )
    headers = (
        (_("Organisation"), 44),
        (_("Acronym"), 14),
        (_("Type"), 24),
        (_("Local or government"), 12),
        (_("Domain"), 20),
        (_("Sectors"), 60),
        (_("Places"), 9),
        (_("Rows"), 9),
    )
    return Table(_("Organisations"), headers, table)


def contacts_of(store: Store, selection: Selection) -> Table:
    """Whom to call: only who consented, of the organisations of the selection."""
    present = {id for line in selection.lines if not line.hidden for id in (*line.organisations, line.reporting) if id}
    roles = vocabulary.code_list("contact_role")
    table = []
    sql = (
        "SELECT organisation, name, role, position, phones, email FROM contact WHERE consent_to_share AND NOT deleted "
        f"AND {OPEN} ORDER BY sort_key, id"
    )
    for organisation, name, role, position, phones, email in store.reading().execute(sql):
        if organisation in present and organisation in selection.organisations:
            table.append(
                (
                    selection.organisations[organisation].name,
                    name,
                    roles.name(role, language()) if role else "",
                    position,
                    "; ".join(json.loads(phones or "[]")),
                    email,
                )
            )
    headers = (
        (_("Organisation"), 40),
        (_("Name"), 26),
        (_("Role"), 24),
        (_("Position"), 26),
        (_("Phones"), 24),
        (_("E-mail"), 32),
    )
    return Table(_("Contacts"), headers, sorted(table, key=lambda row: (sort_key(row[0]), sort_key(row[1] or ""))))
