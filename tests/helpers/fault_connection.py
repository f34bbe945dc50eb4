"""One connection through the fault proxy: it cuts HTTP into pieces, passes them on, and does to them what its proxy says."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.helpers.fault_proxy import FaultProxy

HERE, UP, DOWN, NEVER = "127.0.0.1", "up", "down", 2**62
PAGE = b"<!DOCTYPE html><html><body><h1>Welcome to our wireless network</h1><p>Please log in.</p></body></html>\n"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(PAGE)


@dataclass(frozen=True)
class Piece:
    """A whole head (`first`), or a part of a body; `last` ends its request or reply."""

    data: bytes
    first: bool = False
    last: bool = False


@dataclass
class Cutter:
    """Reads one direction of an HTTP/1.1 connection in pieces; None is its end."""

    reader: asyncio.StreamReader
    methods: deque[bytes]  # of requests without a reply: a reply to HEAD has no body
    replies: bool
    put: Callable[[Piece | None], Awaitable[None]]
    size: Callable[[], int] = lambda: 16_384

    async def run(self) -> None:
        try:
            while True:
                await self._message()
        except ValueError:  # this is not HTTP
            with contextlib.suppress(EOFError):
                await self._part(NEVER, ends=False)
        except EOFError as end:
            await self.put(Piece(getattr(end, "partial", b""), last=self.replies))
        await self.put(None)

    async def _message(self) -> None:
        head = await self.reader.readuntil(b"\r\n\r\n")
        start, *lines = head.lower().split(b"\r\n")
        if self.replies and start[9:10] == b"1":  # 100 Continue: the reply is still to come
            await self.put(Piece(head))
            return
        fields = {name: value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        chunked, length = fields.get(b"transfer-encoding") == b"chunked", fields.get(b"content-length")
        if self.replies:
            bare = (bool(self.methods) and self.methods.popleft() == b"head") or start[9:12] in (b"204", b"304")
        else:
            self.methods.append(start.split(b" ")[0])
            bare = not chunked and length is None
        bare = bare or length == b"0"
        await self.put(Piece(head, first=True, last=bare))
        if not bare:
            await (self._chunks() if chunked else self._part(NEVER if length is None else int(length), ends=True))

    async def _part(self, size: int, ends: bool) -> None:
        while size:
            if not (data := await self.reader.read(min(size, self.size()))):
                raise EOFError
            size -= len(data)
            await self.put(Piece(data, last=ends and not size))

    async def _chunks(self) -> None:
        while size := int((line := await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await self.put(Piece(line))
            await self._part(size + 2, ends=False)
        while line != b"\r\n":  # the last chunk, and the trailer
            await self.put(Piece(line))
            line = await self.reader.readuntil(b"\r\n")
        await self.put(Piece(line, last=True))


class Connection:
    """One connection of the client, and the one to the server, which is opened when there is something to send."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.proxy, self.reader, self.client, self.server = proxy, reader, writer, None
        self.methods, self.passed = deque[bytes](), 0
        self.queues: dict[str, asyncio.Queue] = {way: asyncio.Queue(maxsize=64) for way in (UP, DOWN)}
        self.held: dict[str, list[Piece]] = {UP: [], DOWN: []}
        self.twice, self.fate = False, ""  # what is to happen to the request and to the reply that are passing

    async def run(self) -> None:
        """Passes everything on until both sides have ended, or one of them dies."""
        clean = False
        try:
            if self.proxy.faults.refuse:
                raise ConnectionResetError
            async with asyncio.TaskGroup() as self.tasks:
                self.tasks.create_task(self._depart(UP, self.reader))
                self.tasks.create_task(self._arrive(UP, self._up))
                self.tasks.create_task(self._arrive(DOWN, self._down))
            clean = True
        except* EOFError:  # a truncated reply
            clean = True
        except* OSError:
            pass
        finally:
            self.close(abruptly=not clean)
            for writer in filter(None, (self.client, self.server)):
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    def close(self, abruptly: bool) -> None:
        for writer in (self.client, self.server):
            if writer and abruptly:
                with contextlib.suppress(OSError):  # closed already
                    option = struct.pack("ii", 1, 0)  # no lingering: the other side sees a reset
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
                writer.transport.abort()
            elif writer:
                writer.close()

    async def _depart(self, way: str, reader: asyncio.StreamReader) -> None:
        async def put(piece: Piece | None) -> None:
            await self.queues[way].put((time.monotonic(), piece))

        await Cutter(reader, self.methods, way == DOWN, put, self.proxy.size).run()

    async def _arrive(self, way: str, receive: Callable[[Piece], Awaitable[None]]) -> None:
        while True:
            sent, piece = await self.queues[way].get()
            await self.proxy.course.travel(way, sent, len(piece.data) if piece else 0)
            if not piece:
                break
            await receive(piece)
        writer = self.server if way == UP else self.client
        if not writer:
            await self.queues[DOWN].put((sent, None))
        elif not writer.is_closing():
            writer.write_eof()

    async def _up(self, piece: Piece) -> None:
        course = self.proxy.course
        if piece.first:
            self.proxy.counted.requests += 1
            self.twice = course.happens("duplicates", course.faults.duplicate_every)
        if course.faults.captive:
            await self._welcome(piece)
            return
        self.held[UP].append(piece)
        if not piece.data or (self.twice and not piece.last):
            return
        held, self.held[UP] = self.held[UP], []
        if self.twice:
            self.twice = False
            await self._send_copy(b"".join(each.data for each in held))
        if not self.server:
            reader, self.server = await asyncio.open_connection(HERE, self.proxy.target_port, limit=2**20)
            self.tasks.create_task(self._depart(DOWN, reader))
        for each in held:
            await self._pass(UP, each, self.server)

    async def _welcome(self, piece: Piece) -> None:
        await self._pass(UP, piece, None)
        if piece.last:
            has_body = not self.methods or self.methods.popleft() != b"head"
            for each in (Piece(PORTAL, first=True, last=not has_body), Piece(PAGE, last=True))[: 1 + has_body]:
                await self.queues[DOWN].put((time.monotonic(), each))

    async def _send_copy(self, request: bytes) -> None:
        async def put(piece: Piece | None) -> None:
            if not piece or piece.last:
                raise InterruptedError

        reader, writer = await asyncio.open_connection(HERE, self.proxy.target_port)
        try:
            writer.write(request)
            with contextlib.suppress(InterruptedError):
                await Cutter(reader, deque([request.lower().split(b" ")[0]]), True, put).run()
        finally:
            writer.transport.abort()

    async def _down(self, piece: Piece) -> None:
        course = self.proxy.course
        if piece.first and course.happens("lost", course.faults.lose_reply_every):
            self.fate = "lost"
        elif piece.first and not piece.last and course.happens("truncated", course.faults.truncate_reply_every):
            self.fate = "truncated"
        elif piece.first and course.happens("repeated", course.faults.repeat_reply_every):
            self.fate = "repeated"
        self.held[DOWN].append(piece)
        if self.fate and not piece.last:
            return
        if self.fate == "lost":
            raise ConnectionResetError
        (head, *rest), self.held[DOWN] = self.held[DOWN], []
        if self.fate == "repeated":
            self.fate, rest = "", [*rest, head, *rest]
        if self.fate:
            body = b"".join(each.data for each in rest)
            rest = [Piece(body[: len(body) // 2])]
        for each in (head, *rest):
            await self._pass(DOWN, each, self.client)
        if self.fate:
            raise EOFError

    async def _pass(self, way: str, piece: Piece, writer: asyncio.StreamWriter | None) -> None:
        faults = self.proxy.faults
        if faults.refuse:
            raise ConnectionResetError
        if faults.stall_after is not None:
            piece = replace(piece, data=piece.data[: max(0, faults.stall_after - self.passed)])
        data, dies = self.proxy.course.admit(way, piece)
        self.proxy.hear(way, replace(piece, data=data))
        self.passed += len(data)
        if writer:
            writer.write(data)
        if dies:
            self.proxy.reset_all()
        if faults.stall_after is not None and self.passed >= faults.stall_after:
            await asyncio.Event().wait()
        if writer:
            await writer.drain()
