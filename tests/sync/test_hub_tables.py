"""The hub's storage under many hands, on SQLite and PostgreSQL: nothing is lost, and who follows the log misses nothing."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sync import packing, session
from sync.changeset import CREATE, DELETE, ERASE, UPDATE
from sync.hub import Hub
from sync.hub_log import stream_name
from sync.hub_schema import create_hub, hub_engine, log_table, row_table, stream_table
from sync.hub_tables import SqlHub, reading, transact
from sync.messages import GAP, OK, Reply, Request
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.shape import DELETED, OPEN, REGISTER, RESTRICTED
from tests.sync.simulator.memory import MemoryReplica
from tests.sync.simulator.toys import NOWHERE, REF, SHAPES, Rights, area_of_place

NOW = 1_700_000_000_000
PUSHERS, PUSHES = 8, 20
SCOPE = frozenset({REF, NOWHERE, *((f"place:{area}", kind) for area in "XYZ" for kind in (OPEN, RESTRICTED))})
RIGHTS = Rights()
RIGHTS.scopes = {f"d{number}": SCOPE for number in range(PUSHERS)}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A new hub."""
    cluster = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = cluster.new_database() if cluster else f"sqlite:///{tmp_path / 'hub.db'}"
    engine = hub_engine(url)
    create_hub(engine, "e1")
    yield engine
    engine.dispose()
    if cluster:
        cluster.drop_database(url)


class Pusher:
    """One laptop and its way to the hub."""

    def __init__(self, engine: sa.Engine, number: int) -> None:
        self.engine, self.device = engine, f"d{number}"
        self.tables = MemoryReplica(f"r{number}")
        self.chance = random.Random(number)

    def save(self, *drafts: Draft) -> str:
        """Keep an act; the version it has."""
        commit(self.tables, SHAPES, drafts, Act(self.device, "", NOW, "toy", "1"), area_of_place)
        return self.tables.facts()["chain"][:16]

    def exchange(self, request: Request | None = None) -> Reply:
        """Ask the hub, and keep what it says."""
        asked = request or session.prepare(self.tables)
        reply = transact(self.engine, lambda tables: Hub(tables, SHAPES, RIGHTS, NOW).exchange(self.device, asked))
        if request is None:
            session.receive(self.tables, SHAPES, asked, reply, "new", area_of_place)
        return reply


def together(work: Callable[[int], Any], hands: int = PUSHERS) -> list[Any]:
    """Do something with many hands at once."""
    start = threading.Barrier(hands)

    def begin(number: int) -> Any:
        start.wait(30)
        return work(number)

    with ThreadPoolExecutor(hands) as pool:
        return [done.result(100) for done in [pool.submit(begin, number) for number in range(hands)]]


def farm(id: str, **values: Any) -> Draft:
    return Draft(CREATE, "farm", id, {"crop": id, "place": "X1", **values})


# --- the trap of the counter --------------------------------------------------------------------------------------


class Reader:
    """Follows the log with a cursor, as every laptop does, while others push."""

    def __init__(self, engine: sa.Engine, tables_of: Callable[[sa.Connection], SqlHub] = SqlHub) -> None:
        self.engine, self.tables_of = engine, tables_of
        self.seen: list[int] = []
        self.stop = threading.Event()

    def follow(self) -> None:
        """Read on until told to stop, and then once more."""
        cursor, last_look = 0, False
        while True:
            with self.engine.begin() as connection:
                tables = self.tables_of(connection)
                upto = tables.last_seq()
                self.seen += [line.seq for line in tables.read_log(SCOPE, cursor, upto, 10**6)]
            cursor = max(cursor, upto)
            if last_look:
                return
            last_look = self.stop.is_set()
            time.sleep(0.001)


def push_while_somebody_reads(reader: Reader, push: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(reader.follow)
        try:
            together(push)
        finally:
            reader.stop.set()
        following.result(60)


def test_law_1_whoever_follows_the_log_sees_every_number_once_and_in_order(engine: sa.Engine) -> None:
    def push(number: int) -> None:
        pusher = Pusher(engine, number)
        for turn in range(PUSHES):
            pusher.save(farm(f"f{number}-{turn}"))
            assert pusher.exchange().state == OK
        assert pusher.tables.facts()["acked"] == str(PUSHES)

    reader = Reader(engine)
    push_while_somebody_reads(reader, push)
    assert reader.seen == list(range(1, PUSHERS * PUSHES + 1))
    check_digests(engine)


class HastyHub(SqlHub):
    """A hub whose number was taken before the work began, as one from a sequence of the database is."""

    def __init__(self, connection: sa.Connection, number: int = 0) -> None:
        super().__init__(connection)
        self.number = number

    def next_seq(self, count: int) -> int:
        assert count == 1
        return self.number

    def last_seq(self) -> int:
        return int(self.connection.execute(sa.select(sa.func.max(log_table.c.seq))).scalar() or 0)


def test_this_reader_would_notice_numbers_that_are_taken_before_the_work_is_done(engine: sa.Engine) -> None:
    """The control: the very same reader loses rows when numbers come from a sequence (84,668 of 694,550, docs/sync.md)."""
    counter = itertools.count(1)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE SEQUENCE numbers")

    def number() -> int:
        if engine.dialect.name != "postgresql":
            return next(counter)
        with engine.begin() as connection:
            return int(connection.exec_driver_sql("SELECT nextval('numbers')").scalar_one())

    def push(hand: int) -> None:
        pusher = Pusher(engine, hand)
        for turn in range(PUSHES):
            pusher.save(farm(f"f{hand}-{turn}", place=f"{'XYZ'[hand % 3]}1"))
            request, taken = replace(session.prepare(pusher.tables), scope=frozenset()), number()
            time.sleep(pusher.chance.random() * 0.04)
            for _ in range(50):  # streams are counted without the lock of the counter here: two may meet
                try:
                    with engine.begin() as connection:
                        hub = Hub(HastyHub(connection, taken), SHAPES, RIGHTS, NOW)
                        reply = hub.exchange(pusher.device, request)
                    break
                except (sa.exc.OperationalError, sa.exc.IntegrityError):
                    time.sleep(0.01)
            session.receive(pusher.tables, SHAPES, request, reply, "new", area_of_place)

    reader = Reader(engine, HastyHub)
    push_while_somebody_reads(reader, push)
    with engine.begin() as connection:
        there = set(connection.execute(sa.select(log_table.c.seq)).scalars())
    assert there == set(range(1, PUSHERS * PUSHES + 1))
    assert set(reader.seen) < there, "the control lost nothing: this test could not see the fault"


# --- many hands at one record -------------------------------------------------------------------------------------


def test_law_2_edits_of_one_record_by_many_at_once_all_stand_or_are_replaced(engine: sa.Engine) -> None:
    first = Pusher(engine, 0)
    first.save(farm("f"))
    first.exchange()

    def push(number: int) -> list[str]:
        pusher = Pusher(engine, number) if number else first
        for _ in range(3):
            pusher.exchange()
        versions = []
        for turn in range(PUSHES):
            versions.append(pusher.save(Draft(UPDATE, "farm", "f", {"crop": f"c{number}-{turn}"})))
            pusher.exchange()
        assert pusher.tables.facts()["acked"] == pusher.tables.facts()["sequence"]
        return versions

    written = {version for versions in together(push) for version in versions}
    assert len(written) == PUSHERS * PUSHES
    with reading(engine) as tables:
        crop = tables.rows([("farm", "f")], lock=False)["farm", "f"].row.kinds[REGISTER]["crop"]
        log = tables.read_log(SCOPE, 0, tables.last_seq(), 10**6)
    named = {
        mark for line in log if line.part for write in line.part.writes.values() for mark in write.base.get("crop", ())
    }
    assert written <= crop.standing.keys() | crop.gone.keys()
    assert crop.gone.keys() == named
    check_digests(engine)


def test_law_2_two_who_make_the_same_record_at_once_both_made_it(engine: sa.Engine) -> None:
    pushers = [Pusher(engine, number) for number in range(2)]
    for turn in range(10):
        for pusher in pushers:
            pusher.save(farm(f"f{turn}", crop=f"{pusher.device}-{turn}"))
        together(lambda number: pushers[number].exchange(), 2)
    with reading(engine) as tables:
        for turn in range(10):
            row = tables.rows([("farm", f"f{turn}")], lock=False)["farm", f"f{turn}"].row
            assert len(row.made) == 2
            assert set(row.kinds[REGISTER]["crop"].standing.values()) == {f"d0-{turn}", f"d1-{turn}"}
    check_digests(engine)


def test_law_11_the_digests_that_are_kept_are_those_of_the_records(engine: sa.Engine) -> None:
    """Through creates, moves with everything that belongs to a record, deletes and erases, by many at once."""

    def push(number: int) -> None:
        pusher = Pusher(engine, number)
        own = [f"f{number}-{turn}" for turn in range(4)]
        pusher.save(*map(farm, own), *[Draft(CREATE, "cow", f"c{id}", {"name": "x", "farm": id}) for id in own])
        for id in own:
            pusher.exchange()
            pusher.save(Draft(UPDATE, "farm", id, {"place": pusher.chance.choice(["Y1", "Z1"])}))
            pusher.exchange()
            pusher.save(Draft(UPDATE, "farm", id, {"sensitivity": "severe"}))
            pusher.save(Draft(DELETE, "cow", f"c{id}", {DELETED: True}))
        pusher.save(Draft(ERASE, "farm", own[0], {}))
        pusher.exchange()

    together(push)
    check_digests(engine)
    with reading(engine) as tables:
        streams = {stream_name(stored.stream) for stored in tables.rows(everything(tables), lock=False).values()}
    assert streams == {"place:Y/restricted", "place:Z/restricted"}  # what belongs to a farm is restricted with it


def everything(tables: SqlHub) -> list[tuple[str, str]]:
    """The key of every record."""
    return [(row.type, row.id) for row in tables.connection.execute(sa.select(row_table.c.type, row_table.c.id))]


def check_digests(engine: sa.Engine) -> None:
    """What is kept of every stream is what its records add up to."""
    with reading(engine) as tables:
        counted: dict[str, tuple[int, int]] = {}
        for stored in tables.rows(everything(tables), lock=False).values():
            count, total = counted.get(stream_name(stored.stream), (0, 0))
            counted[stream_name(stored.stream)] = count + 1, (total + packing.row_hash(stored.row)) % 2**128
        kept = {
            row.stream: (row.rows, int(row.total, 16)) for row in tables.connection.execute(sa.select(stream_table))
        }
        assert {name: one for name, one in kept.items() if one != (0, 0)} == counted
        whole = sum(count for count, _ in counted.values()), sum(total for _, total in counted.values()) % 2**128
        assert tables.digest(SCOPE) == whole


def test_law_2_a_gap_in_the_numbering_is_refused_and_nothing_is_kept(engine: sa.Engine) -> None:
    pusher = Pusher(engine, 0)
    for turn in range(3):
        pusher.save(farm(f"f{turn}"))
    request = session.prepare(pusher.tables)
    reply = pusher.exchange(replace(request, push=request.push[1:]))
    assert (reply.state, reply.need) == (GAP, 1)
    with reading(engine) as tables:
        assert everything(tables) == []
    assert pusher.exchange().state == OK
    with reading(engine) as tables:
        assert len(everything(tables)) == 3
