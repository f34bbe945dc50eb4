"""The shapes of our record types, as `sync` wants them told."""

from __future__ import annotations

from functools import cache

from app.fields import REGISTER, Choice, Ref
from app.records import REGISTRY, Record
from app.vocabulary import code_list
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
        owners = frozenset(_carriers(record)) if record.root[0] == "owner" else frozenset()
        found[type] = Shape(
            type, fields, record.root, parent, record.data_class, owners, record.blob, record.kept_in_offices
        )
    return found


def _carriers(record: type[Record]) -> tuple[str, ...]:
    """The types that may own records of this one: the codes of the field that names the owner's type."""
    kind = record.fields()[record.root[1]].kind
    assert isinstance(kind, Choice)
    return code_list(kind.of).codes
