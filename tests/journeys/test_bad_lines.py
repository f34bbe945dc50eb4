"""Lines that die, lose, double, delay and spoil; and clocks that are decades off."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import Trouble
from app.services import belonging, conflicts, exchanging, packs, records, settings
from app.services.unit import replica_of, unit
from app.store.workspace import Store, create_workspace
from sync import wire
from sync.client import Line
from sync.messages import Pushed, Request
from tests.helpers.country import (
    DISTRICT,
    Server,
    a_desk,
    activities_of,
    all_agree,
    an_activity,
    free_port,
    records_at,
    said,
)
from tests.helpers.fault_connection import DOWN, UP
from tests.helpers.fault_proxy import FaultProxy, Faults


def test_law_10_a_line_that_dies_every_20_kb_finishes_with_less_than_three_times_the_bytes(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, Faults()) as proxy:
        many(one, 3000)
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


CUT = "The line breaks off again and again: what came through is kept, the rest is tried again later."
STRANGER = "Something else answered in place of the server (a page to sign in to the network?)."
SPOILT = "The line spoils what passes over it: it is tried again later."
AWAY = "The server cannot be reached: work goes on without it."


@dataclass(frozen=True)
class Bad:
    """A fault of the line: what is said of it, how often it is met before that is said, and how many of three changes the
    server has by then.
    """

    faults: Faults | None
    code: str
    sentence: str
    met: dict[str, int]
    arrived: int


BAD = {
    "nobody answers": Bad(None, "offline", AWAY, {}, 0),
    "a page to sign in answers 200": Bad(Faults(captive=True), "not_the_server", STRANGER, {"requests": 3}, 0),
    "it is cut in the question": Bad(Faults(cut_every=300), "cut", CUT, {"cuts": 6}, 0),
    "it is cut in the answer": Bad(Faults(cut_every=800), "cut", CUT, {"cuts": 6}, 3),
    "it is reset before the answer": Bad(Faults(lose_reply_every=1), "cut", CUT, {"lost": 6}, 3),
    "answers are truncated": Bad(Faults(truncate_reply_every=1), "cut", CUT, {"truncated": 6}, 3),
    "questions are damaged": Bad(
        Faults(corrupt_one_in=100, corrupt_heads=False, corrupt_way=UP), "spoilt", SPOILT, {"requests": 12}, 0
    ),
    "answers are damaged": Bad(
        Faults(corrupt_one_in=100, corrupt_heads=False, corrupt_way=DOWN),
        "not_the_server",
        STRANGER,
        {"requests": 3},
        3,
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_each_fault_of_a_line_has_its_own_sentence_and_half_of_nothing_is_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: Bad
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        all_agree(one, two)
        theirs = {an_activity(two) for _ in range(3)}
        exchanging.exchange(two)
        mine = {an_activity(one) for _ in range(3)}
        with FaultProxy(server.port, bad.faults) as proxy:
            settings.put(one, {"server": f"http://127.0.0.1:{proxy.port if bad.faults else free_port()}"})
            with pytest.raises(Trouble) as trouble:
                exchanging.exchange(one)
        assert (trouble.value.code, str(trouble.value)) == (bad.code, bad.sentence)
        assert {name: getattr(proxy.counts, name) for name in bad.met} == bad.met
        assert (activities_of(one), records_at(server)) == (mine, 3 + bad.arrived)
        now = exchanging.standing(one)
        assert (now.state, now.waiting) == (exchanging.WAITING, 3)
        assert "3 changes waiting" in exchanging.in_words(now)
        assert "working offline" in exchanging.in_words(now)
        settings.put(one, {"server": server.url})
        all_agree(one, two)
        assert activities_of(one) == activities_of(two) == mine | theirs
        assert records_at(server) == 6
        assert conflicts.count(one) + conflicts.count(two) == 0


def test_answers_that_arrive_twice_are_answers_to_nothing_else(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, Faults(repeat_reply_every=1)) as proxy:
        mine = {an_activity(one) for _ in range(3)}
        exchanging.exchange(one)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        with create_workspace(tmp_path / "two") as two:
            packs.begin_country(two, "MOZ", place=DISTRICT, office="Office two", person="two")
            belonging.join(two, server.invite(), f"http://127.0.0.1:{proxy.port}")
            theirs = {an_activity(two) for _ in range(3)}
            all_agree(one, two, one)
            assert proxy.counts.repeated == proxy.counts.requests >= 12
            assert activities_of(one) == activities_of(two) == mine | theirs
        assert records_at(server) == 6


def test_a_slow_line_on_which_every_piece_is_late_brings_everything(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece is late by a tenth of what is taken for a stall, and all of them together by more than a stall."""
    give_up_after(monkeypatch, 5.0)
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        many(two, 300)
        exchanging.exchange(two)
        many(one, 200)
        with FaultProxy(server.port, Faults(delay_ms=500, kbits=64)) as proxy:
            settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
            began = time.monotonic()
            exchanging.exchange(one)
            took = time.monotonic() - began
        assert (proxy.counts.connections, proxy.counts.cuts) == (1, 0), "nothing was taken for a stall"
        assert took > 5.0
        assert exchanging.standing(one).state == exchanging.GREEN
        assert len(activities_of(one)) == records_at(server) == 500


def test_a_line_that_stands_still_is_given_up_with_a_sentence_and_finishes_later(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    give_up_after(monkeypatch, 0.4)
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        many(one, 30)
        with FaultProxy(server.port, Faults(delay_ms=600)) as proxy:
            settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
            for faults in (
                proxy.faults,
                Faults(stall_after=1_000),
            ):  # every piece is later than a stall; none comes at all
                proxy.faults = faults
                with pytest.raises(Trouble) as trouble:
                    exchanging.exchange(one)
                assert trouble.value.code == "stalled"
                assert str(trouble.value) == "The line stands still: it is tried again later."
                assert exchanging.standing(one).state == exchanging.WAITING
            assert proxy.counts.connections == 12
            proxy.faults = Faults(delay_ms=100)
            exchanging.exchange(one)
        exchanging.exchange(two)
        assert activities_of(one) == activities_of(two)
        assert len(activities_of(two)) == records_at(server) == 30


def give_up_after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """From now on so many seconds without a byte are a stall."""
    usual = belonging.line_to

    def impatient(url: str, ca: str | None) -> Line:
        line = usual(url, ca)
        line.stall_seconds = seconds
        return line

    monkeypatch.setattr(belonging, "line_to", impatient)


def many(store: Store, count: int) -> None:
    """So many activities of which no two are alike."""
    with records_unit(store) as changing:
        for number in range(count):
            words = hashlib.sha256(f"{store.folder.name} {number}".encode()).hexdigest()
            facts = {"place": DISTRICT, "sector": "WSH", "description": f"Latrine {number}", "remarks": words}
            changing.create("activity", facts)


@pytest.mark.parametrize(
    "faults",
    [Faults(lose_reply_every=2), Faults(duplicate_every=2), Faults(cut_down_after=900, times=3)],
    ids=["replies are lost", "requests come twice", "replies are cut"],
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
        ids = [an_activity(one) for _ in range(20)]
        all_agree(one, two)
        with monkeypatch.context() as wrong:
            wrong.setenv("UJIMA_NOW", moment)
            for id in ids:
                records.save(one, "activity", id, {"status": "ongoing"})
            exchanging.exchange(one)
        exchanging.exchange(two)
        assert [records.read(two, "activity", id)["status"] for id in ids] == ["ongoing"] * 20
        for id in ids:
            records.save(two, "activity", id, {"status": "completed"})
        all_agree(one, two)
        assert [records.read(one, "activity", id)["status"] for id in ids] == ["completed"] * 20
        assert conflicts.count(one) == 0
