"""Roles as pages and laptops bear them: in one text with the sector of a sector lead (`sector_lead:WSH`), in words, and
with what each needs besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app import rights, vocabulary
from app.errors import Refused
from app.words import _, language

SECTOR_LEAD = "sector_lead"


def member_of(role: str, organisation: str | None, places: Sequence[str]) -> rights.Member:
    """Who asks, for `app.rights`."""
    base, _mark, sector = role.partition(":")
    return rights.Member(base, organisation, tuple(places), sector or None)


def role_of(given: Mapping[str, str]) -> str:
    """The role a form names; that of a sector lead with its sector."""
    role, sector = given.get("role", ""), given.get("sector", "")
    return f"{role}:{sector}" if role == SECTOR_LEAD and sector else role


def role_name(role: str) -> str:
    """A role in words."""
    base, _mark, sector = role.partition(":")
    title = _(rights.ROLES[base].title) if base in rights.ROLES else base
    if not sector:
        return title
    listed = vocabulary.code_list("sector")
    return f"{title} ({listed.name(sector, language()) if sector in listed.codes else sector})"


def sector_names() -> list[tuple[str, str]]:
    """Sectors to choose from: code and name; sub-sectors are not led by themselves."""
    listed = vocabulary.code_list("sector")
    return [(code, listed.name(code, language())) for code in listed.codes if listed.parent(code) is None]


def check_role(role: str, places: Sequence[str], organisation: str | None) -> None:
    """Whether somebody may have this role with these places for this organisation.

    Raises Refused (no_such_role, place_missing, organisation_missing, sector_missing).
    """
    base, _mark, sector = role.partition(":")
    known = rights.ROLES.get(base)
    if known is None or (sector and base != SECTOR_LEAD):
        raise Refused(
            "no_such_role", _("There is no role “{role}”: {known}.").format(role=role, known=", ".join(rights.ROLES))
        )
    if base == SECTOR_LEAD and sector not in vocabulary.code_list("sector").codes:
        raise Refused("sector_missing", _("Say which sector the sector lead leads."))
    if known.writes == "own" and not organisation:
        raise Refused("organisation_missing", _("A focal point works for an organisation: choose which one."))
    if not places and not known.everywhere:
        raise Refused("place_missing", _("This role works in a place: say in which one."))
