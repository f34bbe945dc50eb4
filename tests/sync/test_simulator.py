"""The laws over thousands of histories, each made from one seed: `tests/sync/simulator/history.py::run(seed)` replays it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.sync.simulator import sql
from tests.sync.simulator.happenings import CALM
from tests.sync.simulator.history import run

if TYPE_CHECKING:
    from tests.helpers.postgres import Cluster

#: histories in one test, so that the processes of a suite can share them; how many times as many in a long look
CHUNK = 50
TIMES = 100 if os.environ.get("UJIMA_EXAMPLES") == "long" else 1


@pytest.mark.harder
@pytest.mark.parametrize("first", range(0, 2000 * TIMES, CHUNK))
def test_laws_1_to_15_hold_whatever_happens(first: int) -> None:
    for seed in range(first, first + CHUNK):
        run(seed)


@pytest.mark.harder
@pytest.mark.parametrize("first", range(0, 500 * TIMES, CHUNK))
def test_law_1_a_calm_network_needs_no_healing(first: int) -> None:
    """To fetch everything anew is for disasters; a cursor that skips what it should not would hide behind it."""
    for seed in range(first, first + CHUNK):
        assert run(seed, happenings=CALM).healed == 0, f"healed with seed {seed}"


def test_some_messages_arrive_as_their_bytes_and_others_are_cut_and_refused() -> None:
    worlds = [run(seed, steps=40) for seed in range(30)]
    assert sum(world.carried for world in worlds) > 10
    assert sum(world.cut for world in worlds) > 10


@pytest.mark.parametrize("seed", range(30))
def test_laws_1_to_15_hold_with_laptops_and_hub_on_sqlite(seed: int) -> None:
    world = run(seed, make_replica=sql.MemorySqlReplica, make_hub=sql.MemorySqlHub)
    for disk in (world.hub, *(laptop.tables for laptop in world.laptops)):
        disk.close()


@pytest.fixture
def database(postgres: Cluster) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.mark.parametrize("seed", range(15))
def test_laws_1_to_15_hold_with_the_hub_on_postgresql(seed: int, database: str) -> None:
    run(seed, make_hub=lambda epoch: sql.PostgresHub(database, epoch)).hub.close()
