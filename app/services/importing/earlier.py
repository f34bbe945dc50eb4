"""Files that came in before: what became of them, and which wait for answers."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.services.importing.proposal import file_hash as hash_of_file
from app.services.importing.taking import OPEN
from app.store.workspace import Store


@dataclass(frozen=True)
class Earlier:
    """One import: its file and sheet, when (ISO), from whom, its lines by outcome; `waiting` lines are a draft, `path` leads back to it."""

    id: str
    file: str
    sheet: str
    when: str
    sender: str
    state: str
    taken: int
    waiting: int
    path: Path | None

    @property
    def is_open(self) -> bool:
        """Whether lines of it wait for an answer."""
        return self.state == OPEN


def draft_file(store: Store, id: str) -> Path | None:
    """The file of an import whose lines wait: where it came from if it is still there, else a copy as it was; None without a draft."""
    row = store.reading().execute("SELECT draft, file_hash, name FROM imported_file WHERE id = ?", (id,)).fetchone()
    if row is None or row[0] is None:
        return None
    told, _newline, content = bytes(row[0]).partition(b"\n")
    path = Path(json.loads(told)["file"])
    if path.is_file() and hash_of_file(path) == row[1]:
        return path
    copy = Path(tempfile.mkdtemp(prefix="ujima-")) / row[2]
    copy.write_bytes(content)
    return copy


def list_imports(store: Store, most: int = 200) -> list[Earlier]:
    """The imports of this laptop, the newest first. A file that was taken again later is listed once, as it stands now."""
    sql = (
        "SELECT id, name, file_hash, sheet, imported_at, sender, state, summary, "
        "CASE WHEN draft IS NOT NULL THEN substr(draft, 1, instr(draft, X'0A') - 1) END FROM imported_file "
        "ORDER BY imported_at DESC, id DESC LIMIT ?"
    )
    found: dict[tuple[str, str], Earlier] = {}
    for id, name, file_hash, sheet, when, sender, state, summary, draft in store.reading().execute(sql, (most,)):
        counts: dict[str, Any] = json.loads(summary or "{}")
        path = json.loads(bytes(draft).decode()).get("file") if draft else None
        one = Earlier(
            id,
            name,
            sheet or "",
            when,
            sender or "",
            state,
            sum(counts.get(key, 0) for key in ("create", "update", "delete")),
            counts.get("held", 0),
            Path(path) if path else None,
        )
        key = (file_hash, one.sheet)
        if key not in found:
            found[key] = one
        elif not found[key].taken:
            newest = found[key]
            found[key] = replace(newest, taken=one.taken, state=newest.state if newest.is_open else one.state)
    return list(found.values())
