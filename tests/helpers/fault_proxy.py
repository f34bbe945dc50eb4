"""A bad link on loopback: a proxy between an HTTP client and a server that delays, cuts, spoils, repeats, loses, and counts.

All of it runs in one thread with an event loop of its own; after the `with` block neither thread nor socket is left. Bytes are counted,
spoilt and cut where they arrive: `cut_every=20_000` lets exactly 20,000 of them through between two deaths of the link.
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
import time
from collections import Counter
from dataclasses import astuple, dataclass, replace

from tests.helpers.fault_connection import DOWN, HERE, NEVER, UP, Connection, Piece


@dataclass(frozen=True)
class Faults:
    """What is wrong with the link; 0 means never. `…_every=1` is each one, `=3` the third, sixth and so on."""

    delay_ms: float = 0  # one way
    kbits: float = 0  # per second and direction, shared by all connections
    cut_every: int = 0  # all connections are reset each time so many bytes have passed, both ways together
    cut_up_after: int = 0  # the same, once, after so many bytes to the server
    cut_down_after: int = 0  # or from it
    corrupt_one_in: int = 0  # of so many bytes, in each direction, one is changed
    corrupt_heads: bool = True  # False: only bodies, so that nobody waits for a length that was never meant
    corrupt_way: str = ""  # UP or DOWN: only what passes in this direction
    seed: int = 0  # of what is corrupted
    duplicate_every: int = 0  # the request reaches the server twice, its first answer is thrown away
    lose_reply_every: int = 0  # the server has answered in full, nothing of it arrives, the connection is reset
    repeat_reply_every: int = 0  # the reply arrives twice, one behind the other
    truncate_reply_every: int = 0  # head and half of the body arrive, then a clean end
    times: int | None = None  # so many cuts, duplicates, lost and truncated replies together, then no more
    stall_after: int | None = None  # after so many bytes of a connection, both ways together, it passes nothing more
    refuse: bool = False  # every connection is reset
    captive: bool = False  # a portal answers everything with a page of its own


@dataclass
class Counts:
    """What has passed; `now - before` is what has passed between two looks."""

    up: int = 0
    down: int = 0
    connections: int = 0
    requests: int = 0  # as the client sent them; duplicates have their own count
    cuts: int = 0
    duplicates: int = 0
    lost: int = 0
    truncated: int = 0
    repeated: int = 0
    corrupted: int = 0  # bytes

    def __sub__(self, before: Counts) -> Counts:
        return Counts(*(now - then for now, then in zip(astuple(self), astuple(before), strict=True)))


class Course:
    """How far the faults in force have come. Each setting of faults begins a new one."""

    def __init__(self, faults: Faults, counts: Counts) -> None:
        self.faults, self.counts = faults, counts
        self.turns, self.happened, self.since_cut = Counter[str](), 0, 0
        self.passed, self.free_at, self.seen = {UP: 0, DOWN: 0}, {UP: 0.0, DOWN: 0.0}, {UP: 0, DOWN: 0}
        self.chance = {way: random.Random(f"{faults.seed} {way}") for way in (UP, DOWN)}
        self.spoilt = {way: self.chance[way].randrange(faults.corrupt_one_in or 1) for way in (UP, DOWN)}

    async def travel(self, way: str, sent: float, size: int) -> None:
        """Wait until what was sent at that moment has arrived."""
        if self.faults.kbits:
            sent = self.free_at[way] = max(sent, self.free_at[way]) + size / (self.faults.kbits * 125)
        if (wait := sent + self.faults.delay_ms / 1000 - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def happens(self, fault: str, every: int) -> bool:
        """Whether this request or reply is one that the fault is meant for."""
        self.turns[fault] += 1
        if not every or self.turns[fault] % every or self.happened == self.faults.times:
            return False
        self.happened += 1
        setattr(self.counts, fault, getattr(self.counts, fault) + 1)
        return True

    def admit(self, way: str, piece: Piece) -> tuple[bytes, bool]:
        """What of a piece arrives, and whether the link dies after it."""
        data = piece.data if piece.first and not self.faults.corrupt_heads else self._spoil(way, piece.data)
        once = (self.faults.cut_up_after if way == UP else self.faults.cut_down_after) - self.passed[way]
        each = self.faults.cut_every - self.since_cut
        room = min((room for room in (once, each) if room > 0), default=NEVER)
        data = data[:room]
        self.passed[way] += len(data)
        self.since_cut += len(data)
        setattr(self.counts, way, getattr(self.counts, way) + len(data))
        dies = len(data) == room and self.happens("cuts", 1)
        self.since_cut = 0 if dies else self.since_cut
        return data, dies

    def _spoil(self, way: str, data: bytes) -> bytes:
        begin, block, spoilt = self.seen[way], self.faults.corrupt_one_in, bytearray(data)
        self.seen[way] += len(data)
        while block and self.faults.corrupt_way in ("", way) and self.spoilt[way] < self.seen[way]:
            spoilt[self.spoilt[way] - begin] ^= self.chance[way].randrange(1, 256)
            self.counts.corrupted += 1
            self.spoilt[way] = (self.spoilt[way] // block + 1) * block + self.chance[way].randrange(block)
        return bytes(spoilt)


class FaultProxy:
    """`with FaultProxy(port_of_the_server, Faults(delay_ms=300)) as proxy:` listens on `proxy.port` of 127.0.0.1.

    `room` is about how many bytes it takes in before whoever sends has to wait for the link. With `keeps` it remembers what
    it passed on: `heard[UP]` and `heard[DOWN]` hold head and body of every message, for one connection at a time.
    """

    def __init__(
        self, target_port: int, faults: Faults | None = None, room: int = 2**20, *, keeps: bool = False
    ) -> None:
        self.target_port, self.counted, self.room = target_port, Counts(), room
        self.keeps, self.heard = keeps, {UP: list[tuple[bytearray, bytearray]](), DOWN: []}
        self._tasks, self._connections = set[asyncio.Task](), dict[Connection, asyncio.Task]()
        self.faults = faults or Faults()

    @property
    def faults(self) -> Faults:
        """What is wrong now. New ones may be set at any time, and begin to count from there."""
        return self.course.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.course = Course(faults, self.counted)

    @property
    def counts(self) -> Counts:
        """What has passed so far."""
        return replace(self.counted)

    def __enter__(self) -> FaultProxy:
        self._listening = socket.create_server((HERE, 0))
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.room)
        self._listening.setblocking(False)
        self.port = self._listening.getsockname()[1]
        self._loop, self._over = asyncio.new_event_loop(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve()], name="fault proxy")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    def size(self) -> int:
        """How much is read at once: on a slow link what takes 20 ms."""
        return min(16_384, max(256, int(self.faults.kbits * 2.5))) if self.faults.kbits else 16_384

    def hear(self, way: str, piece: Piece) -> None:
        """Keep what passes, where it is to be kept."""
        if self.keeps and piece.first:
            self.heard[way].append((bytearray(piece.data), bytearray()))
        elif self.keeps:
            self.heard[way][-1][1].extend(piece.data)

    def reset_all(self) -> None:
        """The link dies."""
        for connection, task in list(self._connections.items()):
            connection.close(abruptly=True)
            task.cancel()

    async def _serve(self) -> None:
        self._loop.add_reader(self._listening, self._accept)
        await self._over.wait()
        self._loop.remove_reader(self._listening)
        self._listening.close()
        while self._tasks:  # also those that are only about to become connections
            self.reset_all()
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.001)  # what is closed lets go of its socket

    def _accept(self) -> None:  # asyncio's own server loses a connection that comes while it closes
        try:
            accepted, _ = self._listening.accept()
        except (BlockingIOError, ConnectionError):  # it has gone again
            return
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or small replies wait 40 ms for each other
        self.counted.connections += 1
        task = self._loop.create_task(self._pass_on(accepted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, accepted: socket.socket) -> None:
        connection = Connection(self, *await asyncio.open_connection(sock=accepted, limit=self.room))
        self._connections[connection] = asyncio.current_task()
        try:
            await connection.run()
        finally:
            del self._connections[connection]
