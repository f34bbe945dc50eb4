"""What the hub has said it knows again, write by write, and nothing it has not said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from sync import wire
from sync.changeset import CREATE, Changeset, Write, part_after, write_hash
from sync.keys import DeviceKeys
from sync.messages import News, Request
from sync.plain import left_of
from sync.proofs import proof_of, proven, sign_page
from sync.shape import OPEN

KEYS = DeviceKeys.new()
HEAD = Changeset("replica", 1, 5, "Ana", "note", "replica-1", "toy", "1")
IDS = ("f0", "f1", "f2", "f3")
PART = part_after("00" * 32, HEAD, [Write(CREATE, "farm", id, {"crop": f"maize of {id}"}) for id in IDS])
PAGE = [News(7, ("place:X", OPEN), PART, 9), News(8, ("place:Y", OPEN), replace(PART, writes={0: PART.writes[0]}), 9)]
PROOF = proof_of(PAGE, sign_page(KEYS, PAGE))


def is_proven(entry: News) -> bool:
    return proven(KEYS.verify_key, [(entry, PROOF)]) == [(entry, PROOF)]


@given(st.sets(st.sampled_from(IDS)))
def test_what_is_left_of_a_page_is_proven_and_tells_nothing_of_the_rest(gone: set[str]) -> None:
    left = left_of(PAGE[0], {("farm", id) for id in gone})
    if left is None:
        assert gone == set(IDS)
        return
    assert is_proven(left)
    assert all((f"maize of {id}" in str(left)) == (id not in gone) for id in IDS)
    pages = ((left, PROOF),)
    assert wire.decode_request(wire.encode_request(Request("replica", pages=pages))).pages == pages
    again = left_of(left, {("farm", IDS[0])})
    assert again is None or is_proven(again)


def test_nothing_else_is_proven_by_it() -> None:
    left = left_of(PAGE[0], {("farm", "f1")})
    assert isinstance(left, News)
    for lie in (
        replace(left, seq=9),
        replace(left, received=1),
        replace(left, stream=("place:Z", OPEN)),
        replace(left, absent={}),
        replace(left, absent={1: write_hash(PART.writes[0])}),
        replace(left, part=replace(left.part, writes={**left.part.writes, 0: PART.writes[3]})),
        replace(left, part=replace(left.part, chain="11" * 32)),
        replace(left, part=replace(left.part, head=replace(HEAD, who="Rui"))),
    ):
        assert not is_proven(lie)
    assert proven(DeviceKeys.new().verify_key, [(left, PROOF)]) == []


@pytest.mark.parametrize("absent", [{0: "00" * 32}, {1: "no hash"}])
def test_a_page_that_contradicts_itself_is_refused(absent: dict[int, str]) -> None:
    pages = ((replace(PAGE[1], absent=absent), PROOF),)
    with pytest.raises(wire.Malformed):
        wire.decode_request(wire.encode_request(Request("replica", pages=pages)))
