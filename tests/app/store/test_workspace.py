"""The workspace: encrypted, one program at a time, damage noticed, nothing lost on the way back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from app.errors import Refused, Trouble
from app.services import records
from app.store import backup, engine, keys, workspace
from app.store.workspace import Damaged, create_workspace, open_workspace, restore_workspace
from tests.helpers.office import an_office, an_organisation


def test_what_was_added_is_there_after_closing(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        id = an_organisation(store, "Kuyera")
    with open_workspace(tmp_path / "office") as store:
        assert records.read(store, "organisation", id)["name"] == "Kuyera"


def test_no_word_of_it_can_be_read_from_the_disk(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        an_organisation(store, "Casa Esperança do Búzi")
        store.backup()
        for path in (tmp_path / "office").rglob("*"):
            if path.is_file():
                assert b"Esperan" not in path.read_bytes(), path


def test_a_second_program_gets_a_sentence(tmp_path: Path) -> None:
    with an_office(tmp_path), pytest.raises(Trouble, match="Another Ujima is open") as caught:
        open_workspace(tmp_path / "office")
    assert caught.value.code == "workspace_in_use"
    open_workspace(tmp_path / "office").close()


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        with store.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        with store.viewing() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert store.reading().execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_reading_connection_cannot_write(tmp_path: Path) -> None:
    with an_office(tmp_path) as store, pytest.raises(dbapi2.OperationalError, match="readonly"):
        store.reading().execute("DELETE FROM setting")


def test_a_flipped_bit_anywhere_is_noticed_and_the_file_set_aside(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        for number in range(300):
            an_organisation(store, f"Organisation {number}")
        good = store.backup()
    folder = tmp_path / "office"
    size = (folder / workspace.DATABASE).stat().st_size
    whole = (folder / workspace.DATABASE).read_bytes()
    for position in range(17, size, size // 40):
        flipped = bytearray(whole)
        flipped[position] ^= 4
        (folder / workspace.DATABASE).write_bytes(flipped)
        with pytest.raises(Damaged) as caught:
            open_workspace(folder)
        assert caught.value.newest == good
        assert caught.value.aside.read_bytes() == bytes(flipped)
        caught.value.aside.unlink()
    restore_workspace(folder, good)
    with open_workspace(folder) as store:
        assert store.reading().execute("SELECT count(*) FROM organisation").fetchone()[0] == 300


def test_a_damaged_backup_is_not_offered(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        an_organisation(store)
        older = store.backup(tmp_path / "office" / "backups" / "ujima-2026-01-01-000000.db")
        newer = store.backup(tmp_path / "office" / "backups" / "ujima-2026-01-02-000000.db")
        flipped = bytearray(newer.read_bytes())
        flipped[len(flipped) // 2] ^= 1
        newer.write_bytes(flipped)
        assert backup.newest_good(store.folder, store.key) == older
        with pytest.raises(Refused, match="no good backup"):
            backup.restore(newer, tmp_path / "elsewhere.db", store.key)


def test_a_restore_sets_the_present_file_aside(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        an_organisation(store, "Before")
        saved = store.backup()
        an_organisation(store, "After")
    restore_workspace(tmp_path / "office", saved)
    assert list((tmp_path / "office").glob("before-restore-*.db"))
    with open_workspace(tmp_path / "office") as store:
        assert [name for (name,) in store.reading().execute("SELECT name FROM organisation")] == ["Before"]


def test_the_newest_five_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 29):
        for hour in (8, 17):
            (folder / f"ujima-2026-02-{day:02}-{hour:02}0000.db").touch()
    backup.rotate(tmp_path)
    left = [path.stem[6:19] for path in backup.backups(tmp_path)]
    assert left[:5] == ["2026-02-28-17", "2026-02-28-08", "2026-02-27-17", "2026-02-27-08", "2026-02-26-17"]
    assert [stem[:10] for stem in left[5:]] == [
        "2026-02-25",
        "2026-02-24",
        "2026-02-23",
        "2026-02-22",
        "2026-02-15",
        "2026-02-08",
    ]


def test_a_newer_file_is_refused_with_a_sentence_and_left_alone(tmp_path: Path) -> None:
    with an_office(tmp_path) as store, store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="newer Ujima"):
        open_workspace(tmp_path / "office")
    assert (tmp_path / "office" / workspace.DATABASE).exists()


def test_the_file_the_first_program_wrote_is_copied_and_migrated_with_what_is_in_it(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        id = an_organisation(store, "Kuyera")
        key, folder = store.key, store.folder
    as_it_was_at(folder / workspace.DATABASE, key, "0001")
    with open_workspace(folder) as store:
        assert len(backup.backups(folder)) == 1
        assert records.read(store, "organisation", id)["name"] == "Kuyera"
        assert records.add(store, "forum", {"name": "District committee"}).created


def as_it_was_at(database: Path, key: bytes, revision: str) -> None:
    """Put the rows of a file into a file as the program of an earlier revision made it."""
    from alembic import command

    from app.store.migrations.env_settings import settings

    old, config = database.with_name("old.db"), settings()
    with engine.migrating_engine(old, key).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    connection = engine.connect(old, key)
    connection.execute(f"ATTACH DATABASE ? AS new KEY \"x'{key.hex()}'\"", (str(database),))
    tables = "SELECT name FROM {} WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'search_index%'"
    there = {row[0] for row in connection.execute(tables.format("new.sqlite_master"))}
    for (table,) in connection.execute(tables.format("main.sqlite_master")).fetchall():
        if table in there and table != "alembic_version" and not table.startswith("sqlite_"):
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM new."{table}"')
    connection.execute("DETACH DATABASE new")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    old.replace(database)


def test_a_passphrase_is_asked_for_and_the_recovery_sheet_opens_without_it(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        words = keys.recovery_words(store.key)
        keys.set_passphrase(store.folder, store.key, "mangueira verde")
    folder = tmp_path / "office"
    for given, code in ((None, "passphrase_needed"), ("wrong", "wrong_passphrase")):
        with pytest.raises(Refused) as caught:
            open_workspace(folder, given)
        assert caught.value.code == code
    open_workspace(folder, "mangueira verde").close()
    with pytest.raises(Refused, match="24"):
        keys.key_from_words(folder, words.rsplit(" ", 1)[0])
    keys.key_from_words(folder, words.upper())
    open_workspace(folder).close()


def test_a_key_that_is_gone_is_no_damage(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        words = keys.recovery_words(store.key)
    shutil.rmtree(Path(os.environ["XDG_CONFIG_HOME"]) / "ujima")
    with pytest.raises(Refused, match="recovery sheet"):
        open_workspace(tmp_path / "office")
    assert (tmp_path / "office" / workspace.DATABASE).exists()
    keys.key_from_words(tmp_path / "office", words)
    open_workspace(tmp_path / "office").close()


def test_only_its_owner_may_read_the_key_file(tmp_path: Path) -> None:
    with an_office(tmp_path):
        files = list((Path(os.environ["XDG_CONFIG_HOME"]) / "ujima" / "keys").iterdir())
    assert len(files) == 1
    assert files[0].stat().st_mode & 0o077 == 0


def test_a_folder_without_a_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="ujima init"):
        open_workspace(tmp_path)
    with an_office(tmp_path), pytest.raises(Refused, match="already"):
        create_workspace(tmp_path / "office")


def test_what_alembic_makes_is_what_the_records_say(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    import app.records  # noqa: F401
    from app.store import local
    from sync import tables

    with an_office(tmp_path) as store, store.viewing() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, *_: not str(name).startswith("search_index")}
        )
        assert compare_metadata(context, [SQLModel.metadata, local.metadata, tables.metadata]) == []


SAVER = """
import sys
from pathlib import Path
from app.services import records
from app.store.workspace import open_workspace
with open_workspace(Path(sys.argv[1])) as store:
    number = 0
    while True:
        records.add(store, "organisation", {"name": f"Organisation {number}"})
        print(number, flush=True)
        number += 1
"""


@pytest.mark.parametrize("after", [1, 7, 23])
def test_kill_9_loses_nothing_that_was_said_to_be_saved(tmp_path: Path, after: int) -> None:
    with an_office(tmp_path):
        pass
    with subprocess.Popen(
        [sys.executable, "-c", SAVER, str(tmp_path / "office")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = -1
        while said < after:
            said = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split()
    said = max([said, *map(int, rest)])
    with open_workspace(tmp_path / "office") as store:
        kept = {name for (name,) in store.reading().execute("SELECT name FROM organisation")}
        assert {f"Organisation {number}" for number in range(said + 1)} <= kept
        assert store.faults() == []
        from app.services.journal import check_chain

        assert check_chain(store) is None
