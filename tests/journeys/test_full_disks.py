"""Disks that are full, of a laptop and of the server: a sentence says what to do, nothing is lost, and it goes on by itself."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from app.errors import Trouble
from app.services import exchanging, journal, records
from app.services.unit import unit
from app.store.workspace import Store, create_workspace, open_workspace
from tests.helpers.country import DISTRICT, Server, a_desk, a_server, all_agree, an_activity, said
from tests.helpers.small_disk import SmallDisk, a_small_disk
from tests.helpers.zygote import Zygote


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of 24 MB."""
    with a_small_disk(tmp_path / "disk", 24) as disk:
        yield disk


def save_until_full(store: Store) -> tuple[list[str], Trouble]:
    """Save organisations until the disk takes no more: those that were saved, and what was said of the next."""
    saved: list[str] = []
    for number in range(3000):
        try:
            saved.append(records.add(store, "organisation", {"name": f"Organisation {number}"}).created[0][1])
        except Trouble as trouble:
            return saved, trouble
    raise AssertionError("the disk was never full")


def many_activities(store: Store, count: int) -> None:
    """A month of work in one act."""
    with unit(store, "many rows") as changing:
        for number in range(count):
            words = " ".join(f"{number}-{word}" for word in range(20))
            facts = {"place": DISTRICT, "sector": "WSH", "description": f"Latrine {number}", "remarks": words}
            changing.create("activity", facts)


def ids_of(store: Store, type: str) -> set[str]:
    """The records of a type that a desk has."""
    return {row[0] for row in store.reading().execute(f"SELECT id FROM {type}")}


def trouble_with(store: Store) -> Trouble | None:
    """What stopped an exchange, or None."""
    try:
        exchanging.exchange(store)
    except Trouble as trouble:
        return trouble
    return None


def whole(store: Store) -> None:
    """Every page and the chain of this workspace are right."""
    assert store.faults() == []
    assert journal.check_chain(store) is None


@pytest.mark.parametrize("leaving", [0, 200_000], ids=["nothing left", "200 KB left"])
def test_a_save_on_a_full_disk_is_said_in_a_sentence_and_what_was_saved_before_stays(
    server: Server, disk: SmallDisk, tmp_path: Path, leaving: int
) -> None:
    with a_desk(server, disk.folder, "one") as one, a_desk(server, tmp_path, "two") as two:
        before = ids_of(one, "organisation")
        disk.fill(leaving)
        saved, trouble = save_until_full(one)
        assert (trouble.code, "Free some space" in trouble.message) == ("disk_full", True)
        assert bool(saved) is bool(leaving)
        assert ids_of(one, "organisation") == before | set(saved)
        whole(one)
        disk.make_room()
        last = records.add(one, "organisation", {"name": "After"}).created[0][1]
        all_agree(one, two)
        assert ids_of(two, "organisation") == before | {*saved, last}


def test_a_full_disk_can_be_read_and_opened_again_but_nothing_begun_on_it(server: Server, disk: SmallDisk) -> None:
    with a_desk(server, disk.folder, "one") as one:
        id = an_activity(one)
        disk.fill()
    with open_workspace(disk.folder / "one") as one:
        assert said(one, "activity", id)["description"] == "Latrines"
        assert save_until_full(one)[1].code == "disk_full"
    with pytest.raises(Trouble, match="Free some space"):
        create_workspace(disk.folder / "another")
    disk.make_room()
    create_workspace(disk.folder / "another").close()


def test_a_disk_that_fills_again_and_again_during_an_exchange_keeps_what_came_and_fetches_the_rest_once_there_is_room(
    server: Server, disk: SmallDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.rooms.MOST", 100)
    with a_desk(server, disk.folder, "one") as one, a_desk(server, tmp_path, "two") as two:
        mine = an_activity(one, description="Mine")
        many_activities(two, 600)
        exchanging.exchange(two)
        came: list[int] = []
        for leaving in range(300_000, 20_000_000, 300_000):
            disk.fill(leaving)
            said_of_it = trouble_with(one)
            if said_of_it is None:
                break
            assert (said_of_it.code, "the rest is exchanged by itself" in said_of_it.message) == ("disk_full", True)
            came.append(len(ids_of(one, "activity")))
            assert (exchanging.standing(one).state == exchanging.GREEN) <= (came[-1] == 601), "no false green"
            whole(one)
            disk.make_room()
        assert came == sorted(came)
        assert any(1 < count < 601 for count in came), f"the disk never filled in the middle: {came}"
        disk.make_room()
        all_agree(one, two)
        assert ids_of(one, "activity") == ids_of(two, "activity")
        assert said(two, "activity", mine) == said(one, "activity", mine)


def test_a_terminal_on_a_full_disk_says_the_sentence_and_nothing_else(
    server: Server, disk: SmallDisk, zygote: Zygote, tmp_path: Path
) -> None:
    with a_desk(server, disk.folder, "one"):
        pass
    disk.fill()
    log = tmp_path / "terminal.log"
    asked = ["--workspace", str(disk.folder / "one"), "add", "organisation", "name=Kuyera"]
    assert zygote.run("app.__main__:main", asked, log=str(log)).wait() == 1
    assert log.read_text() == "The disk is full: nothing was saved. Free some space and try again.\n"


@pytest.fixture
def cramped(zygote: Zygote, disk: SmallDisk, tmp_path: Path) -> Iterator[Server]:
    """A server whose database lies on the small disk, and its log elsewhere."""
    with a_server(zygote, tmp_path, f"sqlite:///{disk.folder / 'hub.db'}") as server:
        yield server


def test_a_server_whose_disk_is_full_says_so_and_takes_everything_once_there_is_room(
    cramped: Server, disk: SmallDisk, tmp_path: Path
) -> None:
    with a_desk(cramped, tmp_path, "one") as one, a_desk(cramped, tmp_path, "two") as two:
        confirmed = an_activity(one, description="Confirmed before")
        all_agree(one, two)
        disk.fill()
        many_activities(one, 600)
        with pytest.raises(Trouble, match="its administrator has to free some space") as trouble:
            exchanging.exchange(one)
        assert (trouble.value.code, trouble.value.again_after) == ("server_full", 300)
        now = exchanging.standing(one)
        assert now.waiting > 0
        assert "the disk of the server is full: tell its administrator" in exchanging.in_words(now)
        assert_nothing_but_sentences(cramped)
        disk.make_room()
        all_agree(one, two)
        assert ids_of(two, "activity") == ids_of(one, "activity")
        assert confirmed in ids_of(two, "activity")


def assert_nothing_but_sentences(server: Server) -> None:
    """Whatever is asked of a server whose disk is full is answered at once: with 507, or as always."""
    with requests.Session() as session:
        session.trust_env = False
        assert session.get(f"{server.url}/sync/v1/hello", timeout=5).ok
        joining = session.post(f"{server.url}/sync/v1/join", json={"code": "x"}, timeout=5)
        assert joining.status_code == 400
        cookies = {"ujima": "somebody"}
        page = session.get(f"{server.url}/3w", cookies=cookies, timeout=5, allow_redirects=False)
        assert page.status_code in (303, 507)
        assert page.status_code == 303 or "free some space" in page.text
        feed = session.get(f"{server.url}/api/v1/3w", headers={"authorization": "Bearer x"}, timeout=5)
        assert feed.status_code in (401, 507)
    log = (server.folder / "server.log").read_text()
    assert "The disk of the server is full" in log
    assert "Traceback" not in log


def test_a_server_that_is_killed_on_a_full_disk_starts_again_once_there_is_room(
    cramped: Server, disk: SmallDisk, tmp_path: Path
) -> None:
    with a_desk(cramped, tmp_path, "one") as one, a_desk(cramped, tmp_path, "two") as two:
        an_activity(one)
        exchanging.exchange(one)
        disk.fill()
        many_activities(one, 300)
        with pytest.raises(Trouble):
            exchanging.exchange(one)
        cramped.kill()
        disk.make_room()
        cramped.start()
        all_agree(one, two)
        assert ids_of(two, "activity") == ids_of(one, "activity")


@contextlib.contextmanager
def a_share_of(bytes: int, pid: int) -> Iterator[None]:
    """For so long no file of a process grows beyond this: its writes fail as they do where a quota is used up."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_a_share_of_the_disk_that_is_used_up_is_said_of_a_laptop_and_of_a_server(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        with a_share_of(100_000, os.getpid()):
            _saved, trouble = save_until_full(one)
            assert (trouble.code, "your share of it is full" in trouble.message) == ("disk_odd", True)
            whole(one)
        many_activities(one, 100)
        assert server.process is not None
        with a_share_of(100_000, server.process.pid), pytest.raises(Trouble) as told:
            exchanging.exchange(one)
        assert told.value.code == "server_full"
        all_agree(one, two)
        assert ids_of(two, "activity") == ids_of(one, "activity")
        assert ids_of(two, "organisation") == ids_of(one, "organisation")
