"""The exchange as the window has it: on the thread of the network, never two at once, by itself when a network returns."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.desktop.runner import Runner
from app.errors import Refused, Trouble

FIRST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS = 2.0, 15 * 60.0, 4 * 60.0
"""After a failure the first try, and the longest pause; while the network is there, how often it is looked at."""

QUIET_SECONDS = 15 * 60.0
"""With nothing of one's own to send, how old the last exchange may be before what others wrote is fetched."""

PROBE_SECONDS = 5.0
WORDS_EVERY_MS = 60_000
SHOWN_EVERY_SECONDS = 0.1
FOR_A_PERSON = ("disk_full", "disk_odd", "server_full", "certificate_not_today")
"""Troubles that stay until a person does something: said although nobody asked for the exchange."""

OFF, AWAY, THERE, WANTED = "off", "away", "there", "wanted"
"""What a look for the server found: nothing to look for; not reached; reached; reached, and an exchange is worth its bytes."""


@dataclass(frozen=True)
class Alone:
    """How a laptop stands that works by itself: what a Standing says, without the libraries of the network."""

    waiting: int = 0
    state: str = "alone"
    conflicts: int = 0
    held: int = 0
    backed_up: int = 0
    exchanged_ms: int | None = None
    trouble: str | None = None


class Patience:
    """How long to wait before the server is looked for again: 2 s after a failure, then twice as long each time, 15 min at most.

    Jittered, so that the laptops of an office do not all come at the same moment.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance, self.failures = chance, 0

    def after(self, succeeded: bool) -> float:
        """Seconds to wait after a try."""
        self.failures = 0 if succeeded else self.failures + 1
        usual = USUAL_SECONDS if succeeded else min(FIRST_SECONDS * 2.0 ** min(self.failures - 1, 20), LONGEST_SECONDS)
        return min(usual * (0.75 + 0.5 * self._chance()), LONGEST_SECONDS)


class Exchange(QObject):
    """One for the whole program. `now()` starts, `cancel()` stops, `watch()` lets it start by itself."""

    stood = Signal(object)
    """A Standing (or `Alone`): how this laptop stands with its server, read anew; `words` says it."""
    began = Signal()
    moved = Signal(int, int)
    """Bytes sent and received so far."""
    ended = Signal()
    told = Signal(str)
    """A sentence for the person, said once: restored, copied, excluded."""
    said = Signal(str)
    """What came of an exchange that a person asked for."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self.standing: Any = None
        self.words = ""
        self.is_running, self.is_stopping = False, False
        self._asked = self._probing = self._watching = False
        self._passed = (0, 0)
        self._stop = threading.Event()
        self._told: set[str] = set()
        self.patience = Patience()
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._look_for_server)
        self._minute = QTimer(self, interval=WORDS_EVERY_MS)
        self._minute.timeout.connect(self.look)
        runner.changed.connect(lambda _changes: self.look())

    # how it stands

    def look(self) -> None:
        """Read how this laptop stands."""
        self.runner.read(_stand, then=self._take_standing, instead_of="standing")

    def _take_standing(self, found: tuple[Any, str]) -> None:
        self.standing, self.words = found
        if self.is_member() and not self._minute.isActive():
            self._minute.start()
        self.stood.emit(self.standing)

    def is_member(self) -> bool:
        """Whether this laptop belongs to a server."""
        return self.standing is not None and self.standing.state != "alone"

    # exchanging

    def now(self) -> None:
        """Exchange now, because a person wants it; one that runs already is enough."""
        self._asked = True
        self._begin()

    def joined(self) -> None:
        """This laptop has just joined: fetch what there is, and look after it from now on."""
        self.now()

    def tell(self, text: str) -> None:
        """Say a sentence to the person, unless it was said before."""
        if text not in self._told:
            self._told.add(text)
            self.told.emit(text)

    def cancel(self) -> None:
        """Stop; what came through is kept."""
        if self.is_running:
            self.is_stopping = True
            self._stop.set()
            self.moved.emit(*self._passed)

    def _begin(self) -> None:
        if self.is_running:
            return
        self.is_running, self.is_stopping, self._passed = True, False, (0, 0)
        self._next.stop()
        self._stop.clear()
        self.began.emit()
        self.runner.network(self._exchange, then=self._exchanged, failed=self._failed)

    def _exchange(self, store: Any) -> Any:
        """On the thread of the network."""
        try:
            return self._converse(store)
        except (Trouble, Refused):
            raise
        except Exception:
            self.runner.on_main(self._end)()
            raise

    def _converse(self, store: Any) -> Any:
        from app.services import exchanging

        tell, closing = self.runner.on_main(self.moved.emit), self.runner.closing
        shown = 0.0

        def progress(sent: int, received: int) -> None:
            nonlocal shown
            self._passed = (self._passed[0] + sent, self._passed[1] + received)
            if time.monotonic() - shown > SHOWN_EVERY_SECONDS:
                shown = time.monotonic()
                tell(*self._passed)

        return exchanging.exchange(store, progress=progress, cancelled=lambda: self._stop.is_set() or closing.is_set())

    def _exchanged(self, found: Any) -> None:
        self._end()
        if found.changes:
            self.runner.changed.emit(found.changes)
        self.look()
        for text in found.told:
            self.tell(text)
        if self._asked:
            self.said.emit(_in_words(found))
        self._asked = False
        self._wait(True)

    def _failed(self, error: Exception) -> None:
        self._end()
        if self._passed[1]:
            self.runner.changed.emit(None)  # what came through is kept, and to be shown
        self.look()
        if self._asked:
            self.said.emit(error.message if isinstance(error, (Trouble, Refused)) else "")
        elif isinstance(error, Trouble) and error.code in FOR_A_PERSON:
            self.tell(error.message)
        self._asked = False
        is_cancelled = isinstance(error, Trouble) and error.code == "cancelled"
        self._wait(is_cancelled, error.again_after if isinstance(error, Trouble) else 0.0)

    def _end(self) -> None:
        self.is_running = self.is_stopping = False
        self.ended.emit()

    # by itself

    def watch(self) -> None:
        """From now on look for the server at once, every few minutes, and with growing pauses while it is away."""
        self._watching = True
        self._look_for_server()

    def next_try(self) -> QTimer:
        """The clock until the server is looked for again."""
        return self._next

    def _wait(self, succeeded: bool, at_least: float = 0.0) -> None:
        if self._watching:
            self._next.start(round(max(self.patience.after(succeeded), at_least) * 1000))

    def _look_for_server(self) -> None:
        if self._probing or self.is_running or self.runner.closing.is_set():
            return
        self._probing = True
        self.runner.network(_probe, then=self._probed, failed=lambda _error: self._probed(AWAY))

    def _probed(self, found: str) -> None:
        self._probing = False
        if found == WANTED:
            self._begin()
        elif found != OFF:
            self._wait(found == THERE)


def _stand(store: Any) -> tuple[Any, str]:
    """How this laptop stands, and that in words. The libraries of the network are loaded only where there is a server."""
    from app.services import journal, settings

    if not settings.get(store, "device"):
        return Alone(journal.waiting(store)), ""
    from app.services import exchanging

    now = exchanging.standing(store)
    return now, exchanging.in_words(now)


def _probe(store: Any) -> str:
    """Look for the server, for a few hundred bytes. On the thread of the network."""
    from app import clock
    from app.services import settings

    if not settings.get(store, "device"):
        return OFF
    from app.services import belonging, exchanging
    from sync.client import HubRefused, Unreachable

    known = belonging.membership(store)
    if known is None or known.is_by_file:
        return OFF
    standing = exchanging.standing(store)
    if standing.state == exchanging.EXCLUDED:
        return OFF
    line = belonging.line_to(known.url, known.ca)
    line.stall_seconds = PROBE_SECONDS
    try:
        line.hello()
    except (Unreachable, HubRefused):
        return AWAY
    finally:
        line.close()
    is_old = standing.exchanged_ms is None or clock.now_ms() - standing.exchanged_ms > QUIET_SECONDS * 1000
    is_wanted = standing.waiting or is_old or standing.trouble or standing.state == exchanging.WAITING
    return WANTED if is_wanted else THERE


def _in_words(found: Any) -> str:
    from app.words import _, ngettext

    if not found.sent and not found.received:
        return _("Exchanged: nothing new on either side.")
    sent = ngettext("{n} change sent", "{n} changes sent", found.sent).format(n=f"{found.sent:,}")
    received = ngettext("{n} received", "{n} received", found.received).format(n=f"{found.received:,}")
    return _("Exchanged: {sent}, {received}.").format(sent=sent, received=received)
