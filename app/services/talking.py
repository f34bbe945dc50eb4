"""A talk with the server: the line, who speaks, and how a person stops it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.errors import Refused
from app.services import belonging
from app.services.belonging import Membership
from app.services.unit import place_areas, replica_of
from app.store.workspace import Store
from app.words import _
from sync.client import Line
from sync.conversation import Cancelled
from sync.keys import DeviceKeys
from sync.messages import Reply, Request
from sync.replica_tables import SqlReplica

Progress = Callable[[int, int], None]

LOOK_SECONDS = 0.1
"""How often it is looked whether the person wants to stop."""


@dataclass(frozen=True)
class Talk:
    """What a talk needs. Nothing is sent before somebody asks for it; `open()` lets a wish to stop cut the line."""

    store: Store
    known: Membership
    keys: DeviceKeys
    line: Line
    cancelled: Callable[[], bool]

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """While this lasts, a wish to stop cuts the line, also one that stands still."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(LOOK_SECONDS):
                if self.cancelled():
                    self.line.cut()

        watching = threading.Thread(target=watch, name="cutting", daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def exchange(self, request: Request) -> Reply:
        """Ask, and be answered."""
        return self.line.exchange(self.known.device, self.keys, self.known.hub_key, request)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[SqlReplica]:
        """What this laptop has, to read and to write."""
        with self.store.writing() as connection:
            yield replica_of(connection)

    def area_of_place(self, place: str) -> str | None:
        """The area of work that a place lies in."""
        with self.store.viewing() as connection:
            return place_areas(connection)(place)

    def pause(self, seconds: float) -> None:
        """Wait, unless the person wants to stop."""
        until = time.monotonic() + seconds
        while not self.cancelled() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_SECONDS))


def begin(store: Store, progress: Progress, cancelled: Callable[[], bool]) -> Talk:
    """A talk with the server that this laptop belongs to; its line is to be closed. Raises Refused (alone, no_address)."""
    known = belonging.membership(store)
    if known is None:
        raise Refused("alone", _("This laptop works by itself: join a server first."))
    if known.is_by_file:
        said = _(
            "No address of the server is known here, since this laptop joined by file. Take the server's answer once more "
            "with the address (--server https://…), or join with a new code and the address."
        )
        raise Refused("no_address", said)
    line = belonging.line_to(known.url, known.ca)

    def tell(sent: int, received: int) -> None:
        if cancelled():
            raise Cancelled
        progress(sent, received)

    line.progress = tell
    return Talk(store, known, belonging.device_keys(store), line, cancelled)
