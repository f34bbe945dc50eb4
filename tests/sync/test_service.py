"""Hostile requests: whatever is sent, the hub answers with a code, keeps what it had, and takes nothing it should not."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from sync import frames, registry, session, wire
from sync.changeset import CREATE, NO_CHAIN, UPDATE, part_after
from sync.columns import Malformed
from sync.hub_schema import hub_engine
from sync.hub_tables import reading, transact
from sync.keys import DeviceKeys, new_code
from sync.messages import NAME_STREAMS, Pushed, Request
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.router import BUCKET, MOST_JOIN, sync_router
from sync.service import MOST_BODY, HubService, Refusal, open_hub
from sync.signing import joining_text, request_text
from tests.sync.simulator.memory import MemoryReplica
from tests.sync.simulator.toys import REF, SHAPES, Rights, area_of_place

NOW = 1_700_000_000_000
X, Y = ("place:X", "open"), ("place:Y", "open")


class Client:
    """The routes without a socket."""

    def __init__(self, app: FastAPI) -> None:
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")

    def get(self, path: str) -> httpx.Response:
        return self._loop.run_until_complete(self._client.get(path))

    def post(self, path: str, **given: object) -> httpx.Response:
        return self._loop.run_until_complete(self._client.post(path, **given))  # type: ignore[arg-type]

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


class Country:
    """A hub with two laptops: `a` works in X, `b` in Y."""

    def __init__(self, folder: Path) -> None:
        self.rights = Rights()
        engine = hub_engine(f"sqlite:///{folder / 'hub.db'}")
        self.service = HubService(engine, open_hub(engine, "e1"), SHAPES, lambda tables: self.rights, lambda: NOW)
        self.keys = {name: DeviceKeys.new() for name in "ab"}
        self.ids: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        for name, area in (("a", X), ("b", Y)):
            self.codes[name] = code = new_code()
            transact(engine, lambda t, c=code: registry.invite(t.connection, c, "toy", None, (), "test", NOW))  # type: ignore[misc]
            self.ids[name] = self.join(name, code)["device"]
            self.rights.scopes[self.ids[name]] = frozenset({REF, ("place:", "open"), area})

    def join(self, name: str, code: str) -> dict:
        keys = self.keys[name]
        asked = {"code": code, "name": name, "key": keys.verify_key_text, "proof": keys.sign(joining_text(code)).hex()}
        return self.service.join(asked)

    def say(self, name: str, request: Request, keys: DeviceKeys | None = None) -> bytes:
        return self.say_bytes(name, wire.encode_request(request), keys)

    def say_bytes(self, name: str, body: bytes, keys: DeviceKeys | None = None) -> bytes:
        signature = (keys or self.keys[name]).sign(request_text(self.ids[name], body))
        return self.service.exchange(self.ids[name], body, signature)[0]

    def talk(self, name: str, replica: MemoryReplica) -> Request:
        """Exchange until nothing is left to say; the last request."""
        while True:
            request = session.prepare(replica)
            reply = wire.decode_reply(self.say(name, request), request.scope)
            outcome = session.receive(replica, SHAPES, request, reply, f"again-{name}", area_of_place)
            facts = replica.facts()
            if not outcome.again and facts["acked"] == facts["sequence"]:
                return request

    def everything(self) -> tuple:
        with reading(self.service.engine) as tables:
            return tables.last_seq(), tables.digest([X, Y, REF]), len(tables.all_waiting())


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    made = Country(tmp_path)
    yield made
    made.service.engine.dispose()


def entered(name: str, *drafts: Draft) -> MemoryReplica:
    replica = MemoryReplica(f"replica-{name}")
    commit(replica, SHAPES, drafts, Act(name, "note", NOW, "toy", "1"), area_of_place)
    return replica


def a_farm(place: str, id: str = "f1") -> Draft:
    return Draft(CREATE, "farm", id, {"crop": "maize", "place": place})


def test_a_forged_signature_another_laptops_name_and_no_laptop_are_refused(country: Country) -> None:
    request, before = session.prepare(entered("a", a_farm("X1"))), country.everything()
    for keys in (country.keys["b"], DeviceKeys.new()):
        with pytest.raises(Refusal, match="not signed"):
            country.say("a", request, keys)
    country.ids["nobody"], country.keys["nobody"] = "nobody", DeviceKeys.new()
    with pytest.raises(Refusal, match="does not know"):
        country.say("nobody", request)
    assert country.everything() == before


def test_a_request_played_again_by_whoever_heard_it_changes_nothing(country: Country) -> None:
    request = session.prepare(entered("a", a_farm("X1")))
    country.say("a", request)
    before = country.everything()
    country.say("a", request)
    assert country.everything() == before


def test_a_changeset_under_another_replicas_name_is_not_taken(country: Country) -> None:
    replica = entered("a", a_farm("X1"))
    country.talk("a", replica)
    before = country.everything()
    request = session.prepare(entered("a", a_farm("Y1", "f2")))
    assert wire.decode_reply(country.say("b", request)).state == "forked"
    assert country.everything() == before


def test_a_changeset_whose_number_lies_is_refused_whole(country: Country) -> None:
    request = session.prepare(entered("a", a_farm("X1")))
    before = country.everything()
    pushed = request.push[0]
    for sequence, replica, answer in ((7, "a", "gap"), (1, "other", None), (0, "a", None)):
        head = dataclasses.replace(pushed.part.head, sequence=sequence, replica=replica)
        part = part_after(NO_CHAIN, head, pushed.part.writes.values())
        hostile = dataclasses.replace(request, push=(Pushed(part, NO_CHAIN),))
        if answer:
            assert wire.decode_reply(country.say("a", hostile)).state == answer
        else:
            with pytest.raises(Refusal, match="contradicts"):
                country.say("a", hostile)
    assert country.everything() == before


def test_law_8_a_row_cannot_be_stolen_by_moving_it_into_ones_own_place(country: Country) -> None:
    theirs = entered("b", a_farm("Y1"))
    country.talk("b", theirs)
    thief = MemoryReplica("thief")
    version = theirs.rows([("farm", "f1")])["farm", "f1"].row.made[0]
    draft = Draft(UPDATE, "farm", "f1", {"place": "X1"}, {"place": [version]})
    commit(thief, SHAPES, [draft], Act("a", "mine now", NOW, "toy", "1"), area_of_place)
    country.talk("a", thief)
    with reading(country.service.engine) as tables:
        assert tables.rows([("farm", "f1")], lock=False)["farm", "f1"].stream == Y
        assert [w.reason for w in tables.all_waiting()] == ["not_your_area"]
    assert "maize" not in str(thief.values)


def test_law_8_a_snapshot_of_streams_that_are_not_ones_own_is_empty(country: Country) -> None:
    country.talk("b", entered("b", a_farm("Y1")))
    wanted = Request("spy", scope=frozenset({Y}), snapshot=("", "", ""))
    reply = wire.decode_reply(country.say("a", wanted))
    assert reply.entries == ()
    assert wire.decode_reply(country.say("a", dataclasses.replace(wanted, snapshot=None))).entries == ()


@pytest.mark.parametrize(
    "body", [b"", b"x" * 100, frames.pack([]), frames.pack({}), frames.pack({"protocol": 1})], ids=len
)
def test_a_signed_body_that_is_no_request_is_malformed(country: Country, body: bytes) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        country.say_bytes("a", body)


def test_streams_are_told_by_a_fingerprint_until_the_hub_knows_others(country: Country) -> None:
    replica = entered("a", a_farm("X1"))
    country.talk("a", replica)
    request = session.prepare(replica)
    scope = country.rights.scopes[country.ids["a"]]
    assert request.scope == scope
    brief = country.say_bytes("a", wire.encode_request(request, brief=True))
    assert wire.decode_reply(brief, request.scope).scope == scope
    with pytest.raises(Malformed):
        wire.decode_reply(brief, frozenset())
    country.rights.scopes[country.ids["a"]] = scope | {Y}
    before = country.everything()
    assert wire.decode_reply(country.say_bytes("a", wire.encode_request(request, brief=True))).state == NAME_STREAMS
    assert country.everything() == before
    assert wire.decode_reply(country.say("a", request)).scope == scope | {Y}
    with pytest.raises(Refusal, match="does not name"):  # as a file might: nobody can be asked back
        country.service.answer(country.ids["a"], dataclasses.replace(request, fingerprint="00" * 8))


def test_another_protocol_is_said_so(country: Country) -> None:
    with pytest.raises(Refusal, match="speaks protocol 1, the laptop 9"):
        country.say_bytes("a", frames.pack({"protocol": 9}))


def test_a_wrong_epoch_takes_nothing_and_says_when_the_hub_began_again(country: Country) -> None:
    replica = entered("a", a_farm("X1"))
    request = dataclasses.replace(session.prepare(replica), epoch="of another hub")
    before = country.everything()
    assert wire.decode_reply(country.say("a", request)).state == "restored"
    assert country.everything() == before


def test_pages_that_the_hub_never_signed_are_not_taken_back(country: Country) -> None:
    from sync.messages import Enter

    forged = Enter(9, X, "farm", "f9", [["00" * 8], {"crop": "poison", "place": "X1"}, {}])
    request = Request("a", pages=((forged, '["00", "00"]'), (forged, "no proof"), (forged, "[1, 2]")))
    country.say("a", request)
    with reading(country.service.engine) as tables:
        assert tables.rows([("farm", "f9")], lock=False) == {}


def test_law_16_a_body_that_is_too_large_is_refused_before_it_is_read(country: Country) -> None:
    with pytest.raises(Refusal, match="larger"):
        country.service.exchange(country.ids["a"], b"0" * (MOST_BODY + 1), b"")


def test_over_http_what_is_refused_has_a_status_and_a_code(country: Country) -> None:
    app = FastAPI()
    app.include_router(sync_router(country.service, clock=lambda: 0.0))
    with contextlib.closing(Client(app)) as client:
        assert client.get("/sync/v1/hello").json()["ujima"] == 1
        assert client.post("/sync/v1/exchange", content=b"x").json()["code"] == "not_signed"
        headers = {"ujima-device": country.ids["a"], "ujima-signature": "A" * 86 + "=="}
        assert client.post("/sync/v1/exchange", content=b"x", headers=headers).status_code == 401
        assert client.post("/sync/v1/join", content=b"[" * 5000).status_code == 400
        assert client.post("/sync/v1/join", json={"code": "no"}).json()["code"] == "malformed"
        codes = {client.post("/sync/v1/exchange", content=b"x", headers=headers).status_code for _ in range(BUCKET)}
        assert codes == {401, 429}


def test_an_invitation_is_used_once_and_by_the_same_laptop_again(country: Country) -> None:
    assert country.join("a", country.codes["a"])["device"] == country.ids["a"]
    with pytest.raises(Refusal, match="used already"):
        country.join("b", country.codes["a"])
    with pytest.raises(Refusal, match="prove"):
        code = new_code()
        asked = {"code": code, "name": "x", "key": country.keys["a"].verify_key_text, "proof": "00" * 64}
        country.service.join(asked)


def test_twenty_thousand_tiny_changes_come_in_pieces_and_are_counted_once(country: Country) -> None:
    replica = entered("a", *(Draft(CREATE, "group", f"g{n}", {"name": str(n)}) for n in range(20_000)))
    country.talk("a", replica)
    with reading(country.service.engine) as tables:
        assert tables.digest([REF])[0] == 20_000
    assert replica.facts()["agrees"] == "1"


def test_who_floods_the_routes_with_names_or_bytes_is_refused_and_takes_no_memory(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pace.MOST_NAMES", 20)
    app = FastAPI()
    app.include_router(sync_router(country.service, clock=lambda: 0.0))
    with contextlib.closing(Client(app)) as client:

        def ask(name: str) -> int:
            headers = {"ujima-device": name, "ujima-signature": "AAAA"}
            return client.post("/sync/v1/renew", content=b"x", headers=headers).status_code

        assert client.post("/sync/v1/join", content=b"[" * (MOST_JOIN + 1)).json()["code"] == "too_large"
        assert {ask("eager") for _ in range(BUCKET + 1)} == {401, 429}
        assert {ask(f"somebody {number}") for number in range(20)} == {401}
        assert ask("eager") == 401, "twenty others came since, and no more than twenty are remembered"
