"""A server or a laptop restored from a backup, a laptop copied, excluded, or invited: nothing lost, and each is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import Refused
from app.server import hub
from app.services import belonging, conflicts, exchanging, journal, records, settings
from app.store.workspace import create_workspace
from sync import registry
from sync.hub_tables import transact
from tests.helpers.country import (
    Server,
    a_desk,
    activities_of,
    all_agree,
    an_activity,
    opened,
    records_at,
    said,
)


def test_law_14_a_server_restored_from_a_backup_is_told_again_what_it_lost(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        first = an_activity(one)
        all_agree(one, two)
        hub.back_up(server.service(), tmp_path / "national.backup")
        exchanging.exchange(one)
        assert journal.history(one, "activity", first)[0].stands == "in the national backup"
        later = {an_activity(one) for _ in range(40)}
        records.save(two, "activity", first, {"status": "ongoing"})
        all_agree(one, two)
        assert {journal.history(one, "activity", id)[0].stands for id in later} == {"received"}
        server.kill()
        hub.restore(server.database, tmp_path / "national.backup")
        server.start()
        assert records_at(server) == 1
        told = exchanging.exchange(one).told
        assert any("restored from a backup" in text for text in told)
        all_agree(one, two)
        for desk in (one, two):
            assert records.read(desk, "activity", first)["status"] == "ongoing"
            assert activities_of(desk) == {first} | later
        assert records_at(server) == 41
        with a_desk(server, tmp_path, "three") as three:
            for id in {first} | later:
                assert said(three, "activity", id) == said(one, "activity", id)


@pytest.mark.parametrize("goes_on", [False, True], ids=["restored", "copied"])
def test_law_14_a_laptop_restored_or_copied_goes_on_under_a_name_of_its_own_and_is_told(
    server: Server, tmp_path: Path, goes_on: bool
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        one.backup(tmp_path / "old.db")
        records.save(one, "activity", id, {"status": "ongoing"})
        known = {id} | {an_activity(one) for _ in range(20)}
        exchanging.exchange(one)
        key = (tmp_path / "one" / "workspace.json").read_text()
        copy = tmp_path / "copy"
        copy.mkdir()
        (copy / "workspace.json").write_text(key)
        shutil.copyfile(tmp_path / "old.db", copy / "ujima.db")
        with opened(tmp_path, "copy") as old:
            records.save(old, "activity", id, {"people_targeted": 77})
            known |= {an_activity(old) for _ in range(20)}
            told = exchanging.exchange(old).told
            assert any("copied or restored" in text for text in told)
            desks = (old, one, two) if goes_on else (old, two)
            records.save(desks[-2], "activity", id, {"households_targeted": 12})
            all_agree(*desks)
            for desk in desks:
                row = records.read(desk, "activity", id)
                assert (row["status"], row["people_targeted"], row["households_targeted"]) == ("ongoing", 77, 12)
                assert activities_of(desk) == known
                assert conflicts.count(desk) == 0
            assert records_at(server) == len(known) == 41


def test_a_laptop_that_was_excluded_keeps_its_work_is_told_and_hears_nothing_more(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        device = settings.get(one, "device")
        an_activity(one)
        exchanging.exchange(one)
        transact(server.service().engine, lambda t: registry.change_device(t.connection, device, revoked_at=1))
        mine = activities_of(one) | {an_activity(one) for _ in range(20)}
        an_activity(two)
        exchanging.exchange(two)
        done = exchanging.exchange(one)
        assert done.standing.state == exchanging.EXCLUDED
        assert any("excluded" in text for text in done.told)
        assert activities_of(one) == mine
        assert [w["reason"] for w in hub.waiting(server.service())] == ["excluded"] * 20
        exchanging.exchange(two)
        assert len(activities_of(two)) == records_at(server) == 2


def test_a_code_opens_once_and_says_what_is_wrong(server: Server, tmp_path: Path) -> None:
    code = server.invite()
    with create_workspace(tmp_path / "a") as one, create_workspace(tmp_path / "b") as two:
        with pytest.raises(Refused, match="code"):
            belonging.join(one, "ABCD", server.url)
        belonging.join(one, code.lower().replace("-", " "), server.url)
        assert belonging.join(one, code, server.url).role == "secretary"
        with pytest.raises(Refused, match="used already"):
            belonging.join(two, code, server.url)
        with pytest.raises(Refused, match="https"):
            belonging.join(two, server.invite(), "http://198.51.100.7:8443")


def test_a_laptop_that_is_to_be_wiped_sends_what_it_has_and_keeps_nothing(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one:
        one.backup()
        device = settings.get(one, "device")
        id = an_activity(one)
        transact(server.service().engine, lambda t: registry.change_device(t.connection, device, wipe=True))
        assert any("wiped" in text for text in exchanging.exchange(one).told)
    assert [path for path in (tmp_path / "one").rglob("*") if path.is_file() and path.name != "lock"] == []
    with a_desk(server, tmp_path, "two") as two:
        assert said(two, "activity", id)["status"] == "planned"
