"""The window goes first: work beside it rests, and never for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app import precedence


@pytest.fixture(autouse=True)
def nobody_goes_first() -> Iterator[None]:
    yield
    precedence.go_on()


def start_beside(steps: int) -> tuple[threading.Thread, list[int]]:
    """A thread that works in steps, and the steps it has done."""
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.extend(precedence.giving_way(range(steps))), daemon=True)
    thread.start()
    return thread, done


def test_work_rests_while_another_thread_goes_first_and_goes_on_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "MOST_REST", 60.0)
    precedence.go_first()
    thread, done = start_beside(100)
    thread.join(0.2)
    assert thread.is_alive()
    assert not done
    precedence.go_on()
    thread.join(30)
    assert done == list(range(100))


def test_work_goes_on_though_the_window_never_ends() -> None:
    precedence.go_first()
    thread, done = start_beside(3)
    thread.join(30)
    assert done == [0, 1, 2]


def test_between_two_rests_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        precedence.go_on()

    def claimed_again(steps: int) -> Iterator[int]:
        for step in range(steps):
            precedence._first = threading.main_thread().ident
            yield step

    def rests_of(least: float) -> int:
        monkeypatch.setattr(precedence, "LEAST_WORK", least)
        rests.clear()
        thread = threading.Thread(target=lambda: list(precedence.giving_way(claimed_again(100))), daemon=True)
        thread.start()
        thread.join(30)
        return len(rests)

    monkeypatch.setattr(precedence.time, "sleep", rest)
    assert rests_of(60.0) == 1
    assert rests_of(0.0) == 100


def test_whoever_goes_first_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence, "MOST_REST", 60.0)
    precedence.go_first()
    assert list(precedence.giving_way("abc")) == ["a", "b", "c"]
