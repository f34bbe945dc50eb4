"""Records with the very ten fields of the documents, over the same engine, routes, signatures and rights as ours."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
import sqlalchemy as sa

from benchmarks.exchanging.documents import FIELDS
from sync import registry, tables
from sync.arriving import Outcome
from sync.client import Line
from sync.conversation import converse
from sync.hub_schema import hub_engine
from sync.hub_tables import SqlHub, transact
from sync.keys import DeviceKeys
from sync.replica import Act, Draft, commit
from sync.replica_tables import SqlReplica, Written, begin_replica
from sync.router import sync_router
from sync.service import HubService, open_hub
from sync.shape import DELETED, OPEN, REGISTER, Shape, Stream
from sync.stamp import new_id
from tests.helpers.country import free_port
from tests.helpers.zygote import Child, Zygote

SHAPES = {"doc": Shape("doc", dict.fromkeys((*FIELDS, DELETED), REGISTER), ("place", "district"))}
#: the 200 districts of the documents lie in twenty areas of work, all of which a laptop here reads and writes
SCOPE: frozenset[Stream] = frozenset({("ref", OPEN), *((f"place:D{number:02d}", OPEN) for number in range(20))})

metadata = sa.MetaData()
doc = sa.Table(
    "doc",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    *(sa.Column(name, sa.JSON) for name in (*FIELDS, DELETED)),
)


def area_of_place(place: str, _look: Any = None) -> str:
    """The area a district lies in."""
    return place[:3]


class Rights:
    """Whoever has joined works in the twenty areas."""

    def __init__(self, tables: SqlHub) -> None:
        self.tables = tables
        self._scopes: dict[str, frozenset[Stream] | None] = {}

    def scope(self, device: str) -> frozenset[Stream] | None:
        if device not in self._scopes:
            known = registry.device(self.tables.connection, device)
            self._scopes[device] = SCOPE if known and known.revoked_at is None else None
        return self._scopes[device]

    def rights(self, device: str) -> str:
        return "" if self.scope(device) is None else "writes its districts"

    def refusal(self, _device: str, _write: Any, _before: Any, after: Mapping[str, Any], _look: Any) -> str | None:
        return None if after.get("district") else "not_your_area"

    def area_of_place(self, place: str, _look: Any) -> str | None:
        return area_of_place(place)


class Docs:
    """`Records` over one table."""

    def read(self, connection: sa.Connection, type: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        found = connection.execute(sa.select(doc).where(doc.c.id.in_(ids))).mappings()
        return {row["id"]: {n: v for n, v in row.items() if n != "id" and v is not None} for row in found}

    def write(self, connection: sa.Connection, rows: Sequence[Written]) -> None:
        made = [{**dict.fromkeys((*FIELDS, DELETED)), **row.values, "id": row.id} for row in rows if row.new]
        if made:
            connection.execute(sa.insert(doc), made)
        for row in rows:
            if not row.new and row.values:
                connection.execute(sa.update(doc).where(doc.c.id == row.id).values(dict(row.values)))

    def remove(self, connection: sa.Connection, keys: Iterable[tuple[str, str]]) -> None:
        for _type, id in keys:
            connection.execute(sa.delete(doc).where(doc.c.id == id))

    def keeps(self, type: str, name: str, value: Any) -> bool:
        return value is not None


def open_toys(database: str) -> HubService:
    """The hub of the toy country."""
    engine = hub_engine(database)
    return HubService(engine, open_hub(engine, "toys"), SHAPES, Rights, now_ms)


def serve(database: str, port: int) -> int:
    """The process of its server: the routes of ours, and nothing beside them."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()
    app.include_router(sync_router(open_toys(database)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False, timeout_keep_alive=75)
    return 0


def now_ms() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


@contextlib.contextmanager
def toy_country(zygote: Zygote, folder: Path) -> Iterator[tuple[HubService, int]]:
    """A server of toy records as a process: its hub from within, and its port."""
    service, port = open_toys(f"sqlite:///{folder / 'toys.db'}"), free_port()
    process = zygote.run("benchmarks.exchanging.toys:serve", f"sqlite:///{folder / 'toys.db'}", port)
    try:
        wait_for(lambda: is_there(port), process)
        yield service, port
    finally:
        process.kill()
        service.engine.dispose()


def is_there(port: int) -> bool:
    """Whether a server answers."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"http://127.0.0.1:{port}/sync/v1/hello", timeout=5).ok


def wait_for(is_so: Callable[[], bool], process: Child) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        with contextlib.suppress(requests.ConnectionError):
            if is_so():
                return
        if not process.running():
            break
        time.sleep(0.02)
    raise RuntimeError("the server never answered")


class Laptop:
    """A laptop of the toy country: one SQLite file, one device."""

    def __init__(self, service: HubService, path: Path) -> None:
        self.keys, self.hub_key = DeviceKeys.new(), service.keys.verify_key
        self.device = enrol(service, path.stem, self.keys)
        self.engine = sa.create_engine(f"sqlite:///{path}")
        with self.engine.begin() as connection:
            tables.metadata.create_all(connection)
            metadata.create_all(connection)
            begin_replica(connection, new_id(now_ms()).replace("-", "")[-20:])

    @contextlib.contextmanager
    def transaction(self) -> Iterator[SqlReplica]:
        """The replica in one transaction."""
        with self.engine.begin() as connection:
            yield SqlReplica(connection, SHAPES, Docs())

    def save(self, drafts: Sequence[Draft]) -> None:
        """One act of a person."""
        with self.transaction() as replica:
            commit(replica, SHAPES, drafts, Act("Amélia", "Lines", now_ms(), "ujima 0.1.0", "0001"), area_of_place)

    def add(self, lines: Iterable[Mapping[str, Any]], given_ids: bool = False) -> list[str]:
        """Enter documents; their ids."""
        drafts = [
            Draft("c", "doc", line["_id"] if given_ids else new_id(now_ms()), {name: line[name] for name in FIELDS})
            for line in lines
        ]
        self.save(drafts)
        return [draft.id for draft in drafts]

    def exchange(self, port: int, patient: bool = True) -> Outcome:
        """Talk to the server until both have said everything, as the program does; who is not patient tries again at
        once after a failure.
        """
        line = Line(f"http://127.0.0.1:{port}")
        try:
            return converse(
                self.transaction,
                SHAPES,
                lambda request: line.exchange(self.device, self.keys, self.hub_key, request),
                lambda: new_id(now_ms()).replace("-", "")[-20:],
                area_of_place,
                pause=time.sleep if patient else lambda _seconds: None,
            )
        finally:
            line.close()

    def content(self) -> tuple[int, str, bool]:
        """How many documents it shows, the sum of their hashes, and whether it agrees with the server."""
        with self.transaction() as replica:
            count = replica.connection.execute(sa.select(sa.func.count()).select_from(doc)).scalar_one()
            return count, json.dumps(replica.digest()), bool(replica.facts().get("agrees"))

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def enrol(service: HubService, name: str, keys: DeviceKeys) -> str:
    """Let a laptop in, with a code as a person would; its id."""
    from sync.keys import new_code, read_code

    def work(hub: SqlHub) -> str:
        code = new_code()
        registry.invite(hub.connection, code, "secretary", None, ("D00",), "benchmark", now_ms())
        joined = registry.join(hub.connection, read_code(code), new_id(now_ms()), name, keys.verify_key_text, now_ms())
        return joined.id

    return transact(service.engine, work)
