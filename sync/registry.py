"""Who may speak to a hub: laptops that have joined, and invitations to join. What a role may do is the application's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sync.hub_schema import metadata
from sync.keys import code_hash, read_code

#: how long an invitation holds (ms)
INVITATION_MS = 7 * 86_400_000

device_table = sa.Table(
    "hub_device",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("verify_key", sa.String, nullable=False, unique=True),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("organisation", sa.String),
    sa.Column("areas", sa.String, nullable=False),
    sa.Column("joined_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("wipe", sa.Boolean, nullable=False),
    sa.Column("seen_at", sa.BigInteger),
    sa.Column("app", sa.String),
    sa.Column("waiting", sa.Integer),
    sa.Column("conflicts", sa.Integer),
)
invitation_table = sa.Table(
    "hub_invitation",
    metadata,
    sa.Column("code_hash", sa.String, primary_key=True),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("organisation", sa.String),
    sa.Column("areas", sa.String, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Column("device", sa.String),
)


@dataclass(frozen=True)
class Device:
    """A laptop that has joined: what it is called, its key (hex), its role, whose it is, and the places it works in."""

    id: str
    name: str
    verify_key: str
    role: str
    organisation: str | None
    areas: tuple[str, ...]
    joined_at: int
    revoked_at: int | None = None
    wipe: bool = False
    seen_at: int | None = None
    app: str | None = None
    waiting: int | None = None
    conflicts: int | None = None


class NotInvited(ValueError):
    """A code that opens nothing: unknown, used or too old. `code` says which, the message what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def invite(
    connection: sa.Connection,
    code: str,
    role: str,
    organisation: str | None,
    areas: Sequence[str],
    by: str,
    now_ms: int,
) -> None:
    """Keep an invitation; of the code only a hash is kept."""
    connection.execute(
        sa.insert(invitation_table).values(
            code_hash=code_hash(code),
            role=role,
            organisation=organisation,
            areas=json.dumps(list(areas)),
            made_at=now_ms,
            made_by=by,
            expires_at=now_ms + INVITATION_MS,
        )
    )


def join(connection: sa.Connection, code: str, id: str, name: str, verify_key: str, now_ms: int) -> Device:
    """Turn an invitation into a laptop. The same laptop may ask again with the same code when the answer was lost.

    Raises NotInvited (no_such_code, code_used, code_expired).
    """
    try:
        hashed = code_hash(read_code(code))
    except ValueError as error:
        raise NotInvited("no_such_code", str(error)) from error
    query = sa.select(invitation_table).where(invitation_table.c.code_hash == hashed).with_for_update()
    found = connection.execute(query).first()
    if found is None:
        raise NotInvited("no_such_code", "This code opens nothing here: ask for it again, letter by letter.")
    if found.used_at is not None:
        known = device(connection, found.device or "")
        if known and known.verify_key == verify_key:
            return known
        raise NotInvited("code_used", "This code was used already: ask for a new one.")
    if now_ms > found.expires_at:
        raise NotInvited("code_expired", "This code is too old: ask for a new one.")
    again = device_of_key(connection, verify_key)
    values = {
        "name": name,
        "role": found.role,
        "organisation": found.organisation,
        "areas": found.areas,
        "revoked_at": None,
        "wipe": False,
    }
    if again is not None:  # the same laptop, set up anew: it is itself again
        id = again.id
        connection.execute(sa.update(device_table).where(device_table.c.id == id).values(values))
    else:
        connection.execute(sa.insert(device_table).values(id=id, verify_key=verify_key, joined_at=now_ms, **values))
    used = sa.update(invitation_table).where(invitation_table.c.code_hash == hashed)
    connection.execute(used.values(used_at=now_ms, device=id))
    joined = device(connection, id)
    assert joined is not None
    return joined


_DEVICE = sa.select(device_table).where(device_table.c.id == sa.bindparam("name"))


def device(connection: sa.Connection, id: str) -> Device | None:
    """A laptop by its id."""
    row = connection.execute(_DEVICE, {"name": id}).first()
    return _device(row) if row else None


def device_of_key(connection: sa.Connection, verify_key: str) -> Device | None:
    """The laptop that has joined with a key (hex)."""
    row = connection.execute(sa.select(device_table).where(device_table.c.verify_key == verify_key)).first()
    return _device(row) if row else None


def devices(connection: sa.Connection) -> list[Device]:
    """All laptops, by name."""
    return [_device(row) for row in connection.execute(sa.select(device_table).order_by(device_table.c.name))]


def change_device(connection: sa.Connection, id: str, **values: Any) -> None:
    """Set some facts of a laptop: role, areas, revoked_at, wipe, seen_at …"""
    if "areas" in values:
        values["areas"] = json.dumps(list(values["areas"]))
    connection.execute(sa.update(device_table).where(device_table.c.id == id).values(values))


def withdraw(connection: sa.Connection, hashed: str, now_ms: int) -> bool:
    """End an invitation before its time, by the hash of its code; False when it was used or had ended already."""
    table = invitation_table
    still = (table.c.code_hash == hashed) & table.c.used_at.is_(None) & (table.c.expires_at >= now_ms)
    return bool(connection.execute(sa.update(table).where(still).values(expires_at=now_ms - 1)).rowcount)


def invitations(connection: sa.Connection) -> list[Any]:
    """Invitations, the newest first."""
    return list(connection.execute(sa.select(invitation_table).order_by(invitation_table.c.made_at.desc())))


def _device(row: Any) -> Device:
    return Device(
        row.id,
        row.name,
        row.verify_key,
        row.role,
        row.organisation,
        tuple(json.loads(row.areas)),
        row.joined_at,
        row.revoked_at,
        bool(row.wipe),
        row.seen_at,
        row.app,
        row.waiting,
        row.conflicts,
    )
