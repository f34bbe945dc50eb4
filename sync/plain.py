"""Entries of the hub's log and of a journal as plain JSON, for storage and for the wire, and back again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sync.changeset import ERASE, Key, Part, Write, canonical, head_facts, head_of, plain_write, write_hash
from sync.messages import Enter, Leave, News


def plain_writes(writes: Mapping[int, Write]) -> list[list[Any]]:
    """Writes with their place in their changeset, in order."""
    return [[index, *plain_write(write)] for index, write in sorted(writes.items())]


def writes_of(plain: list[list[Any]]) -> dict[int, Write]:
    """The inverse of `plain_writes`."""
    return {index: Write(*write) for index, *write in plain}


def plain_part(part: Part) -> list[Any]:
    """A part of a changeset: its head, its link, its writes."""
    return [head_facts(part.head), part.chain, plain_writes(part.writes)]


def part_of(plain: list[Any]) -> Part:
    """The inverse of `plain_part`. Raises ValueError on a format of a later program."""
    head, link, writes = plain
    return Part(head_of(head), link, writes_of(writes))


def plain_entry(entry: News | Enter | Leave) -> list[Any]:
    """One thing the hub says, with a letter in front that says which."""
    if isinstance(entry, News):
        gone = [sorted(entry.absent.items())] if entry.absent else []
        return ["n", entry.seq, list(entry.stream), plain_part(entry.part), entry.received, *gone]
    if isinstance(entry, Enter):
        return ["e", entry.seq, list(entry.stream), entry.type, entry.id, entry.packed, list(entry.by)]
    return ["l", entry.seq, entry.type, entry.id]


def entry_of(plain: list[Any]) -> News | Enter | Leave:
    """The inverse of `plain_entry`."""
    what, seq, *rest = plain
    if what == "n":
        stream, part, received, *gone = rest
        return News(seq, (stream[0], stream[1]), part_of(part), received, dict(*gone))
    if what == "e":
        stream, type, id, packed, by = rest
        return Enter(seq, (stream[0], stream[1]), type, id, packed, (by[0], by[1], by[2], by[3]))
    return Leave(seq, *rest)


def fingerprint_of_held(held: Mapping[str, Mapping[int, str]]) -> str:
    """A short name of what waits at the hub, by version and place with the reason; empty for nothing."""
    told = sorted((version, sorted(reasons.items())) for version, reasons in held.items() if reasons)
    return hashlib.blake2b(canonical(told), digest_size=8).hexdigest() if told else ""


def left_of(entry: News | Enter, keys: set[Key]) -> News | Enter | None:
    """What is left of an entry when nothing may be told of these records (an erase tells nothing); None for nothing."""
    if isinstance(entry, Enter):
        return None if entry.key in keys and not entry.packed[2].get("x") else entry
    writes = entry.part.writes
    left = {index: write for index, write in writes.items() if write.key not in keys or write.op == ERASE}
    if len(left) == len(writes):
        return entry
    gone = {index: write_hash(write) for index, write in writes.items() if index not in left}
    return replace(entry, part=replace(entry.part, writes=left), absent={**entry.absent, **gone}) if left else None
