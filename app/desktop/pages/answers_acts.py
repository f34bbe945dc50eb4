"""What the answers do: one question, a third value as it was typed, two organisations that are two."""

from __future__ import annotations

from typing import Any

from app.services import conflicts, entering
from app.services.unit import Changes


def keep(store: Any, type: str, id: str, field: str, value: Any) -> Changes:
    """Answer one question with one of the values that stand there."""
    return conflicts.settle(store, type, id, field, "value", value)


def write_another(store: Any, type: str, id: str, field: str, typed: str) -> Changes:
    """Answer with another value. Raises Invalid with the sentence when it cannot be read or kept."""
    value = entering.parse_values(store, type, {field: typed})[field]
    return conflicts.settle(store, type, id, field, "value", value)


def tell_apart(store: Any, one: str, other: str) -> Changes:
    """Remember that two organisations are two."""
    from app.services import twins

    twins.tell_apart(store, one, other)
    return Changes(updated=[("organisation", one), ("organisation", other)])
