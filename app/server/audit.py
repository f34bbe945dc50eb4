"""Who did what on the server: one line for each act, never changed and never taken away."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.server.tables import audit_table
from app.words import N_
from sync.stamp import new_id

#: every act that is noted, in words
ACTS = {
    "signed_in": N_("Signed in"),
    "sign_in_failed": N_("Failed to sign in"),
    "signed_out": N_("Signed out"),
    "password_changed": N_("Password changed"),
    "person_added": N_("Person added"),
    "person_changed": N_("Person changed"),
    "password_made": N_("New password made"),
    "invited": N_("Laptop invited"),
    "joined": N_("Laptop joined"),
    "came_back": N_("Laptop came back with its recovery sheet"),
    "invitation_withdrawn": N_("Invitation withdrawn"),
    "laptop_changed": N_("Role or places of a laptop changed"),
    "excluded": N_("Laptop excluded"),
    "readmitted": N_("Laptop readmitted"),
    "wiped": N_("Laptop marked to be wiped"),
    "wipe_taken_back": N_("Mark to be wiped taken back"),
    "told_to_wipe": N_("Laptop told to wipe itself"),
    "taken": N_("Waiting change taken"),
    "left": N_("Waiting change left"),
    "organisation_changed": N_("Organisation changed"),
    "settled": N_("Question settled"),
    "downloaded": N_("3W downloaded"),
    "token_made": N_("Token of the feed made"),
    "token_revoked": N_("Token of the feed withdrawn"),
    "country_set": N_("Country set"),
    "backed_up": N_("Backup written"),
    "restored": N_("Backup put back"),
}
#: acts that are about what waits, by its key, which no person reads
OF_WAITING = ("taken", "left")
#: who did what was done at the terminal: the id and the name of a person
TERMINAL = (None, "terminal")
PAGE = 100


@dataclass(frozen=True)
class Line:
    """One act: when (ms since 1970), by whom, what, about what."""

    id: str
    at: int
    name: str
    act: str
    about: str
    detail: str


def note(
    connection: sa.Connection, person: tuple[str | None, str], act: str, about: str = "", detail: str = ""
) -> None:
    """Note an act; `person` is the id and the name of who did it."""
    assert act in ACTS
    now = clock.now_ms()
    values = {"id": new_id(now), "at": now, "person": person[0], "name": person[1][:120]}
    connection.execute(sa.insert(audit_table).values(**values, act=act, about=about[:200], detail=detail[:500]))


def lines(connection: sa.Connection, before: str = "", act: str = "") -> list[Line]:
    """Acts, the newest first, one page of them before the line with this id."""
    table = audit_table
    query = sa.select(table).order_by(table.c.id.desc()).limit(PAGE + 1)
    if before:
        query = query.where(table.c.id < before)
    if act:
        query = query.where(table.c.act == act)
    return [Line(r.id, r.at, r.name, r.act, r.about, r.detail) for r in connection.execute(query)]


def abouts(connection: sa.Connection, act: str) -> set[str]:
    """Everything about which an act was noted."""
    return set(connection.execute(sa.select(audit_table.c.about).where(audit_table.c.act == act)).scalars())
