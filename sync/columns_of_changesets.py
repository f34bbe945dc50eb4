"""Changesets by columns: writes are grouped by what they write, and every group is told column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sync.changeset import CREATE, DELETE, ERASE, FORMAT, MOST_WRITES, NO_CHAIN, UPDATE, Changeset, Part, Write
from sync.columns import (
    Malformed,
    ids_of,
    indexed,
    link_of,
    list_of,
    number_of,
    of_index,
    of_steps,
    plain_ids,
    steps,
    text_of,
)
from sync.messages import Enter, Leave, News
from sync.plain import entry_of

#: the largest value of a field, in characters of JSON
MOST_VALUE = 200_000
#: changesets and writes in a request over the network: a laptop sends 10,000 of its own, and 200 changesets of others
MOST_CHANGES = 50_000

_HEAD = ("replica", "stamp", "who", "note", "group", "app", "schema", "undoes")
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError)


def plain_parts(parts: Sequence[Part]) -> dict[str, Any]:
    """Changesets by columns: their heads, and their writes in groups of the same shape."""
    heads = [part.head for part in parts]
    plain: dict[str, Any] = {
        "sequence": steps([head.sequence for head in heads]),
        **{name: indexed([getattr(head, name) for head in heads]) for name in _HEAD if name != "stamp"},
        "stamp": steps([head.stamp for head in heads]),
        "writes": [],
    }
    groups: dict[str, list[tuple[int, int, Write]]] = {}
    for number, part in enumerate(parts):
        for index, write in sorted(part.writes.items()):
            shape = [
                write.op,
                write.type,
                sorted(write.fields),
                sorted(write.base),
                sorted(write.adds),
                sorted(write.puts),
            ]
            groups.setdefault(json.dumps(shape), []).append((number, index, write))
    for shape_text, some in groups.items():
        op, type, *names = json.loads(shape_text)
        fields, base, adds, puts = names
        plain["writes"].append(
            {
                "op": op,
                "type": type,
                "of": steps([number for number, _, _ in some]),
                "at": steps([index for _, index, _ in some]),
                "id": plain_ids([write.id for _, _, write in some]),
                "fields": {name: [write.fields[name] for _, _, write in some] for name in fields},
                "base": {name: [write.base[name] for _, _, write in some] for name in base},
                "adds": {name: [write.adds[name] for _, _, write in some] for name in adds},
                "puts": {name: [write.puts[name] for _, _, write in some] for name in puts},
            }
        )
    return plain


def refuse_many(*told: Mapping[str, Any]) -> None:
    """Raise Malformed where more changesets and writes are told than a message may hold, before any of them is made."""
    if (
        sum(len(plain["sequence"]) + sum(len(group["id"]) for group in plain["writes"]) for plain in told)
        > MOST_CHANGES
    ):
        raise Malformed("the message holds more changes than a message may hold")


def parts_of(plain: Mapping[str, Any]) -> list[Part]:
    """The inverse of `plain_parts`, without the links of their chains. Raises Malformed."""
    columns = [of_steps(plain["sequence"]), of_steps(plain["stamp"])]
    columns += [of_index(plain[name]) for name in _HEAD if name != "stamp"]
    parts = []
    for sequence, stamp, replica, who, note, group, app, schema, undoes in zip(*columns, strict=True):
        head = Changeset(
            text_of(replica, 64), number_of(sequence), number_of(stamp), text_of(who, 500), text_of(note, 2000),
            text_of(group, 128), text_of(app, 64), text_of(schema, 64), None if undoes is None else text_of(undoes, 128),
        )  # fmt: skip
        parts.append(Part(head, NO_CHAIN, {}))
    for group in plain["writes"]:
        _fill(parts, group)
    return parts


def _fill(parts: list[Part], group: Mapping[str, Any]) -> None:
    of, at, ids = of_steps(group["of"]), of_steps(group["at"]), ids_of(group["id"])
    op, type = group["op"], text_of(group["type"], 64)
    if op not in (CREATE, UPDATE, DELETE, ERASE) or not len(of) == len(at) == len(ids):
        raise Malformed("a group of writes is none")
    for row, (number, index, id) in enumerate(zip(of, at, ids, strict=True)):
        fields, base, adds, puts = (
            {text_of(name, 64): column[row] for name, column in group[part].items()}
            for part in ("fields", "base", "adds", "puts")
        )
        writes: Any = parts[number].writes
        if number < 0 or not 0 <= index < MOST_WRITES or index in writes:
            raise Malformed("a write is out of its place")
        writes[index] = checked_write(Write(op, type, id, fields, base, adds, puts))


def checked_write(write: Write) -> Write:
    """A write whose every value is of the kind that the merge relies on. Raises Malformed."""
    texts = [mark for marks in (*write.base.values(), *write.adds.values()) for mark in list_of(marks)]
    lines = [line for put in write.puts.values() if not isinstance(put, str) for line in list_of(put)]
    sound = all(isinstance(text, str) and len(text) <= 500 for text in texts) and all(
        isinstance(line, list)
        and len(line) == 3
        and isinstance(line[0], str)
        and isinstance(line[1], int)
        and isinstance(line[2], str)
        for line in lines
    )
    size = sum(len(json.dumps(value)) for value in (*write.fields.values(), *write.puts.values()))
    if not sound or size > MOST_VALUE * 10 or len(write.id) > 128 or not write.id:
        raise Malformed("a write is not what a write is")
    return write


def checked_entry(plain: Any) -> News | Enter | Leave:
    """An entry from plain data, its writes checked. Raises Malformed."""
    try:
        entry = entry_of(plain)
        if isinstance(entry, News):
            for write in entry.part.writes.values():
                checked_write(write)
            if entry.part.writes.keys() & entry.absent.keys():
                raise Malformed("a write is told and said to be erased")
            for gone in entry.absent.values():
                link_of(gone)
        return entry
    except BROKEN as error:
        raise Malformed("an entry cannot be read") from error


assert FORMAT == 1, "a new format of changesets needs its own columns"
