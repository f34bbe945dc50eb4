"""The laptop's end of the line, against a socket that does what lines do: takes a while, stands still."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator

import pytest

from sync.client import Line, Unreachable
from sync.sockets import PIECE, Outgoing

BODY = secrets.token_bytes(2_000_000)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A server that takes no connection by itself, with little room for what it has not read."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024)
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


def sending(line: Line) -> tuple[threading.Thread, list[Exception]]:
    """A thread that sends the body, and what it raised."""
    raised: list[Exception] = []

    def send() -> None:
        try:
            line._send("POST", "exchange", BODY, {})
        except Unreachable as error:
            raised.append(error)

    thread = threading.Thread(target=send)
    thread.start()
    return thread, raised


def test_what_is_counted_as_sent_follows_the_line_and_not_the_patience_of_the_system(listening: socket.socket) -> None:
    moved: list[int] = []
    half, whole = threading.Event(), threading.Event()

    def count(sent: int, _received: int) -> None:
        moved.append(sent)
        (half if sum(moved) > len(BODY) // 2 else whole).set()

    line = Line(f"http://127.0.0.1:{listening.getsockname()[1]}", progress=count)
    thread, raised = sending(line)
    connection, _from = listening.accept()
    with connection:
        read = 0
        while read < len(BODY) // 4:
            read += len(connection.recv(4096))
        assert not half.is_set(), "three quarters of it are still here"
        while read < len(BODY):
            read += len(connection.recv(65_536))
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        thread.join(20)
    line.close()
    assert not raised
    assert sum(moved) == len(BODY)
    assert max(moved) <= PIECE


def test_a_line_that_stands_still_in_mid_upload_is_cut_from_another_thread(listening: socket.socket) -> None:
    begun = threading.Event()
    line = Line(f"http://127.0.0.1:{listening.getsockname()[1]}", progress=lambda _sent, _received: begun.set())
    thread, raised = sending(line)
    connection, _from = listening.accept()
    with connection:
        assert begun.wait(10)
        thread.join(0.3)
        assert thread.is_alive(), "the other end reads nothing, so that nobody gets on"
        line.cut()
        thread.join(5)
        assert not thread.is_alive()
    line.close()
    assert [error.code for error in raised if isinstance(error, Unreachable)] == ["cut"]


def test_a_stall_ends_an_upload_and_a_slow_line_does_not(listening: socket.socket) -> None:
    line = Line(f"http://127.0.0.1:{listening.getsockname()[1]}", stall_seconds=0.5)
    thread, raised = sending(line)
    connection, _from = listening.accept()
    with connection:
        read, pause = 0, threading.Event()
        while read < 400_000:  # takes longer than a stall may, and never stands still
            read += len(connection.recv(20_000))
            pause.wait(0.05)
        assert thread.is_alive()
        thread.join(20)
    line.close()
    assert [error.code for error in raised if isinstance(error, Unreachable)] == ["stalled"]


def test_a_body_says_its_length_and_what_of_it_went() -> None:
    told: list[int] = []
    body = Outgoing(b"x" * (PIECE + 1), told.append)
    assert (len(body), b"".join(body)) == (PIECE + 1, b"x" * (PIECE + 1))
    assert told == [PIECE, 1]
