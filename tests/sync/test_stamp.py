"""Time and identity."""

import itertools

from hypothesis import given, strategies as st

from sync.stamp import Ids, milliseconds, tick

NOW = st.integers(min_value=0, max_value=2**47)


@given(st.lists(NOW, min_size=2))
def test_stamps_rise_whatever_the_clock_says(clock: list[int]) -> None:
    stamps = [0]
    for now in clock:
        stamps.append(tick(stamps[-1], now))
    assert all(earlier < later for earlier, later in itertools.pairwise(stamps))


@given(NOW, NOW)
def test_a_stamp_is_never_behind_the_clock(last: int, now: int) -> None:
    assert milliseconds(tick(last, now)) >= now


@given(st.lists(NOW, min_size=1, max_size=200))
def test_ids_of_one_process_rise_when_the_clock_stands_still_and_are_uuid7(clock: list[int]) -> None:
    ids = Ids()
    made = [ids.new(max(clock)) for _ in clock]
    assert made == sorted(set(made))
    assert all(len(id) == 36 and id[14] == "7" and id[19] in "89ab" for id in made)
    assert all(int(id.replace("-", "")[:12], 16) == max(clock) for id in made)
