"""What is another's stays another's: requests signed anew, and rows moved in and out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import session, wire
from sync.changeset import NO_CHAIN, UPDATE
from sync.hub_tables import reading
from sync.replica import commit
from sync.replica_storage import Act, Draft
from tests.sync.simulator.memory import MemoryReplica
from tests.sync.simulator.world import SHAPES, area_of_place
from tests.sync.test_service import NOW, Country, X, Y, a_farm, entered


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    """A hub with two laptops: `a` works in X, `b` in Y."""
    made = Country(tmp_path)
    yield made
    made.service.engine.dispose()


def test_a_request_that_another_laptop_signs_as_its_own_changes_nothing(country: Country) -> None:
    replica = entered("a", a_farm("X1"))
    old = session.prepare(replica)
    country.talk("a", replica)
    before = country.everything()
    for request in (old, dataclasses.replace(old, push=(), forward=old.push)):
        reply = wire.decode_reply(country.say("b", request))
        assert (reply.state, reply.entries) == ("forked", ())
    carried = dataclasses.replace(old, replica="replica-b", head=(0, NO_CHAIN), push=(), forward=old.push)
    assert "maize" not in str(wire.decode_reply(country.say("b", carried)))
    assert country.everything() == before


def test_law_8_moving_a_row_in_and_out_again_gives_it_to_nobody(country: Country) -> None:
    theirs = entered("b", a_farm("Y1"))
    country.talk("b", theirs)
    thief = MemoryReplica("thief")
    version = theirs.rows([("farm", "f1")])["farm", "f1"].row.made[0]
    for values in ({"place": "X1"}, {"crop": "mine"}, {"place": "Z1"}, {"place": "Y1"}, {"deleted": True}):
        seen = {name: [version] for name in values}
        draft = Draft(UPDATE, "farm", "f1", values, seen)
        commit(thief, SHAPES, [draft], Act("a", "mine now", NOW, "toy", "1"), area_of_place)
    country.talk("a", thief)
    with reading(country.service.engine) as tables:
        stored = tables.rows([("farm", "f1")], lock=False)["farm", "f1"]
        assert (stored.stream, tables.digest([X])[0]) == (Y, 0)
        reasons = [w.reason for w in tables.all_waiting()]
        assert (len(reasons), set(reasons)) == (5, {"not_your_area", "out_of_reach"})
    assert "maize" not in str(thief.values)
    country.talk("b", theirs)
    assert (theirs.values["farm", "f1"]["crop"], theirs.facts()["agrees"]) == ("maize", "1")
