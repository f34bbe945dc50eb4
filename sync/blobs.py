"""Contents beside records (a document, a picture): what they are called, how large they may be, what a record says of them.

A content belongs to one record and is named by it and by its own SHA-256. It travels apart from the records, in pieces; a
laptop sends what it has (`sync.blob_line`) and fetches what somebody wants to see, the hub keeps it (`sync.blob_service`),
both in the same tables (`sync.blob_tables`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.changeset import Key
from sync.merge import Row
from sync.shape import REGISTER, Shape

#: the largest content; the largest piece of one on a line (bytes)
MOST_BYTES, MOST_PIECE = 25 * 1024 * 1024, 1024 * 1024


@dataclass(frozen=True, order=True)
class Blob:
    """A content: whose it is, and its SHA-256 (hex)."""

    type: str
    id: str
    sha256: str

    @property
    def key(self) -> Key:
        """The record it belongs to."""
        return self.type, self.id

    @property
    def path(self) -> str:
        """Its name in what is signed."""
        return f"{self.type}/{self.id}/{self.sha256}"


@dataclass(frozen=True)
class Had:
    """What somebody has of a content: bytes from its beginning, and whether that is all of it and was found to be it.
    `spoilt` says that all had come, and was something else: it was thrown away.
    """

    have: int = 0
    whole: bool = False
    spoilt: bool = False


def sizes_of(row: Row, shape: Shape | None, sha256: str) -> list[int]:
    """The sizes that a record gives this content, several where two people said different things; none when the record
    does not speak of it.
    """
    if shape is None or shape.blob is None or row.erased or not row.known():
        return []
    hashes, sizes = (
        row.kinds[REGISTER][name].standing.values() if name in row.kinds[REGISTER] else () for name in shape.blob
    )
    if sha256 not in hashes:
        return []
    return sorted({size for size in sizes if isinstance(size, int) and not isinstance(size, bool) and size > 0})
