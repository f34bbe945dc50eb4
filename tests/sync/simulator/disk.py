"""Disks in memory, and computers that go off in the middle of their work: a fuse burns with every write to a disk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sync import packing
from sync.changeset import Key
from sync.merge import Row


class Crash(Exception):
    """The computer went off. What was not committed is not there when it starts again."""


class Fuse:
    """Raises `Crash` at the n-th write after it was lit."""

    def __init__(self) -> None:
        self.burns = 0

    def light(self, writes_before_crash: int) -> None:
        """Let so many writes pass; 0: all of them."""
        self.burns = writes_before_crash

    def burn(self) -> None:
        """One write."""
        if self.burns:
            self.burns -= 1
            if not self.burns:
                raise Crash


class Disk:
    """A disk of dicts and lists whose content nobody changes in place: copied in no time, and put back after a crash."""

    def __init__(self) -> None:
        self._fuse = Fuse()
        self._before: dict[str, Any] | None = None

    def _content(self) -> dict[str, Any]:
        own = ((name, value) for name, value in vars(self).items() if name not in ("_fuse", "_before"))
        return {name: value.copy() if isinstance(value, (dict, list)) else value for name, value in own}

    def __deepcopy__(self, memo: Any) -> Any:
        other = type(self).__new__(type(self))
        Disk.__init__(other)
        vars(other).update(self._content())
        return other

    def begin(self, writes_before_crash: int = 0) -> None:
        self._fuse.light(writes_before_crash)
        self._before = self._content() if writes_before_crash else None

    def commit(self) -> None:
        self._before = self._content() if self._fuse.burns else None

    def rollback(self) -> None:
        self._fuse.light(0)
        vars(self).update(self._before or {})


class Hashes(dict[Key, int]):
    """The hash of every record, computed once per change."""

    def digest(self, rows: Iterable[Row]) -> tuple[int, int]:
        count = total = 0
        for row in rows:
            key = row.type, row.id
            if key not in self:
                self[key] = packing.row_hash(row)
            count, total = count + 1, total + self[key]
        return count, total % 2**128

    def copy(self) -> Hashes:
        return Hashes(self)
