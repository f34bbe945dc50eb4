"""The exchange in the window: never in the way, one at a time, stopped when wanted, by itself when the network returns."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from app.desktop.exchange import LONGEST_SECONDS, Exchange, Patience
from app.desktop.runner import Runner
from app.desktop.window import Window
from app.server import hub
from app.services import exchanging, records, settings
from app.services.unit import unit
from app.store import find
from app.store.workspace import Store
from tests.app.desktop.serving import Server, another_laptop
from tests.helpers.country import free_port
from tests.helpers.desktop import open_window, wait, wait_until
from tests.helpers.fault_proxy import FaultProxy, Faults


@pytest.fixture
def proxy(server: Server, store: Store) -> Iterator[FaultProxy]:
    """The way to the server, which this laptop has joined through it."""
    with FaultProxy(server.port) as proxy:
        server.join(store, url=f"http://127.0.0.1:{proxy.port}")
        yield proxy


@pytest.fixture
def joined(store: Store, proxy: FaultProxy) -> Iterator[Window]:
    """The window of a laptop that has joined."""
    with open_window(store) as window:
        yield window


def finish(exchange: Exchange) -> None:
    """Until no exchange runs."""
    wait_until(exchange.ended, lambda: not exchange.is_running)


def foot(window: Window) -> list[str]:
    """What the status line says."""
    return [one.text() for one in window.status.findChildren(QLabel) if one.isVisibleTo(window)]


def test_the_window_lives_on_while_the_server_is_slow(joined: Window, proxy: FaultProxy) -> None:
    proxy.faults = Faults(delay_ms=250)
    ticks: list[float] = []
    ticking = QTimer(interval=10)
    ticking.timeout.connect(lambda: ticks.append(time.monotonic()))
    ticking.start()
    joined.run_action("exchange")
    assert joined.desk.exchange.is_running
    joined.desk.change(records.add, "organisation", {"name": "Kuyera"})
    joined.desk.read(lambda store: find.find_ids(store.reading(), find.Query("organisation")), then=ticks.append)
    finish(joined.desk.exchange)
    ticking.stop()
    assert any(isinstance(tick, list) for tick in ticks), "reads and changes do not wait for the line"
    assert len(ticks) > 12


def test_two_exchanges_never_run_at_once(joined: Window, proxy: FaultProxy) -> None:
    began: list[int] = []
    joined.desk.exchange.began.connect(lambda: began.append(1))
    before = proxy.counts
    for _time in range(3):
        joined.desk.exchange.now()
    finish(joined.desk.exchange)
    assert (len(began), (proxy.counts - before).requests) == (1, 1)


def test_what_others_wrote_is_shown_after_the_exchange(store: Store, server: Server, tmp_path: Path) -> None:
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other, open_window(store) as window:
        records.add(other, "organisation", {"name": "Casa Esperança"})
        exchanging.exchange(other)
        heard: list[Any] = []
        window.desk.runner.changed.connect(heard.append)
        window.run_action("exchange")
        finish(window.desk.exchange)
        wait(window.desk)
        assert [changes.types() for changes in heard] == [{"organisation"}]
        assert "Exchanged: 0 changes sent, 1 received." in foot(window)


def test_the_foot_says_how_this_laptop_stands_and_offers_the_exchange(joined: Window) -> None:
    assert "everything exchanged · last exchanged just now" in foot(joined)
    joined.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(joined.desk)
    assert "1 change waiting · last exchanged just now" in foot(joined)
    joined.status.act.click()
    assert "Exchanging…" in foot(joined)
    finish(joined.desk.exchange)
    wait(joined.desk)
    assert "everything exchanged · last exchanged just now" in foot(joined)


def test_an_exchange_can_be_stopped(joined: Window, proxy: FaultProxy) -> None:
    proxy.faults = Faults(delay_ms=400)
    joined.run_action("exchange")
    joined.status.cancel.click()
    assert "Stopping…" in foot(joined)
    finish(joined.desk.exchange)
    assert "Stopped. What was exchanged already is kept." in foot(joined)


def test_without_a_network_work_goes_on_and_the_foot_says_so(joined: Window, store: Store) -> None:
    settings.put(store, {"server": f"http://127.0.0.1:{free_port()}"})
    joined.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(joined.desk)
    joined.run_action("exchange")
    finish(joined.desk.exchange)
    wait(joined.desk)
    said = foot(joined)
    assert "The server cannot be reached: work goes on without it." in said
    assert "1 change waiting · last exchanged just now · working offline" in said


def test_by_itself_it_exchanges_when_the_server_is_there_again(joined: Window, proxy: FaultProxy) -> None:
    exchange = joined.desk.exchange
    joined.desk.change(records.add, "organisation", {"name": "Kuyera"})
    proxy.faults = Faults(refuse=True)
    exchange.watch()
    wait(joined.desk)
    assert exchange.patience.failures == 1
    assert exchange.next_try().isActive()
    assert exchange.next_try().interval() <= 2_500
    proxy.faults = Faults()
    exchange.next_try().start(0)
    wait_until(exchange.stood, lambda: exchange.standing.waiting == 0)
    wait(joined.desk)
    assert exchange.patience.failures == 0
    assert exchange.next_try().interval() > 60_000


def test_where_nothing_waits_only_the_server_is_looked_for(joined: Window, proxy: FaultProxy) -> None:
    before = proxy.counts
    joined.desk.exchange.watch()
    wait(joined.desk)
    assert not joined.desk.exchange.is_running
    passed = proxy.counts - before
    assert (passed.requests, passed.up + passed.down < 1_000) == (1, True)


def test_a_laptop_that_works_by_itself_looks_for_nobody(window: Window) -> None:
    window.desk.exchange.watch()
    wait(window.desk)
    assert not window.desk.exchange.next_try().isActive()
    assert not window.desk.exchange.is_member()
    window.run_action("exchange")
    assert not window.desk.exchange.is_running


def test_pauses_grow_from_two_seconds_to_a_quarter_of_an_hour() -> None:
    patience = Patience(lambda: 0.5)
    assert [patience.after(False) for _time in range(4)] == [2, 4, 8, 16]
    assert [patience.after(False) for _time in range(20)][-1] == LONGEST_SECONDS
    assert patience.after(True) > 60
    assert patience.after(False) == 2
    assert {round(Patience().after(False), 6) for _time in range(5)} != {2.0}, "jittered"


def test_that_the_server_was_restored_is_said_once_and_calmly(joined: Window, server: Server, tmp_path: Path) -> None:
    hub.back_up(server.service, tmp_path / "backup")
    joined.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(joined.desk)
    joined.desk.exchange.now()
    finish(joined.desk.exchange)
    hub.restore(str(server.service.engine.url), tmp_path / "backup")
    for _time in range(2):
        joined.desk.exchange.now()
        finish(joined.desk.exchange)
    assert joined.notice.isVisible()
    said = [one.text() for one in joined.notice.findChildren(QLabel)]
    assert "The server was restored from a backup. What it had lost was sent to it again." in said
    joined.notice.noting.click()
    assert not joined.notice.isVisible()


def test_the_end_of_the_program_does_not_wait_for_a_line_that_stands_still(store: Store, proxy: FaultProxy) -> None:
    runner = Runner()
    runner.open(lambda: store, lambda error: None)
    wait_until(runner.rested, runner.is_idle)
    proxy.faults = Faults(stall_after=0)
    reached = proxy.counts.connections
    Exchange(runner).now()
    until = time.monotonic() + 10
    while proxy.counts.connections == reached and time.monotonic() < until:
        time.sleep(0.01)  # the proxy has no signal for a connection
    before = time.monotonic()
    runner.close()
    assert time.monotonic() - before < 3
    proxy._loop.call_soon_threadsafe(proxy.reset_all)
    assert runner._calling is not None
    runner._calling.join(10)
    assert not runner._calling.is_alive(), "what came later found no store, and ended"


def test_what_is_sent_is_counted_while_it_is_and_can_be_stopped_on_the_way(store: Store, server: Server) -> None:
    names = [f"Office {number}" for number in range(150)]
    with FaultProxy(server.port, room=2**16) as proxy:
        server.join(store, url=f"http://127.0.0.1:{proxy.port}")
        with unit(store, "A long list") as changing:
            for name in names:
                changing.create("organisation", {"name": name, "remarks": secrets.token_hex(6_000)})
        stop_on_the_way(store, proxy)
    with another_laptop(store.folder.parent / "other", server) as other:
        found = find.find_ids(other.reading(), find.Query("organisation"))
        called = find.called(other.reading(), "organisation", found).values()
        assert sorted(name for name in called if name.startswith("Office")) == sorted(names)


def stop_on_the_way(store: Store, proxy: FaultProxy) -> None:
    """Exchange over a slow line, stop it while the request is on its way, and exchange over a good one."""
    with open_window(store) as window:
        exchange, moved = window.desk.exchange, list[int]()
        exchange.moved.connect(lambda sent, _received: moved.append(sent))
        proxy.faults = Faults(kbits=1_200)
        window.run_action("exchange")
        wait_until(exchange.moved, lambda: len(moved) > 3 and moved[-1] > 50_000)
        assert any(re.search(r"^Exchanging: .\d+ KB. sent$", text) for text in foot(window)), foot(window)
        assert moved == sorted(moved), "it only grows"
        stopped = time.monotonic()
        window.status.cancel.click()
        finish(exchange)
        assert time.monotonic() - stopped < 1
        wait(window.desk)
        assert "Stopped. What was exchanged already is kept." in foot(window)
        assert moved[-1] < 700_000, "the body has 900 KB, half of what was drawn as hex"
        assert exchange.standing.waiting == 1
        proxy.faults = Faults()
        window.run_action("exchange")
        finish(exchange)
        wait(window.desk)
        assert exchange.standing.state == "green"


def test_a_line_that_stands_still_does_not_hold_up_the_one_who_stops_it(joined: Window, proxy: FaultProxy) -> None:
    proxy.faults = Faults(stall_after=0)
    exchange, reached = joined.desk.exchange, proxy.counts.connections
    joined.run_action("exchange")
    looking = QTimer(interval=10)
    looking.start()
    wait_until(looking.timeout, lambda: proxy.counts.connections > reached)
    stopped = time.monotonic()
    joined.status.cancel.click()
    finish(exchange)
    looking.stop()
    assert time.monotonic() - stopped < 2, "a stall may last a minute"
