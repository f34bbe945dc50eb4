"""The laws that are looked at while a history goes on: of every exchange, what it did at the hub and what it told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import merge
from sync.changeset import Key
from sync.hub_storage import Logged, Stored
from sync.messages import Leave, Reply, Request
from tests.sync.simulator.toys import HIDDEN

if TYPE_CHECKING:
    from tests.sync.simulator.world import Laptop, World


class Watch:
    """What the hub held before an exchange, to compare with what it holds behind it."""

    def __init__(self, world: World, laptop: Laptop, request: Request) -> None:
        self.hub, self.request, self.device = world.hub, request, laptop.device
        self.scope = world.rights.scope(laptop.device) or frozenset()
        pushed = (*request.push, *request.forward)
        may_carry = world.rights.scope(laptop.device) is not None
        self.authors: dict[Key, set[str]] = {}
        for one in pushed:
            author = one.signed.author if one.signed and may_carry else self.device
            for write in one.part.writes.values():
                self.authors.setdefault(write.key, set()).add(author)
        self.keys = set(self.authors)
        self.waits = {(w.version, w.index): w for w in self.hub.waiting(keys=self.keys)} if self.keys else {}
        for one in self.waits.values():  # may take effect now, with the rights of whoever brought it
            if not one.released:
                self.authors[one.write.key].add(one.device)
        self.scopes = {
            author: world.rights.scope(author) or frozenset() for some in self.authors.values() for author in some
        }
        self.versions = {one.part.version for one in pushed}
        self.last = self.hub.last_seq()
        self.rows: dict[Key, Stored] = self.hub.rows(self.keys, lock=False) if self.keys else {}

    def check(self, reply: Reply) -> None:
        """Laws 4, 7 and 8, of one exchange."""
        for entry in reply.entries:
            told = isinstance(entry, Leave) or entry.stream in self.scope
            assert told, f"law 7: {self.device} was told of {entry} outside {sorted(self.scope)}"
        if not self.keys or self.request.pages:
            return
        rows: dict[Key, Stored] = self.hub.rows(self.keys, lock=False)
        lines = [line for line in self.hub.lines_after(self.last) if line.part]
        changed = {k for k, one in rows.items() if k not in self.rows or self.rows[k].row != one.row}
        self._check_rights(rows, lines, changed)
        self._check_whole_streams(rows, lines, changed)
        for line in lines:
            for key in {write.key for write in line.part.writes.values()} & rows.keys():
                right = rows[key].seq != line.seq or rows[key].row.erased or rows[key].stream == line.stream
                assert right, f"law 7: {key} lies in {rows[key].stream} and is told in {line.stream}"

    def _check_rights(self, rows: dict[Key, Stored], lines: list[Logged], changed: set[Key]) -> None:
        """Law 8: what was changed lay, and lies, where one of those who wrote it may write, whoever brought it."""
        if any(one.device != self.device for one in self.waits.values()):
            return  # what others brought before may take effect now, with their rights
        others = {w.key for one in lines if one.part.version not in self.versions for w in one.part.writes.values()}
        for key in changed - others:
            before, after = self.rows.get(key), rows[key]
            authors = self._authors_of(key, after) or {self.device}
            scope = frozenset().union(*(self.scopes.get(author, self.scope) for author in authors))
            if before is not None and before.row.known() and before.stream != HIDDEN:  # its whole came with it
                assert before.stream in scope, f"law 8: {authors} changed {key} in {before.stream}"
            assert after.stream in scope, f"law 8: {authors} wrote {key} into {after.stream}"
            for value in merge.shown(after.row, lambda version: 0).values():
                assert not str(value).startswith("forbidden"), f"law 8: {self.device} wrote {value} into {key}"

    def _authors_of(self, key: Key, stored: Stored) -> set[str]:
        """Who wrote a record in this exchange, or what it belongs to and moves with."""
        parent = stored.parent and self.hub.rows([stored.parent], lock=False).get(stored.parent)
        above = self._authors_of(stored.parent, parent) if parent else set()
        return self.authors.get(key, set()) | above

    def _check_whole_streams(self, rows: dict[Key, Stored], lines: list[Logged], changed: set[Key]) -> None:
        """Law 4: where one write of a changeset waits, no other of it took effect in the same stream."""
        felt = {
            (line.part.version, line.stream)
            for line in lines
            if any(write.key in changed for write in line.part.writes.values())
        }
        for one in self.hub.waiting(keys=self.keys):
            stored = rows.get(one.write.key)
            fresh = (one.version, one.index) not in self.waits and not one.released
            if fresh and stored is not None and stored.row.known() and stored.seq <= self.last:
                torn = (one.version, stored.stream) in felt
                assert not torn, f"law 4: {one.version} took effect in {stored.stream}, and {one.write.key} waits"


def check_green(world: World, laptop: Laptop) -> None:
    """Law 11: whoever says that all is well has what the hub has, and the hub has what is his."""
    tables, facts = laptop.tables, laptop.tables.facts()
    if facts.get("agrees") != "1":
        return
    assert facts["acked"] == facts["sequence"], f"law 11: {laptop.device} is green and has something to send"
    assert not tables.waits(), f"law 11: {laptop.device} is green and something of it waits"
    scope = world.rights.scope(laptop.device) or frozenset()
    mine = tables.rows(tables.shared())
    theirs = {key: one for key, one in world.hub.rows(list(world.hub.stored)).items() if one.stream in scope}
    assert mine.keys() == theirs.keys(), f"law 11: {laptop.device} is green without {mine.keys() ^ theirs.keys()}"
    for key, held in mine.items():
        assert held.row == theirs[key].row, f"law 11: {laptop.device} is green and has another {key}"
