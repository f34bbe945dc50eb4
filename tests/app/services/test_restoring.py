"""Law 15 on one laptop: what is erased is in no edition and no backup, and a backup that is put back does not bring it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import editions, packs, records, restoring
from app.store import backup, engine, frozen
from app.store.workspace import Store, create_workspace, open_workspace
from tests.helpers.country import everything_on

CANARY = "kestrel"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A desk of Buzi."""
    with create_workspace(tmp_path / "desk") as store:
        packs.begin_country(store, "MOZ", place="MZ0901", office="SDPI Buzi", person="Amélia")
        yield store


def made(store: Store, record: str, **values: object) -> str:
    return records.add(store, record, values).created[0][1]


def copies(store: Store) -> list[str]:
    """What the backups of a workspace say, each as one text."""
    found = []
    for file in backup.backups(store.folder):
        connection = engine.connect(file, store.key, read_only=True)
        found.append(everything_on(connection))
        connection.close()
    return found


def test_law_15_an_erased_record_is_in_no_edition_and_no_backup(store: Store) -> None:
    lead = made(store, "organisation", name="Alfa", type="441")
    activity = made(store, "activity", lead=lead, sector="WSH", place="MZ0901", status="ongoing", description=CANARY)
    other = made(store, "activity", lead=lead, sector="HEA", place="MZ0901", status="ongoing", description="stays")
    for id in (activity, other):
        made(store, "figures", activity=id, people=10)
    edition = editions.make_edition(store)
    store.backup()
    assert CANARY in everything_on(store.reading())
    assert CANARY in copies(store)[0]
    records.erase(store, "activity", activity)
    assert CANARY not in everything_on(store.reading())
    assert [CANARY in copy for copy in copies(store)] == [False]
    left = editions.selection_of(store, edition)
    assert {line.record for line in left.lines} == {other}
    assert "stays" in json.dumps(list(editions.source_of(store, edition).values()))


def test_law_15_what_an_erased_organisation_was_called_is_blank_in_an_edition(store: Store) -> None:
    lead = made(store, "organisation", name=CANARY, type="441")
    made(store, "activity", lead=lead, sector="WSH", place="MZ0901", status="ongoing")
    edition = editions.make_edition(store)
    records.erase(store, "organisation", lead)
    assert CANARY not in everything_on(store.reading())
    assert len(editions.selection_of(store, edition).lines) == 1


def test_law_15_a_backup_that_is_put_back_does_not_bring_back_what_was_erased(tmp_path: Path) -> None:
    folder, kept = tmp_path / "desk", tmp_path / "on a stick.db"
    with create_workspace(folder) as store:
        lead = made(store, "organisation", name="Alfa", type="441")
        person = made(store, "contact", organisation=lead, name=CANARY, phones=["841234567"])
        store.backup(kept)
        records.erase(store, "contact", person)
        made(store, "organisation", name="Beta", type="441")
    restoring.restore(folder, kept)
    with open_workspace(folder) as store:
        assert CANARY not in everything_on(store.reading())
        assert [name for (name,) in store.reading().execute("SELECT name FROM organisation")] == ["Alfa"]


def test_a_copy_is_dropped_only_once_a_newer_one_is_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.backup()
    id = made(store, "organisation", name=CANARY, type="441")
    monkeypatch.setattr(backup, "is_good", lambda path, key: False)
    records.erase(store, "organisation", id)
    assert first in backup.backups(store.folder)
    monkeypatch.undo()
    monkeypatch.setenv("UJIMA_NOW", "2030-01-01T00:00:00")
    last = store.backup_if_due()
    assert backup.backups(store.folder) == [last]


def test_frozen_data_is_read_as_it_was_packed() -> None:
    data = {"values": [], "names": {"é": 1}}
    assert frozen.unpack(frozen.pack(data)) == data
