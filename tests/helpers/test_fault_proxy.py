"""The bad link on loopback does what it is told, counts it right, and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.helpers.fault_proxy import FaultProxy, Faults

BODY = bytes(range(256)) * 40


class Echo(BaseHTTPRequestHandler):
    """Answers with the body that it was sent; /chunked in chunks, /until-end without a length."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, body))
        self.send_response(200)
        if self.path == "/chunked":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (body[:1000], body[1000:]):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
            return
        if self.path == "/until-end":
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 50

    def handle_error(self, *_: object) -> None: ...  # a connection that dies is what is tested here


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Echo) as server:
        server.received = []
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Client(http.client.HTTPConnection):
    """One connection that is kept alive, and made anew after it died."""

    def ask(self, path: str = "/", body: bytes = BODY, method: str = "POST") -> bytes:
        try:
            self.request(method, path, body if method == "POST" else None)
            return self.getresponse().read()
        except Exception:
            self.close()
            raise


@pytest.fixture
def link(server) -> Iterator[tuple[FaultProxy, Client]]:
    with FaultProxy(server.server_port) as proxy:
        client = Client("127.0.0.1", proxy.port, timeout=5)
        yield proxy, client
        client.close()


def test_a_good_link_changes_nothing_and_counts_requests_of_one_connection(link, server):
    proxy, client = link
    for path in ("/", "/chunked", "/"):
        assert client.ask(path) == BODY
    assert client.ask(method="HEAD") == b""
    assert client.ask(method="GET") == b""
    assert client.ask("/until-end") == BODY
    assert [path for path, _ in server.received] == ["/", "/chunked", "/", "/until-end"]
    before = proxy.counts
    assert (before.connections, before.requests) == (1, 6)
    assert before.up > 4 * len(BODY) < before.down
    client.ask(body=b"")
    assert (proxy.counts - before).requests == 1


def took(client: Client, body: bytes) -> float:
    began = time.monotonic()
    client.ask(body=body)
    return time.monotonic() - began


def test_delay_and_bandwidth_take_their_time(link):
    proxy, client = link
    proxy.faults = Faults(delay_ms=100)
    assert 0.2 <= took(client, b"") < 2
    proxy.faults = Faults(kbits=400)
    assert 0.4 <= took(client, BODY) < 3, "10,240 bytes each way at 50,000 a second"


def test_the_link_dies_each_time_so_many_bytes_have_passed(link):
    proxy, client = link
    proxy.faults = Faults(cut_every=8_000)
    for cuts in range(1, 4):
        with pytest.raises((ConnectionError, http.client.IncompleteRead)):
            client.ask()
        assert proxy.counts.cuts == cuts
        assert proxy.counts.up + proxy.counts.down == cuts * 8_000
    assert len(client.ask(body=b"small")) == 5


def test_a_cut_in_one_direction_comes_once(link, server):
    proxy, client = link
    proxy.faults = Faults(cut_up_after=5_000)
    with pytest.raises(ConnectionError):
        client.ask()
    assert (proxy.counts.up, proxy.counts.down, server.received) == (5_000, 0, [])
    assert client.ask() == BODY
    proxy.faults = Faults(cut_down_after=5_000)
    with pytest.raises((ConnectionError, http.client.IncompleteRead)):
        client.ask()
    assert len(server.received) == 2
    assert client.ask() == BODY
    assert proxy.counts.cuts == 2


def test_a_seed_spoils_the_same_bytes_again(link, server):
    proxy, client = link
    spoilt = []
    for seed in (1, 1, 2):
        proxy.faults = Faults(corrupt_one_in=1_000, corrupt_heads=False, seed=seed)
        spoilt.append(client.ask())
    assert spoilt[0] == spoilt[1] != spoilt[2]
    assert proxy.counts.corrupted in range(3 * 20, 3 * 22 + 1)
    assert sum(sent != got for sent, got in zip(BODY, server.received[0][1], strict=True)) in (10, 11)


def test_heads_are_spoilt_too_unless_told_otherwise(link):
    proxy, client = link
    proxy.faults = Faults(corrupt_one_in=1)
    client.timeout = 0.3
    with pytest.raises((http.client.HTTPException, OSError)):  # the server may even wait for the end of the head
        client.ask(method="GET")
    assert proxy.counts.corrupted == proxy.counts.up + proxy.counts.down


def test_a_duplicated_request_reaches_the_server_twice_and_is_answered_once(link, server):
    proxy, client = link
    proxy.faults = Faults(duplicate_every=2)
    assert [client.ask(body=body) for body in (b"one", b"two", b"three")] == [b"one", b"two", b"three"]
    assert [body for _, body in server.received] == [b"one", b"two", b"two", b"three"]
    assert (proxy.counts.connections, proxy.counts.requests, proxy.counts.duplicates) == (1, 3, 1)


@pytest.mark.parametrize("path", ["/", "/chunked", "/until-end"])
def test_a_lost_reply_has_been_given_by_the_server(link, server, path):
    proxy, client = link
    proxy.faults = Faults(lose_reply_every=1, times=1)
    with pytest.raises(ConnectionResetError):
        client.ask(path)
    assert (len(server.received), proxy.counts.lost, proxy.counts.down) == (1, 1, 0)
    assert client.ask(path) == BODY


def test_a_truncated_reply_ends_cleanly_in_mid_body(link):
    proxy, client = link
    proxy.faults = Faults(truncate_reply_every=1)
    with pytest.raises(http.client.IncompleteRead) as cut:
        client.ask()
    assert cut.value.partial == BODY[: len(BODY) // 2]
    assert client.ask("/until-end") == BODY[: len(BODY) // 2], "nobody can tell"
    assert client.ask(method="GET") == b"", "there is nothing to truncate"
    assert proxy.counts.truncated == 2


def test_a_stalled_connection_passes_nothing_more_and_a_new_one_does(link):
    proxy, client = link
    client.timeout = 0.3
    proxy.faults = Faults(stall_after=11_000)
    with pytest.raises(TimeoutError):
        client.ask()
    assert proxy.counts.up + proxy.counts.down == 11_000
    proxy.faults = Faults()
    assert client.ask() == BODY


def test_refused_connections_and_a_server_that_is_gone_are_reset(link, server):
    proxy, client = link
    assert client.ask() == BODY
    proxy.faults = Faults(refuse=True)
    for _ in range(2):  # the connection that is open, and a new one
        with pytest.raises(ConnectionError):
            client.ask()
    proxy.faults = Faults()
    proxy.target_port = 1
    with pytest.raises(ConnectionError):
        client.ask()
    assert len(server.received) == 1


def test_a_captive_portal_answers_instead_of_the_server(link, server):
    proxy, client = link
    proxy.faults = Faults(captive=True)
    assert b"<html>" in client.ask()
    assert b"<html>" in client.ask(method="GET")
    assert client.ask(method="HEAD") == b""
    assert server.received == []
    proxy.faults = Faults()
    assert (client.ask(), proxy.counts.connections) == (BODY, 1)


def test_nothing_is_left_behind_whatever_was_under_way(server):
    threads, files = threading.active_count(), len(os.listdir("/proc/self/fd"))
    with FaultProxy(server.server_port, Faults(stall_after=300)) as proxy:
        clients = [Client("127.0.0.1", proxy.port, timeout=5) for _ in range(10)]
        for client in clients:
            client.request("POST", "/", BODY)
        while proxy.counts.up < 3_000:
            time.sleep(0.01)
        proxy.faults = Faults(delay_ms=10_000)
        clients[0].close()
        clients[0].request("POST", "/", BODY)
    for client in clients:
        with pytest.raises(ConnectionError):
            client.getresponse()
        client.close()
    end = time.monotonic() + 5
    while (threads, files) != (threading.active_count(), len(os.listdir("/proc/self/fd"))):
        assert time.monotonic() < end, "a thread or a socket is left"
        time.sleep(0.01)
