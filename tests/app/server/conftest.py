"""A server over one file, with people who may sign in, and laptops that speak to it without a socket."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import PasswordHasher
from fastapi import FastAPI

from app.server import accounts, hub, national
from app.server.app import create_app
from app.services import belonging
from app.services.shapes import shapes
from app.store.workspace import Store, new_replica_id
from sync.conversation import converse
from sync.hub_tables import transact
from sync.keys import read_code
from sync.service import HubService
from sync.signing import joining_text
from tests.helpers.coverage import new_office

PASSWORD = "correct horse battery"
Laptop = Callable[[Store], None]


class Browser:
    """Asks an application without a socket; follows nowhere, keeps cookies."""

    def __init__(self, app: FastAPI, portal: BlockingPortal, base_url: str = "http://testserver") -> None:
        self.app, self.portal = app, portal
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        self._http = httpx.AsyncClient(transport=transport, base_url=base_url)
        self.cookies = self._http.cookies

    def another(self, base_url: str = "http://testserver") -> Browser:
        """Another browser at the same application."""
        return Browser(self.app, self.portal, base_url)

    def get(self, path: str, **given: Any) -> httpx.Response:
        """GET."""
        return self.portal.call(partial(self._http.get, path, **given))

    def post(self, path: str, **given: Any) -> httpx.Response:
        """POST."""
        return self.portal.call(partial(self._http.post, path, **given))


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as always, with less work."""
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts._nobodys_hash.cache_clear()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[HubService]:
    """A hub in a file, for Mozambique."""
    made = hub.open_service(f"sqlite:///{tmp_path / 'hub.db'}")
    national.set_country(made, "MOZ", [], "INGD")
    yield made
    made.engine.dispose()


@pytest.fixture
def client(service: HubService, tmp_path: Path) -> Iterator[Browser]:
    """A browser without a person."""
    app = create_app(service, tmp_path / "reading")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield Browser(app, portal)


#: what a role needs besides its places, where a test does not care which
NEEDED: dict[str, dict[str, str]] = {"cso": {"organisation": "some"}, "sector_lead": {"role": "sector_lead:HEA"}}


def add_person(
    service: HubService, role: str = "administrator", place: str | None = None, organisation: str = "", **given: bool
) -> str:
    """Somebody whose sign-in name is his role."""
    kept, places, needed = accounts.hashed(PASSWORD), [place] if place else [], NEEDED.get(role, {})
    return transact(
        service.engine,
        lambda tables: accounts.add_person(
            tables.connection, f"The {role}", role.partition(":")[0], needed.get("role", role), places, kept,
            must_change=given.get("must_change", False), organisation=organisation or needed.get("organisation"),
        ),
    )  # fmt: skip


def form_token(page: str) -> str:
    """The token that the forms of a page bear."""
    found = re.search(r'name="token" value="(\w+)"', page)
    assert found, page
    return found[1]


def sign_in(client: Browser, login: str = "administrator", password: str = PASSWORD, **fields: str):
    """Sign in with the form."""
    token = form_token(client.get("/sign-in").text)
    return client.post("/sign-in", data={"login": login, "password": password, "token": token, **fields})


def send(client: Browser, path: str, page: str | None = None, **fields: str):
    """Send a form as the page that holds it would."""
    token = form_token(client.get(page or path).text)
    return client.post(path, data={"token": token, **fields})


@pytest.fixture
def admin(client: Browser, service: HubService) -> Browser:
    """A browser in which an administrator is signed in."""
    add_person(service)
    assert sign_in(client).status_code == 303
    return client


def join(service: HubService, store: Store, role: str, place: str | None, organisation: str | None = None) -> Laptop:
    """A laptop joins; returns how it exchanges with the hub until both have said everything."""
    return join_with(service, store, hub.invite(service, place, role, organisation, "test"), f"Laptop of {role}")


def join_with(service: HubService, store: Store, invitation: str, name: str) -> Laptop:
    """The same with a code that somebody has made."""
    code = read_code(invitation)
    keys = belonging.device_keys(store)
    asked = {"code": code, "name": name, "key": keys.verify_key_text}
    device = service.join({**asked, "proof": keys.sign(joining_text(code)).hex()})["device"]

    def ask(request):
        return service.answer(device, request)

    def exchange(store: Store) -> None:
        area = national._place_area(store)
        converse(lambda: national._transaction(store), shapes(), ask, new_replica_id, area)

    return exchange


@pytest.fixture
def office(tmp_path: Path, admin: Browser, service: HubService) -> Iterator[tuple[Store, dict[str, str], Laptop]]:
    """The provincial office of Sofala with its few rows, which the server has."""
    assert admin.get("/3w").status_code == 200  # the server's places come first
    store, ids = new_office(tmp_path / "office")
    exchange = join(service, store, "coordinator", "MZ09")
    exchange(store)
    yield store, ids, exchange
    store.close()
