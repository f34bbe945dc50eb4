"""Persons who use the server's pages: who they are, how they sign in, and for how long that holds."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app import clock, rights
from app.errors import Refused
from app.server.roles import check_role, member_of
from app.server.tables import failure_table, person_organisation_table, person_table, session_table
from app.words import LANGUAGES, _
from sync.stamp import new_id

#: how long a session holds without being used, and at all (ms); how often its last use is noted
IDLE_MS, LONGEST_MS, NOTED_MS = 12 * 3_600_000, 14 * 86_400_000, 60_000
#: the shortest password, and the longest (argon2 reads all of it)
LEAST_SIGNS, MOST_SIGNS = 12, 512
#: failures before a pause: of a name from one address, of an address, of a name from anywhere; the longest pause (ms)
FREE_TRIES, LONGEST_PAUSE_MS = {"both": 5, "address": 30, "name": 60}, 15 * 60_000
#: argon2 takes 64 MB for each password that is looked at: so many at once
_AT_ONCE = threading.BoundedSemaphore(3)
HASHER = PasswordHasher()


@dataclass(frozen=True)
class Person:
    """Somebody with an account: role, places and organisation as for a laptop."""

    id: str
    name: str
    login: str
    role: str
    places: tuple[str, ...]
    language: str | None
    must_change: bool
    seen_at: int | None
    disabled_at: int | None
    organisation: str | None = None

    @property
    def member(self) -> rights.Member:
        """Who he is for `app.rights`."""
        return member_of(self.role, self.organisation, self.places)

    @property
    def facts(self) -> rights.Role:
        """What the role may."""
        return rights.ROLES[self.member.role]


class TooOften(Refused):
    """Too many failures: the message says for how long to wait."""

    def __init__(self, seconds: int) -> None:
        said = _("Too many failed attempts: wait {seconds} seconds and try again.").format(seconds=seconds)
        super().__init__("too_often", said)
        self.seconds = seconds


def hash_of(token: str) -> str:
    """What is kept of a token that has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(secret: str) -> str:
    """What a form bears, so that nobody who does not know the session's secret can send it."""
    return hmac.new(secret.encode(), b"ujima form", "sha256").hexdigest()


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """A password to hand over, to be changed at the first sign-in: 80 random bits without letters that look alike."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _n in range(4)) for _m in range(4))


_PERSONS = sa.select(person_table, person_organisation_table.c.organisation).outerjoin(
    person_organisation_table, person_organisation_table.c.person == person_table.c.id
)

# --- persons --------------------------------------------------------------------------------------------------------


def persons(connection: sa.Connection) -> list[Person]:
    """Everybody, by name."""
    return [_person(row) for row in connection.execute(_PERSONS.order_by(person_table.c.name))]


def person(connection: sa.Connection, id: str) -> Person | None:
    """Somebody by id."""
    row = connection.execute(_PERSONS.where(person_table.c.id == id)).first()
    return _person(row) if row else None


def add_person(
    connection: sa.Connection,
    name: str,
    login: str,
    role: str,
    places: Sequence[str],
    password_hash: str,
    *,
    must_change: bool = True,
    language: str | None = None,
    organisation: str | None = None,
) -> str:
    """A new account; its id. Raises Refused (name_missing, login_odd, login_taken, and as `roles.check_role`)."""
    name, login = " ".join(name.split())[:120], login.strip().casefold()
    if not name:
        raise Refused("name_missing", _("Say the person's name."))
    if not re.fullmatch(r"[\w.@+-]{2,80}", login):
        raise Refused("login_odd", _("A sign-in name has 2 to 80 letters, digits, dots or dashes, and no spaces."))
    check_role(role, places, organisation)
    if connection.execute(sa.select(person_table.c.id).where(person_table.c.login == login)).first():
        raise Refused("login_taken", _("“{login}” is taken: choose another sign-in name.").format(login=login))
    id, now = new_id(clock.now_ms()), clock.now_ms()
    connection.execute(
        sa.insert(person_table).values(
            id=id, name=name, login=login, role=role, places=json.dumps(list(places)), language=_known(language),
            password=password_hash, must_change=must_change, made_at=now,
        )
    )  # fmt: skip
    _set_organisation(connection, id, organisation)
    return id


def change_person(
    connection: sa.Connection,
    id: str,
    role: str,
    places: Sequence[str],
    disabled: bool,
    organisation: str | None = None,
) -> None:
    """Another role, other places, another organisation, or no access any more. Whoever was signed in signs in anew.

    Raises Refused (last_administrator, and as `roles.check_role`).
    """
    check_role(role, places, organisation)
    known = person(connection, id)
    if known is None:
        raise Refused("no_person", _("There is no such person."))
    others = [p for p in persons(connection) if p.id != id and p.role == "administrator" and p.disabled_at is None]
    if known.role == "administrator" and not others and (disabled or role != "administrator"):
        raise Refused("last_administrator", _("This is the last administrator: name another one first."))
    at = (known.disabled_at or clock.now_ms()) if disabled else None
    values = {"role": role, "places": json.dumps(list(places)), "disabled_at": at}
    connection.execute(sa.update(person_table).where(person_table.c.id == id).values(values))
    _set_organisation(connection, id, organisation)
    sign_out_everywhere(connection, id)


def _set_organisation(connection: sa.Connection, id: str, organisation: str | None) -> None:
    table = person_organisation_table
    connection.execute(sa.delete(table).where(table.c.person == id))
    if organisation:
        connection.execute(sa.insert(table).values(person=id, organisation=organisation))


def set_password(connection: sa.Connection, id: str, password_hash: str, *, must_change: bool) -> None:
    """A new password; every session of the person ends."""
    values = {"password": password_hash, "must_change": must_change}
    connection.execute(sa.update(person_table).where(person_table.c.id == id).values(values))
    sign_out_everywhere(connection, id)


def set_language(connection: sa.Connection, id: str, language: str | None) -> None:
    """The language of a person's pages."""
    where = person_table.c.id == id
    connection.execute(sa.update(person_table).where(where).values(language=_known(language)))


def hashed(password: str) -> str:
    """A password as it is kept; it takes its time. Raises Refused (password_short, password_long)."""
    if len(password) < LEAST_SIGNS:
        raise Refused(
            "password_short", _("A password has at least {n} signs: three or four words do.").format(n=LEAST_SIGNS)
        )
    if len(password) > MOST_SIGNS:
        raise Refused("password_long", _("This password is too long."))
    with _AT_ONCE:
        return HASHER.hash(password)


def _known(language: str | None) -> str | None:
    return language if language in LANGUAGES else None


def _person(row: Any) -> Person:
    return Person(
        row.id, row.name, row.login, row.role, tuple(json.loads(row.places)), row.language, bool(row.must_change),
        row.seen_at, row.disabled_at, row.organisation,
    )  # fmt: skip


# --- signing in -----------------------------------------------------------------------------------------------------


def begin_attempt(connection: sa.Connection, login: str, address: str) -> Any:
    """Before a password is looked at: the attempt counts as a failure until it is known to be none.

    Returns what is stored for the name. Raises TooOften after failures of this name or from this address.
    """
    now, longest = clock.now_ms(), 0
    table = failure_table
    connection.execute(sa.delete(table).where(table.c.last_at < now - 86_400_000))
    for kind, key in _failure_keys(login, address).items():
        row = connection.execute(sa.select(table).where(table.c.about == key)).first()
        over = row.tries - FREE_TRIES[kind] if row else -1
        if row and over >= 0:
            longest = max(longest, row.last_at + min(1000 * 2 ** min(over, 12), LONGEST_PAUSE_MS) - now)
    if longest > 0:
        raise TooOften(longest // 1000 + 1)
    for key in _failure_keys(login, address).values():
        changed = sa.update(table).where(table.c.about == key).values(tries=table.c.tries + 1, last_at=now)
        if not connection.execute(changed).rowcount:
            connection.execute(sa.insert(table).values(about=key, tries=1, last_at=now))
    where = person_table.c.login == login.strip().casefold()
    return connection.execute(_PERSONS.where(where)).first()


def forget_failures(connection: sa.Connection, login: str, address: str) -> None:
    """The attempt was none of a stranger."""
    table, keys = failure_table, _failure_keys(login, address)
    connection.execute(sa.delete(table).where(table.c.about == keys["both"]))
    others = table.c.about.in_([keys["address"], keys["name"]])
    connection.execute(sa.update(table).where(others).values(tries=table.c.tries - 1))


def _failure_keys(login: str, address: str) -> dict[str, str]:
    name = hash_of(login.strip().casefold())[:32]
    return {"both": f"{name} {address}", "address": f"@ {address}", "name": name}


def verified(stored: Any, password: str) -> Person | None:
    """The person, if this is the password; no person (`stored` is None) takes as long as a wrong password.

    Called outside of any transaction: it takes its time.
    """
    with _AT_ONCE:
        try:
            right: bool = HASHER.verify(stored.password if stored else _nobodys_hash(), password[: MOST_SIGNS + 1])
        except (VerificationError, InvalidHashError):
            right = False
    return _person(stored) if right and stored is not None and stored.disabled_at is None else None


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(new_secret())


def begin_session(connection: sa.Connection, id: str, old: str | None = None) -> str:
    """A new session for a person, with a token nobody has seen before; `old`, the browser's former one, ends."""
    token, now = new_secret(), clock.now_ms()
    if old:
        sign_out(connection, old)
    connection.execute(sa.delete(session_table).where(session_table.c.seen_at < now - IDLE_MS))
    values = {"token_hash": hash_of(token), "person": id, "made_at": now, "seen_at": now}
    connection.execute(sa.insert(session_table).values(values))
    connection.execute(sa.update(person_table).where(person_table.c.id == id).values(seen_at=now))
    return token


def person_of_session(connection: sa.Connection, token: str) -> Person | None:
    """Whose session this is, while it holds; that it was used is noted once a minute."""
    now, table = clock.now_ms(), session_table
    row = connection.execute(sa.select(table).where(table.c.token_hash == hash_of(token))).first()
    if row is None or row.seen_at < now - IDLE_MS or row.made_at < now - LONGEST_MS:
        return None
    if row.seen_at < now - NOTED_MS:
        connection.execute(sa.update(table).where(table.c.token_hash == row.token_hash).values(seen_at=now))
    found = person(connection, row.person)
    return found if found is not None and found.disabled_at is None else None


def sign_out(connection: sa.Connection, token: str) -> None:
    """End one session."""
    connection.execute(sa.delete(session_table).where(session_table.c.token_hash == hash_of(token)))


def sign_out_everywhere(connection: sa.Connection, id: str) -> None:
    """End every session of a person."""
    connection.execute(sa.delete(session_table).where(session_table.c.person == id))
