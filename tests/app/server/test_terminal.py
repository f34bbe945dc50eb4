"""`ujima-server` from a terminal: the first administrator, the country, and how what cannot be is said."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from app.server import accounts, hub
from app.server.main import main
from sync import registry
from sync.hub_tables import reading


def test_the_first_administrator_is_made_from_a_file_or_by_asking(tmp_path, monkeypatch, capsys):
    database = ["--database", f"sqlite:///{tmp_path / 'hub.db'}"]
    file = tmp_path / "password"
    file.write_text("correct horse battery\n", encoding="utf-8")
    told = [*database, "person", "add", "Amélia Sitoe", "--role", "administrator"]
    assert main([*told, "--password-file", str(file)]) == 0
    assert "amelia" in capsys.readouterr().out
    assert main([*told, "--password-file", str(file)]) == 1, "the name is taken"
    assert "taken" in capsys.readouterr().err
    typed = iter(["another long password", "another long password", "one", "other", "short", "short"])
    monkeypatch.setattr(getpass, "getpass", lambda _words: next(typed))
    assert main([*told, "--sign-in", "sitoe"]) == 0
    assert main([*told, "--sign-in", "third"]) == 1
    assert main([*told, "--sign-in", "third"]) == 1
    assert "at least 12" in capsys.readouterr().err
    service = hub.open_service(database[1])
    with reading(service.engine) as tables:
        known = accounts.persons(tables.connection)
        kept = tables.connection.exec_driver_sql("SELECT password FROM hub_person").scalars().all()
    assert [one.login for one in known] == ["amelia", "sitoe"]
    assert not any(one.must_change for one in known)
    assert all(hash.startswith("$argon2id$") for hash in kept)
    service.engine.dispose()


def test_a_country_brings_its_places_to_the_hub_at_once(tmp_path, capsys):
    database = ["--database", f"sqlite:///{tmp_path / 'hub.db'}"]
    assert main([*database, "country", "moz", "--office", "INGD"]) == 0
    assert "168 boundaries" in capsys.readouterr().out
    assert main([*database, "country", "XXX"]) == 1
    capsys.readouterr()
    service = hub.open_service(database[1])
    with reading(service.engine) as tables:
        sql = "SELECT count(*) FROM hub_row WHERE type = 'place'"
        assert tables.connection.exec_driver_sql(sql).scalar() == 171
    service.engine.dispose()


def test_an_invitation_that_cannot_work_is_refused_and_a_place_is_found_in_small_letters(tmp_path, capsys):
    database = ["--database", f"sqlite:///{tmp_path / 'hub.db'}"]
    assert main([*database, "invite", "--role", "secretary", "--district", "mz0103"]) == 0, "nobody knows places yet"
    assert main([*database, "country", "MOZ"]) == 0
    for words, said in (
        (["--role", "king"], "There is no role “king”"),
        (["--role", "secretary:WSH", "--district", "MZ0103"], "There is no role “secretary:WSH”"),
        (["--role", "secretary"], "say in which one. (--district P-CODE)"),
        (["--role", "secretary", "--district", "XX99"], "There is no place “XX99” in this country."),
        (["--role", "sector_lead", "--district", "MZ0103"], "leads. (--role sector_lead:WSH)"),
        (["--role", "sector_lead:ZZZ", "--district", "MZ0103"], "Say which sector"),
        (["--role", "cso", "--district", "MZ0103"], "choose which one. (--org NAME)"),
        (["--role", "cso", "--district", "MZ0103", "--org", "Nobody"], "knows no organisation “Nobody”"),
    ):
        capsys.readouterr()
        assert main([*database, "invite", *words]) == 1, words
        told = capsys.readouterr()
        assert said in told.err, words
        assert told.out == ""
    for words in (["sector_lead:WSH", "--district", "mz0103"], ["national"]):
        assert main([*database, "invite", "--role", *words]) == 0
    service = hub.open_service(database[1])
    with reading(service.engine) as tables:
        kept = {one.role: one.areas for one in registry.invitations(tables.connection)}
    assert kept == {"secretary": '["mz0103"]', "sector_lead:WSH": '["MZ0103"]', "national": "[]"}
    service.engine.dispose()


@pytest.mark.parametrize(
    "words, said",
    [
        (["--listen", "nowhere", "serve"], "127.0.0.1:8443"),
        (["serve", "--listen", "127.0.0.1:99999"], "127.0.0.1:8443"),
        (["serve", "--listen", "0.0.0.0:8443"], "needs a certificate"),
        (["serve", "--listen", "0.0.0.0:8443", "--certificate", "nowhere.pem"], "no file nowhere.pem"),
    ],
)
def test_a_server_that_cannot_begin_says_why_wherever_its_address_stands(words, said, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, said",
    [
        (["--database", "mysql://x/y", "digest"], "that is sqlite:///FILE or postgresql+psycopg://"),
        (["--database", "country.db", "digest"], "“country.db” is no address of a database"),
        (["--database", "sqlite:///garbage.db", "digest"], "file is not a database"),
        (["--database", "sqlite:///garbage.db", "restore", "nowhere"], "There is no file nowhere."),
        (["restore", "garbage.db"], "garbage.db is no whole backup"),
        (["restore", "."], ". cannot be read: "),
        (["backup", "no/such/x.backup"], "There is no folder no/such."),
        (["backup", "."], ". is a folder: name a file."),
    ],
)
def test_a_database_or_a_backup_that_cannot_be_used_is_named_with_the_reason(
    words, said, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "garbage.db").write_text("garbage")
    assert main(words) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1, "one sentence, and no trace of the program"
    assert ".part" not in told.err
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []


def test_a_second_server_on_the_same_port_says_so(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["--database", f"sqlite:///{tmp_path / 'hub.db'}", "--listen", address]) == 1
    told = capsys.readouterr().err
    assert f"cannot listen on {address}: Address already in use." in told
    assert "--listen" in told
    assert not (tmp_path / "hub.db").exists()


def test_a_certificate_that_is_none_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.pem").write_text("odd")
    assert main(["serve", "--listen", "127.0.0.1:0", "--certificate", "odd.pem"]) == 1
    assert "The certificate odd.pem cannot be used with its key" in capsys.readouterr().err


def ujima_server(*words: str) -> subprocess.Popen[str]:
    """`ujima-server` as a shell starts it."""
    command = [sys.executable, "-m", "app.server.main", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)


def test_a_server_says_where_it_serves_and_ends_quietly_by_ctrl_c(tmp_path):
    with ujima_server("--database", f"sqlite:///{tmp_path / 'hub.db'}", "--listen", "127.0.0.1:0") as running:
        said = running.stderr.readline()
        address = said.removeprefix("Serving on ").partition(". ")[0]
        assert said == f"Serving on {address}. Ctrl+C ends it.\n"
        with urllib.request.urlopen(f"{address}/sync/v1/hello", timeout=30) as answer:
            assert answer.status == 200
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0
        assert (running.stdout.read(), running.stderr.read()) == ("", "")


def test_whoever_reads_only_the_beginning_of_an_answer_sees_no_trace(tmp_path):
    with ujima_server("--database", f"sqlite:///{tmp_path / 'hub.db'}", "held") as running:
        running.stdout.close()  # before a word is said, as `head` may
        assert running.stderr.read() == ""
        assert running.wait(30) == 0
