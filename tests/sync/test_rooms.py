from __future__ import annotations

from hypothesis import given, strategies as st

from sync.rooms import FIRST, LEAST, MOST, after_failure, after_success, room_of


def played(passes: int, pieces: int) -> tuple[int, int]:
    """What came through, and what was sent for it, on a line that passes pieces up to a size."""
    facts: dict[str, str] = {}
    through = sent = 0
    for _ in range(pieces):
        room = room_of(facts)
        sent += min(room, passes)
        if room <= passes:
            through += room
            facts |= after_success(facts)
        else:
            facts |= after_failure(facts)
    return through, sent


@given(st.lists(st.booleans(), max_size=60))
def test_a_room_stays_between_the_fewest_and_the_most(outcomes: list[bool]) -> None:
    facts: dict[str, str] = {}
    assert room_of(facts) == FIRST
    for came_through in outcomes:
        facts |= after_success(facts) if came_through else after_failure(facts)
        assert LEAST <= room_of(facts) <= MOST


@given(st.integers(LEAST, 3 * MOST))
def test_law_10_whatever_a_line_passes_most_of_what_is_sent_comes_through(passes: int) -> None:
    through, sent = played(passes, 200)
    assert through > sent / 2


def test_a_good_line_soon_carries_the_most() -> None:
    facts = {"room": "8", "room_failed": "24"}
    for _ in range(60):
        facts |= after_success(facts)
    assert room_of(facts) == MOST
