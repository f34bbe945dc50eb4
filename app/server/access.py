"""What a person may do on the server's pages, by role. What concerns records follows from `app.rights`, and which of them
is asked of each (`app.server.own_rights`); laptops, people and tokens are no records, and the administrator's.
"""

from __future__ import annotations

from app.rights import ROLES
from app.server.accounts import Person

EVERYBODY = frozenset(ROLES)
#: who sees the whole country; who may answer questions; whoever works for an organisation says how that one is called
NATIONAL = frozenset(name for name, role in ROLES.items() if role.everywhere)
SETTLERS = frozenset(name for name, role in ROLES.items() if role.may_settle)
OWNERS = frozenset(name for name, role in ROLES.items() if role.writes == "own")
ADMINISTRATOR = frozenset({"administrator"})

#: each act with the roles that may do it
ACTS: dict[str, frozenset[str]] = {
    "see_3w": EVERYBODY,
    "own_account": EVERYBODY,
    "see_laptops": NATIONAL,
    "see_health": NATIONAL,
    "see_districts": NATIONAL,
    "settle": SETTLERS,
    "edit_organisations": NATIONAL | OWNERS,
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
    return person.member.role in ACTS[act] and (not person.must_change or act == "own_account")
