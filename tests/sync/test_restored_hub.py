"""A hub that comes back from a backup hears again what it lost, whoever tells it first."""

from __future__ import annotations

import copy

import pytest

from sync import by_hand
from sync.changeset import DELETE, ERASE, UPDATE
from sync.epochs import begin_epoch, parted_at
from sync.messages import RESTORED, Pushed, Signed
from sync.replica_storage import Draft
from sync.shape import DELETED
from tests.sync.simulator.memory import MemoryHub
from tests.sync.simulator.toys import SHAPES, area_of_place
from tests.sync.test_session import NOW, Country, X, Y, farm


@pytest.fixture
def country() -> Country:
    return Country()


def test_law_14_a_hub_restored_twice_between_two_exchanges_is_told_what_the_first_restore_lost(
    country: Country,
) -> None:
    country.save("b", farm("f1"))
    country.exchange("a")
    country.exchange("b")
    country.exchange("a")
    country.hub = MemoryHub("e1")  # the author never comes back; the other laptop heard of it
    begin_epoch(country.hub, "e2")
    country.add("c", X, Y)
    country.save("c", farm("f3"), farm("f4"))
    country.save("c", Draft(DELETE, "farm", "f3", {DELETED: True}))
    country.exchange("c")
    begin_epoch(country.hub, "e3")
    assert RESTORED in country.tell("a", *country.ask("a")).happened
    country.exchange("a")
    assert ("farm", "f1") in country.hub.stored


@pytest.mark.parametrize(
    "mine, theirs, number",
    [
        ([("e1", 0)], [("e1", 0), ("e2", 5)], 5),
        ([("e1", 0)], [("e1", 0), ("e2", 1), ("e3", 7)], 1),
        ([("e1", 0), ("e2", 3)], [("e1", 0), ("e3", 10)], 3),
        ([("e1", 0), ("e2", 3)], [("e1", 0), ("e2", 3), ("e4", 2)], 2),
        ([("x", 0)], [("e1", 0), ("e2", 5)], 0),
    ],
)
def test_two_lines_of_lives_part_at_the_last_number_they_share(
    mine: list[tuple[str, int]], theirs: list[tuple[str, int]], number: int
) -> None:
    assert parted_at(mine, theirs) == number


def test_law_2_a_restored_hub_is_told_again_what_was_said_beside_a_record_that_was_erased(country: Country) -> None:
    before = copy.deepcopy(country.hub)
    country.save("a", farm("f1"), farm("f2"))
    country.exchange("a")
    country.exchange("b")
    country.hub = before
    begin_epoch(country.hub, "e2")
    country.save("b", Draft(ERASE, "farm", "f1", {}))  # before it hears of that; a fell into the river
    country.exchange("b")
    rows = country.hub.rows([("farm", "f1"), ("farm", "f2")])
    assert [(key[1], one.row.erased) for key, one in sorted(rows.items())] == [("f1", True), ("f2", False)]
    country.check("b")


def test_law_12_who_was_told_of_a_later_time_by_a_courier_hears_of_the_earlier_one(country: Country) -> None:
    country.add("c", X)
    country.save("a", farm("f1"))
    for name in "abc":
        country.exchange(name)
    before = copy.deepcopy(country.hub)
    for name, crop in (("a", "maize"), ("b", "rice")):  # both clocks run years ahead
        country.save(name, Draft(UPDATE, "farm", "f1", {"crop": crop}), at=2 * NOW)
    country.exchange("a")
    country.hub = before
    begin_epoch(country.hub, "e2")
    (entry,) = country.laptops["a"].own("a-1", 1, 10**9)
    carried = Pushed(entry.part, entry.previous, signed=Signed("a", ""))
    by_hand.take_parts(country.laptops["c"], SHAPES, [carried], area_of_place)

    def crops_after(minutes: int, names: str) -> set[str]:
        country.now = NOW + minutes * 60_000
        for name in names:
            country.exchange(name)
        return {one.values["farm", "f1"]["crop"] for one in country.laptops.values()}

    crops_after(5, "b")
    assert crops_after(9, "cccb") == {"maize"}
    assert crops_after(10, "abc") == {"rice"}, "its author says that it had come first"
    for name in "abc":
        country.check(name)
