"""A real server on a free port of this computer, and laptops that have joined it, for tests of the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from app.server import hub
from app.server.app import create_app
from app.services import belonging, exchanging, records, settings
from app.store import find
from app.store.workspace import Store, create_workspace
from sync.service import HubService
from tests.helpers.country import Certificates

PATIENCE_SECONDS = 20


@dataclass
class Server:
    """A server that runs: its port, its address, and the hub behind it."""

    port: int
    url: str
    service: HubService

    def code(self, role: str = "coordinator", place: str | None = "MZ10") -> str:
        """A new one-time code for a laptop."""
        return hub.invite(self.service, place, role, None, "test")

    def join(self, store: Store, role: str = "coordinator", url: str = "") -> None:
        """Let a laptop join, and exchange once."""
        belonging.join(store, self.code(role), url or self.url)
        exchanging.exchange(store)


@contextmanager
def a_server(folder: Path, certificates: Certificates | None = None) -> Iterator[Server]:
    """A server with an empty hub in a file, by https where it has a certificate; gone after the block."""
    folder.mkdir(parents=True, exist_ok=True)
    service = hub.open_service(f"sqlite:///{folder / 'hub.db'}")
    files = {"ssl_certfile": certificates.server, "ssl_keyfile": certificates.key} if certificates else {}
    config = uvicorn.Config(create_app(service), port=0, log_level="critical", lifespan="off", **files)  # type: ignore[arg-type]
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, name="server")
    thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not running.started:
        assert time.monotonic() < until, "The server did not start."
        time.sleep(0.005)  # uvicorn has no signal for a thread that waits
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield Server(port, f"{'https' if certificates else 'http'}://127.0.0.1:{port}", service)
    finally:
        running.should_exit = True
        thread.join()
        service.engine.dispose()


@contextmanager
def another_laptop(folder: Path, server: Server, role: str = "coordinator") -> Iterator[Store]:
    """The laptop of João Macuácua, who works in the same province: everything it has comes from the server."""
    with new_laptop(folder, server, role) as store:
        yield store


def new_laptop(folder: Path, server: Server, role: str) -> Store:
    """The same, for whoever closes it himself."""
    store = create_workspace(folder)
    settings.put(store, {"country": "MOZ", "place": "MZ10", "office": "INGD Sofala", "person": "João Macuácua"})
    server.join(store, role)
    return store


def organisation(store: Store, name: str) -> str:
    """The id of an organisation by its name."""
    return find.find_ids(store.reading(), find.Query("organisation", {"name": name}))[0]


def disagree(store: Store, other: Store, key: tuple[str, str], **values: tuple[object, object]) -> None:
    """Two laptops write different values (mine, theirs) into the same fields before they hear of each other."""
    records.save(other, *key, {name: theirs for name, (_mine, theirs) in values.items()})
    records.save(store, *key, {name: mine for name, (mine, _theirs) in values.items()})
    for one in (other, store):
        exchanging.exchange(one)
