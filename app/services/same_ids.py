"""Ids that two laptops make alike, so that what both put in without a network between them is one record.

They are shorter than ids made anew, which `sync` takes to be known nowhere.
"""

from __future__ import annotations

import uuid

from app.services.unit import Unit
from app.store import find

_OURS = uuid.UUID("6f3c1a52-94a1-4b64-9c0e-1d5b6f6e7a10")
"""The name space of these ids (RFC 9562, version 5): never changed, or what two laptops make would be two again."""


def same_id(type: str, *parts: str) -> str:
    """The id of the record of a type that these texts tell from every other."""
    return uuid.uuid5(_OURS, "\n".join((type, *parts))).hex


def free(changing: Unit, type: str, id: str) -> str:
    """The id itself, or a new one where a record has it already (a meeting that was moved to another day, or deleted)."""
    taken = find.find_one(changing.connection.connection.driver_connection, type, id) is not None
    return changing.new_id() if taken else id
