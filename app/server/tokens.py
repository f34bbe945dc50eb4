"""Tokens for the feed: made by an administrator, shown once, kept as a hash, withdrawn at any time."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.errors import Refused
from app.server.accounts import NOTED_MS, hash_of, new_secret
from app.server.tables import token_table
from app.words import _
from sync.stamp import new_id

PREFIX = "ujima_"


@dataclass(frozen=True)
class Token:
    """Who was given a token, by whom, when (ms since 1970), and when it was last used."""

    id: str
    name: str
    made_by: str
    made_at: int
    used_at: int | None
    revoked_at: int | None


def make(connection: sa.Connection, name: str, by: str) -> str:
    """A new token. Raises Refused when it is not said for whom."""
    if not name:
        raise Refused("name_missing", _("Say who will use the token."))
    token, now = PREFIX + new_secret(), clock.now_ms()
    values = {"id": new_id(now), "token_hash": hash_of(token), "name": name[:120], "made_by": by, "made_at": now}
    connection.execute(sa.insert(token_table).values(values))
    return token


def withdraw(connection: sa.Connection, id: str) -> str | None:
    """Withdraw a token; for whom it was made."""
    where = token_table.c.id == id
    row = connection.execute(sa.select(token_table).where(where)).first()
    if row is None or row.revoked_at is not None:
        return None
    connection.execute(sa.update(token_table).where(where).values(revoked_at=clock.now_ms()))
    return str(row.name)


def tokens(connection: sa.Connection) -> list[Token]:
    """All tokens, the newest first."""
    rows = connection.execute(sa.select(token_table).order_by(token_table.c.made_at.desc()))
    return [Token(r.id, r.name, r.made_by, r.made_at, r.used_at, r.revoked_at) for r in rows]


def holds(connection: sa.Connection, token: str) -> bool:
    """Whether a token opens the feed; its last use is noted once a minute."""
    where, now = token_table.c.token_hash == hash_of(token), clock.now_ms()
    row = connection.execute(sa.select(token_table).where(where)).first()
    if row is None or row.revoked_at is not None:
        return False
    if (row.used_at or 0) < now - NOTED_MS:
        connection.execute(sa.update(token_table).where(where).values(used_at=now))
    return True
