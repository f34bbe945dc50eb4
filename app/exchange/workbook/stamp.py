"""The id column: which record a row is, and when it was sent. It carries all that a returned row needs, also through a csv.

`<record id>.<position>-<replica>`: the position in the journal in base 36, and the first letters of the replica whose journal it is; a
`P` at the end says that the row was sent in a public file, with less in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENT = re.compile(r"\s*([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\.([0-9a-z]+)-([0-9a-f]{4})(P?)\s*")
#: of an id, a dot, one digit, a dash and four letters: what is shorter is no id, and received files have a million cells
SHORTEST = 43
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Sent:
    """What an id cell says: the record, the journal's position when it was sent, the replica, whether publicly."""

    record: str
    position: int
    replica: str
    public: bool


def stamp(position: int, replica: str, public: bool) -> str:
    """The text after the dot."""
    digits = ""
    while position or not digits:
        position, digit = divmod(position, 36)
        digits = _DIGITS[digit] + digits
    return f"{digits}-{replica[:4]}{'P' if public else ''}"


def read_id(cell: object) -> Sent | None:
    """What an id cell says, or None for any other text."""
    if not isinstance(cell, str) or len(cell) < SHORTEST:
        return None
    found = _SENT.fullmatch(cell)
    return Sent(found[1].lower(), int(found[2], 36), found[3], bool(found[4])) if found else None
