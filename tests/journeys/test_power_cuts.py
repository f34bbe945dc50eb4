"""Power cuts: `kill -9` of laptops and of the server at any moment; what was saved is there, and reaches everybody."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from app.services import exchanging, journal
from tests.helpers.country import Server, a_desk, a_server, all_agree, an_activity, opened
from tests.helpers.zygote import Zygote

LONG = os.environ.get("UJIMA_EXAMPLES") == "long"
KILLS_OF_LAPTOPS, KILLS_OF_SERVERS = (400, 100) if LONG else (32, 8)


def everything_said(store) -> set[str]:
    """All tokens that the journal of this desk and the records on it know of."""
    found = set()
    for row in store.reading().execute("SELECT body FROM sync_changeset"):
        found |= {part.split('"')[0] for part in row[0].decode().split('"token-') if part[:1].isdigit()}
    return {f"token-{one}" for one in found}


@pytest.mark.long
@pytest.mark.harder
@pytest.mark.timeout(1800 if LONG else 240)
def test_law_3_forty_power_cuts_on_either_side_lose_nothing_that_was_saved(zygote: Zygote, tmp_path: Path) -> None:
    chance = random.Random(40)
    with a_server(zygote, tmp_path) as server:
        with a_desk(server, tmp_path, "one"), a_desk(server, tmp_path, "two"):
            pass
        for number in range(KILLS_OF_LAPTOPS):
            name = chance.choice(["one", "two"])
            busy = start(zygote, tmp_path, name, number)
            time.sleep(chance.uniform(0.05, 0.6))
            busy.kill()
            if number % (KILLS_OF_LAPTOPS // KILLS_OF_SERVERS) == 0:
                busy = start(zygote, tmp_path, name, 10_000 + number)
                time.sleep(chance.uniform(0.1, 0.5))
                server.kill()
                time.sleep(0.1)
                busy.kill()
                server.start()
        with opened(tmp_path, "one") as one, opened(tmp_path, "two") as two:
            for store, name in ((one, "one"), (two, "two")):
                assert store.faults() == []
                assert journal.check_chain(store) is None
                missing = saved(tmp_path, name) - everything_said(store)
                assert not missing, f"saved and gone: {sorted(missing)[:5]}"
            all_agree_or_ask(one, two)
            tokens = saved(tmp_path, "one") | saved(tmp_path, "two")
            assert len(tokens) > 20
            for store in (one, two):
                missing = tokens - everything_said(store)
                assert not missing, f"never arrived: {sorted(missing)[:5]}"


def start(zygote: Zygote, folder: Path, name: str, seed: int):
    """A busy desk as a process."""
    arguments = (str(folder / name), str(folder / f"{name}.saved"), seed)
    return zygote.run("tests.helpers.busy_desk:work", *arguments, log=str(folder / f"{name}.log"))


def saved(folder: Path, name: str) -> set[str]:
    """The tokens a desk has written down as saved (the last line may be half)."""
    return set((folder / f"{name}.saved").read_text().split("\n")[:-1])


def all_agree_or_ask(*desks) -> None:
    """Exchange until nothing moves; the same field edited on both desks may wait for an answer."""
    for _ in range(3):
        for desk in desks:
            exchanging.exchange(desk)
    for desk in desks:
        now = exchanging.standing(desk)
        assert (now.waiting, now.held) == (0, 0)
        assert now.state in (exchanging.GREEN, exchanging.ASKING)


def test_a_server_that_is_killed_while_a_laptop_waits_loses_nothing_it_confirmed(
    zygote: Zygote, tmp_path: Path
) -> None:
    server = Server(zygote, f"sqlite:///{tmp_path / 'hub.db'}", tmp_path)
    server.start()
    try:
        with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
            for _ in range(3):
                an_activity(one)
                exchanging.exchange(one)
                server.kill()
                server.start()
            all_agree(one, two)
            assert two.reading().execute("SELECT count(*) FROM activity").fetchone()[0] == 3
    finally:
        server.close()
