"""The same country on PostgreSQL: two server processes on one database, and a primary that dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Trouble
from app.server import hub
from app.services import conflicts, exchanging, journal, records, settings
from tests.helpers.country import DISTRICT, Server, a_desk, a_server, all_agree, an_activity, said
from tests.helpers.postgres import Cluster, postgres_cluster
from tests.helpers.zygote import Zygote


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with postgres_cluster() as running:
        yield running


def test_two_processes_on_one_database_serve_one_country(zygote: Zygote, tmp_path: Path, cluster: Cluster) -> None:
    (tmp_path / "second").mkdir()
    database = cluster.new_database()
    with (
        a_server(zygote, tmp_path, database) as first,
        a_server(zygote, tmp_path / "second", database) as second,
        a_desk(first, tmp_path, "one") as one,
        a_desk(second, tmp_path, "two") as two,
    ):
        ids = [an_activity(one), an_activity(two)]
        all_agree(one, two)
        records.save(one, "activity", ids[0], {"status": "ongoing"})
        records.save(two, "activity", ids[0], {"status": "completed"})
        for desk in (one, two, one):
            exchanging.exchange(desk)
        assert conflicts.count(one) == conflicts.count(two) == 1
        conflicts.settle(two, "activity", ids[0], "status", "theirs")
        settings.put(one, {"server": second.url})
        settings.put(two, {"server": first.url})
        all_agree(one, two)
        assert said(one, "activity", ids[0]) == said(two, "activity", ids[0])
        first.kill()
        settings.put(two, {"server": second.url})
        third = an_activity(two)
        all_agree(one, two)
        assert records.read(one, "activity", third)["place"] == DISTRICT


def test_a_primary_that_dies_and_its_standby_lose_nothing_that_was_confirmed(
    zygote: Zygote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.conversation.FAILURES", 2)
    with postgres_cluster() as primary:
        database = primary.new_database()
        standby = primary.standby()
        server = Server(zygote, database, tmp_path)
        server.start()
        try:
            with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
                before = an_activity(one)
                exchanging.exchange(one)
                primary.kill()
                during = an_activity(one)
                with pytest.raises(Trouble, match="The server is busy: it is tried again later"):
                    exchanging.exchange(one)
                assert "Traceback" not in (tmp_path / "server.log").read_text()
                assert exchanging.standing(one).waiting == 1
                server.kill()
                standby.promote()
                server.database = standby.url_of(database.rpartition("/")[2])
                server.forget_database()
                server.start()
                all_agree(one, two)
                for desk in (one, two):
                    assert records.read(desk, "activity", before)["status"] == "planned"
                    assert records.read(desk, "activity", during)["status"] == "planned"
        finally:
            server.close()


def test_a_standby_that_was_behind_takes_over_and_what_it_never_heard_comes_back_from_whoever_has_it(
    zygote: Zygote, tmp_path: Path
) -> None:
    """The author is gone, others have numbered more than was lost, and nobody tells the server that anything happened."""
    with postgres_cluster() as primary:
        database = primary.new_database()
        standby = primary.standby(synchronous_commit="local")  # nothing waits for it but a backup
        server = Server(zygote, database, tmp_path)
        server.start()
        try:
            with a_desk(server, tmp_path, "two") as two, a_desk(server, tmp_path, "three") as three:
                with a_desk(server, tmp_path, "author") as author:
                    safe = an_activity(author)
                    exchanging.exchange(author)
                    hub.back_up(server.service(), tmp_path / "country.backup")
                    standby.fall_behind()
                    unheard = [an_activity(author) for _ in range(3)]
                    for desk in (author, two, three):
                        exchanging.exchange(desk)
                    assert journal.history(author, "activity", safe)[0].stands == "in the national backup"
                primary.kill()
                server.kill()
                standby.promote()
                server.database = standby.url_of(database.rpartition("/")[2])
                server.forget_database()
                server.start()
                with a_desk(server, tmp_path, "fresh") as fresh:
                    for _ in range(10):
                        an_activity(fresh)
                        exchanging.exchange(fresh)
                    all_agree(two, three, fresh)
                for desk in (two, three):
                    assert all(records.read(desk, "activity", id)["status"] == "planned" for id in [safe, *unheard])
        finally:
            server.close()
