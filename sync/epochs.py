"""The lives of a hub between two restores. Each began at a number of the life before it; what that life numbered later is
not known to the hub any more, and is said again by whoever has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

#: a life of the hub, and the number at which it began
Epoch = tuple[str, int]


class _Facts(Protocol):
    def facts(self) -> dict[str, str]: ...
    def put(self, name: str, value: str) -> None: ...
    def last_seq(self) -> int: ...
    def next_seq(self, count: int) -> int: ...
    def ancestry(self) -> str: ...


def first_epoch(epoch: str) -> dict[str, str]:
    """The facts of a hub that begins."""
    return {"epoch": epoch, "epochs": json.dumps([(epoch, 0)]), "safe": "0"}


def epochs_of(facts: Mapping[str, str]) -> tuple[Epoch, ...]:
    """The lives that led to the one of today, which is the last."""
    return tuple((epoch, began) for epoch, began in json.loads(facts.get("epochs", "[]")))


def begin_epoch(tables: _Facts, epoch: str) -> None:
    """A hub has come back from a backup: everything it holds is in that backup."""
    _begin(tables, epoch, safe=tables.last_seq())


def begin_ancestry(tables: _Facts) -> None:
    """Write down which database this is, before anything is in it."""
    if "ancestry" not in tables.facts():
        tables.put("ancestry", tables.ancestry())


def heed_the_past(tables: _Facts, cursor: int, epoch: str) -> None:
    """A hub whose database went back by itself begins a new life too: where a standby took over from a primary that had
    numbered more, and where a laptop was told of a number (`cursor`) that this hub has not given yet.
    """
    if _is_the_same(tables, cursor):
        return
    tables.next_seq(0)  # one process at a time; the others find it done
    if not _is_the_same(tables, cursor):
        _begin(tables, epoch, safe=min(int(tables.facts().get("safe") or 0), tables.last_seq()))


def _is_the_same(tables: _Facts, cursor: int) -> bool:
    return tables.facts().get("ancestry", tables.ancestry()) == tables.ancestry() and cursor <= tables.last_seq()


def _begin(tables: _Facts, epoch: str, safe: int) -> None:
    last, before = tables.last_seq(), epochs_of(tables.facts())
    facts = {
        "epoch": epoch,
        "epochs": json.dumps([*before, (epoch, last)]),
        "safe": str(safe),
        "ancestry": tables.ancestry(),
    }
    for name, value in facts.items():
        tables.put(name, value)


def parted_at(mine: Sequence[Epoch], theirs: Sequence[Epoch]) -> int:
    """The last number that two lines of lives have in common; 0 when they share no life."""
    shared = [epoch for epoch, _ in theirs if epoch in dict(mine)]
    if not shared:
        return 0
    later = [line[[epoch for epoch, _ in line].index(shared[-1]) + 1 :] for line in (mine, theirs)]
    return min(began for line in later for _, began in line)
