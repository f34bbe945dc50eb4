"""Whatever the server's own descriptions allow, and whatever they forbid, is answered as described (schemathesis)."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings, strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from app import clock
from app.server import hub, national, tokens
from app.server.app import create_app
from sync import frames, registry, wire
from sync.hub_tables import transact
from sync.keys import DeviceKeys, new_code
from sync.messages import Request
from sync.router import sync_router
from sync.service import HubService
from sync.signing import MEDIA_TYPE, blob_text, joining_text, request_text
from tests.app.server.conftest import join
from tests.helpers.coverage import new_office

EXAMPLES = settings(
    max_examples=1000 if os.environ.get("UJIMA_EXAMPLES") == "long" else 40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
#: our tokens and signatures are put in after a request was made, and which places and codes there are no schema says
NOT_HERE = [checks.ignored_auth, checks.negative_data_rejection, checks.positive_data_acceptance]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@schemathesis.serializer(MEDIA_TYPE)
def as_bytes(_context: object, value: object) -> bytes:
    """A body as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubService]:
    """A hub with the rows of one office."""
    folder = tmp_path_factory.mktemp("described")
    service = hub.open_service(f"sqlite:///{folder / 'hub.db'}")
    national.set_country(service, "MOZ", [], "INGD")
    store, _ids = new_office(folder / "office")
    join(service, store, "coordinator", "MZ09")(store)
    store.close()
    yield service
    service.engine.dispose()


@pytest.fixture(scope="module")
def feed(country: HubService, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The feed, by its description."""
    app = create_app(country, tmp_path_factory.mktemp("reading"))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.fixture(scope="module")
def sync(country: HubService) -> Any:
    """The routes of the exchange, by their description; time stands still, but for the patience with who asks often."""
    app, passed = FastAPI(), iter(range(0, 10**9, 10))
    app.include_router(sync_router(country, clock=lambda: next(passed)))
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def try_everything(operation: Any, call: Callable[[Case], object], mode: GenerationMode) -> None:
    """Call an operation with what its description allows, or with what it forbids."""

    @EXAMPLES
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        call(case)

    check()


@pytest.mark.parametrize("mode", MODES, ids=["allowed", "forbidden"])
@pytest.mark.parametrize("path", ["/3w", "/3w.json", "/3w.csv"])
def test_the_feed_answers_as_it_is_described(feed: Any, country: HubService, path: str, mode: GenerationMode) -> None:
    token = transact(country.engine, lambda tables: tokens.make(tables.connection, "test", "test"))
    headers = {"authorization": f"Bearer {token}"}
    try_everything(
        feed[path]["GET"], lambda case: case.call_and_validate(headers=headers, excluded_checks=NOT_HERE), mode
    )


@pytest.mark.parametrize("mode", MODES, ids=["allowed", "forbidden"])
@pytest.mark.parametrize("path", ["join", "come-back", "renew", "exchange"])
def test_the_exchange_refuses_strangers_as_it_is_described(sync: Any, path: str, mode: GenerationMode) -> None:
    try_everything(
        sync[f"/sync/v1/{path}"]["POST"], lambda case: case.call_and_validate(excluded_checks=NOT_HERE), mode
    )


@pytest.mark.parametrize("mode", MODES, ids=["allowed", "forbidden"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_contents_are_refused_to_strangers_as_it_is_described(sync: Any, method: str, mode: GenerationMode) -> None:
    operation = sync["/sync/v1/blob/{type}/{id}/{sha256}"][method]
    try_everything(operation, lambda case: case.call_and_validate(excluded_checks=NOT_HERE), mode)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_what_a_laptop_asks_of_contents_is_answered_as_it_is_described(
    sync: Any, country: HubService, method: str
) -> None:
    device, keys = a_laptop(country)
    seen: set[int] = set()

    @EXAMPLES
    @given(sync["/sync/v1/blob/{type}/{id}/{sha256}"][method].as_strategy())
    def check(case: Case) -> None:
        case.body = case.body if isinstance(case.body, bytes) else b""
        told, query = case.path_parameters, case.query or {}
        offset = query.get("offset")
        path = f"{told['type']}/{told['id']}/{told['sha256']}"
        most = query.get("most", 0) if method == "GET" and offset is not None else 0
        taken = offset if method == "GET" else offset or 0
        text = blob_text(device, method, path, taken, most, case.body)
        case.headers = {"ujima-device": device, "ujima-signature": b64encode(keys.sign(text)).decode()}
        seen.add(case.call_and_validate(excluded_checks=NOT_HERE).status_code)

    check()
    assert 404 in seen


def a_laptop(country: HubService) -> tuple[str, DeviceKeys]:
    """A laptop that has joined: its id and its keys."""
    keys, code = DeviceKeys.new(), new_code()
    place, now = ("MZ09",), clock.now_ms()
    transact(
        country.engine, lambda tables: registry.invite(tables.connection, code, "secretary", None, place, "test", now)
    )
    proof = keys.sign(joining_text(code)).hex()
    asked = {"code": code, "name": "hostile", "key": keys.verify_key_text, "proof": proof}
    return country.join(asked)["device"], keys


def test_what_a_laptop_signs_is_answered_as_it_is_described_whatever_it_says(sync: Any, country: HubService) -> None:
    device, keys = a_laptop(country)
    plain = frames.unpack(wire.encode_request(Request("hostile")))
    anything = st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    )
    seen: set[int] = set()

    @EXAMPLES
    @given(sync["/sync/v1/exchange"]["POST"].as_strategy(), st.sampled_from(sorted(plain)), anything)
    def check(case: Case, name: str, value: object) -> None:
        body = frames.pack({**plain, name: value})
        case.body = body
        case.headers = {
            "ujima-device": device,
            "ujima-signature": b64encode(keys.sign(request_text(device, body))).decode(),
        }
        seen.add(case.call_and_validate(excluded_checks=NOT_HERE).status_code)

    check()
    assert 400 in seen
