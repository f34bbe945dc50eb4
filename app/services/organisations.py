"""Organisations: two that are the same, and who an id stands for now."""

from __future__ import annotations

from typing import Any

from app.errors import Refused
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
