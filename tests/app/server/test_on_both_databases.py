"""The way through the pages on SQLite and on PostgreSQL: sign in, invite, a laptop that joins, the national 3W, the feed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from app.server import hub, national
from app.server.app import create_app
from app.services import records
from sync.service import HubService
from tests.app.server.conftest import Browser, add_person, join_with, send, sign_in
from tests.helpers.coverage import new_office
from tests.helpers.postgres import postgres_cluster


@contextlib.contextmanager
def database_of(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'hub.db'}"
    else:
        with postgres_cluster(durable=False) as cluster:
            yield cluster.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubService]:
    """A hub for Mozambique in a database of each kind."""
    with database_of(request.param, tmp_path) as url:
        made = hub.open_service(url)
        national.set_country(made, "MOZ", [], "INGD")
        yield made
        made.engine.dispose()


def test_from_the_first_sign_in_to_the_feed(service: HubService, tmp_path: Path) -> None:
    app = create_app(service, tmp_path / "reading")
    add_person(service)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        browser = Browser(app, portal)
        assert sign_in(browser, password="wrong password").status_code == 422
        assert sign_in(browser).status_code == 303
        invited = send(browser, "/laptops", role="coordinator", place="MZ09").text
        store, ids = new_office(tmp_path / "office")
        with store:
            code = re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', invited)[1]
            exchange = join_with(service, store, code, "Laptop")
            exchange(store)
            assert "INAS" in browser.get("/3w?place=MZ09&level=2").text
            assert "5 rows" in browser.get("/3w/rows").text
            organisation = {"id": ids["CVM"], "name": "Red Cross", "acronym": "CVM", "type": ""}
            seen = re.search(r'name="seen" value="([^"]*)"', browser.get(f"/organisations/edit?id={ids['CVM']}").text)[
                1
            ]
            send(browser, "/organisations/edit", "/organisations/edit?id=" + ids["CVM"], **organisation,
                 seen=seen.replace("&#34;", '"'))  # fmt: skip
            exchange(store)
            assert records.read(store, "organisation", ids["CVM"])["name"] == "Red Cross"
        token = re.search(r'dir="ltr">(ujima_[\w-]+)<', send(browser, "/feed", name="dashboard").text)[1]
        told = browser.get("/api/v1/3w", headers={"authorization": f"Bearer {token}"})
        assert {row["lead_acronym"] for row in told.json()["rows"]} == {"INAS", "WFP", "CVM"}
        again = browser.get(
            "/api/v1/3w", headers={"authorization": f"Bearer {token}", "if-none-match": told.headers["etag"]}
        )
        assert again.status_code == 304
        for path in ("/health", "/districts", "/people", "/audit", "/conflicts", "/3w/map"):
            assert browser.get(path).status_code == 200, path
        assert "Organisation changed" in browser.get("/audit").text
