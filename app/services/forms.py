"""What a form needs when it is opened, read at once: values, versions, problems, names, the draft that was left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.fields import Ref, Tags
from app.records import REGISTRY
from app.services import cells, checking, drafts, records
from app.store.workspace import Store


def opened(store: Store, type: str, id: str, typed: Mapping[str, str] | None = None) -> tuple[Any, ...]:
    """What a form needs: values, versions, problems, what references are called, the draft."""
    base = records.versions(store, type, id)
    values = records.read(store, type, id)
    names = list(REGISTRY[type].fields())
    called = cells.called_in(store, type, names, [tuple(values[name] for name in names)])
    called |= names_in(store, type, typed or {})
    return values, base, checking.problems(store, type, values), called, kept_draft(store, type, id)


def kept_draft(store: Store, type: str, id: str) -> Any:
    """The `Draft` of this form and record, or None."""
    return next((draft for draft in drafts.kept(store) if (draft.form, draft.record) == (type, id)), None)


def names_in(store: Store, type: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What the references in typed text are called, by id."""
    specs = REGISTRY[type].fields()
    names = [name for name in typed if name in specs and isinstance(specs[name].kind, (Ref, Tags))]
    parsed = tuple(
        specs[name].kind.parse(typed[name]) if getattr(specs[name].kind, "to", "") else None for name in names
    )
    return cells.called_in(store, type, names, [parsed])
