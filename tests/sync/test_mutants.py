"""The laws are only as strong as what they notice: each deliberate fault of the engine has to be noticed by them."""

from __future__ import annotations

import pytest

from tests.sync.simulator.happenings import CALM, CROWD, EVERYTHING, STORM
from tests.sync.simulator.history import run
from tests.sync.simulator.mutants import MUTANTS, Mutant

#: short histories that are tried: of a calm network, of an ordinary year, a bad one, a crowd, in turn
HISTORIES, STEPS = 400, 40


def play(seed: int) -> None:
    """One short history and its laws."""
    happenings = (CALM, EVERYTHING, STORM, CROWD)[seed % 4]
    world = run(seed, STEPS, happenings=happenings)
    assert happenings is not CALM or not world.healed, "law 1: a calm network needs no healing"


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
