"""One search over everything with words in it: FTS5, texts folded by us (FTS5 does not know Arabic letters)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.fields import LongText, Tags, Text
from app.fold import fold
from app.records import REGISTRY
from app.store.local import search_entry
from sync.changeset import Key
from sync.journal_tables import by_type
from sync.tables import in_pieces

SEARCHED = tuple(type for type, record in REGISTRY.items() if record.searched)
NOT_WORDS = {"sender_row_id", "registration_number", "website", "filter"}


def words_of(type: str, values: Mapping[str, Any]) -> str:
    """The folded words of a record, its name first."""
    parts: list[str] = []
    for name, spec in REGISTRY[type].fields().items():
        value = values.get(name)
        if not value or name in NOT_WORDS:
            continue
        if isinstance(spec.kind, (Text, LongText)):
            parts.append(value)
        elif isinstance(spec.kind, Tags) and not spec.kind.to and not spec.kind.of:
            parts += value
    return fold(" ".join(parts))


def index_records(connection: sa.Connection, records: Iterable[tuple[str, str, Mapping[str, Any], bool]]) -> None:
    """Bring the index up to date with records (type, id, values, is new) inside the caller's transaction."""
    records = [record for record in records if record[0] in SEARCHED]
    entries = _entries(connection, [(type, id) for type, id, _values, is_new in records if not is_new])
    stale, fresh = [], []
    for type, id, values, _is_new in records:
        text = "" if values.get("deleted") else words_of(type, values)
        old = entries.get((type, id))
        if old is not None and old.text != text:
            stale.append(old)
        if text and (old is None or old.text != text):
            fresh.append({"type": type, "id": id, "text": text})
    _take_out(connection, stale)
    if fresh:
        last = connection.execute(sa.select(sa.func.max(search_entry.c.entry))).scalar() or 0
        connection.execute(sa.insert(search_entry), fresh)
        connection.exec_driver_sql(
            "INSERT INTO search_index(rowid, text) SELECT entry, text FROM search_entry WHERE entry > ?", (last,)
        )


def search(connection: Any, text: str, limit: int = 30) -> list[tuple[str, str]]:
    """(type, id) of the records in which every word typed begins a word, best first. `connection` is the driver's."""
    words = re.findall(r"\w+", fold(text))
    if not words:
        return []
    wanted = " ".join(f'"{word}"*' for word in words)
    sql = (
        "SELECT e.type, e.id FROM search_index i JOIN search_entry e ON e.entry = i.rowid "
        "WHERE search_index MATCH ? ORDER BY rank LIMIT ?"
    )
    return [(row[0], row[1]) for row in connection.execute(sql, (wanted, limit))]


def forget(connection: sa.Connection, keys: Iterable[Key]) -> None:
    """Take the words of records out of the index."""
    _take_out(connection, list(_entries(connection, keys).values()))


def _entries(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, sa.Row[Any]]:
    """What the index has of some records."""
    return {
        (type, entry.id): entry
        for type, ids in by_type(keys).items()
        for some in in_pieces(ids)
        for entry in connection.execute(_ENTRIES, {"type": type, "ids": some})
    }


def _take_out(connection: sa.Connection, entries: Sequence[sa.Row[Any]]) -> None:
    if entries:
        connection.exec_driver_sql(_UNINDEX, [(old.entry, old.text) for old in entries])
        connection.exec_driver_sql("DELETE FROM search_entry WHERE entry = ?", [(old.entry,) for old in entries])


_ENTRIES = sa.select(search_entry).where(
    search_entry.c.type == sa.bindparam("type"), search_entry.c.id.in_(sa.bindparam("ids", expanding=True))
)
_UNINDEX = "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', ?, ?)"
