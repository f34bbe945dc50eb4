"""A backup of a server: everything comes back, documents too, and a file that is not whole is refused."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.errors import Refused
from app.server import hub
from app.server.tables import audit_table
from sync import hub_schema
from sync.blobs import Blob
from sync.hub_tables import transact
from sync.service import HubService

CONTENT = secrets.token_bytes(1_500_000)
#: what some languages and programs take for the end of a line
SENTENCE = "one\u2028two\u0085three\nfour"


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubService]:
    """A server that holds a document and a sentence."""
    from tests.helpers.postgres import postgres_cluster

    if request.param == "sqlite":
        made = hub.open_service(f"sqlite:///{tmp_path / 'hub.db'}")
        fill(made)
        yield made
        made.engine.dispose()
        return
    with postgres_cluster(durable=False) as cluster:
        made = hub.open_service(cluster.new_database())
        fill(made)
        yield made
        made.engine.dispose()


def fill(service: HubService) -> None:
    blob = Blob("attachment", "a1", hashlib.sha256(CONTENT).hexdigest())

    def work(tables) -> None:
        tables.put("sentence", SENTENCE)
        tables.blobs.append(blob, len(CONTENT), 0, CONTENT)
        assert tables.blobs.finish(blob)

    transact(service.engine, work)


def everything(service: HubService) -> dict[str, list[tuple]]:
    """Every row of every table, without what a new life of the server changes and notes."""
    found = {}
    with service.engine.begin() as connection:
        for table in hub_schema.metadata.sorted_tables:
            query = sa.select(table)
            if table is audit_table:
                query = query.where(table.c.act != "restored")
            rows = [tuple(map(plain, row)) for row in connection.execute(query)]
            found[table.name] = sorted(row for row in rows if row[0] not in ("epoch", "epochs", "safe", "ancestry"))
    return found


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_law_3_everything_comes_back_from_a_backup_documents_too(service: HubService, tmp_path: Path) -> None:
    before = everything(service)
    hub.back_up(service, tmp_path / "backup")
    transact(service.engine, lambda tables: tables.blobs.forget(("attachment", "a1")))
    assert everything(service) != before
    hub.restore(service.engine.url.render_as_string(hide_password=False), tmp_path / "backup")
    assert everything(service) == before
    assert len(before["hub_blob_piece"]) == 6


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)
def test_law_17_a_backup_that_is_cut_or_damaged_is_refused_and_changes_nothing(
    service: HubService, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    hub.back_up(service, file)
    whole, before = file.read_bytes(), everything(service)
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2] ^= 1
    for damaged in (whole[:-1], whole[: len(whole) // 2], bytes(spoilt), b"", b"anything"):
        file.write_bytes(damaged)
        with pytest.raises(Refused) as raised:
            hub.restore(str(service.engine.url), file)
        assert raised.value.code == "not_a_backup"
    assert everything(service) == before
