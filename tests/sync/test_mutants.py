"""The laws are only as strong as what they notice: each deliberate fault of the engine has to be noticed by them."""

from __future__ import annotations

import pytest

from tests.sync.simulator.happenings import CALM, EVERYTHING
from tests.sync.simulator.history import run
from tests.sync.simulator.mutants import MUTANTS, Mutant

#: short histories that are tried; every third is one of a calm network
HISTORIES, STEPS = 400, 40


def play(seed: int) -> None:
    """One short history and its laws."""
    calm = seed % 3 == 0
    world = run(seed, STEPS, happenings=CALM if calm else EVERYTHING)
    assert not (calm and world.healed), "law 1: a calm network needs no healing"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.sentence)
def test_a_fault_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.infect(monkeypatch)
    for seed in range(HISTORIES):
        try:
            play(seed)
        except AssertionError:
            return
    pytest.fail(f"survived {HISTORIES} histories: {mutant.sentence}")


def test_without_a_fault_nothing_is_noticed() -> None:
    for seed in range(60):
        play(seed)
