"""A laptop and its hub until both have said everything: exchange after exchange, in pieces that the line can carry.

Each piece that came through is kept before the next is asked for, so that a line that dies costs the piece that was on
it and no more. Pieces grow while they succeed and shrink when they fail; what was learnt of the line is kept on disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sync import rooms, session, walking
from sync.arriving import Outcome
from sync.client import Unreachable
from sync.messages import Reply, Request
from sync.pieces import pieces_of
from sync.replica_storage import ReplicaTables
from sync.shape import AreaOfPlace, Shape

#: how often in a row a piece may fail before it is given up
FAILURES = 6
#: what is not better for being tried at once, and how often it is tried all the same
PATIENCE = {"offline": 3, "not_the_server": 3, "unknown_certificate": 3, "server_full": 1, "certificate_not_today": 1}
#: how many exchanges one conversation may take, and the pause after the first failure (seconds, doubling)
MOST_EXCHANGES, PAUSE = 5_000, 0.5

Exchange = Callable[[Request], Reply]
Transaction = Callable[[], AbstractContextManager[ReplicaTables]]


class Cancelled(Exception):
    """The person wanted it to stop; everything that came through is kept."""


def converse(
    transaction: Transaction,
    shapes: Mapping[str, Shape],
    exchange: Exchange,
    new_replica: Callable[[], str],
    area_of_place: AreaOfPlace = lambda place: place,
    *,
    app: str = "",
    cancelled: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Talk until nothing is left to say. Raises Unreachable when the line fails for good, HubRefused, Cancelled.

    A conversation that ends with an error has kept all that came through before it.
    """
    talk = _Talk(transaction, shapes, exchange, new_replica, area_of_place, app, cancelled, pause, Outcome())
    if talk.until_silent():
        with transaction() as tables:
            walking.walk_again(tables)
        talk.until_silent()
    return talk.brought


@dataclass
class _Talk:
    transaction: Transaction
    shapes: Mapping[str, Shape]
    exchange: Exchange
    new_replica: Callable[[], str]
    area_of_place: AreaOfPlace
    app: str
    cancelled: Callable[[], bool]
    pause: Callable[[float], None]
    brought: Outcome

    def until_silent(self) -> bool:
        """Exchange until nobody has more to say; whether the two differ all the same."""
        for _ in range(MOST_EXCHANGES):
            request, outcome = self._one()
            self.brought.add(outcome)
            with self.transaction() as tables:
                facts = tables.facts()
            unsent = facts["acked"] != facts["sequence"]
            forwards = facts.get("unknown", "[]") != "[]" and not request.forward
            if not (outcome.again or unsent or forwards):
                return session.DIFFERS in outcome.happened
        return False

    def _one(self) -> tuple[Request, Outcome]:
        failures = 0
        while True:
            if self.cancelled():
                raise Cancelled
            with self.transaction() as tables:
                request = session.prepare(tables, rooms.room_of(tables.facts()), self.app)
            try:
                reply = self.exchange(request)
            except Unreachable as error:
                if self.cancelled():  # the line was cut because of it, and learns nothing from that
                    raise Cancelled from error
                failures += 1
                if failures >= PATIENCE.get(error.code, FAILURES):
                    raise
                if error.code in ("cut", "stalled"):
                    with self.transaction() as tables:
                        tables.put(**rooms.after_failure(tables.facts()))
                self.pause(max(error.retry_after, PAUSE * 2**failures) if error.code != "cut" else 0.0)
                continue
            outcome = self._keep(request, reply)
            with self.transaction() as tables:
                if request.push or reply.entries:
                    tables.put(**rooms.after_success(tables.facts()))
            return request, outcome

    def _keep(self, request: Request, reply: Reply) -> Outcome:
        """Keep an answer, piece by piece; after each of them others may write."""
        whole = Outcome()
        for asked, piece in pieces_of(request, reply):
            with self.transaction() as tables:
                name, area_of = self.new_replica(), self.area_of_place
                whole.add(session.receive(tables, self.shapes, asked, piece, name, area_of))
        return whole
