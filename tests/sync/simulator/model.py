"""The naive reference: which edits exist, what their authors had seen, and so which must still be there at the end.

It knows nothing of versions or marks: every value that is written is a token of its own, and an edit replaces the
tokens that its author's screen showed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from sync import merge
from sync.accepting import Stored
from sync.changeset import ERASE, Key, Write
from sync.replica import Draft, Held
from sync.shape import REGISTER, TEXT

TOKENS = ("crop", "owner", "name")


@dataclasses.dataclass(frozen=True)
class Edit:
    """One token written into a register, and the tokens that it replaced."""

    key: Key
    field: str
    token: str
    replaced: frozenset[str]


class Model:
    """All edits of a history, and which of them no storage has any more through nobody's fault but a lost disk's."""

    def __init__(self) -> None:
        self.edits: dict[str, Edit] = {}
        self.erased: set[Key] = set()
        self.lost: set[str] = set()

    def edits_of(self, draft: Draft, held: Held | None) -> list[Edit]:
        found = []
        if draft.op == ERASE:
            found.append(Edit(draft.key, ERASE, f"erase {draft.key}", frozenset()))
        for name in TOKENS:
            if draft.values.get(name):
                shown = held.row.kinds[REGISTER].get(name) if held else None
                seen = set(shown.standing) if shown else set()
                if name in draft.seen:
                    seen &= set(draft.seen[name])
                replaced = {shown.standing[mark] for mark in seen} if shown else set()
                found.append(Edit(draft.key, name, draft.values[name], frozenset(map(str, replaced))))
        if "notes" in draft.values:
            old = held.row.kinds[TEXT].get("notes") if held else None
            before, after = words(merge.read(TEXT, old) if old else ""), words(draft.values["notes"])
            found += [Edit(draft.key, "notes", token, frozenset(before - after)) for token in after - before]
        return found

    def add(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            if edit.field == ERASE:
                self.erased.add(edit.key)
            else:
                self.edits[edit.token] = edit

    def forget(self, survivors: set[str]) -> None:
        self.lost |= self.edits.keys() - survivors

    # --- where tokens are -----------------------------------------------------------------------------------------

    def tokens_of(self, write: Write) -> set[str]:
        put = write.puts.get("notes", ())
        written = words(put) if isinstance(put, str) else {token for line in put for token in words(line[2])}
        return written | {str(write.fields[name]) for name in TOKENS if write.fields.get(name)}

    def tokens_on(self, tables: Any) -> set[str]:
        found: set[str] = set()
        for entry in tables.journal.values():
            if entry.mine or entry.seq is None:
                found |= {t for w in entry.part.writes.values() for t in self.tokens_of(w)}
        return found

    def tokens_at_hub(self, hub: Any) -> set[str]:
        found = {t for w in hub.waits.values() for t in self.tokens_of(w.write)}
        for line in hub.lines:
            if line.part is not None:
                found |= {t for w in line.part.writes.values() for t in self.tokens_of(w)}
        return found

    # --- what must be true at the end -----------------------------------------------------------------------------

    def check(self, rows: dict[Key, Stored], held: set[str]) -> None:
        """Laws 2 and 6 at the hub: every edit stands, or somebody who saw it replaced it, or it waits, or is erased."""
        effective = {t: e for t, e in self.edits.items() if t not in held and t not in self.lost}
        replaced = {token for edit in effective.values() for token in edit.replaced}
        gone_but_felt = {token for t in self.lost if t in self.edits for token in self.edits[t].replaced}
        for token, edit in effective.items():
            stored = rows.get(edit.key)
            if edit.key in self.erased or (stored and stored.row.erased):
                continue
            assert stored is not None, f"law 2: {token} of {edit.key} is nowhere"
            stands = token in self.standing(stored.row, edit.field)
            if token in replaced:
                assert not stands, f"{token} of {edit.key} was replaced and stands"
            elif token not in gone_but_felt:
                assert stands, f"law 2: {token} of {edit.key} is neither standing nor replaced"
        for stored in rows.values():
            if not stored.row.erased:
                for name in (*TOKENS, "notes"):
                    for token in self.standing(stored.row, name):
                        assert token in self.edits, f"{token} was never written"

    def standing(self, row: merge.Row, field: str) -> set[str]:
        if field == "notes":
            found = row.kinds[TEXT].get(field)
            return words(merge.read(TEXT, found)) if found else set()
        found = row.kinds[REGISTER].get(field)
        return {str(value) for value in found.standing.values()} if found else set()


def words(text: str | None) -> set[str]:
    """The tokens of a text."""
    return set(re.findall(r"t\d+", text or ""))
