"""The changeset: an immutable, numbered act of field writes, each naming the marks it replaced.

A changeset is its body and its place in the chain `h(n) = H(h(n-1), H(body))`. H(body) is over the head and the hashes
of the writes: where a write was erased its hash stands for it, and the chain outlives it. The *version* that a changeset
gives to what it writes is the beginning of its link: a laptop that was copied, or restored from a backup, can number
twice, but it cannot mean two things by one version, nor can anybody who hands its changesets on.
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
    """The head of one numbered changeset of one replica: all of it but its writes; `undoes` names the group it takes
    back.
    """

    replica: str
    sequence: int
    stamp: int
    who: str
    note: str
    group: str
    app: str
    schema: str
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


def head_facts(changeset: Changeset) -> dict[str, Any]:
    """A head as plain JSON."""
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


def head_of(facts: Mapping[str, Any]) -> Changeset:
    """The inverse of `head_facts`. Raises ValueError on another format."""
    if facts.get("format") != FORMAT:
        raise ValueError(f"changeset of format {facts.get('format')}, this program reads {FORMAT}")
    names = ("replica", "sequence", "stamp", "who", "note", "group", "app", "schema", "undoes")
    return Changeset(**{name: facts[name] for name in names})


def plain_write(write: Write) -> list[Any]:
    """A write as a list, without the empty ends."""
    parts = [write.op, write.type, write.id, write.fields, write.base, write.adds, write.puts]
    while len(parts) > 4 and not parts[-1]:
        parts.pop()
    return parts


def canonical(value: Any) -> bytes:
    """JSON as every desk writes it: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()


def write_hash(write: Write) -> str:
    """H of one write, in hex: what stands for it where it was erased."""
    return hashlib.sha256(canonical(plain_write(write))).hexdigest()


def link_after(previous: str, head: Changeset, writes: Mapping[int, Write], absent: Mapping[int, str]) -> str:
    """The link of a changeset (hex) from the link before it, its head, its writes by their place in it, and the hashes of
    those that were erased.
    """
    hashes = dict(absent) | {index: write_hash(write) for index, write in writes.items()}
    body = canonical(head_facts(head) | {"writes": sorted(hashes.items())})
    return hashlib.sha256(bytes.fromhex(previous) + hashlib.sha256(body).digest()).hexdigest()


def part_after(previous: str, head: Changeset, writes: Iterable[Write]) -> Part:
    """A new changeset, all of it, after a link."""
    numbered = dict(enumerate(writes))
    return Part(head, link_after(previous, head, numbered, {}), numbered)


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a changeset")
