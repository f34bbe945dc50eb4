"""What one server process takes: changesets a second, and a thousand laptops that come back within a minute.

The laptops are as real as the server can see: a device each that was let in with a code, a key, a signed request over a
socket. What they say was made before, so that only the server's work is timed.
"""

from __future__ import annotations

import base64
import http.client
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import sqlalchemy as sa

from app import rights
from benchmarks.exchanging.toys import now_ms
from sync import registry, wire
from sync.changeset import CREATE, NO_CHAIN, Changeset, Write, group_name, part_after
from sync.hub_tables import SqlHub, reading, transact
from sync.keys import DeviceKeys, new_code, read_code, verify
from sync.messages import OK, Pushed, Request
from sync.service import HubService
from sync.shape import Stream
from sync.signing import MEDIA_TYPE, reply_text, request_text
from sync.stamp import new_id
from tests.helpers.country import Server


@dataclass
class Caller:
    """A laptop that only speaks: who it is, and how far its changesets have come."""

    place: str
    keys: DeviceKeys = field(default_factory=DeviceKeys.new)
    device: str = ""
    replica: str = field(default_factory=lambda: new_id(now_ms()).replace("-", "")[-20:])
    sequence: int = 0
    link: str = NO_CHAIN
    scope: frozenset[Stream] = frozenset()

    def say(self, writes: int, epoch: str = "", cursor: int = 0) -> bytes:
        """The body of a request that brings one changeset of new activities."""
        acked, self.sequence = (self.sequence, self.link), self.sequence + 1
        group = group_name(self.replica, self.sequence)
        head = Changeset(self.replica, self.sequence, now_ms() << 16, "Amélia", "Lines", group, "ujima 0.1.0", "0001")
        made = tuple(
            Write(CREATE, "activity", new_id(now_ms()), {
                "place": self.place, "sector": "WSH", "description": f"Latrines for {number} households",
                "status": "planned", "people_targeted": number,
            })
            for number in range(writes)
        )  # fmt: skip
        pushed = Pushed(part_after(self.link, head, made), self.link)
        self.link = pushed.part.chain
        asked = Request(self.replica, epoch, cursor, self.scope, (self.sequence, self.link), acked, (pushed,))
        return wire.encode_request(asked)


def let_in(service: HubService, callers: Sequence[Caller]) -> None:
    """Every caller joins, with a code of his own."""

    def work(hub: SqlHub) -> None:
        for number, caller in enumerate(callers):
            code = new_code()
            registry.invite(hub.connection, code, "secretary", None, (caller.place,), "benchmark", now_ms())
            key = caller.keys.verify_key_text
            joined = registry.join(hub.connection, read_code(code), new_id(now_ms()), f"{number}", key, now_ms())
            caller.device = joined.id

    transact(service.engine, work)


def deliver(line: http.client.HTTPConnection, caller: Caller, body: bytes, hub_key: bytes) -> None:
    """Send one request, and read the answer as a laptop does; it has to say that the changeset is there."""
    signature = base64.b64encode(caller.keys.sign(request_text(caller.device, body))).decode()
    headers = {"ujima-device": caller.device, "ujima-signature": signature, "content-type": MEDIA_TYPE}
    line.request("POST", "/sync/v1/exchange", body, headers)
    answer = line.getresponse()
    told = answer.read()
    if answer.status != 200:
        raise AssertionError(f"{answer.status} {told!r}")
    if not verify(hub_key, reply_text(body, told), base64.b64decode(answer.headers["ujima-signature"])):
        raise AssertionError("an answer that the server did not sign")
    reply = wire.decode_reply(told, caller.scope)
    if reply.state != OK or len(reply.receipts) != 1 or reply.receipts[0].held:
        raise AssertionError(f"not accepted: {reply.state} {reply.receipts}")


def changesets_a_second(server: Server, place: str, writes: int, callers: int, each: int) -> tuple[float, list[bytes]]:
    """Changesets a second that a server accepts from so many laptops at once, and the bodies that they sent."""
    service = server.service()
    some = [Caller(place) for _ in range(callers)]
    let_in(service, some)
    bodies = {caller.device: [caller.say(writes) for _ in range(each)] for caller in some}

    def speak(caller: Caller) -> None:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        for body in bodies[caller.device]:
            deliver(line, caller, body, service.keys.verify_key)
        line.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        list(pool.map(speak, some))
    seconds = time.perf_counter() - start
    return callers * each / seconds, [body for said in bodies.values() for body in said]


def commits_a_second(database: str, bodies: Sequence[bytes], folder: Path, writers: int) -> float:
    """Bare INSERT and commit of the same bytes a second, in a database of the same kind."""
    if database.startswith("sqlite"):
        connection = sqlite3.connect(folder / f"bare-{len(bodies[0])}.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)")
        start = time.perf_counter()
        for body in bodies:
            connection.execute("INSERT INTO bare (body) VALUES (?)", (body,))
        seconds = time.perf_counter() - start
        connection.close()
        return len(bodies) / seconds
    url = sa.make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id BIGSERIAL PRIMARY KEY, body BYTEA)")

    def write(number: int) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for body in bodies[number::writers]:
                connection.execute("INSERT INTO bare (body) VALUES (%s)", (body,))

    start = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    return len(bodies) / (time.perf_counter() - start)


@dataclass
class Returned:
    """How it went when all came back: how many were served, the middle and the slowest answer (s), all in how many
    seconds, how many records came, memory of the server after the first tenth and at the end (MB).
    """

    served: int
    middle: float
    slowest: float
    seconds: float
    kept: int
    trouble: str
    before_mb: float
    after_mb: float


def all_return(server: Server, places: dict[str, str | None], laptops: int, within: float) -> Returned:
    """So many laptops, spread over the districts, come back within so many seconds, each with a change of its own."""
    service, codes = server.service(), sorted(set(places) - set(places.values()))
    callers = [Caller(codes[number % len(codes)]) for number in range(laptops)]
    let_in(service, callers)
    with reading(service.engine) as hub:
        epoch, cursor = hub.facts()["epoch"], hub.last_seq()
    bodies = {}
    for caller in callers:
        caller.scope = rights.scope(rights.Member("secretary", None, (caller.place,)), places.items(), caller.device)
        bodies[caller.device] = caller.say(1, epoch, cursor)
    assert server.process is not None
    pid, memory, guard = server.process.pid, [0.0], threading.Lock()
    taken: list[float] = []
    trouble: list[str] = []
    start = time.perf_counter()

    def come(number: int) -> None:
        caller, due = callers[number], start + within * number / laptops
        time.sleep(max(0.0, due - time.perf_counter()))
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        try:
            deliver(line, caller, bodies[caller.device], service.keys.verify_key)
        except (OSError, http.client.HTTPException, AssertionError) as error:
            trouble.append(f"{type(error).__name__}: {error}")
            return
        finally:
            line.close()
        with guard:
            taken.append(time.perf_counter() - due)
            if len(taken) == laptops // 10:
                memory[0] = resident_mb(pid)

    with ThreadPoolExecutor(laptops) as pool:
        list(pool.map(come, range(laptops)))
    seconds = time.perf_counter() - start
    with reading(service.engine) as hub:
        heads = [hub.head(caller.replica)[0] for caller in callers]
    taken.sort()
    said = trouble[0][:200] if trouble else ""
    middle, slowest = taken[len(taken) // 2], taken[-1]
    return Returned(len(taken), middle, slowest, seconds, sum(heads), said, memory[0], resident_mb(pid))


def resident_mb(pid: int) -> float:
    """Memory that a process holds now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
