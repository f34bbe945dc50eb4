"""What the connections of one line have in common: a body leaves in small pieces, a stall (not a slow line) ends it, and
all of it can be ended from another thread.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

#: bytes of a body that are handed to the system at once
PIECE = 8 * 1024
#: bytes that the system may keep before they are on their way (where it can be told): what is counted as sent, is
MOST_UNSENT = 16 * 1024


class Outgoing:
    """A body of known length that says how far it has gone. Each piece has the time of a stall for itself; handed over
    at once, the whole of it would have.
    """

    def __init__(self, body: bytes, told: Callable[[int], None]) -> None:
        self._body, self._told, self._at, self._last = memoryview(body), told, 0, 0

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read():
            yield piece

    def read(self, _size: int = -1) -> bytes:
        """The next piece; whoever asks for it has sent the one before."""
        if self._last:
            self._told(self._last)
        piece = bytes(self._body[self._at : self._at + PIECE])
        self._at, self._last = self._at + len(piece), len(piece)
        return piece


class _Pinned(HTTPAdapter):
    """Trusts what its context trusts, and nothing that `requests` would add to it."""

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave it to the context."""


class Sockets:
    """The connections of one line. `stall_seconds` is how long one of them may stand still; `trusted` are certificates
    (PEM) to trust instead of the usual ones.
    """

    def __init__(self, stall_seconds: Callable[[], float], trusted: str | None = None) -> None:
        self._stall_seconds, self._trusted = stall_seconds, trusted
        self._open: list[socket.socket] = []

    def adapter(self) -> HTTPAdapter:
        """What `requests` is to reach both kinds of addresses by. It tries nothing twice by itself."""
        sockets = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                sockets._keep(self.sock)

        class Secured(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                sockets._keep(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecuredPool(HTTPSConnectionPool):
            ConnectionCls = Secured

        more: dict[str, Any] = {"socket_options": [*HTTPConnection.default_socket_options, *_options()]}
        if self._trusted:
            more["ssl_context"] = ssl.create_default_context(cadata=self._trusted)
        adapter = (_Pinned if self._trusted else HTTPAdapter)(max_retries=0)
        adapter.init_poolmanager(1, 1, **more)
        adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecuredPool}
        return adapter

    def shut(self) -> None:
        """End what is under way, from any thread: whoever waits there for the line sees that it was cut."""
        for one in self._open:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    def _keep(self, opened: Any) -> None:
        self._open = [one for one in self._open if one.fileno() >= 0] + [opened]
        opened.settimeout(self._stall_seconds())


def _options() -> list[tuple[int, int, int]]:
    unsent = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    return [] if unsent is None else [(socket.IPPROTO_TCP, unsent, MOST_UNSENT)]
