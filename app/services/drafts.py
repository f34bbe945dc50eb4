"""Forms as typed, kept every few seconds, so that a power cut takes seconds and not an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.store.local import draft
from app.store.workspace import Store


@dataclass(frozen=True)
class Draft:
    """What was typed in one form about one record (empty for a new one), and when it was kept (ISO, UTC)."""

    form: str
    record: str
    kept_at: str
    values: dict[str, Any]


def keep(store: Store, form: str, record: str, values: Mapping[str, Any]) -> None:
    """Keep a form as it stands, in the place of what was kept of it before."""
    with store.writing() as connection:
        connection.execute(sa.delete(draft).where(draft.c.form == form, draft.c.record == record))
        packed = json.dumps(values, ensure_ascii=False, default=str)
        connection.execute(
            sa.insert(draft).values(form=form, record=record, kept_at=clock.iso(clock.now_ms()), values=packed)
        )


def drop(store: Store, form: str, record: str) -> None:
    """Forget a draft: it was saved, or the person does not want it."""
    with store.writing() as connection:
        connection.execute(sa.delete(draft).where(draft.c.form == form, draft.c.record == record))


def kept(store: Store) -> list[Draft]:
    """Every draft, newest first."""
    rows = store.reading().execute('SELECT form, record, kept_at, "values" FROM draft ORDER BY kept_at DESC')
    return [Draft(form, record, kept_at, json.loads(values)) for form, record, kept_at, values in rows]
