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


def first_epoch(epoch: str) -> dict[str, str]:
    """The facts of a hub that begins."""
    return {"epoch": epoch, "epochs": json.dumps([(epoch, 0)]), "safe": "0"}


def epochs_of(facts: Mapping[str, str]) -> tuple[Epoch, ...]:
    """The lives that led to the one of today, which is the last."""
    return tuple((epoch, began) for epoch, began in json.loads(facts.get("epochs", "[]")))


def begin_epoch(tables: _Facts, epoch: str) -> None:
    """A hub has come back from a backup: everything it holds is in that backup."""
    last, before = tables.last_seq(), epochs_of(tables.facts())
    for name, value in (("epoch", epoch), ("epochs", json.dumps([*before, (epoch, last)])), ("safe", str(last))):
        tables.put(name, value)


def parted_at(mine: Sequence[Epoch], theirs: Sequence[Epoch]) -> int:
    """The last number that two lines of lives have in common; 0 when they share no life."""
    shared = [epoch for epoch, _ in theirs if epoch in dict(mine)]
    if not shared:
        return 0
    later = [line[[epoch for epoch, _ in line].index(shared[-1]) + 1 :] for line in (mine, theirs)]
    return min(began for line in later for _, began in line)
