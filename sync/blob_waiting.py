"""Which contents of a laptop wait to be sent, and which of those may go. Needs no library of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync import merge
from sync.arriving import held_keys, touched
from sync.blobs import Blob, sizes_of
from sync.replica_storage import ReplicaTables
from sync.shape import DELETED, Shape


def waiting(tables: ReplicaTables, shapes: Mapping[str, Shape], unsent: Iterable[Blob]) -> list[Blob]:
    """Those of the unsent contents that their records still speak of; a record that was deleted sends nothing."""
    unsent = list(unsent)
    rows = tables.rows({blob.key for blob in unsent})
    return [
        blob
        for blob in unsent
        if blob.key in rows
        and sizes_of(rows[blob.key].row, shapes.get(blob.type), blob.sha256)
        and not merge.shown(rows[blob.key].row, lambda _version: 0)[DELETED]
    ]


def ready(tables: ReplicaTables, blobs: Iterable[Blob]) -> list[Blob]:
    """Those whose records the hub has, with all that was written about them here."""
    blobs = list(blobs)
    keys = {blob.key for blob in blobs}
    unready = touched(tables, keys) | held_keys(tables)
    return [blob for blob in blobs if blob.key not in unready]
