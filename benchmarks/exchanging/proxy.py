"""The proxy between every client and its server here: it counts bytes and requests, and can be slow, or die every so many bytes.

It knows nothing of what passes but where a request begins, so that it does to every party the same. (The proxy of the tests
cuts HTTP into its pieces, after which Anki's server hangs up.)
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import threading
import time
from dataclasses import dataclass, replace

REQUEST = re.compile(rb"(?:GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) \S+ HTTP/1\.[01]\r\n")
#: a beginning of a request is looked for again in so many bytes of what came before
LOOK_BACK = 400


@dataclass(frozen=True)
class Link:
    """How the way is: one-way delay, bits per second and direction, and after how many bytes it dies; 0 is none."""

    delay_ms: float = 0
    kbits: float = 0
    cut_every: int = 0


@dataclass
class Passed:
    """What went through: bytes each way, requests, deaths of the link."""

    up: int = 0
    down: int = 0
    requests: int = 0
    cuts: int = 0

    def __sub__(self, then: Passed) -> Passed:
        return Passed(self.up - then.up, self.down - then.down, self.requests - then.requests, self.cuts - then.cuts)

    @property
    def bytes(self) -> int:
        """Both ways."""
        return self.up + self.down


class Proxy:
    """`with Proxy(port) as proxy:` listens on `proxy.port` of 127.0.0.1."""

    def __init__(self, target: int, link: Link | None = None) -> None:
        self.target, self.counted = target, Passed()
        self._writers: set[asyncio.StreamWriter] = set()
        self.link = link or Link()

    @property
    def link(self) -> Link:
        """How the way is now; a new one counts from there."""
        return self._link

    @link.setter
    def link(self, link: Link) -> None:
        self._link, self._since_cut, self._free_at = link, 0, {True: 0.0, False: 0.0}

    @property
    def passed(self) -> Passed:
        """What has passed so far."""
        return replace(self.counted)

    def __enter__(self) -> Proxy:
        listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = listening.getsockname()[1]
        self._loop, self._over, begun = asyncio.new_event_loop(), asyncio.Event(), threading.Event()
        serving = self._serve(listening, begun)
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[serving], name="proxy")
        self._thread.start()
        begun.wait()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self, listening: socket.socket, begun: threading.Event) -> None:
        server = await asyncio.start_server(self._connected, sock=listening)
        begun.set()
        await self._over.wait()
        server.close()
        self._die()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        both = {writer, to_server}
        self._writers |= both
        with contextlib.suppress(OSError, asyncio.CancelledError):  # cancelled when it is all over
            await asyncio.gather(self._pass(reader, to_server, up=True), self._pass(from_server, writer, up=False))
        for one in both:
            one.close()
        self._writers -= both

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, up: bool) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)
        delivery = asyncio.create_task(self._deliver(waiting, writer, up))
        try:
            before = b""
            while data := await reader.read(2048 if self.link.kbits else 16_384):
                before = self._count(data, before, up)
                await waiting.put((time.monotonic(), data))
            await waiting.put((time.monotonic(), b""))
            await delivery
        finally:
            delivery.cancel()

    async def _deliver(
        self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, up: bool
    ) -> None:
        while True:
            due, data = await waiting.get()
            if self.link.kbits:
                due = self._free_at[up] = max(due, self._free_at[up]) + len(data) / (self.link.kbits * 125)
            if (wait := due + self.link.delay_ms / 1000 - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            if not data:
                with contextlib.suppress(OSError, RuntimeError):
                    writer.write_eof()
                return
            with contextlib.suppress(OSError, RuntimeError):  # whoever does not listen any more
                writer.write(data)
                await writer.drain()

    def _count(self, data: bytes, before: bytes, up: bool) -> bytes:
        if up:
            self.counted.up += len(data)
            here = before + data
            self.counted.requests += sum(found.end() > len(before) for found in REQUEST.finditer(here))
            before = here[-LOOK_BACK:]
        else:
            self.counted.down += len(data)
        self._since_cut += len(data)
        if self.link.cut_every and self._since_cut >= self.link.cut_every:
            self._since_cut = 0
            self.counted.cuts += 1
            self._die()
            raise ConnectionResetError
        return before

    def _die(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
