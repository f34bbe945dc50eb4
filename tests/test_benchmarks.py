"""The table of `./dev bench` says what it was told."""

from __future__ import annotations

import pytest

from app.services import exchanging
from benchmarks import Figure
from benchmarks.__main__ import main, table
from benchmarks.exchanging import offices, side_by_side, throng
from tests.helpers.country import a_server


def test_a_missed_target_is_marked_with_its_reason_and_a_reached_one_is_not():
    reached, missed = table(
        [Figure("fast", 1.0, 2.0, 1.5), Figure("fat", 250.0, None, 220.0, "MB", "fonts are kept twice")]
    ).splitlines()[1:]
    assert reached.endswith("0.50 x   1.5 x")
    assert missed.endswith("220 MB  missed fonts are kept twice")


def test_what_is_to_be_known_in_any_case_stands_at_the_end_of_its_line():
    line = table([Figure("pushed", 520.0, None, 560.0, "KB", note="in 8 requests")]).splitlines()[1]
    assert line.endswith("560 KB  in 8 requests")


def test_a_throng_of_laptops_is_served_and_what_it_brought_is_counted(zygote, tmp_path):
    with a_server(zygote, tmp_path) as server:
        with offices.office(server, tmp_path, "places", "coordinator", offices.PROVINCE) as store:
            exchanging.exchange(store)
        rate, bodies = throng.changesets_a_second(server, offices.DISTRICT, 2, 2, 3)
        assert (rate > 0, len(bodies)) == (True, 6)
        found = throng.all_return(server, offices.country_places(tmp_path / "all places"), 8, 0.5)
        assert (found.served, found.kept, found.trouble) == (8, 8, "")


def test_a_benchmark_that_nobody_wrote_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["perpetual-motion"])
    assert stopped.value.code == 2
    assert "perpetual-motion" in capsys.readouterr().err


def test_what_a_line_costs_is_counted_in_bytes_and_requests(zygote, tmp_path):
    costs = side_by_side.ours_on_a_good_line(zygote, tmp_path / "good", 40)
    assert {name: cost.requests > 0 and cost.bytes > 0 for name, cost in costs.items()} == dict.fromkeys(
        ("push", "pull", "fresh", "nothing", "one"), True
    )
    assert costs["nothing"].bytes < costs["one"].bytes < costs["push"].bytes
