"""What a person may do on the server's pages, by role; what he may write follows from `app.rights` besides."""

from __future__ import annotations

from app.server.accounts import Person

EVERYBODY = frozenset({"viewer", "cso", "secretary", "coordinator", "sector_lead", "national", "administrator"})
NATIONAL = frozenset({"national", "administrator"})
ADMINISTRATOR = frozenset({"administrator"})

#: each act with the roles that may do it
ACTS: dict[str, frozenset[str]] = {
    "see_3w": EVERYBODY,
    "own_account": EVERYBODY,
    "see_laptops": NATIONAL,
    "see_health": NATIONAL,
    "see_districts": NATIONAL,
    "settle": NATIONAL,
    "edit_organisations": NATIONAL,
    "invite": ADMINISTRATOR,
    "exclude": ADMINISTRATOR,
    "place_laptops": ADMINISTRATOR,
    "take_waiting": ADMINISTRATOR,
    "manage_people": ADMINISTRATOR,
    "see_audit": ADMINISTRATOR,
    "manage_feed": ADMINISTRATOR,
}


def may(person: Person, act: str) -> bool:
    """Whether a person's role may do this; a first password must be changed before anything else."""
    return person.role in ACTS[act] and (not person.must_change or act == "own_account")
