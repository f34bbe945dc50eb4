"""The hub's word on what it said: a signature over the hashes of the entries of a page, or of a piece of one.

A laptop keeps what the hub said until the hub has a backup of it. A hub that was restored can then be told by anybody
what it had said, write by write, though others of the page were taken off the laptop's disk meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sync.changeset import canonical, write_hash
from sync.keys import DeviceKeys, verify
from sync.messages import Enter, Leave, News
from sync.plain import plain_entry

_PURPOSE = b"page\n"


def entry_hash(entry: News | Enter | Leave) -> str:
    """128 bits of an entry, in hex; of the writes of a changeset their hashes count, so that some may be missing."""
    if isinstance(entry, News):
        hashes = {index: write_hash(write) for index, write in entry.part.writes.items()}
        entry = replace(entry, part=replace(entry.part, writes={}), absent={**entry.absent, **hashes})
    return hashlib.blake2b(canonical(plain_entry(entry)), digest_size=16).hexdigest()


def sign_page(keys: DeviceKeys, entries: Sequence[News | Enter | Leave]) -> str:
    """The hub's signature over a page, in hex; empty for an empty page."""
    hashes = "".join(entry_hash(entry) for entry in entries)
    return keys.sign(_PURPOSE + hashes.encode()).hex() if entries else ""


def proof_of(entries: Sequence[News | Enter | Leave], signature: str) -> str:
    """What a laptop keeps beside a page: the signature and the hashes it covers; empty for a page that nobody signed."""
    return json.dumps([signature, "".join(entry_hash(entry) for entry in entries)]) if signature else ""


def proven(hub_key: bytes, pages: Iterable[tuple[News | Enter, str]]) -> list[tuple[News | Enter, str]]:
    """Of the entries given back, those that this hub has said."""
    checked: dict[str, frozenset[str]] = {}
    found = []
    for entry, proof in pages:
        if proof not in checked:
            checked[proof] = _covered(hub_key, proof)
        if entry_hash(entry) in checked[proof]:
            found.append((entry, proof))
    return found


def _covered(hub_key: bytes, proof: str) -> frozenset[str]:
    try:
        signature, hashes = json.loads(proof)
        if not verify(hub_key, _PURPOSE + hashes.encode(), bytes.fromhex(signature)):
            return frozenset()
    except (ValueError, TypeError, AttributeError):
        return frozenset()
    return frozenset(hashes[start : start + 32] for start in range(0, len(hashes), 32))
