"""The changeset: what is written down, and the chain that tells when it was changed."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from sync.changeset import (
    CREATE,
    MOST_WRITES,
    NO_CHAIN,
    UPDATE,
    Changeset,
    Write,
    head_facts,
    head_of,
    link_after,
    part_after,
    split,
    write_hash,
)

VALUES = st.none() | st.text() | st.integers(-(2**53), 2**53) | st.booleans() | st.lists(st.text(), max_size=3)
WRITES = st.builds(
    Write,
    st.sampled_from([CREATE, UPDATE]),
    st.text(min_size=1),
    st.text(min_size=1),
    st.dictionaries(st.text(), VALUES, max_size=4),
    st.dictionaries(st.text(), st.lists(st.text(), max_size=2), max_size=4),
)
CHANGESETS = st.builds(
    Changeset,
    st.text(min_size=1),
    st.integers(1, 2**40),
    st.integers(0, 2**62),
    st.text(),
    st.text(),
    st.text(),
    st.text(),
    st.text(),
)


@given(CHANGESETS)
def test_a_head_comes_back_as_it_was_written(head: Changeset) -> None:
    assert head_of(head_facts(head)) == head


@given(st.integers(0, 700), st.integers(1, MOST_WRITES))
def test_a_large_act_is_split_in_order_without_losing_a_write(count: int, most: int) -> None:
    writes = [Write(CREATE, "row", str(number), {}) for number in range(count)]
    pieces = list(split(writes, most))
    assert [write for piece in pieces for write in piece] == writes
    assert all(len(piece) <= most for piece in pieces)
    assert len(pieces) == max(1, -(-count // most))


@given(st.lists(st.tuples(CHANGESETS, st.lists(WRITES, max_size=4)), min_size=1, max_size=6), st.data())
def test_any_change_of_any_changeset_changes_the_head_of_the_chain(
    acts: list[tuple[Changeset, list[Write]]], data: st.DataObject
) -> None:
    def last(all_acts: list[tuple[Changeset, list[Write]]]) -> str:
        link = NO_CHAIN
        for head, writes in all_acts:
            link = part_after(link, head, writes).chain
        return link

    position = data.draw(st.integers(0, len(acts) - 1))
    head, writes = acts[position]
    other = data.draw(
        st.sampled_from(
            [
                (dataclasses.replace(head, who=head.who + "x"), writes),
                (dataclasses.replace(head, stamp=head.stamp + 1), writes),
                (head, [*writes, Write(UPDATE, "t", "i", {})]),
                *((head, [w for w in writes if w is not gone]) for gone in writes),
            ]
        )
    )
    assert last([*acts[:position], other, *acts[position + 1 :]]) != last(acts)
    assert last(acts[:-1]) != last(acts)


@given(CHANGESETS, st.lists(WRITES, max_size=4), st.data())
def test_law_15_a_link_outlives_what_was_erased_of_its_body(
    head: Changeset, writes: list[Write], data: st.DataObject
) -> None:
    part = part_after(NO_CHAIN, head, writes)
    gone = data.draw(st.sets(st.sampled_from(range(len(writes))))) if writes else set()
    left = {index: write for index, write in part.writes.items() if index not in gone}
    absent = {index: write_hash(part.writes[index]) for index in gone}
    assert link_after(NO_CHAIN, head, left, absent) == part.chain
    if gone:
        assert link_after(NO_CHAIN, head, left, {}) != part.chain


def test_a_changeset_of_a_later_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="format 9"):
        head_of({"format": 9})
