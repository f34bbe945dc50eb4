"""Contents at the hub: what there is of one, a piece of one in, a piece of one out, each with the rights of who asks.

A content is taken and given only with its record: the record must be here, with what it belongs to, in streams of the
laptop, and must speak of this very content.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sync.blobs import MOST_BYTES, MOST_PIECE, Blob, Had, sizes_of
from sync.hub_tables import SqlHub, reading, transact
from sync.keys import verify
from sync.service import HubService, Refusal
from sync.signing import blob_reply_text, blob_text


@dataclass(frozen=True)
class BlobService:
    """The contents of a hub. Every answer comes with the hub's signature over it. All raise Refusal."""

    service: HubService

    def look(self, device: str, blob: Blob, signature: bytes) -> tuple[bytes, bytes]:
        """What the hub has of a content."""
        text = self._signed(device, blob_text(device, "GET", blob.path, None, 0, b""), signature)

        def work(tables: SqlHub) -> Had:
            self._sizes(tables, device, blob)
            known = tables.blobs.find(blob)
            return Had(known.received, known.whole) if known else Had()

        return self._told(text, transact(self.service.engine, work))

    def put(self, device: str, blob: Blob, offset: int, data: bytes, signature: bytes) -> tuple[bytes, bytes]:
        """A piece of a content comes. What the hub has already changes nothing, and behind a gap nothing is taken."""
        text = self._signed(device, blob_text(device, "PUT", blob.path, offset, 0, data), signature)
        if len(data) > MOST_PIECE:
            raise Refusal(413, "too_large", "This piece is larger than a piece may be: send less at once.")
        return self._told(
            text, transact(self.service.engine, lambda tables: self._take(tables, device, blob, offset, data))
        )

    def get(self, device: str, blob: Blob, offset: int, most: int, signature: bytes) -> tuple[bytes, bytes]:
        """A piece of a content, which the hub must have whole."""
        text = self._signed(device, blob_text(device, "GET", blob.path, offset, most, b""), signature)
        with reading(self.service.engine) as tables:
            self._sizes(tables, device, blob)
            known = tables.blobs.find(blob)
            if known is None or not known.whole:
                raise Refusal(404, "not_here", "The server has not got this document yet.")
            data = tables.blobs.read(blob, offset, max(0, min(most, MOST_PIECE)))
        return data, self._sign(text, data)

    def _take(self, tables: SqlHub, device: str, blob: Blob, offset: int, data: bytes) -> Had:
        sizes = self._sizes(tables, device, blob)
        known = tables.blobs.find(blob)
        have = known.received if known else 0
        if (known and known.whole) or offset > have or offset + len(data) <= have:
            return Had(have, bool(known and known.whole))
        if offset + len(data) > sizes[-1]:
            raise Refusal(413, "too_large", "More has come of this document than its record says.")
        have = tables.blobs.append(blob, sizes[-1], offset, data)
        if have not in sizes:
            return Had(have)
        if tables.blobs.hashed(blob) == blob.sha256:
            return Had(have, tables.blobs.finish(blob))
        if have < sizes[-1]:  # two people gave it two sizes
            return Had(have)
        return Had(0, tables.blobs.finish(blob), spoilt=True)

    def _signed(self, device: str, text: bytes, signature: bytes) -> bytes:
        if not verify(self.service.key_of(device), text, signature):
            raise Refusal(401, "not_signed", "This request was not signed by the laptop it names.")
        return text

    def _sizes(self, tables: SqlHub, device: str, blob: Blob) -> list[int]:
        """The sizes that the record gives a content that this laptop may send and fetch."""
        scope = self.service.policy_of(tables).scope(device)
        if scope is None:
            raise Refusal(403, "revoked", "This laptop has been excluded: speak to the administrator.")
        shape = self.service.shapes.get(blob.type)
        is_told = shape is not None and shape.blob is not None and "\0" not in blob.id
        stored = tables.rows([blob.key]).get(blob.key) if is_told else None
        if shape is None or stored is None or not stored.row.known() or stored.row.erased:
            raise Refusal(404, "no_record", "The server does not know this document.")
        owner = tables.rows([stored.parent], lock=False).get(stored.parent) if stored.parent else None
        if shape.root[0] == "owner" and (owner is None or not owner.row.known()):
            raise Refusal(404, "no_record", "The server does not know yet what this document belongs to.")
        if stored.stream not in scope:
            raise Refusal(403, "out_of_reach", "This document lies where this laptop may not read.")
        sizes = sizes_of(stored.row, shape, blob.sha256)
        if not sizes:
            raise Refusal(403, "another", "The record speaks of another document.")
        if sizes[-1] > MOST_BYTES:
            raise Refusal(413, "too_large", "This document is larger than a document may be.")
        return sizes

    def _told(self, text: bytes, had: Had) -> tuple[bytes, bytes]:
        body = json.dumps({"have": had.have, "whole": had.whole, "spoilt": had.spoilt}).encode()
        return body, self._sign(text, body)

    def _sign(self, text: bytes, body: bytes) -> bytes:
        return self.service.keys.sign(blob_reply_text(text, body))
