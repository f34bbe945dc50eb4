"""Forms as typed, kept every few seconds, so that a power cut takes seconds and not an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import clock
from app.store import drafts, engine
from app.store.workspace import Store


@dataclass(frozen=True)
class Draft:
    """What was typed in one form about one record (empty for a new one), and when it was kept (ISO, UTC)."""

    form: str
    record: str
    kept_at: str
    values: dict[str, Any]


def keep(store: Store, form: str, record: str, values: Mapping[str, Any]) -> None:
    """Keep a form as it stands, in the place of what was kept of it before. Raises Trouble (disk_full)."""
    told = {"form": form, "record": record, "kept_at": clock.iso(clock.now_ms()), "values": dict(values)}
    with engine.said_calmly(store.folder):
        drafts.keep(store.folder, store.key, form, record, json.dumps(told, ensure_ascii=False, default=str).encode())


def drop(store: Store, form: str, record: str) -> None:
    """Forget a draft: it was saved, or the person does not want it."""
    with engine.said_calmly(store.folder):
        drafts.drop(store.folder, form, record)


def kept(store: Store) -> list[Draft]:
    """Every draft, newest first."""
    found = [Draft(**json.loads(content)) for content in drafts.kept(store.folder, store.key)]
    return sorted(found, key=lambda draft: draft.kept_at, reverse=True)
