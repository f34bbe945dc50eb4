"""Lines that came in before: by our id, the sender's id, or all their cells; and the lines of an earlier file that are missing now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.store.workspace import Store

SHARE = 0.5
"""A file that brings back this share of an earlier file's lines is the next edition of it: what it does not bring back is missing."""


@dataclass(frozen=True)
class Origin:
    """A line as it came in, and the record it became."""

    position: int
    type: str
    id: str
    import_id: str
    row: int
    line_key: str
    sender_key: str | None
    cells: tuple[Any, ...]
    headings: tuple[str, ...]
    file: str
    as_of: str | None = None

    def named_cells(self) -> dict[str, Any]:
        """The cells by their headings."""
        return dict(zip(self.headings, self.cells, strict=False))


@dataclass
class KnownLines:
    """Origins by key, the newest last; each is given out once, so that two equal lines find two records."""

    by_line: dict[str, list[Origin]] = field(default_factory=dict)
    by_sender: dict[str, Origin] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def of_sender(self, key: str | None, as_of: str | None = None) -> Origin | None:
        """The record that carries the sender's id."""
        found = self.by_sender.get(key) if key else None
        return self._use(found) if found and self._may_be(found, as_of) else None

    def of_line(self, key: str, as_of: str | None = None) -> Origin | None:
        """A record that came from a line with the same cells. Presence of another day (`as_of`, ISO) is another statement."""
        return next((self._use(one) for one in self.by_line.get(key, ()) if self._may_be(one, as_of)), None)

    def _may_be(self, origin: Origin, as_of: str | None) -> bool:
        return origin.id not in self.used and (as_of is None or origin.as_of is None or origin.as_of == as_of)

    def _use(self, origin: Origin) -> Origin:
        self.used.add(origin.id)
        return origin


FIELDS = (
    "o.position, o.type, o.id, o.import_id, o.row, o.line_key, o.sender_key, o.cells, f.headers, f.name, p.as_of "
    "FROM origin o JOIN imported_file f ON f.id = o.import_id "
    "LEFT JOIN presence p ON o.type = 'presence' AND p.id = o.id"
)


def find_known_lines(store: Store, line_keys: Iterable[str], sender_keys: Iterable[str | None]) -> KnownLines:
    """The origins of records that still stand, for the lines of a file."""
    reader = store.reading()
    known = KnownLines()
    if reader.execute("SELECT 1 FROM origin LIMIT 1").fetchone() is None:
        return known
    wanted = json.dumps(list(line_keys))
    senders = json.dumps([key for key in sender_keys if key])
    rows = reader.execute(
        f"SELECT {FIELDS} "
        "WHERE o.line_key IN (SELECT value FROM json_each(?)) OR o.sender_key IN (SELECT value FROM json_each(?)) ORDER BY o.position",
        (wanted, senders),
    ).fetchall()
    for origin in _standing(reader, rows):
        known.by_line.setdefault(origin.line_key, []).append(origin)
        if origin.sender_key:
            known.by_sender[origin.sender_key] = origin
    return known


def missing_lines(store: Store, matched: Sequence[Origin]) -> list[Origin]:
    """The lines of earlier files that the matched lines come from, which the new file does not bring back."""
    reader = store.reading()
    hits = Counter(origin.import_id for origin in matched)
    found = {origin.id for origin in matched}
    missing: list[Origin] = []
    for import_id, count in hits.items():
        rows = reader.execute(
            f"SELECT {FIELDS} WHERE o.import_id = ? ORDER BY o.position",
            (import_id,),
        ).fetchall()
        standing = _standing(reader, rows)
        if count >= SHARE * len(standing):
            missing += [origin for origin in standing if origin.id not in found]
    return list({origin.id: origin for origin in missing}.values())


def _standing(reader: Any, rows: Sequence[tuple[Any, ...]]) -> list[Origin]:
    """Origins of records that are not deleted. Cells are unpacked by the caller's need only: they are many."""
    deleted: set[str] = set()
    for type in {row[1] for row in rows}:
        ids = json.dumps([row[2] for row in rows if row[1] == type])
        deleted |= {
            id
            for (id,) in reader.execute(
                f"SELECT id FROM {type} WHERE deleted AND id IN (SELECT value FROM json_each(?))", (ids,)
            )
        }
    headings: dict[str, tuple[str, ...]] = {}
    found = []
    for position, type, id, import_id, row, line_key, sender_key, cells, headers, name, as_of in rows:
        if id not in deleted:
            if import_id not in headings:
                headings[import_id] = tuple(json.loads(headers or "[]"))
            found.append(
                Origin(
                    position,
                    type,
                    id,
                    import_id,
                    row,
                    line_key,
                    sender_key,
                    Cells(cells),
                    headings[import_id],
                    name,
                    str(as_of)[:10] if as_of else None,
                )
            )
    return found


class Cells(tuple):
    """The cells of an origin, unpacked when they are first looked at."""

    def __new__(cls, packed: str) -> Cells:
        made = super().__new__(cls)
        made.packed = packed  # type: ignore[attr-defined]
        return made

    def __iter__(self) -> Any:
        return iter(json.loads(self.packed))  # type: ignore[attr-defined]
