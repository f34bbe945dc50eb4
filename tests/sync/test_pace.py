"""How often somebody may ask."""

from __future__ import annotations

import pytest

from sync.pace import Pace


def test_who_has_used_his_requests_up_is_let_in_after_as_long_as_he_was_told():
    now = [0.0]
    pace = Pace(3, 0.5, clock=lambda: now[0])
    assert [pace.wait("one") for _ in range(4)] == [0, 0, 0, 2]
    assert pace.wait("other") == 0
    now[0] += 1.5
    assert pace.wait("one") > 0, "asking meanwhile is no help"
    now[0] += 4
    assert pace.wait("one") == 0


def test_requests_may_weigh_less():
    pace = Pace(1, 1, clock=lambda: 0.0)
    assert [pace.wait("one", 0.5) for _ in range(3)] == [0, 0, 1]


def test_no_more_names_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.pace.MOST_NAMES", 2)
    pace = Pace(1, 1, clock=lambda: 0.0)
    assert [pace.wait(name) for name in ("one", "one", "two", "three", "one")] == [0, 1, 0, 0, 0]
