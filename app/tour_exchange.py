"""The tour's second half: two desks and a server on this computer. Edits on both without a network, a disagreement, a line
that dies, a stick, and one truth at the end.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.errors import Trouble
from app.server import hub, sticks as server_sticks
from app.services import belonging, conflicts, exchanging, packs, records, settings, sticks
from app.services.cells import NEW, save_rows
from app.store.workspace import Store, create_workspace
from app.words import _
from sync.client import Line, Unreachable

Say = Callable[[str], None]
DISTRICT = "MZ0901"

#: after so many bytes the tour's line dies, each time
DIES_AFTER = 5_000


def walk_together(folder: Path, say: Say) -> None:
    """Each step of two offices that become one country, told as it is done."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database = f"sqlite:///{folder / 'country.db'}"
    with _a_server(database, folder) as url, contextlib.ExitStack() as desks:
        service = hub.open_service(database)
        desks.callback(service.engine.dispose)
        one, two = (
            _join(desks, folder, name, url, hub.invite(service, DISTRICT, role, None, "tour"))
            for name, role in (("secretary", "secretary"), ("coordinator", "coordinator"))
        )
        say(_("Two desks joined the server on this computer, each with a code of its own."))
        row = records.add(one, "activity", _line_of_work(_("Latrines for the school"))).created[0][1]
        _exchange_all(one, two)
        records.save(one, "activity", row, {"status": "ongoing", "people_targeted": 240})
        records.save(two, "activity", row, {"status": "completed"})
        _exchange_all(one, two, one)
        asked = conflicts.conflicts(one)
        say(
            _("Both changed the same row without a network: {kept} came together, {asked} waits for an answer.").format(
                kept=1, asked=len(asked)
            )
        )
        conflicts.settle(two, "activity", row, "status", conflicts.MINE)
        _exchange_all(two, one)
        say(_("The coordinator answered; both desks now say “{status}”.").format(status=_status(one, row)))
        _over_a_dying_line(one, url, say)
        _by_stick(one, two, service, folder, say)
        _exchange_all(one, two, one, two)
        same = exchanging.digests(one) == exchanging.digests(two)
        green = {exchanging.standing(desk).state for desk in (one, two)} == {exchanging.GREEN}
        if not (same and green):
            raise Trouble("differ", _("The two desks differ: this is a fault of the program."))
        say(_("One truth: both desks and the server hold the same, record by record."))


def _join(desks: contextlib.ExitStack, folder: Path, name: str, url: str, code: str) -> Store:
    store = desks.enter_context(create_workspace(folder / name))
    packs.begin_country(store, "MOZ", place=DISTRICT, office=_("Sofala province"), person=name)
    belonging.join(store, code, url)
    exchanging.exchange(store)
    return store


def _line_of_work(what: str) -> dict[str, object]:
    return {"place": DISTRICT, "sector": "WSH", "description": what, "status": "planned"}


def _status(store: Store, row: str) -> str:
    return str(records.read(store, "activity", row)["status"])


def _exchange_all(*desks: Store) -> None:
    for desk in desks:
        exchanging.exchange(desk)


def _over_a_dying_line(store: Store, url: str, say: Say) -> None:
    rows = {
        f"{NEW}:{number}": {
            **_line_of_work(f"{_('Well')} {number * 7919 % 10_007}"),
            "people_targeted": number * 104_729 % 997,
            "households_targeted": number * 1_299_709 % 211,
        }
        for number in range(1200)
    }
    save_rows(store, "activity", rows, note=_("A month of rows"))
    with _dying_line(int(url.rpartition(":")[2])) as (port, cuts):
        settings.put(store, {"server": f"http://127.0.0.1:{port}"})
        done = exchanging.exchange(store)
    settings.put(store, {"server": url})
    say(
        _("Twelve hundred rows went over a line that died {cuts} times: {bytes} bytes sent, nothing lost.").format(
            cuts=cuts[0], bytes=done.bytes_up
        )
    )


def _by_stick(one: Store, two: Store, service: hub.HubService, folder: Path, say: Say) -> None:
    records.add(two, "activity", _line_of_work(_("A month without any network")))
    sticks.write(two, folder / "1.ujima")
    server_sticks.read(service, folder / "1.ujima", folder / "1.answer")
    taken = sticks.read(two, folder / "1.answer")
    say(
        _("A stick went to the server and back: {sent} received there, {news} new here.").format(
            sent=taken.acknowledged, news=taken.received
        )
    )


@contextlib.contextmanager
def _a_server(database: str, folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "app.server.main",
        "--database",
        database,
        "--listen",
        f"127.0.0.1:{port}",
        "serve",
    ]
    with open(folder / "server.log", "wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            line = Line(url)
            for _try in range(300):
                with contextlib.suppress(Unreachable):
                    line.hello()
                    break
                time.sleep(0.1)
            line.close()
            yield url
        finally:
            server.terminate()


@contextlib.contextmanager
def _dying_line(target: int) -> Iterator[tuple[int, list[int]]]:
    """A line to a port of this computer that dies each time so many bytes have passed, and how often it did."""
    cuts, left = [0], [DIES_AFTER]
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(2048):
                left[0] -= len(data)
                if left[0] < 0:  # the line dies, with whatever was on it
                    cuts[0] += 1
                    left[0] = DIES_AFTER
                    break
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _address = listener.accept()
                there = socket.create_connection(("127.0.0.1", target))
                pumps = [threading.Thread(target=carry, args=ends) for ends in ((here, there), (there, here))]
                for pump in pumps:
                    pump.start()
                for pump in pumps:
                    pump.join()
                here.close()
                there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], cuts
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
