"""The changeset: what is written down, and the chain that tells when it was changed."""

import pytest
from hypothesis import given, strategies as st

from sync.changeset import CREATE, MOST_WRITES, UPDATE, Changeset, Write, body_hash, chain, decode, encode, split

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
    st.lists(WRITES, max_size=4).map(tuple),
)


@given(CHANGESETS)
def test_a_changeset_comes_back_as_it_was_written(changeset: Changeset) -> None:
    assert decode(encode(changeset)) == changeset
    assert encode(decode(encode(changeset))) == encode(changeset)


@given(st.integers(0, 700), st.integers(1, MOST_WRITES))
def test_a_large_act_is_split_in_order_without_losing_a_write(count: int, most: int) -> None:
    writes = [Write(CREATE, "row", str(number), {}) for number in range(count)]
    pieces = list(split(writes, most))
    assert [write for piece in pieces for write in piece] == writes
    assert all(len(piece) <= most for piece in pieces)
    assert len(pieces) == max(1, -(-count // most))


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=6), st.data())
def test_any_change_of_any_body_changes_the_head_of_the_chain(bodies: list[bytes], data: st.DataObject) -> None:
    def head(all_bodies: list[bytes]) -> bytes:
        link = bytes(32)
        for body in all_bodies:
            link = chain(link, body_hash(body))
        return link

    position = data.draw(st.integers(0, len(bodies) - 1))
    other = data.draw(st.binary(max_size=20).filter(lambda body: body != bodies[position]))
    changed = [*bodies[:position], other, *bodies[position + 1 :]]
    assert head(changed) != head(bodies)
    assert head(bodies[:-1]) != head(bodies)


def test_a_changeset_of_a_later_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="format 9"):
        decode(b'{"format":9}')
