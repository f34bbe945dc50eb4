"""Contents beside records in SQL, the same tables on a laptop and at the hub: what there is of each, and its pieces.

Pieces are kept as they come. Contents are named by record, never shared between records: what goes with a record is
known without counting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sync.blobs import Blob
from sync.changeset import Key

#: what one row of a table keeps of a content (bytes)
KEPT_AT_ONCE = 256 * 1024


def blob_tables(metadata: sa.MetaData, prefix: str) -> tuple[sa.Table, sa.Table]:
    """The table of contents and the table of their pieces."""

    def name() -> list[sa.Column[Any]]:
        return [sa.Column(column, sa.String, primary_key=True) for column in ("type", "id", "sha256")]

    whole = sa.Table(
        f"{prefix}blob",
        metadata,
        *name(),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
    )
    piece = sa.Table(
        f"{prefix}blob_piece",
        metadata,
        *name(),
        sa.Column("begins", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    return whole, piece


@dataclass(frozen=True)
class KeptBlob:
    """What there is of a content: its size, how many bytes from its beginning, whether that is all of it and is what its
    name says; on a laptop, whether the hub has all of it.
    """

    size: int
    received: int
    whole: bool
    sent: bool


class SqlBlobs:
    """The contents of one side, over one connection inside a transaction of the caller."""

    def __init__(self, connection: sa.Connection, tables: tuple[sa.Table, sa.Table]) -> None:
        self.connection = connection
        self.table, self.piece = tables

    def find(self, blob: Blob) -> KeptBlob | None:
        """What there is of a content."""
        return self.of([blob.key]).get(blob)

    def of(self, keys: Iterable[Key]) -> dict[Blob, KeptBlob]:
        """What there is of the contents of some records."""
        table, found = self.table, {}
        for type, id in keys:
            query = sa.select(table).where(table.c.type == type, table.c.id == id)
            for row in self.connection.execute(query):
                found[Blob(type, id, row.sha256)] = KeptBlob(row.size, row.received, bool(row.whole), bool(row.sent))
        return found

    def unsent(self) -> list[Blob]:
        """The contents that are whole here and of which the hub has not said that it has all."""
        table = self.table
        query = sa.select(table.c.type, table.c.id, table.c.sha256).where(table.c.whole, ~table.c.sent)
        return sorted(Blob(row.type, row.id, row.sha256) for row in self.connection.execute(query))

    def append(self, blob: Blob, size: int, begins: int, data: bytes) -> int:
        """Keep the bytes from a place on; what is here already changes nothing, a gap neither. Gives what there is now."""
        known = self.find(blob)
        have = known.received if known else 0
        fresh = data[have - begins :] if begins <= have else b""
        if known is None:
            values = {**_named(blob), "size": size, "received": len(fresh), "whole": False, "sent": False}
            self.connection.execute(sa.insert(self.table).values(values))
        elif fresh and not known.whole:
            self._set(blob, size=size, received=have + len(fresh))
        else:
            return have
        for start in range(0, len(fresh), KEPT_AT_ONCE):
            piece = {**_named(blob), "begins": have + start, "data": fresh[start : start + KEPT_AT_ONCE]}
            self.connection.execute(sa.insert(self.piece).values(piece))
        return have + len(fresh)

    def finish(self, blob: Blob, *, sent: bool = False) -> bool:
        """Whether all that is here is what the name of the content says; if not, it is thrown away."""
        if self.hashed(blob) != blob.sha256:
            self._delete(self._named(self.table, blob), self._named(self.piece, blob))
            return False
        self._set(blob, whole=True, sent=sent)
        return True

    def hashed(self, blob: Blob) -> str:
        """The SHA-256 of what is here."""
        found = hashlib.sha256()
        for piece in self.pieces(blob):
            found.update(piece)
        return found.hexdigest()

    def pieces(self, blob: Blob) -> Iterator[bytes]:
        """What is here, piece by piece."""
        table = self.piece
        places = sa.select(table.c.begins).where(self._named(table, blob)).order_by(table.c.begins)
        for begins in self.connection.execute(places).scalars().all():
            query = sa.select(table.c.data).where(self._named(table, blob), table.c.begins == begins)
            yield bytes(self.connection.execute(query).scalar_one())

    def read(self, blob: Blob, begins: int, most: int) -> bytes:
        """At most so many bytes from a place on."""
        table = self.piece
        length = sa.func.length(table.c.data)
        near = (table.c.begins < begins + most, table.c.begins + length > begins)
        query = sa.select(table.c.begins, table.c.data).where(self._named(table, blob), *near).order_by(table.c.begins)
        found = [(row.begins, bytes(row.data)) for row in self.connection.execute(query)]
        return b"".join(data[max(0, begins - start) : begins + most - start] for start, data in found)

    def mark_sent(self, blob: Blob) -> None:
        """The hub has all of it."""
        self._set(blob, sent=True)

    def begin_again(self) -> None:
        """Nobody knows any more what the hub has: it is asked about every content."""
        self.connection.execute(sa.update(self.table).where(self.table.c.whole).values(sent=False))

    def forget(self, key: Key) -> None:
        """Take the contents of a record away."""
        self._delete(*(sa.and_(t.c.type == key[0], t.c.id == key[1]) for t in (self.table, self.piece)))

    def _set(self, blob: Blob, **values: Any) -> None:
        self.connection.execute(sa.update(self.table).where(self._named(self.table, blob)).values(values))

    def _delete(self, of_table: sa.ColumnElement[bool], of_pieces: sa.ColumnElement[bool]) -> None:
        self.connection.execute(sa.delete(self.table).where(of_table))
        self.connection.execute(sa.delete(self.piece).where(of_pieces))

    def _named(self, table: sa.Table, blob: Blob) -> sa.ColumnElement[bool]:
        return sa.and_(*(table.c[column] == value for column, value in _named(blob).items()))


def _named(blob: Blob) -> dict[str, str]:
    return {"type": blob.type, "id": blob.id, "sha256": blob.sha256}
