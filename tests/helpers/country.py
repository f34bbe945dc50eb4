"""A country for tests: a national server as a real process, and offices that join it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

from app.server import hub
from app.services import belonging, certificates, exchanging, packs, records
from app.store.workspace import Store, create_workspace, open_workspace
from sync.service import HubService
from tests.helpers.zygote import Child, Zygote

DISTRICT, OTHER_DISTRICT, PROVINCE = "MZ1001", "MZ1002", "MZ10"


@dataclass(frozen=True)
class Certificates:
    """An office's own authority (its certificate), and what it signed for its server: certificate and key."""

    authority: Path
    server: Path
    key: Path


@dataclass
class Server:
    """A national server as a process: its database, its address, and how to stop it."""

    zygote: Zygote
    database: str
    folder: Path
    port: int = 0
    process: Child | None = None
    certificates: Certificates | None = None
    program: str = "app.server.main:main"
    _services: list[HubService] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self.certificates else 'http'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it (again) on its port, and wait until it answers."""
        self.port = self.port or free_port()
        known = self.certificates
        secured = ["--certificate", str(known.server), "--key", str(known.key)] if known else []
        arguments = ["--database", self.database, "--listen", f"127.0.0.1:{self.port}", *secured, "serve"]
        log = str(self.folder / "server.log")
        self.process = self.zygote.run(self.program, arguments, log=log)
        for _ in range(600):
            if self._answers():
                return
            if not self.process.running():
                raise AssertionError((self.folder / "server.log").read_text())
            time.sleep(0.02)
        raise AssertionError("the server never answered")

    def _answers(self) -> bool:
        """Whether it is there; whether it is to be believed is for laptops to say."""
        if self.certificates:
            unproven = ssl._create_unverified_context()
            line: HTTPConnection = HTTPSConnection("127.0.0.1", self.port, timeout=5, context=unproven)
        else:
            line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(line), contextlib.suppress(OSError, HTTPException):
            line.request("GET", "/sync/v1/hello")
            return line.getresponse().status == 200
        return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()

    def service(self) -> HubService:
        """The hub from within, for what its administrator does and for looking at it."""
        if not self._services:
            self._services.append(hub.open_service(self.database))
        return self._services[0]

    def invite(self, role: str = "secretary", place: str | None = DISTRICT, organisation: str | None = None) -> str:
        """A code to join with."""
        return hub.invite(self.service(), place, role, organisation, "test")

    def forget_database(self) -> None:
        """Let go of the database, to look at another."""
        for service in self._services:
            service.engine.dispose()
        self._services.clear()

    def close(self) -> None:
        """Stop it and let go of the database."""
        self.kill()
        self.forget_database()


@contextlib.contextmanager
def a_server(
    zygote: Zygote, folder: Path, database: str | None = None, certificates: Certificates | None = None
) -> Iterator[Server]:
    """A server that runs."""
    server = Server(zygote, database or f"sqlite:///{folder / 'hub.db'}", folder, certificates=certificates)
    try:
        server.start()
        yield server
    finally:
        server.close()


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def a_desk(
    server: Server,
    folder: Path,
    name: str,
    role: str = "secretary",
    place: str | None = DISTRICT,
    organisation: str | None = None,
) -> Iterator[Store]:
    """A laptop of an office that has joined and exchanged once."""
    with create_workspace(folder / name) as store:
        packs.begin_country(store, "MOZ", place=place, office=f"Office {name}", person=name)
        trusted = certificates.read(server.certificates.authority) if server.certificates else None
        belonging.join(store, server.invite(role, place, organisation), server.url, trusted)
        exchanging.exchange(store)
        yield store


def opened(folder: Path, name: str) -> Store:
    """A laptop's workspace, opened (again)."""
    return open_workspace(folder / name, check=False)


def all_agree(*desks: Store) -> None:
    """Exchange until nobody has news; then every desk must stand green."""
    for _ in range(3):
        for desk in desks:
            exchanging.exchange(desk)
    for desk in desks:
        assert exchanging.standing(desk).state == exchanging.GREEN, exchanging.standing(desk)


def an_organisation(store: Store, name: str, **values: object) -> str:
    """The id of a new organisation."""
    return records.add(store, "organisation", {"name": name, **values}).created[0][1]


def an_activity(store: Store, place: str = DISTRICT, **values: object) -> str:
    """The id of a new activity in a place."""
    facts = {"place": place, "sector": "WSH", "description": "Latrines", "status": "planned", **values}
    return records.add(store, "activity", facts).created[0][1]


def said(store: Store, type: str, id: str) -> dict[str, object]:
    """What a record says, and by whom, without the moments."""
    return {name: value for name, value in records.read(store, type, id).items() if not name.endswith("_at")}


def activities_of(store: Store) -> set[str]:
    """The ids of the activities on a laptop."""
    return {id for (id,) in store.reading().execute("SELECT id FROM activity")}


def records_at(server: Server, place: str = DISTRICT) -> int:
    """How many records the server has of a district."""
    return sum(row["records"] for row in hub.digests(server.service()) if row["area"] == f"place:{place}")


def everything_on(reader: Any) -> str:
    """All that a workspace file holds, unlocked and unpacked."""
    names = [row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = []
    for name in names:
        for row in reader.execute(f'SELECT * FROM "{name}"').fetchall():
            found += [_as_text(value) for value in row]
    return "\n".join(found)


def _as_text(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    with contextlib.suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")
