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


def test_what_is_to_be_known_in_any_case_stands_at_the_end_of_its_line():
    line = table([Figure("pushed", 520.0, None, 560.0, "KB", note="in 8 requests")]).splitlines()[1]
    assert line.endswith("560 KB  in 8 requests")


def test_a_benchmark_that_nobody_wrote_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["perpetual-motion"])
    assert stopped.value.code == 2
    assert "perpetual-motion" in capsys.readouterr().err
