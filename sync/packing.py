"""A record as text: for the wire, for storage, for its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sync.merge import Row, read
from sync.shape import REGISTER, SET, TEXT
from sync.texts import Atom, Field, apply_text, atoms, mark_of_sentence


def pack(row: Row) -> list[Any]:
    """A record's whole state as plain JSON, the same for the same set of writes: [made, plain values, the rest].

    A value that the (first) create wrote and nobody touched stands as it is. The rest, by the first letter of its kind
    (a capital where marks are told): a register replaced once is [version, value].
    """
    if row.erased:
        return [[], {}, {"x": 1}]
    first = row.made[0] if row.made else ""
    plain: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for kind, fields in row.kinds.items():
        for name, found in sorted(fields.items()):
            if untouched(kind, found, first):
                if kind == REGISTER:
                    plain[name] = found.standing[first]
                else:
                    rest.setdefault(kind[0], {})[name] = read(kind, found) or ([] if kind == SET else "")
            elif kind == REGISTER and len(found.standing) == 1 and found.gone.keys() == {first}:
                rest.setdefault("r", {})[name] = list(*found.standing.items())
            else:
                gone = sorted(found.gone) if kind != TEXT else dict(sorted(found.gone.items()))
                standing = dict(sorted(found.standing.items())) if kind != SET else sorted(found.standing)
                rest.setdefault(kind[0].upper(), {})[name] = [standing, gone]
    return [row.made, plain, rest]


def untouched(kind: str, found: Field, first: str) -> bool:
    """Whether a field is as the first create left it, so that its marks follow from its value."""
    if found.gone or not first:
        return False
    if kind == REGISTER:
        return found.standing.keys() == {first}
    if kind == SET:
        return all(mark.partition("/")[0] == first for mark in found.standing)
    if any(atom[3] != [first] for atom in found.standing.values()):
        return False
    return {mark_of_sentence(*atom) for atom in atoms(read(TEXT, found) or "")} == found.standing.keys()


def fresh(kind: str, value: Any, first: str) -> Field:
    """The field that a create with this version and value leaves: the inverse of `untouched` and `read`."""
    found = Field()
    if kind == REGISTER:
        found.standing[first] = value
    elif kind == SET:
        found.standing = {f"{first}/{element}": None for element in value or ()}
    else:
        apply_text(found, (), atoms(value or ""), first)
    return found


def unpack(type: str, id: str, packed: Sequence[Any]) -> Row:
    """A record from what `pack` wrote."""
    made, plain, rest = packed
    row = Row(type, id, list(made), erased=bool(rest.get("x")))
    first = row.made[0] if row.made else ""
    for name, value in plain.items():
        row.kinds[REGISTER][name] = fresh(REGISTER, value, first)
    for name, (version, value) in rest.get("r", {}).items():
        row.kinds[REGISTER][name] = Field({version: value}, {first: None})
    for kind in (SET, TEXT):
        for name, value in rest.get(kind[0], {}).items():
            row.kinds[kind][name] = fresh(kind, value, first)
    for kind in (REGISTER, SET, TEXT):
        for name, (standing, gone) in rest.get(kind[0].upper(), {}).items():
            if kind == TEXT:
                standing, gone = ({m: _copied(atom) for m, atom in part.items()} for part in (standing, gone))
            row.kinds[kind][name] = Field(
                dict(standing) if kind != SET else dict.fromkeys(standing),
                dict(gone) if kind == TEXT else dict.fromkeys(gone),
            )
    return row


def copied(row: Row) -> Row:
    """A copy that shares nothing that `apply` changes."""
    kinds = {
        kind: {
            name: Field(
                {m: _copied(a) for m, a in found.standing.items()} if kind == TEXT else dict(found.standing),
                {m: _copied(a) for m, a in found.gone.items()} if kind == TEXT else dict(found.gone),
            )
            for name, found in fields.items()
        }
        for kind, fields in row.kinds.items()
    }
    return Row(row.type, row.id, list(row.made), kinds, row.erased)


def _copied(atom: Atom) -> Atom:
    return [*atom[:3], *map(list, atom[3:])]


def text_of(packed: Sequence[Any]) -> str:
    """What `pack` says, as one text: the same for the same set of writes."""
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def hash_of(type: str, id: str, packed: str) -> int:
    """A 128-bit number of a record's whole state; the digest of a stream is their sum modulo 2**128."""
    return int.from_bytes(hashlib.blake2b(f"{type}\0{id}\0{packed}".encode(), digest_size=16).digest(), "big")


def row_hash(row: Row) -> int:
    """`hash_of` a record."""
    return hash_of(row.type, row.id, text_of(pack(row)))
