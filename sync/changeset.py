"""The changeset: an immutable, numbered act of field writes, each naming the marks it replaced.

A changeset is its body (canonical JSON) and its place in the chain `h(n) = H(h(n-1), H(body))`. H(body) is kept
beside the body, so that the chain outlives an erased body, and nothing is ever serialised again. The *version* that a
changeset gives to what it writes is the beginning of its link: a laptop that was copied, or restored from a backup, can
number twice, but it cannot mean two things by one version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_WRITES = 150
CREATE, UPDATE, DELETE, ERASE = "c", "u", "d", "e"
FORMAT = 1
#: the head of a chain before the first changeset
NO_CHAIN = bytes(32).hex()

Key = tuple[str, str]


@dataclass(frozen=True)
class Write:
    """One record in one changeset: the values of registers written, per field the marks they replace (none for a
    create), the elements added to sets, and what is put into texts. What a mark is, `sync.merge` says.
    """

    op: str
    type: str
    id: str
    fields: dict[str, Any]
    base: dict[str, list[str]] = field(default_factory=dict)
    adds: dict[str, list[str]] = field(default_factory=dict)
    puts: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """The record that is written."""
        return self.type, self.id

    def names(self) -> list[str]:
        """Every field that is written."""
        return [*self.fields, *self.adds, *self.puts]


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


@dataclass(frozen=True)
class Part:
    """What a desk holds of one changeset: its head, its link of the chain (hex), and some of its writes by their place
    in it. Of its own changesets a desk holds all; of others those in the streams it may read.
    """

    head: Changeset
    chain: str
    writes: Mapping[int, Write]

    @property
    def version(self) -> str:
        """The name of the changeset everywhere, and the version of what it writes."""
        return version_of(self.chain)


def version_of(link: str) -> str:
    """The version that a link of a chain (hex) names: its first 64 bits."""
    return link[:16]


def group_name(replica: str, sequence: int) -> str:
    """The name of an undo group: the replica and the number of its first changeset."""
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
    return canonical(head_facts(changeset) | {"writes": [plain_write(w) for w in changeset.writes]})


def decode(body: bytes) -> Changeset:
    """A changeset from its body. Raises ValueError on a body of another format."""
    read = json.loads(body)
    return head_of(read, tuple(Write(*write) for write in read.get("writes", ())))


def head_facts(changeset: Changeset) -> dict[str, Any]:
    """Everything of a changeset but its writes, as plain JSON."""
    return {
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
    }


def head_of(facts: Mapping[str, Any], writes: tuple[Write, ...] = ()) -> Changeset:
    """The inverse of `head_facts`. Raises ValueError on another format."""
    if facts.get("format") != FORMAT:
        raise ValueError(f"changeset of format {facts.get('format')}, this program reads {FORMAT}")
    names = ("replica", "sequence", "stamp", "who", "note", "group", "app", "schema", "undoes")
    return Changeset(writes=writes, **{name: facts[name] for name in names})


def plain_write(write: Write) -> list[Any]:
    """A write as a list, without the empty ends."""
    parts = [write.op, write.type, write.id, write.fields, write.base, write.adds, write.puts]
    while len(parts) > 4 and not parts[-1]:
        parts.pop()
    return parts


def canonical(value: Any) -> bytes:
    """JSON as every desk writes it: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def body_hash(body: bytes) -> bytes:
    """H(body), 32 bytes."""
    return hashlib.sha256(body).digest()


def chain(previous: bytes, hash_of_body: bytes) -> bytes:
    """The next link of a replica's chain, 32 bytes."""
    return hashlib.sha256(previous + hash_of_body).digest()


def chain_of(link: str, hash_of_body: str) -> str:
    """`chain`, all in hex."""
    return chain(bytes.fromhex(link), bytes.fromhex(hash_of_body)).hex()


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a changeset")
