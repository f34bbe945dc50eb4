"""The table of `./dev bench` says what it was told."""

from __future__ import annotations

import pytest

from benchmarks import Figure
from benchmarks.__main__ import main, table


def test_a_missed_target_is_marked_with_its_reason_and_a_reached_one_is_not():
    reached, missed = table(
        [Figure("fast", 1.0, 2.0, 1.5), Figure("fat", 250.0, None, 220.0, "MB", "fonts are kept twice")]
    ).splitlines()[1:]
    assert reached.endswith("0.50 x   1.5 x")
    assert missed.endswith("220 MB  missed fonts are kept twice")


def test_a_benchmark_that_nobody_wrote_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["perpetual-motion"])
    assert stopped.value.code == 2
    assert "perpetual-motion" in capsys.readouterr().err
