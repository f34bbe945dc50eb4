"""The naive reference: which edits exist, what their authors had seen, and so which must still be there at the end.

It knows nothing of marks and merging: everything that is written is a token of its own, and an edit replaces the tokens
that its author's screen showed. (An element of a set is no word of its own: its token names its record and changeset.)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sync import merge, packing
from sync.changeset import ERASE, Key, Part, Write
from sync.messages import News
from sync.replica_storage import Draft
from sync.shape import DELETED, REGISTER, SET, TEXT

REGISTERS = ("crop", "owner", "name")
#: stands for the element of an edit that takes elements out of a set
REMOVAL = "-"
#: the tokens that a screen shows, by field
Screen = Mapping[str, frozenset[str]]
NOTHING: Screen = dict.fromkeys((*REGISTERS, "notes", "tags"), frozenset())


@dataclasses.dataclass(frozen=True)
class Edit:
    """One token written into a field, the tokens it replaced, and the changeset it is in."""

    key: Key
    field: str
    token: str
    replaced: frozenset[str]
    version: str
    stamp: int


@dataclasses.dataclass(frozen=True)
class Typed:
    """What a person saves, what his form had shown when he opened it, and what stood when he saved."""

    draft: Draft
    shown: Screen
    stood: Screen
    deleted: bool = False


class Model:
    """All edits of a history, and which of them no storage has any more through nobody's fault but a lost disk's."""

    def __init__(self) -> None:
        self.edits: dict[str, Edit] = {}
        self.deletes: dict[Key, list[frozenset[str]]] = {}
        self.erased: set[Key] = set()
        self.lost: set[str] = set()
        self.came: dict[str, tuple[int, int]] = {}

    def add(self, acts: Iterable[Typed], version: str, stamp: int) -> None:
        """An act was saved as one changeset."""
        for typed in acts:
            key = typed.draft.key
            written = {token: Edit(key, *rest, version, stamp) for token, rest in _written(typed, version).items()}
            self.edits |= written
            if typed.draft.op == ERASE:
                self.erased.add(key)
            elif typed.draft.values.get(DELETED, typed.deleted):
                seen = frozenset().union(*typed.stood.values(), written)
                self.deletes.setdefault(key, []).append(seen)

    def arrived(self, version: str, now_ms: int) -> None:
        """The hub took a changeset, perhaps again."""
        first, _ = self.came.get(version, (now_ms, now_ms))
        self.came[version] = first, now_ms

    def forget(self, survivors: set[str]) -> None:
        """What nobody has any more is lost, and may or may not be felt."""
        self.lost |= self.edits.keys() - survivors

    def times(self, token: str) -> tuple[int, int]:
        """Between which times an edit counts: min(stamp, time of receipt), where a hub may have forgotten a receipt."""
        edit = self.edits[token]
        first, last = self.came.get(edit.version, (0, 1 << 47))
        return min(edit.stamp, (first << 16) | 0xFFFF), min(edit.stamp, (last << 16) | 0xFFFF)

    def seen_by_deleters(self, key: Key) -> set[str]:
        """What somebody who deleted a record had seen of it: on his screen, and what that had replaced."""
        found: set[str] = set()
        waiting = [token for seen in self.deletes.get(key, ()) for token in seen]
        while waiting:
            token = waiting.pop()
            if token not in found:
                found.add(token)
                waiting += self.edits[token].replaced if token in self.edits else ()
        return found

    # --- where tokens are -----------------------------------------------------------------------------------------

    def tokens_on(self, tables: Any) -> set[str]:
        """What a laptop could still tell the hub."""
        found: set[str] = set()
        for entry in tables.journal.values():
            found |= tokens_of_part(entry.part)
        for page, _proof in tables.pages(0):
            if isinstance(page, News):
                found |= tokens_of_part(page.part)
            else:
                found |= frozenset().union(*screen(packing.unpack(page.type, page.id, page.packed)).values())
        return found

    def tokens_at(self, hub: Any) -> set[str]:
        """What a hub has, waiting or not."""
        found = {t for w in hub.waits.values() for t in tokens_of(w.version, w.write)}
        for line in hub.lines:
            if line.part is not None:
                found |= tokens_of_part(line.part)
        return found


def _written(typed: Typed, version: str) -> dict[str, tuple[str, str, frozenset[str]]]:
    draft, shown = typed.draft, typed.shown
    found: list[tuple[str, str, frozenset[str]]] = []
    if draft.op == ERASE:
        found.append((ERASE, f"erase {draft.key}", frozenset()))
    found += [(name, draft.values[name], shown[name]) for name in REGISTERS if draft.values.get(name)]
    if "notes" in draft.values:
        before, after = shown["notes"], words(draft.values["notes"])
        found += [("notes", token, before - after) for token in after - before]
    if "tags" in draft.values:
        wanted, had = set(draft.values["tags"]), {_element_of(token) for token in shown["tags"]}
        found += [("tags", _tag_token(draft.id, version, element), frozenset()) for element in wanted - had]
        removed = frozenset(token for token in shown["tags"] if _element_of(token) not in wanted)
        found += [("tags", _tag_token(draft.id, version, REMOVAL), removed)] if removed else []
    return {token: (field, token, replaced) for field, token, replaced in found}


def _tag_token(id: str, version: str, element: str) -> str:
    return f"{id} {version}/{element}"


def _element_of(token: str) -> str:
    return token.rpartition("/")[2]


def screen(row: merge.Row) -> Screen:
    """The tokens that a record shows, conflicting ones as well."""
    registers = row.kinds[REGISTER]
    shown = dict(NOTHING) | {n: frozenset(registers[n].standing.values()) for n in REGISTERS if n in registers}
    if "notes" in row.kinds[TEXT]:
        shown["notes"] = words(merge.read(TEXT, row.kinds[TEXT]["notes"]))
    if "tags" in row.kinds[SET]:
        shown["tags"] = frozenset(f"{row.id} {mark}" for mark in row.kinds[SET]["tags"].standing)
    return shown


def tokens_of_part(part: Part) -> set[str]:
    """The tokens in what somebody has of a changeset."""
    return {token for write in part.writes.values() for token in tokens_of(part.version, write)}


def tokens_of(version: str, write: Write) -> set[str]:
    """The tokens of one write."""
    put = write.puts.get("notes", ())
    found = set(words(put)) if isinstance(put, str) else {token for line in put for token in words(line[2])}
    found |= {str(write.fields[name]) for name in REGISTERS if write.fields.get(name)}
    found |= {_tag_token(write.id, version, element) for element in write.adds.get("tags", ())}
    if write.base.get("tags"):
        found.add(_tag_token(write.id, version, REMOVAL))
    return found | ({f"erase {write.key}"} if write.op == ERASE else set())


def words(text: str | None) -> frozenset[str]:
    """The tokens of a text."""
    return frozenset(re.findall(r"t\d+", text or ""))
