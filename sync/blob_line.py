"""A laptop's way to the contents at the hub: the patience to send and to fetch them over a line that dies.

Pieces grow while the line bears them and shrink when it dies, and that is remembered; every piece that came through is
kept at once, on either side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sync.blobs import MOST_PIECE, Blob, Had
from sync.client import Line, Unreachable
from sync.conversation import PATIENCE, Cancelled
from sync.keys import DeviceKeys
from sync.replica_tables import SqlReplica

#: bytes of a piece on the line: the first, the fewest; how many must pass after a failure before it grows again
FIRST_PIECE, LEAST_PIECE, PASSED_BEFORE_GROWTH = 64 * 1024, 8 * 1024, 8
#: how often in a row a piece may fail before it is given up (what does not pass while one waits: `PATIENCE`); the first
#: pause (seconds, doubling)
FAILURES, PAUSE = 8, 0.5
#: the fact that remembers the size of a piece
PIECE = "blob_piece"


@dataclass
class Way:
    """The way to the hub's contents: what it has of one, put a piece of one there, get one. All raise Unreachable and
    HubRefused. `transaction` opens the laptop's storage.
    """

    look: Callable[[Blob], Had]
    put: Callable[[Blob, int, bytes], Had]
    get: Callable[[Blob, int, int], bytes]
    transaction: Callable[[], AbstractContextManager[SqlReplica]]
    cancelled: Callable[[], bool]
    pause: Callable[[float], None]


def way_to(
    line: Line, device: str, keys: DeviceKeys, hub_key: bytes, transaction: Callable[[], AbstractContextManager[SqlReplica]],
    cancelled: Callable[[], bool], pause: Callable[[float], None],
) -> Way:  # fmt: skip
    """The way over a line to the hub."""

    def ask(blob: Blob, **asked: Any) -> bytes:
        return line.blob(device, keys, hub_key, blob, **asked)

    return Way(
        lambda blob: _had(ask(blob)),
        lambda blob, offset, data: _had(ask(blob, put=data, offset=offset)),
        lambda blob, offset, most: ask(blob, offset=offset, most=most),
        transaction,
        cancelled,
        pause,
    )


def _had(answer: bytes) -> Had:
    told = json.loads(answer)
    return Had(int(told["have"]), bool(told["whole"]), bool(told["spoilt"]))


class _Pieces:
    """How much is sent at once. After a failure it grows again only when some have passed, so that a line that dies
    every so many bytes does not pay for it at every second piece.
    """

    def __init__(self, way: Way) -> None:
        self.way, self.passed, self.needed, self.failures = way, 0, 1, 0
        with way.transaction() as here:
            self.size = int(here.facts().get(PIECE, FIRST_PIECE))

    def pass_one(self) -> None:
        """One came through."""
        self.failures = 0
        self.passed += 1
        if self.passed >= self.needed and self.size < MOST_PIECE:
            self._set(self.size * 2)

    def fail(self, *, shrink: bool) -> None:
        """One did not, or not even a question about it; a smaller one may."""
        self.failures += 1
        if shrink:
            self.needed = PASSED_BEFORE_GROWTH
            self._set(self.size // 4)

    def _set(self, size: int) -> None:
        self.passed = 0
        size = max(LEAST_PIECE, min(MOST_PIECE, size))
        if size != self.size:
            self.size = size
            with self.way.transaction() as here:
                here.put(**{PIECE: str(size)})


def _tried(way: Way, pieces: _Pieces, step: Callable[[], bool]) -> Iterator[bool]:
    """Take steps until one says that all is done; yields whether the step passed. Raises Unreachable, Cancelled."""
    while True:
        if way.cancelled():
            raise Cancelled
        try:
            done = step()
        except Unreachable as error:
            if way.cancelled():  # the line was cut because of it, and learns nothing from that
                raise Cancelled from error
            pieces.fail(shrink=error.code in ("cut", "stalled"))
            if pieces.failures >= PATIENCE.get(error.code, FAILURES):
                raise
            if error.code != "cut":
                way.pause(max(error.retry_after, PAUSE * 2**pieces.failures))
            yield False
            continue
        yield True
        if done:
            return


def send(way: Way, blob: Blob) -> bool:
    """Bring a content to the hub, from where it stopped; whether the hub has all of it now.

    Raises Unreachable when the line fails for good, HubRefused, Cancelled; what came through is kept.
    """
    pieces = _Pieces(way)
    had: Had | None = None

    def step() -> bool:
        nonlocal had
        if had is None:
            had = way.look(blob)
            return had.whole
        with way.transaction() as here:
            data = here.blobs.read(blob, had.have, pieces.size)
        if not data:  # its record left meanwhile, or says another size
            return True
        had = way.put(blob, had.have, data)
        pieces.pass_one()
        return had.whole or had.spoilt

    for passed in _tried(way, pieces, step):
        if not passed:
            had = None  # the hub may have the piece, though its answer was lost
    if had is not None and had.whole:
        with way.transaction() as here:
            here.blobs.mark_sent(blob)
    return had is not None and had.whole


def fetch(way: Way, blob: Blob, size: int) -> bool:
    """Fetch a content from where it stopped; whether it is whole here now. What is not what its name says is thrown away.

    Raises Unreachable, HubRefused (not_here when the hub has not all of it yet), Cancelled.
    """
    pieces, whole = _Pieces(way), False

    def step() -> bool:
        nonlocal whole
        with way.transaction() as here:
            known = here.blobs.find(blob)
        have = known.received if known else 0
        whole = known is not None and known.whole
        if whole:
            return True
        data = way.get(blob, have, min(pieces.size, size - have)) if have < size else b""
        with way.transaction() as here:
            if not here.rows([blob.key]):  # it left meanwhile
                return True
            here.blobs.append(blob, size, have, data)
            if done := have + len(data) >= size:
                whole = here.blobs.finish(blob, sent=True)
        pieces.pass_one()
        return done or not data

    for _passed in _tried(way, pieces, step):
        pass
    return whole
