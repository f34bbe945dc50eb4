"""The changeset: an immutable, numbered act of field writes, each naming the versions it replaced.

A changeset is its body (canonical JSON) and its place in the chain `h(n) = H(h(n-1), H(body))`. H(body) is kept
beside the body, so that the chain outlives an erased body, and nothing is ever serialised again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_WRITES = 150
CREATE, UPDATE, DELETE = "c", "u", "d"
FORMAT = 1


@dataclass(frozen=True)
class Write:
    """One record in one changeset: the fields written, and per field the versions they replace (none for a create)."""

    op: str
    type: str
    id: str
    fields: dict[str, Any]
    base: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Changeset:
    """One numbered changeset of one replica, with its stamp, its author and its writes; `undoes` names the group it
    takes back.
    """

    replica: str
    sequence: int
    stamp: int
    who: str
    note: str
    group: str
    app: str
    schema: str
    writes: tuple[Write, ...]
    undoes: str | None = None

    @property
    def version(self) -> str:
        """The version that every field written here now has."""
        return version_name(self.replica, self.sequence)


def version_name(replica: str, sequence: int) -> str:
    """A version's text: the replica, a dash, the number of the changeset."""
    return f"{replica}-{sequence}"


def split(writes: Iterable[Write], most: int = MOST_WRITES) -> Iterator[tuple[Write, ...]]:
    """A large act as pieces of at most `most` writes, in order; an act without writes is one empty piece."""
    piece: list[Write] = []
    pieces = 0
    for write in writes:
        piece.append(write)
        if len(piece) == most:
            yield tuple(piece)
            piece, pieces = [], pieces + 1
    if piece or not pieces:
        yield tuple(piece)


def encode(changeset: Changeset) -> bytes:
    """The body: canonical JSON (sorted keys, no spaces, UTF-8)."""
    body = {
        "format": FORMAT,
        "replica": changeset.replica,
        "sequence": changeset.sequence,
        "stamp": changeset.stamp,
        "who": changeset.who,
        "note": changeset.note,
        "group": changeset.group,
        "app": changeset.app,
        "schema": changeset.schema,
        "undoes": changeset.undoes,
        "writes": [[w.op, w.type, w.id, w.fields, w.base] for w in changeset.writes],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def decode(body: bytes) -> Changeset:
    """A changeset from its body. Raises ValueError on a body of another format."""
    read = json.loads(body)
    if read.get("format") != FORMAT:
        raise ValueError(f"changeset of format {read.get('format')}, this program reads {FORMAT}")
    return Changeset(
        read["replica"],
        read["sequence"],
        read["stamp"],
        read["who"],
        read["note"],
        read["group"],
        read["app"],
        read["schema"],
        tuple(Write(*write) for write in read["writes"]),
        read["undoes"],
    )


def body_hash(body: bytes) -> bytes:
    """H(body), 32 bytes."""
    return hashlib.sha256(body).digest()


def chain(previous: bytes, hash_of_body: bytes) -> bytes:
    """The next link of a replica's chain, 32 bytes."""
    return hashlib.sha256(previous + hash_of_body).digest()


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a changeset")
