"""Columns of a message: numbers as distances, values that repeat as places in a list, ids by how far they lie apart; and
what comes from outside as what it must be, or Malformed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sync.messages import Place
from sync.shape import Stream


class Malformed(ValueError):
    """A message that is none: damaged, hostile, or of a program that speaks otherwise."""


def steps(numbers: Sequence[int]) -> list[int]:
    """Numbers as the first and the distances between them."""
    return [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]


def of_steps(steps: Sequence[int]) -> list[int]:
    """The inverse of `steps`. Raises Malformed."""
    found, last = [], 0
    for step in steps:
        if not isinstance(step, int):
            raise Malformed("a number is none")
        last += step
        found.append(last)
    return found


def indexed(values: Sequence[Any]) -> list[Any]:
    """Values that repeat, as a list of the different ones and their places in it (none when there is but one)."""
    known: dict[str, int] = {}
    different: list[Any] = []
    places = []
    for value in values:
        text = json.dumps(value, sort_keys=True)
        if text not in known:
            known[text] = len(different)
            different.append(value)
        places.append(known[text])
    return [len(values), different, places if len(different) > 1 else 0]


def of_index(indexed: Sequence[Any]) -> list[Any]:
    """The inverse of `indexed`. Raises Malformed."""
    count, different, places = indexed
    if places == 0:
        if count > 1_000_000 or count < 0:
            raise Malformed("too many")
        return [different[0]] * count if count else []
    if len(places) != count or any(place < 0 for place in places):
        raise Malformed("columns of different lengths")
    return [different[place] for place in places]


def plain_ids(ids: Sequence[str]) -> list[str | int]:
    """Ids, those of the form of `sync.stamp.Ids` as the distance from the one before."""
    plain: list[str | int] = []
    last: int | None = None
    for id in ids:
        number = _uuid_number(id)
        plain.append(number - last if number is not None and last is not None else id)
        last = number
    return plain


def ids_of(plain: Sequence[str | int]) -> list[str]:
    """The inverse of `plain_ids`. Raises Malformed."""
    found: list[str] = []
    for one in plain:
        if isinstance(one, int):
            last = _uuid_number(found[-1])
            if last is None or not 0 <= last + one < 2**128:
                raise Malformed("an id is none")
            text = f"{last + one:032x}"
            found.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
        else:
            found.append(text_of(one, 128))
    return found


def _uuid_number(id: str) -> int | None:
    bare = id.replace("-", "")
    if len(id) != 36 or len(bare) != 32 or not all(c in "0123456789abcdef" for c in bare):
        return None
    number = int(bare, 16)
    text = f"{number:032x}"
    return number if f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" == id else None


def plain_streams(streams: Iterable[Stream]) -> list[list[str]]:
    """Streams as lists, in order."""
    return [list(stream) for stream in sorted(streams)]


def streams_of(plain: Sequence[Any]) -> frozenset[Stream]:
    """The inverse of `plain_streams`. Raises Malformed."""
    return frozenset(stream_of(stream) for stream in plain)


def stream_of(plain: Any) -> Stream:
    """One stream from outside. Raises Malformed."""
    area, rights_class = plain
    return text_of(area, 128), text_of(rights_class, 32)


def place_of(plain: Any) -> Place | None:
    """How far a fetch has come, from outside; None where none is meant. Raises Malformed."""
    if plain is None:
        return None
    stream, type, id = plain
    return text_of(stream, 200), text_of(type, 64), text_of(id, 128)


def text_of(value: Any, most: int) -> str:
    """A text of at most `most` characters from outside. Raises Malformed."""
    if not isinstance(value, str) or len(value) > most:
        raise Malformed("a text is none, or too long")
    return value


def number_of(value: Any) -> int:
    """A whole number from outside, not negative, of at most 63 bits. Raises Malformed."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise Malformed("a number is none, or too large")
    return value


def link_of(value: Any) -> str:
    """A link of a chain (hex) from outside. Raises Malformed."""
    if len(text_of(value, 64)) != 64 or len(bytes.fromhex(value)) != 32:
        raise Malformed("a link of a chain is none")
    return value


def list_of(value: Any) -> list[Any]:
    """A list from outside. Raises Malformed."""
    if not isinstance(value, list):
        raise Malformed("a list is none")
    return value
