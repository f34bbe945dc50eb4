"""Attendance by kind of actor."""

from __future__ import annotations

from hypothesis import given, strategies as st

from app import vocabulary
from app.insight.attendance import KINDS, OTHERS, heat, kind_of_actor

TYPES = st.sampled_from([None, *vocabulary.code_list("organisation_type").codes])
MEETINGS = ["one", "two", "three"]


def test_every_type_of_organisation_is_a_kind_of_actor_and_few_are_others() -> None:
    kinds = {code: kind_of_actor(code) for code in vocabulary.code_list("organisation_type").codes}
    assert set(kinds.values()) <= set(KINDS)
    assert sum(kind == OTHERS for kind in kinds.values()) < len(kinds) / 3


@given(
    st.lists(st.tuples(st.sampled_from(MEETINGS), st.integers(0, 9)), max_size=30),
    st.lists(TYPES, min_size=10, max_size=10),
)
def test_every_organisation_that_came_is_counted_once_a_meeting(
    came: list[tuple[str, int]], types: list[str | None]
) -> None:
    rows = [(meeting, str(who), types[who]) for meeting, who in came]
    found = heat(MEETINGS, rows, [(str(who), of) for who, of in enumerate(types)])
    for meeting in MEETINGS:
        assert sum(found.counts.get((kind, meeting), 0) for kind in found.kinds) == len(
            {w for m, w in came if m == meeting}
        )
    assert all(0 <= found.share(kind, meeting) <= 1 for kind in found.kinds for meeting in MEETINGS)


def test_a_kind_nobody_of_which_is_a_member_counts_as_there_when_somebody_came() -> None:
    found = heat(["one", "two"], [("one", "a", "447")], [])
    assert found.share("united_nations", "one") == 1
    assert found.share("united_nations", "two") == 0
