"""Lines that die, lose, double, delay and spoil; and clocks that are decades off."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.errors import Trouble
from app.services import conflicts, exchanging, records, settings
from app.services.unit import replica_of, unit
from sync import wire
from sync.messages import Pushed, Request
from tests.helpers.country import (
    DISTRICT,
    Server,
    a_desk,
    all_agree,
    an_activity,
    said,
)
from tests.helpers.fault_proxy import FaultProxy, Faults


def test_law_10_a_line_that_dies_every_20_kb_finishes_with_less_than_three_times_the_bytes(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, Faults()) as proxy:
        with records_unit(one) as changing:
            for number in range(3000):
                words = hashlib.sha256(str(number).encode()).hexdigest()
                facts = {"place": DISTRICT, "sector": "WSH", "description": f"Latrine {number}", "remarks": words}
                changing.create("activity", facts)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        backed = tmp_path / "copy"
        one.backup(backed / "ujima.db")
        proxy.faults = Faults(cut_every=20_000)
        exchanging.exchange(one)
        dying = proxy.counts.up + proxy.counts.down
        assert proxy.counts.cuts > 2
        assert exchanging.standing(one).state == exchanging.GREEN
        assert dying < 3 * len(sent_in_one_go(one))


def sent_in_one_go(store) -> bytes:
    """What the same changes are in one request on a good line."""
    with store.viewing() as connection:
        tables = replica_of(connection)
        entries = tables.own(tables.facts()["replica"], 0, 10**9)
    return wire.encode_request(Request("x", push=tuple(Pushed(e.part, e.previous) for e in entries)))


def records_unit(store):
    return unit(store, "many rows")


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(refuse=True), "offline"),
        (Faults(captive=True), "not_the_server"),
        (Faults(truncate_reply_every=1), "offline"),
        (Faults(corrupt_one_in=400, corrupt_heads=False), "not_the_server"),
    ],
    ids=["nobody answers", "a page to sign in answers", "answers are cut short", "answers are damaged"],
)
def test_a_bad_line_is_said_in_a_sentence_and_changes_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults, code: str
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, faults) as proxy:
        id = an_activity(one)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        with pytest.raises(Trouble) as trouble:
            exchanging.exchange(one)
        assert trouble.value.code in (code, "cut", "offline", "not_the_server", "spoilt")
        assert exchanging.standing(one).state == exchanging.WAITING
        assert "working offline" in exchanging.in_words(exchanging.standing(one))
        settings.put(one, {"server": server.url})
        exchanging.exchange(one)
        assert exchanging.standing(one).state == exchanging.GREEN
        assert records.read(one, "activity", id)["status"] == "planned"


@pytest.mark.parametrize(
    "faults", [Faults(lose_reply_every=2), Faults(duplicate_every=2), Faults(cut_down_after=900, times=3)], ids=repr
)
def test_law_5_requests_that_come_twice_and_replies_that_are_lost_count_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    with (
        a_desk(server, tmp_path, "one") as one,
        a_desk(server, tmp_path, "two") as two,
        FaultProxy(server.port, faults) as proxy,
    ):
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        ids = [an_activity(one) for _ in range(5)]
        for _ in range(4):
            exchanging.exchange(one)
            records.save(one, "activity", ids[0], {"status": "ongoing"})
            records.save(one, "activity", ids[0], {"status": "planned"})
        exchanging.exchange(one)
        exchanging.exchange(two)
        assert said(two, "activity", ids[0]) == said(one, "activity", ids[0])
        assert conflicts.count(two) == 0


@pytest.mark.parametrize("moment", ["1970-01-02T00:00:00", "2099-01-01T00:00:00"])
def test_law_12_a_clock_that_is_decades_off_wins_nothing_and_refuses_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        with monkeypatch.context() as wrong:
            wrong.setenv("UJIMA_NOW", moment)
            records.save(one, "activity", id, {"status": "ongoing"})
            exchanging.exchange(one)
        exchanging.exchange(two)
        assert records.read(two, "activity", id)["status"] == "ongoing"
        records.save(two, "activity", id, {"status": "completed"})
        all_agree(one, two)
        assert records.read(one, "activity", id)["status"] == "completed"
        assert conflicts.count(one) == 0
