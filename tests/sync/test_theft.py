"""What is another's stays another's: requests signed anew, and rows moved in and out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import by_hand, session, wire
from sync.changeset import NO_CHAIN, UPDATE
from sync.hub_tables import reading
from sync.messages import Request
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.service import Refusal
from tests.sync.simulator.memory import MemoryReplica
from tests.sync.simulator.toys import SHAPES, area_of_place
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


def test_law_2_nobody_can_give_another_body_to_what_somebody_else_wrote(country: Country) -> None:
    """Whatever is told for it, a changeset has the version of its own body: the author's own is taken when he comes."""
    author = entered("a", a_farm("X1"))
    request = by_hand.signed(session.prepare(author), country.ids["a"], country.keys["a"])
    (pushed,) = request.push
    lie = dataclasses.replace(pushed.part.writes[0], fields={"crop": "lies", "place": "X1"})
    false = dataclasses.replace(pushed, part=dataclasses.replace(pushed.part, writes={0: lie}))
    erased = dataclasses.replace(pushed, part=dataclasses.replace(pushed.part, writes={}), absent={0: "00" * 32})
    for told in (false, erased):
        with pytest.raises(Refusal, match="not written by the laptop it names"):
            country.say("b", Request("thief", forward=(told,)))
        country.say("b", Request("thief", forward=(dataclasses.replace(told, signed=None),)))
    country.talk("a", author)
    with reading(country.service.engine) as tables:
        assert "lies" not in str(tables.rows([("farm", "f1")], lock=False))
    assert author.facts()["agrees"] == "1"


def test_law_8_what_others_carry_is_judged_by_its_authors_rights(country: Country) -> None:
    """Whoever may not write somewhere gains nothing by having a colleague bring it, nor loses by it what he may."""
    for replica in (entered("a", a_farm("X1")), entered("a2", a_farm("Y1", "f2"))):
        request = by_hand.signed(session.prepare(replica), country.ids["a"], country.keys["a"])
        country.say("b", Request("carrier", forward=request.push))
    with reading(country.service.engine) as tables:
        assert tables.rows([("farm", "f1")], lock=False)["farm", "f1"].stream == X
        assert [(w.write.id, w.device, w.reason) for w in tables.all_waiting()] == [
            ("f2", country.ids["a"], "out_of_reach")
        ]
