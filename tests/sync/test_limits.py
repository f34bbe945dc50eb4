"""Law 16: what is small on the line and huge in memory is refused before it grows, and a million changes are too many."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from sync import frames, wire
from sync.columns import Malformed, steps
from sync.columns_of_changesets import MOST_CHANGES
from sync.messages import Request

MILLION, MB = 1_000_000, 1024 * 1024

#: reads a request in a process of its own, and says what came of it, and how many MB more it took at its worst
READER = """
import sys
from sync import wire
from sync.columns import Malformed

def worst():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024

data, before = open(sys.argv[1], "rb").read(), worst()
try:
    print(len(wire.decode_request(data).push), worst() - before)
except Malformed as error:
    print("refused", worst() - before)
"""


def repeated(text: bytes, times: int, *, sized: bool) -> bytes:
    """A text so many times, compressed; `sized` when the frame tells how long it will be."""
    packer = zstandard.ZstdCompressor(level=3).compressobj(size=len(text) * times if sized else -1)
    return b"".join([*(packer.compress(text) for _ in range(times)), packer.flush()])


def many(count: int, in_one: int) -> bytes:
    """A request with so many new records, so many of them in each changeset."""
    sets = count // in_one
    plain = frames.unpack(wire.encode_request(Request("replica")))
    texts = {name: [sets, ["a"], 0] for name in ("replica", "who", "note", "group", "app", "schema")}
    writes = {
        "op": "c",
        "type": "group",
        "of": steps([number // in_one for number in range(sets * in_one)]),
        "at": steps([number % in_one for number in range(sets * in_one)]),
        "id": [f"g{number}" for number in range(sets * in_one)],
        "fields": {"name": ["x"] * (sets * in_one)},
        **{part: {} for part in ("base", "adds", "puts")},
    }
    told = {"writes": [writes]}
    numbers = {"sequence": [1] * sets, "stamp": [1] * sets, "undoes": [sets, [None], 0]}
    return frames.pack({**plain, "push": {**texts, **numbers, **told}})


BOMBS: dict[str, Callable[[], bytes]] = {
    "4 GB that the frame admits": lambda: repeated(b" " * MB, 4096, sized=True),
    "4 GB that the frame is silent about": lambda: repeated(b" " * MB, 4096, sized=False),
    "lists without anything in them": lambda: repeated(b"[]," * MB, 20, sized=True),
    "a list in a list in a list": lambda: repeated(b"[" * MB, 60, sized=True),
    "names without anything behind them": lambda: repeated(b'{"":0},' * MB, 9, sized=True),
    "a million changes in one act": lambda: many(MILLION, MILLION),
    "a million changes in acts of 150": lambda: many(MILLION, 150),
    "a million acts": lambda: many(MILLION, 1),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_law_16_a_small_request_that_would_be_huge_is_refused_within_100_mb(
    bomb: Callable[[], bytes], tmp_path: Path
) -> None:
    data = bomb()
    assert len(data) < MB
    (tmp_path / "bomb").write_bytes(data)
    answer = subprocess.run(
        [sys.executable, "-c", READER, str(tmp_path / "bomb")], capture_output=True, text=True, check=True
    )
    said, grown = answer.stdout.split()
    assert said == "refused"
    assert int(grown) < 100


def test_the_most_that_a_laptop_sends_is_read() -> None:
    request = wire.decode_request(many(MOST_CHANGES - MOST_CHANGES // 151 - 150, 150))
    assert sum(len(one.part.writes) for one in request.push) > 49_000


def test_what_was_carried_by_hand_may_be_more() -> None:
    data = many(60_000, 150)
    with pytest.raises(Malformed, match="more changes"):
        wire.decode_request(data)
    assert len(wire.decode_request(data, by_hand=True).push) == 400
