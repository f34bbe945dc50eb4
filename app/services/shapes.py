"""The shapes of our record types, as `sync` wants them told."""

from __future__ import annotations

from functools import cache

from app.fields import REGISTER, Ref
from app.records import REGISTRY
from sync.shape import DELETED, Shape


@cache
def shapes() -> dict[str, Shape]:
    """Type -> shape, derived from the record definitions."""
    found = {}
    for type, record in REGISTRY.items():
        fields = {name: spec.merge for name, spec in record.fields().items()} | {DELETED: REGISTER}
        parent = None
        if record.root[0] == "parent":
            kind = record.fields()[record.root[1]].kind
            assert isinstance(kind, Ref)
            parent = kind.to
        found[type] = Shape(type, fields, record.root, parent, record.data_class)
    return found
