"""Requests and replies as bytes: they come back as they were, and nothing that is not one gets in."""

import contextlib
import json
import random

import pytest
import zstandard
from hypothesis import given, strategies as st

from sync import columns, frames, session, wire
from sync.columns import Malformed
from sync.messages import Reply, Request
from tests.sync.simulator.world import World


def conversations(seed: int) -> list[tuple[Request, Reply]]:
    """What a whole history said."""
    world = World(seed)
    heard: list[tuple[Request, Reply]] = []
    tell = world.tell

    def overhear(laptop, request: Request, reply: Reply, **how) -> session.Outcome:
        heard.append((request, reply))
        return tell(laptop, request, reply, **how)

    world.tell = overhear  # type: ignore[method-assign]
    for _ in range(40):
        world.step()
    world.settle()
    return heard


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


@given(JSON)
def test_what_is_written_column_by_column_is_the_json_of_the_whole(plain) -> None:
    pieces = list(frames._json(plain))
    assert "".join(pieces) == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    assert frames.unpack(frames.pack(plain)) == plain


def test_no_piece_holds_more_than_a_column() -> None:
    columns = {"push": {"writes": [{"id": list(range(1000)), "fields": {"name": ["x"] * 1000}}]}}
    assert max(map(len, frames._json(columns))) == len(json.dumps(["x"] * 1000, separators=(",", ":")))


@pytest.mark.parametrize("seed", range(12))
def test_everything_a_history_says_comes_back_as_it_was(seed: int) -> None:
    for request, reply in conversations(seed):
        assert wire.decode_request(wire.encode_request(request)) == request
        assert wire.decode_reply(wire.encode_reply(reply)) == reply


def requests() -> list[bytes]:
    return [wire.encode_request(request) for request, _ in conversations(3)]


@pytest.fixture(scope="module")
def largest() -> bytes:
    return max(requests(), key=len)


def test_a_damaged_request_is_refused_or_reads_as_another_request_but_nothing_else_happens(largest: bytes) -> None:
    chance = random.Random(1)
    plain = json.dumps(frames.unpack(largest)).encode()
    for _ in range(400):
        damaged = bytearray(plain)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        try:
            wire.decode_request(zstandard.ZstdCompressor().compress(bytes(damaged)))
        except Malformed:
            continue
    for cut in range(0, len(largest), 7):
        with pytest.raises(Malformed):
            wire.decode_request(largest[:cut])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(range(3)), st.data())
def test_a_request_with_anything_in_any_place_is_malformed_or_a_request(seed: int, data: st.DataObject) -> None:
    request, _ = data.draw(st.sampled_from(conversations(seed)[:12]))
    plain = frames.unpack(wire.encode_request(request))
    path: list = []
    here = plain
    while isinstance(here, (dict, list)) and here and (not path or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        path.append((here, key))
        here = here[key]
    where, key = path[-1]
    where[key] = data.draw(JSON)
    with contextlib.suppress(Malformed):
        assert isinstance(wire.decode_request(frames.pack(plain)), Request)


def test_law_16_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(b" " * (frames.MOST_PLAIN + 1))
    assert len(bomb) < 10_000
    with pytest.raises(Malformed, match="larger"):
        frames.unpack(bomb)


def test_law_16_deep_nesting_is_refused() -> None:
    deep = b"[" * 500_000 + b"]" * 500_000
    with pytest.raises(Malformed):
        frames.unpack(zstandard.ZstdCompressor().compress(deep))


@given(st.lists(st.uuids().map(str) | st.text(min_size=1, max_size=20), max_size=20))
def test_ids_of_any_kind_come_back(ids: list[str]) -> None:
    assert columns.ids_of(json.loads(json.dumps(columns.plain_ids(ids)))) == ids
