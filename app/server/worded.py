"""Records, fields and values in the words of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.fields import Date, Ref, Tags
from app.records import REGISTRY
from app.store import find
from app.store.workspace import Store
from app.words import _, language
from sync.shape import DELETED


def called(store: Store, type: str, id: str, given: Mapping[str, Any]) -> str:
    """What a record is called: its name, or where it has none what a list shows of it first."""
    if type not in REGISTRY:
        return ""
    record, by = REGISTRY[type], REGISTRY[type].called_by
    names = [by] if by else [name for name in record.listed if name in record.fields()][:3]
    row = next(iter(find.find_rows(store.reading(), type, [id], names)), (None,) * len(names))
    values = {**dict(zip(names, row, strict=True)), **{name: given[name] for name in names if given.get(name)}}
    return " · ".join(value_of(store, type, name, value) for name, value in values.items() if value not in (None, ""))


def label_of(type: str, name: str) -> str:
    """What a field is called."""
    if name == DELETED:
        return _("Deleted")
    spec = REGISTRY[type].fields().get(name) if type in REGISTRY else None
    return _(spec.label) if spec else name


def value_of(store: Store, type: str, name: str, value: Any) -> str:
    """A value as a person reads it; a blank one says so."""
    if name == DELETED:
        return _("deleted") if value else _("kept")
    spec = REGISTRY[type].fields().get(name) if type in REGISTRY else None
    if value is None or spec is None:
        return _("blank") if value is None else str(value)
    to: str = spec.kind.to if isinstance(spec.kind, (Ref, Tags)) else ""
    if to:
        ids = value if isinstance(value, list) else [value]
        names = find.called(store.reading(), to, ids)
        return "; ".join(str(names.get(id, id)) for id in ids)
    day = dt.date.fromisoformat(value) if isinstance(spec.kind, Date) and isinstance(value, str) else None
    return spec.kind.show(day or value, language())
