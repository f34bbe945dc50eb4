"""Organisations: two that are the same, who an id stands for now, what they are called, whom a name means."""

from __future__ import annotations

import json
from typing import Any

from app.errors import Refused
from app.exchange.matching.organisation_names import org_key
from app.services.unit import Changes, unit
from app.store.workspace import Store
from app.words import _


def merge(store: Store, kept: str, other: str) -> Changes:
    """Say that `other` is `kept`: its names become aliases, its references lead to the kept one. One undo takes it
    back.

    References are never rewritten; `standing_for` follows them. Raises Refused when the two are one already.
    """
    stands = standing_for(store.reading())
    kept, other = stands.get(kept, kept), stands.get(other, other)
    if kept == other:
        raise Refused("same_organisation", _("These two are one organisation already."))
    with unit(store, _("Two organisations put together")) as changing:
        one, two = changing.row("organisation", kept), changing.row("organisation", other)
        names = {*(one.get("aliases") or ()), *(two.get("aliases") or ()), two.get("name"), two.get("acronym")}
        aliases = sorted(name for name in names if name and name not in (one.get("name"), one.get("acronym")))
        filled = {
            name: two[name]
            for name in ("acronym", "type", "scope", "domain", "website")
            if two.get(name) and not one.get(name)
        }
        changing.update("organisation", kept, {**filled, "aliases": aliases})
        changing.update("organisation", other, {"merged_into": kept})
    return changing.changes


def standing_for(connection: Any) -> dict[str, str]:
    """Merged organisation -> the one it stands for now, chains followed, circles cut. `connection` is the driver's."""
    into = dict(
        connection.execute("SELECT id, merged_into FROM organisation WHERE merged_into IS NOT NULL AND NOT deleted")
    )
    found = {}
    for id in into:
        path = [id]
        while path[-1] in into and into[path[-1]] not in path:
            path.append(into[path[-1]])
        again = into.get(path[-1])
        target = path[-1] if again is None else min(path[path.index(again) :])
        if target != id:
            found[id] = target
    return found


def short_names(connection: Any) -> dict[str, str]:
    """How lists call each organisation: by its acronym, else its name; one that was merged as the one it stands for now."""
    rows = connection.execute("SELECT id, coalesce(nullif(acronym, ''), name, id) FROM organisation")
    own: dict[str, str] = dict(rows)
    stands = standing_for(connection)
    return {id: own.get(stands.get(id, id), name) for id, name in own.items()}


def ids_by_name(connection: Any) -> dict[str, str]:
    """The organisations of the register by the keys (`org_key`) of their names, acronyms and other names."""
    stands = standing_for(connection)
    found: dict[str, str] = {}
    rows = connection.execute("SELECT id, name, acronym, aliases FROM organisation WHERE NOT deleted ORDER BY id")
    for id, name, acronym, aliases in rows:
        for written in (name, acronym, *json.loads(aliases or "[]")):
            if key := org_key(written or ""):
                found.setdefault(key, stands.get(id, id))
    return found
