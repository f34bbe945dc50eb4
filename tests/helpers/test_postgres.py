"""The throw-away PostgreSQL: what was committed is there after a crash, and a standby takes over with all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.helpers import postgres
from tests.helpers.postgres import Cluster, children_of, is_alive, postgres_cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with postgres_cluster() as cluster:
        yield cluster


def execute(url: str, *statements: str) -> list[tuple]:
    """The rows of the last of several statements, in one transaction of a connection that is closed again."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            answer = [connection.execute(text(statement)) for statement in statements][-1]
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        engine.dispose()


def test_a_killed_cluster_comes_back_with_the_committed_rows_and_no_others(cluster):
    url = cluster.new_database()
    execute(url, "CREATE TABLE place (name text)", "INSERT INTO place VALUES ('Búzi')")
    engine = create_engine(url)
    with pytest.raises(Exception, match=r"terminat|closed"), engine.begin() as unfinished:
        unfinished.execute(text("INSERT INTO place VALUES ('Dondo')"))
        family = [cluster.process.pid, *children_of(cluster.process.pid)]
        cluster.kill()
        assert not any(map(is_alive, family))
        unfinished.execute(text("SELECT 1"))
    engine.dispose()
    with pytest.raises(psycopg.OperationalError):
        cluster.say("SELECT 1")
    cluster.start()
    assert execute(url, "SELECT name FROM place") == [("Búzi",)]


def test_databases_know_nothing_of_each_other_and_go_although_somebody_is_connected(cluster):
    first, second = cluster.new_database(), cluster.new_database()
    execute(first, "CREATE TABLE place (name text)")
    assert execute(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'place'") == [(0,)]
    engine = create_engine(first)
    with engine.connect():
        cluster.drop_database(first)
    engine.dispose()
    assert execute(cluster.url, f"SELECT 1 FROM pg_database WHERE datname = '{first.rpartition('/')[2]}'") == []


def test_the_server_listens_on_this_machine_only_and_writes_to_disk_unless_told_otherwise(cluster):
    assert cluster.say("SHOW listen_addresses") == [("127.0.0.1",)]
    assert cluster.say("SHOW fsync") == [("on",)]
    assert cluster.say("SHOW unix_socket_directories") == [(str(cluster.folder),)]


def test_a_standby_holds_each_commit_and_takes_over_when_the_primary_dies():
    with postgres_cluster(durable=False, max_connections=20) as primary:
        assert primary.say("SHOW fsync") + primary.say("SHOW max_connections") == [("off",), ("20",)]
        url = primary.new_database()
        standby = primary.standby(synchronous_commit="remote_apply")
        copy = standby.url_of(url.rpartition("/")[2])
        execute(url, "CREATE TABLE place (name text)")
        for name in ("Beira", "Búzi", "Dondo"):
            execute(url, f"INSERT INTO place VALUES ('{name}')")
            assert (name,) in execute(copy, "SELECT name FROM place"), "remote_apply: it is seen there after the commit"
        with pytest.raises(Exception, match="read-only"):
            execute(copy, "INSERT INTO place VALUES ('Sofala')")
        primary.kill()
        standby.promote()
        execute(copy, "INSERT INTO place VALUES ('Sofala')")
        assert execute(copy, "SELECT count(*) FROM place") == [(4,)]
        folder, process = primary.folder, standby.process.pid
    assert not folder.exists()
    assert not is_alive(process)


def test_a_standby_of_its_own_follows_the_one_that_took_over():
    with postgres_cluster(durable=False) as primary:
        second = primary.standby("on")
        primary.stop()
        second.promote()
        third = second.standby("remote_apply")
        url = second.new_database()
        execute(url, "CREATE TABLE place (name text)")
        assert execute(third.url_of(url.rpartition("/")[2]), "SELECT count(*) FROM place") == [(0,)]


def test_without_postgresql_there_is_a_sentence_that_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(postgres, "INSTALLED", Path("/nowhere"))
    with pytest.raises(LookupError, match="apt-get install postgresql"), postgres_cluster():
        pass
