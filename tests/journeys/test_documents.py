"""Documents between offices and a server, as real processes: sent on lines that die, fetched on demand, within rights."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.errors import Refused, Trouble
from app.server import hub
from app.services import attachments, exchanging, fetching, records, settings
from app.store.workspace import Store
from sync import registry
from sync.hub_schema import blob_table
from sync.hub_tables import reading, transact
from tests.helpers.country import (
    DISTRICT,
    OTHER_DISTRICT,
    PROVINCE,
    Server,
    a_desk,
    all_agree,
    an_activity,
    an_organisation,
    opened,
)
from tests.helpers.fault_proxy import FaultProxy, Faults
from tests.helpers.zygote import Zygote

LONG = os.environ.get("UJIMA_EXAMPLES") == "long"
CANARY = b"canary-of-the-agreement"


def a_file(folder: Path, size: int, name: str = "agreement.pdf", seed: int = 1) -> Path:
    file = folder / name
    file.write_bytes(CANARY + random.Random(seed).randbytes(size - len(CANARY)))
    return file


def attached(store: Store, type: str, id: str, file: Path) -> str:
    return attachments.add(store, type, id, file).created[0][1]


def at_server(server: Server) -> dict[str, int]:
    """How much the server has of each document, by the record's id."""
    with reading(server.service().engine) as tables:
        rows = tables.connection.execute(sa.select(blob_table.c.id, blob_table.c.received)).all()
    return {row.id: row.received for row in rows}


def until(is_true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if is_true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_a_document_is_sent_after_its_record_and_fetched_by_whoever_opens_it(server: Server, tmp_path: Path) -> None:
    file = a_file(tmp_path, 400_000)
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        activity = an_activity(one)
        id = attached(one, "activity", activity, file)
        assert attachments.read(one, id).state == attachments.WAITING
        now = exchanging.standing(one)
        assert now.documents == 1
        assert "1 document waits to be sent" in exchanging.in_words(now)
        all_agree(one, two)
        assert attachments.read(one, id).state == attachments.HERE
        (listed,) = attachments.list_of(two, "activity", activity)
        assert (listed.id, listed.by, listed.state) == (id, "one", attachments.AT_SERVER)
        with pytest.raises(Refused, match="fetch it first"):
            attachments.save_to(two, id, tmp_path)
        moved: list[int] = []
        fetching.fetch(two, id, progress=lambda _sent, received: moved.append(received))
        assert attachments.save_to(two, id, tmp_path / "copy").read_bytes() == file.read_bytes()
        assert sum(moved) >= 400_000
        fetching.fetch(two, id)
        assert exchanging.standing(two).state == exchanging.GREEN


def test_law_11_nothing_is_green_while_a_document_waits(server: Server, tmp_path: Path) -> None:
    file = a_file(tmp_path, 300_000)
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port) as proxy:
        id = attached(one, "activity", an_activity(one), file)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        proxy.faults = Faults(cut_up_after=40_000)

        def stop() -> bool:
            return proxy.counts.cuts > 0

        with pytest.raises(Trouble) as raised:
            exchanging.exchange(one, cancelled=stop)
        assert raised.value.code == "cancelled"
        now = exchanging.standing(one)
        assert (now.state, now.waiting, now.documents) == (exchanging.WAITING, 0, 1), "the record went first"
        exchanging.exchange(one)
        assert exchanging.standing(one).state == exchanging.GREEN
        assert at_server(server) == {id: 300_000}


@pytest.mark.harder
def test_law_10_megabytes_arrive_over_a_line_that_dies_every_20_kb_with_less_than_three_times_the_bytes(
    server: Server, tmp_path: Path
) -> None:
    large, small = (5_000_000, 1_000_000) if LONG else (1_200_000, 400_000)
    file = a_file(tmp_path, large)
    with (
        a_desk(server, tmp_path, "one") as one,
        a_desk(server, tmp_path, "two") as two,
        FaultProxy(server.port) as proxy,
    ):
        activity = an_activity(one)
        attached(one, "activity", activity, file)
        smaller = a_file(tmp_path, small, "smaller.pdf")
        id = attached(two, "activity", an_activity(two), smaller)
        exchanging.exchange(two)
        for desk in (one, two):
            settings.put(desk, {"server": f"http://127.0.0.1:{proxy.port}"})
        proxy.faults = Faults(cut_every=20_000)
        before = proxy.counts
        exchanging.exchange(one)
        up = proxy.counts - before
        before = proxy.counts
        fetching.fetch(one, id)
        down = proxy.counts - before
        assert attachments.save_to(one, id, tmp_path / "copy").read_bytes() == smaller.read_bytes()
        assert exchanging.standing(one).state == exchanging.GREEN
        for counted, size in ((up, large), (down, small)):
            print(f"{(counted.up + counted.down) / size:.2f} x in {counted.requests} requests, {counted.cuts} cuts")
            assert counted.cuts > size / 30_000
            assert counted.up + counted.down < 3 * size


def test_law_3_a_server_or_a_laptop_that_is_killed_in_mid_upload_goes_on_where_it_was(
    server: Server, zygote: Zygote, tmp_path: Path
) -> None:
    file = a_file(tmp_path, 2_000_000)
    with a_desk(server, tmp_path, "one") as one:
        activity = an_activity(one)
        id = attached(one, "activity", activity, file)
    with FaultProxy(server.port, Faults(kbits=8_000), room=2**16) as proxy:
        with opened(tmp_path, "one") as one:
            settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        log = str(tmp_path / "one.log")
        busy = zygote.run("tests.helpers.busy_reader:send", str(tmp_path / "one"), log=log)
        until(lambda: at_server(server).get(id, 0) > 0)
        busy.kill()
        had = at_server(server)[id]
        assert 0 < had < 2_000_000
        busy = zygote.run("tests.helpers.busy_reader:send", str(tmp_path / "one"), log=log)
        until(lambda: at_server(server)[id] > had)
        server.kill()
        kept = at_server(server)[id]
        assert had < kept < 2_000_000
        server.start()
        assert at_server(server)[id] >= kept, "what the server had said it has, it has"
        until(lambda: at_server(server)[id] == 2_000_000)
        busy.kill()
        assert proxy.counts.up < 2 * 2_000_000
    with opened(tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        settings.put(one, {"server": server.url})
        all_agree(one, two)
        fetching.fetch(two, id)
        assert attachments.save_to(two, id, tmp_path / "copy").read_bytes() == file.read_bytes()


def test_law_14_a_server_restored_from_a_backup_made_before_is_sent_the_documents_again(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        activity = an_activity(one)
        early = attached(one, "activity", activity, a_file(tmp_path, 100_000, "early.pdf", 2))
        all_agree(one, two)
        hub.back_up(server.service(), tmp_path / "national.backup")
        late = attached(one, "activity", activity, a_file(tmp_path, 100_000, "late.pdf", 3))
        fetched = attached(two, "activity", activity, a_file(tmp_path, 100_000, "fetched.pdf", 4))
        all_agree(one, two)
        fetching.fetch(one, fetched)
        server.kill()
        server.forget_database()
        hub.restore(server.database, tmp_path / "national.backup")
        assert at_server(server) == {early: 100_000}
        server.start()
        exchanging.exchange(one)
        assert at_server(server).keys() >= {early, late}
        all_agree(one, two)
        assert at_server(server) == dict.fromkeys((early, late, fetched), 100_000)


def test_law_7_a_document_stays_within_the_rights_of_its_record_and_leaves_with_it(
    server: Server, tmp_path: Path
) -> None:
    with (
        a_desk(server, tmp_path, "chief", "coordinator", PROVINCE) as chief,
        a_desk(server, tmp_path, "desk") as desk,
        a_desk(server, tmp_path, "other", place=OTHER_DISTRICT) as other,
    ):
        activity = an_activity(chief, DISTRICT)
        severe = an_activity(chief, DISTRICT, sensitivity="severe")
        id = attached(chief, "activity", activity, a_file(tmp_path, 50_000))
        attached(chief, "activity", severe, a_file(tmp_path, 50_000, "severe.pdf"))
        all_agree(chief, desk, other)
        assert attachments.list_of(desk, "activity", severe) == [], "as restricted as its activity"
        assert attachments.list_of(other, "activity", activity) == []
        stolen(chief, other, id)
        with pytest.raises(Refused) as raised:
            fetching.fetch(other, id)
        assert raised.value.code == "out_of_reach"
        with other.writing() as connection:
            connection.exec_driver_sql("DELETE FROM attachment WHERE id = ?", (id,))
        fetching.fetch(desk, id)
        assert CANARY in everything_on(desk)
        records.save(chief, "activity", activity, {"place": OTHER_DISTRICT})
        all_agree(chief, desk, other)
        assert CANARY not in everything_on(desk), "it left with its content"
        fetching.fetch(other, id)
        assert CANARY in everything_on(other)
        records.erase(chief, "activity", activity)
        all_agree(chief, desk, other)
        for store in (chief, other):
            assert everything_on(store).count(CANARY) == (1 if store is chief else 0), (
                "law 15: only the severe one is left"
            )
        assert CANARY in everything_at(server)
        records.erase(chief, "activity", severe)
        all_agree(chief, desk, other)
        assert CANARY not in everything_at(server)
        assert CANARY not in everything_on(chief)


def stolen(owner: Store, thief: Store, id: str) -> None:
    """The thief writes down the record of a document that it may not read."""
    reader = owner.reading()
    names = [row[1] for row in reader.execute("PRAGMA table_info(attachment)")]
    row = reader.execute("SELECT * FROM attachment WHERE id = ?", (id,)).fetchone()
    with thief.writing() as connection:
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO attachment VALUES ({marks})", tuple(row))


def everything_on(store: Store) -> bytes:
    """All the contents in a workspace file, unlocked."""
    return b"\n".join(row[0] for row in store.reading().execute("SELECT data FROM sync_blob_piece"))


def everything_at(server: Server) -> bytes:
    """All the bytes of the server's database, unused pages among them."""
    path = Path(server.database.removeprefix("sqlite:///"))
    server.kill()
    server.forget_database()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    found = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    server.start()
    return found


def test_law_8_a_person_adds_documents_to_what_he_may_write_and_to_nothing_else(server: Server, tmp_path: Path) -> None:
    file = a_file(tmp_path, 20_000)
    with a_desk(server, tmp_path, "one") as one:
        mine, theirs = an_organisation(one, "Kuyera"), an_organisation(one, "Caritas")
        exchanging.exchange(one)
        with a_desk(server, tmp_path, "cso", "cso", DISTRICT, "Kuyera") as cso:
            taken = [
                attached(cso, "organisation", mine, file),
                attached(cso, "activity", an_activity(cso, lead=mine), file),
            ]
            refused = attached(cso, "organisation", theirs, file)
            done = exchanging.exchange(cso)
            assert done.standing.held == 1
            assert sorted(at_server(server)) == sorted(taken)
            attachments.remove(cso, refused)
            exchanging.exchange(cso)
            assert exchanging.standing(cso).documents == 0


def test_a_laptop_that_was_excluded_sends_and_fetches_nothing(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        activity = an_activity(one)
        id = attached(one, "activity", activity, a_file(tmp_path, 20_000))
        all_agree(one, two)
        device = settings.get(two, "device")
        transact(server.service().engine, lambda t: registry.change_device(t.connection, device, revoked_at=1))
        with pytest.raises(Refused) as raised:
            fetching.fetch(two, id)
        assert raised.value.code == "revoked"
        late = attached(two, "activity", activity, a_file(tmp_path, 20_000, "late.pdf"))
        exchanging.exchange(two)
        assert late not in at_server(server)
        assert exchanging.standing(two).state == exchanging.EXCLUDED
