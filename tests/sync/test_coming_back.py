"""Being again the laptop that joined with a key takes the key itself, now, and for this hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import registry
from sync.hub_schema import hub_engine
from sync.hub_tables import transact
from sync.keys import DeviceKeys, check, new_code
from sync.service import COMING_BACK_MS, HubService, Refusal, open_hub
from sync.signing import coming_back_text, joining_text
from tests.sync.simulator.world import SHAPES, Rights

NOW = 1_700_000_000_000


@pytest.fixture
def service(tmp_path: Path) -> Iterator[HubService]:
    """A hub whose clock stands at NOW."""
    engine = hub_engine(f"sqlite:///{tmp_path / 'hub.db'}")
    yield HubService(engine, open_hub(engine, "e1"), SHAPES, lambda tables: Rights(), lambda: NOW)
    engine.dispose()


def joined(service: HubService, keys: DeviceKeys) -> str:
    """The id of a laptop that has joined with these keys."""
    code = new_code()
    transact(service.engine, lambda t: registry.invite(t.connection, code, "toy", None, ("X",), "test", NOW))
    proof = keys.sign(joining_text(code)).hex()
    return str(service.join({"code": code, "name": "a", "key": keys.verify_key_text, "proof": proof})["device"])


def asked(service: HubService, keys: DeviceKeys, now: int = NOW, hub: str = "", key: str = "") -> dict[str, object]:
    """What a laptop with these keys asks."""
    proof = keys.sign(coming_back_text(hub or service.keys.verify_key_text, now)).hex()
    return {"key": key or keys.verify_key_text, "now": now, "proof": proof}


def test_whoever_has_the_key_is_the_laptop_again_with_a_new_certificate_and_the_keys_of_its_places(
    service: HubService,
) -> None:
    keys = DeviceKeys.new()
    device = joined(service, keys)
    found = service.come_back(asked(service, keys))
    assert (found["device"], found["name"], found["role"], found["areas"]) == (device, "a", "toy", ["X"])
    assert check(service.keys.verify_key, found["certificate"], NOW).verify_key == keys.verify_key
    (sealed,) = found["area_keys"].values()
    assert len(keys.open_sealed(bytes.fromhex(sealed))) == 32


def test_another_key_an_old_proof_one_for_another_hub_and_nonsense_are_refused(service: HubService) -> None:
    keys, thief = DeviceKeys.new(), DeviceKeys.new()
    joined(service, keys)
    whole = asked(service, keys)
    late = COMING_BACK_MS + 1
    cases: dict[str, tuple[dict[str, object], str]] = {
        "never joined": (asked(service, thief), "unknown_sheet"),
        "another's key": (asked(service, thief, key=keys.verify_key_text), "not_signed"),
        "overheard long ago": (asked(service, keys, now=NOW - late), "not_signed"),
        "made for later": (asked(service, keys, now=NOW + late), "not_signed"),
        "overheard at another hub": (asked(service, keys, hub=thief.verify_key_text), "not_signed"),
        "another moment": (whole | {"now": NOW + 1}, "not_signed"),
        "no proof": (whole | {"proof": "xyz"}, "malformed"),
        "no number": (whole | {"now": "soon"}, "malformed"),
        "no end": (whole | {"now": float("inf")}, "malformed"),
        "no key": ({"now": NOW}, "malformed"),
    }
    for what, (request, code) in cases.items():
        with pytest.raises(Refusal) as refusal:
            service.come_back(request)
        assert refusal.value.code == code, what
