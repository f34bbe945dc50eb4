"""A hub and laptops for the tests of contents: who works where, the requests each signs, and a laptop in SQLite."""

from __future__ import annotations

import contextlib
import hashlib
import random
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from sync import blob_line, registry, session, tables
from sync.blob_line import Way
from sync.blob_service import BlobService
from sync.blob_waiting import waiting
from sync.blobs import Blob, Had
from sync.hub_schema import blob_piece_table, blob_table
from sync.hub_tables import transact
from sync.keys import DeviceKeys, new_code, verify
from sync.messages import Reply
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.replica_tables import SqlReplica, begin_replica
from sync.service import HubService, open_hub
from sync.shape import OPEN, RESTRICTED
from sync.signing import blob_reply_text, blob_text, joining_text
from tests.sync.simulator import toys
from tests.sync.simulator.toys import NOWHERE, REF, SHAPES, Rights, area_of_place

NOW = 1_700_000_000_000
CONTENT = random.Random(7).randbytes(700_001)
SHA = hashlib.sha256(CONTENT).hexdigest()
X, X_SEVERE, Y = ("place:X", OPEN), ("place:X", RESTRICTED), ("place:Y", OPEN)
PAPER = Blob("paper", "p1", SHA)


class Country:
    """A hub and laptops: `a` works in X, `chief` reads its severe records too, `b` works in Y."""

    def __init__(self, engine: sa.Engine) -> None:
        self.rights = Rights()
        self.service = HubService(engine, open_hub(engine, "e1"), SHAPES, lambda tables: self.rights, lambda: NOW)
        self.blobs = BlobService(self.service)
        self.keys = {name: DeviceKeys.new() for name in ("a", "b", "chief")}
        self.ids: dict[str, str] = {}
        for name, more in (("a", {X}), ("b", {Y}), ("chief", {X, X_SEVERE})):
            code, keys = new_code(), self.keys[name]
            transact(engine, lambda t, c=code: registry.invite(t.connection, c, "toy", None, (), "test", NOW))  # type: ignore[misc]
            key, proof = keys.verify_key_text, keys.sign(joining_text(code)).hex()
            self.ids[name] = self.service.join({"code": code, "name": name, "key": key, "proof": proof})["device"]
            self.rights.scopes[self.ids[name]] = frozenset({REF, NOWHERE, *more})

    def sign(self, name: str, method: str, blob: Blob, offset: int | None, most: int = 0, body: bytes = b"") -> bytes:
        return self.keys[name].sign(blob_text(self.ids[name], method, blob.path, offset, most, body))

    def look(self, name: str, blob: Blob = PAPER) -> Had:
        answer, proof = self.blobs.look(self.ids[name], blob, self.sign(name, "GET", blob, None))
        text = blob_text(self.ids[name], "GET", blob.path, None, 0, b"")
        assert verify(self.service.keys.verify_key, blob_reply_text(text, answer), proof)
        return blob_line._had(answer)

    def put(self, name: str, offset: int, data: bytes, blob: Blob = PAPER) -> Had:
        signature = self.sign(name, "PUT", blob, offset, body=data)
        return blob_line._had(self.blobs.put(self.ids[name], blob, offset, data, signature)[0])

    def get(self, name: str, offset: int, most: int, blob: Blob = PAPER) -> bytes:
        return self.blobs.get(self.ids[name], blob, offset, most, self.sign(name, "GET", blob, offset, most))[0]

    def kept(self) -> int:
        """How many pieces the hub has of anything."""
        with self.service.engine.begin() as connection:
            pieces, contents = blob_piece_table, blob_table
            counts = [
                connection.execute(sa.select(sa.func.count()).select_from(t)).scalar() for t in (pieces, contents)
            ]
        return sum(counts)


class Laptop:
    """A laptop in SQLite, and its way to the hub."""

    def __init__(self, country: Country, name: str) -> None:
        self.country, self.name = country, name
        self.engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
        tables.metadata.create_all(self.engine)
        toys.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            begin_replica(connection, f"replica-{name}")
        self.pauses: list[float] = []

    @contextlib.contextmanager
    def opened(self) -> Iterator[SqlReplica]:
        with self.engine.begin() as connection:
            yield SqlReplica(connection, SHAPES, toys.ToyRecords())

    def save(self, *drafts: Draft) -> None:
        with self.opened() as here:
            commit(here, SHAPES, drafts, Act(self.name, "", NOW, "toy", "1"), area_of_place)

    def attach(self, blob: Blob = PAPER, content: bytes = CONTENT) -> None:
        with self.opened() as here:
            here.blobs.append(blob, len(content), 0, content)
            assert here.blobs.finish(blob)

    def exchange(self) -> Reply:
        while True:
            with self.opened() as here:
                request = session.prepare(here)
            reply = self.country.service.answer(self.country.ids[self.name], request)
            with self.opened() as here:
                outcome = session.receive(here, SHAPES, request, reply, "again", area_of_place)
                facts = here.facts()
            if not outcome.again and facts["acked"] == facts["sequence"]:
                return reply

    def waiting(self) -> list[Blob]:
        with self.opened() as here:
            return waiting(here, SHAPES, here.blobs.unsent())

    def kept(self) -> int:
        with self.opened() as here:
            names = ("sync_blob", "sync_blob_piece")
            return sum(here.connection.exec_driver_sql(f"SELECT count(*) FROM {one}").scalar_one() for one in names)

    def way(self, fault: Callable[[str], None] = lambda _moment: None) -> Way:
        """`fault` may raise before or behind each request."""

        def through(work: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                fault("before")
                answer = work(self.name, *given)
                fault("behind")
                return answer

            return call

        look, put, get = through(self.country.look), through(self.country.put), through(self.country.get)
        return Way(
            look,
            lambda blob, offset, data: put(offset, data, blob),
            lambda blob, offset, most: get(offset, most, blob),
            self.opened,
            lambda: False,
            self.pauses.append,
        )
