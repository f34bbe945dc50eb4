"""The part that the forms for laptops and for people have in common: role, sector, organisation and places."""

from __future__ import annotations

from typing import Any

from app.errors import Refused
from app.server.places import KEPT, areas, chosen_places, named_places
from app.server.roles import check_role, role_of, sector_names
from app.server.site import Visit
from app.store.workspace import Store
from app.words import _


def choices_of(store: Store) -> dict[str, Any]:
    """What the forms offer, and what places and organisations are called."""
    return {
        "areas": areas(store),
        "placed": named_places(store),
        "organisations": organisations(store),
        "sectors": sector_names(),
    }


def facts_of(visit: Visit, known: str | None = None) -> tuple[str, list[str], str | None]:
    """Role, places and organisation that a form names; `known` is the organisation until now, which may be gone.

    Raises Refused (no_such_place, no_organisation, and as `roles.check_role`).
    """
    given, store = visit.fields, visit.site.copy.shown()
    role, places = role_of(given), chosen_places(given, named_places(store))
    organisation = given.get("organisation") or None
    check_role(role, places, organisation)
    if organisation and organisation != known and organisation not in dict(organisations(store)):
        raise Refused("no_organisation", _("Choose an organisation that the server knows."))
    return role, places, organisation


def given_facts(visit: Visit) -> tuple[str, list[str], str] | None:
    """The same as somebody has just filled it in, when it was refused: he need not do it again."""
    given = visit.fields
    if "role" not in given:
        return None
    kept = [name.removeprefix(KEPT) for name in given if name.startswith(KEPT)]
    return role_of(given), [*kept, *filter(None, [given.get("place")])], given.get("organisation", "")


def organisations(store: Store) -> list[tuple[str, str]]:
    """Organisations to choose from: id and name."""
    sql = "SELECT id, name, acronym FROM organisation WHERE NOT deleted AND merged_into IS NULL ORDER BY sort_key"
    rows = store.reading().execute(sql).fetchall()
    return [(id, f"{name} ({acronym})" if acronym and acronym != name else name or id) for id, name, acronym in rows]
