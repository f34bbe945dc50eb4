"""Exchanging: bytes, requests and seconds over a socket, beside Anki and PouchDB; and what one server process takes.

Everything runs on this computer: real servers as processes, one counting proxy for all parties, signatures and scope on,
no TLS but where it says so. KB are 1,000 bytes, both ways together, heads of HTTP included.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from benchmarks import Figure
from benchmarks.exchanging import offices, secured, side_by_side, throng
from benchmarks.exchanging.documents import documents
from benchmarks.exchanging.proxy import Proxy
from tests.helpers.country import Server, a_server
from tests.helpers.postgres import postgres_cluster
from tests.helpers.zygote import Zygote, a_zygote

#: records pushed and pulled; in the first start of a district; laptops that return, and within how many seconds
RECORDS, FIRST_START, LAPTOPS, WITHIN = 10_000, 50_000, 1000, 60.0
#: laptops that push at once, and changesets of each, by how many writes they hold
CALLERS, CHANGESETS = 4, {1: 100, 50: 25}


class Silent(SimpleHTTPRequestHandler):
    """A web server of a folder that says nothing."""

    def log_message(self, *_said: object) -> None:
        """Not even this."""


def measure() -> list[Figure]:
    """Every figure; about ten minutes on two cores."""
    with tempfile.TemporaryDirectory(prefix="ujima-bench-") as name, a_zygote() as zygote:
        folder = Path(name)
        return [
            *side_by_side.measure(zygote, new(folder, "side"), RECORDS),
            *as_activities(zygote, new(folder, "activities")),
            *accepting(zygote, new(folder, "accepting")),
            *first_start(zygote, new(folder, "first")),
            *secured.measure(zygote, new(folder, "secured")),
        ]


def new(folder: Path, name: str) -> Path:
    """A folder in it."""
    (folder / name).mkdir()
    return folder / name


def as_activities(zygote: Zygote, folder: Path) -> list[Figure]:
    """The documents as activities of a province with all its districts, and what a district office pays each day."""
    with (
        a_server(zygote, folder) as server,
        Proxy(server.port) as proxy,
        offices.office(server, folder, "one", "coordinator", offices.PROVINCE) as one,
        offices.office(server, folder, "two", "coordinator", offices.PROVINCE) as two,
        offices.office(server, folder, "district", "secretary", offices.DISTRICT) as district,
    ):
        offices.talk(one, proxy)
        ids = offices.enter(one, documents(RECORDS), offices.districts(one))
        push, pull = offices.talk(one, proxy), offices.talk(two, proxy)
        if offices.count(two) != RECORDS:
            raise AssertionError("not every activity came")
        offices.talk(district, proxy)
        nothing = offices.talk(district, proxy)
        here = district.reading().execute("SELECT id FROM activity ORDER BY id LIMIT 1").fetchone()[0]
        assert here in ids
        offices.change_one(district, here)
        change = offices.talk(district, proxy)
    told = []
    for name, one_of, kb, requests in (
        (f"{RECORDS:,} activities pushed", push, 560, 8),
        ("  pulled by a fresh laptop", pull, 560, 6),
        ("  one changed field of one (a district office)", change, 1.0, 1),
        ("  nothing to do", nothing, 1.0, 1),
    ):
        seen = f"{one_of.passed.up:,} B up, {one_of.passed.down:,} B down, {one_of.seconds:.1f} s"
        told.append(Figure(name, one_of.passed.bytes / 1000, None, kb, "KB", note=seen))
        told.append(Figure("    requests", one_of.passed.requests, None, requests, ""))
    return told


def accepting(zygote: Zygote, folder: Path) -> list[Figure]:
    """What one server process takes, on SQLite and on PostgreSQL."""
    told = []
    with a_server(zygote, new(folder, "sqlite")) as server:
        told += changesets(server, folder, "SQLite")
        told += returning(server, folder)
    try:
        with postgres_cluster() as cluster, a_server(zygote, new(folder, "pg"), cluster.new_database()) as server:
            told += changesets(server, folder / "pg", "PostgreSQL")
    except LookupError as missing:
        told.append(Figure("a changeset accepted on PostgreSQL", 0, None, None, "ms", note=str(missing)))
    return told


def changesets(server: Server, folder: Path, kind: str) -> list[Figure]:
    """Milliseconds that a changeset takes from a few laptops at once, against bare commits of the same bytes."""
    told = []
    with offices.office(server, folder, "places", "coordinator", offices.PROVINCE) as store, Proxy(server.port) as way:
        offices.talk(store, way)
    for writes, each in CHANGESETS.items():
        rate, bodies = throng.changesets_a_second(server, offices.DISTRICT, writes, CALLERS, each)
        bare = throng.commits_a_second(server.database, bodies, folder, CALLERS)
        name = (
            f"a changeset of {writes} {'write' if writes == 1 else 'writes'} accepted on {kind}, against a bare commit"
        )
        told.append(Figure(name, 1000 / rate, 1000 / bare, None, "ms", note=f"{rate:.0f} a second"))
    return told


def returning(server: Server, folder: Path) -> list[Figure]:
    """All laptops of a country come back within a minute."""
    found = throng.all_return(server, offices.country_places(folder / "all places"), LAPTOPS, WITHIN)
    name = f"{LAPTOPS:,} laptops return within {WITHIN:.0f} s"
    note = f"middle {found.middle:.3f} s, all in {found.seconds:.1f} s {found.trouble}".strip()
    return [
        Figure(f"{name}: not served", LAPTOPS - found.served, None, 0, ""),
        Figure("  changes lost", found.served - found.kept, None, 0, ""),
        Figure("  slowest answer", found.slowest, None, 5.0, note=note),
        Figure("  memory of the server, against a tenth of it", found.after_mb, found.before_mb, 1.1, "MB"),
    ]


def first_start(zygote: Zygote, folder: Path) -> list[Figure]:
    """A new laptop of a district with many rows, against one zstd file of the same rows."""
    with (
        a_server(zygote, folder) as server,
        Proxy(server.port) as proxy,
        offices.office(server, folder, "one", "secretary", offices.DISTRICT) as one,
        offices.office(server, folder, "new", "secretary", offices.DISTRICT) as fresh,
    ):
        offices.talk(one, proxy)
        lines = documents(FIRST_START)
        for begin in range(0, FIRST_START, RECORDS):
            offices.enter(one, lines[begin : begin + RECORDS], [offices.DISTRICT])
        push, start = offices.talk(one, proxy), offices.talk(fresh, proxy)
        if offices.count(fresh) != FIRST_START:
            raise AssertionError("not every activity came")
        size, seconds = offices.bare_start(fresh, folder, served)
    name = f"first start of a district with {FIRST_START:,} rows, against one zstd file"
    note = f"{start.passed.requests} requests; they were pushed in {push.seconds:.0f} s"
    return [
        Figure(f"{name}: bytes", start.passed.bytes / 1000, size / 1000, None, "KB", note=note),
        Figure("  seconds until it can be worked with", start.seconds, seconds, None),
    ]


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A folder over HTTP on this computer; its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
