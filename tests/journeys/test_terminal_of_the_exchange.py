"""The exchange as a person or a script has it from a terminal: `ujima` at laptops and `ujima-server`, over the network
and by file, with what each prints for programs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.country import DISTRICT, OTHER_DISTRICT, Server
from tests.helpers.terminal import ServerTerminal, Terminal
from tests.helpers.zygote import Zygote

SYNC = ["sent", "received", "conflicts", "held", "waiting", "bytes_up", "bytes_down", "requests", "state"]


@pytest.fixture
def administrator(server: Server, zygote: Zygote) -> ServerTerminal:
    """The terminal of whoever runs the server."""
    return ServerTerminal(server.database, zygote)


def a_laptop(zygote: Zygote, folder: Path) -> Terminal:
    """A laptop of the district that belongs nowhere yet; its person is called as its folder."""
    terminal = Terminal(folder, zygote)
    terminal.run("init", "--country", "MOZ", "--district", DISTRICT, "--person", folder.name)
    return terminal


def invited(administrator: ServerTerminal) -> str:
    """A code, which is all that is printed."""
    done = administrator.run("invite", "--district", DISTRICT, "--role", "secretary")
    (code,) = done.stdout.splitlines()
    assert (len(code.replace("-", "")), done.stderr) == (20, "")
    return code


def an_activity(laptop: Terminal) -> str:
    """The id of a new activity of the district."""
    return str(laptop.json("add", "activity", f"place={DISTRICT}", "sector=WASH", "status=planned")["id"])


def test_two_laptops_join_with_a_code_differ_and_settle_and_a_backup_of_the_server_is_put_back(
    server: Server, administrator: ServerTerminal, zygote: Zygote, tmp_path: Path
) -> None:
    one, two = a_laptop(zygote, tmp_path / "one"), a_laptop(zygote, tmp_path / "two")
    assert one.json("sync", status=1)["refused"] == "alone"
    for laptop in (one, two):
        joined = laptop.json("enrol", invited(administrator), "--server", server.url)
        assert list(joined) == ["server", "device", "role"]
        assert (joined["server"], joined["role"]) == (server.url, "secretary")
        assert list(laptop.json("sync")) == SYNC
    id = an_activity(one)
    told = one.json("sync")
    assert [told[name] for name in SYNC if name not in ("bytes_up", "bytes_down", "requests")] == [
        1, 0, 0, 0, 0, "green",
    ]  # fmt: skip
    assert min(told["bytes_up"], told["bytes_down"], told["requests"]) > 0
    assert two.json("sync")["received"] == 1

    one.run("set", id, "status=ongoing", "start=2021-01-01", "people_targeted=100")
    two.run("set", id, "status=completed", "start=2021-02-02", "people_targeted=200")
    one.run("sync")
    two.run("sync")
    asked = one.json("sync")
    assert (asked["conflicts"], asked["state"]) == (1, "asking")
    found = one.json("conflicts")
    assert [list(question) for question in found] == [["id", "type", "field", "values"]] * 3
    assert {(question["id"], question["type"]) for question in found} == {(id, "activity")}
    by_field = {question["field"]: question["values"] for question in found}
    assert by_field.keys() == {"status", "start", "people_targeted"}
    assert [list(value) for values in by_field.values() for value in values] == [["value", "by", "when"]] * 6
    assert {value["by"]: value["value"] for value in by_field["status"]} == {"one": "ongoing", "two": "completed"}
    assert one.run("conflicts").stdout.count('"mine": true') == 3, "a person has to see which is his own"
    for name, keep in (("status", "mine"), ("start", "theirs"), ("people_targeted", "300")):
        assert one.json("settle", id, name, "--keep", keep) == {"settled": id, "field": name}
    assert one.json("conflicts") == []
    assert one.json("sync")["state"] == two.json("sync")["state"] == "green"
    shown = two.json("show", id)
    assert (shown["status"], shown["start"], shown["people_targeted"]) == ("ongoing", "2021-02-02", 300)

    assert administrator.json("held") == []
    streams = administrator.json("digest")
    assert [list(stream) for stream in streams] == [["area", "class", "records", "digest"]] * len(streams)
    own = one.json("digest")
    assert own
    assert all(stream in streams for stream in own), "both have the same, to the last sign"

    backup = tmp_path / "country.backup"
    assert f"Backup written: {backup}" in administrator.run("backup", backup).stdout
    an_activity(one)
    one.run("sync")
    server.kill()
    assert f"Restored from {backup}." in administrator.run("restore", backup).stdout
    assert administrator.json("digest") == streams
    server.start()
    assert one.json("sync")["state"] == "green"
    assert administrator.json("digest") != streams, "what came after the backup was sent again"


def test_a_laptop_joins_and_exchanges_by_file_alone_and_is_told_the_address_later(
    server: Server, administrator: ServerTerminal, zygote: Zygote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    administrator.run("country", "MOZ")
    far = a_laptop(zygote, tmp_path / "far")
    assert far.json("enrol", invited(administrator), "--request", "ask.json") == {"request": "ask.json"}
    for asked, said in (
        ("welcome.json", "There is no file welcome.json."),
        ("no/such/welcome", "There is no file no/such/welcome."),
        (".", ". is a folder: name a file."),
        ("ask.json", "ask.json is no answer of a server."),
        ("ABCD", "A code has 20 characters, and this has 4."),
    ):
        assert far.run("enrol", asked, status=1).stderr.startswith(said), asked
    assert "far has joined" in administrator.run("bundle", "read", "ask.json", "--reply", "welcome.json").stdout
    joined = far.json("enrol", "welcome.json")
    assert (joined["server"], joined["role"]) == (None, "secretary")
    assert "No address of the server is known here" in far.run("sync", status=1).stderr
    assert "everything goes by file" in far.run("status").stdout

    an_activity(far)
    an_activity(far)
    written = far.json("bundle", "write", "1.ujima")
    assert list(written) == ["file", "number", "changes", "bytes", "for_district"]
    assert (written["file"], written["number"], written["changes"]) == ("1.ujima", 1, 2)
    read = administrator.run("bundle", "read", "1.ujima", "--reply", "1.answer").stdout
    assert read == "2 changes read from far, file 1; new: 2.\n"
    again = administrator.run("bundle", "read", "1.ujima").stdout
    assert again == "2 changes read from far, file 1; new: 0.\n"
    wrong = administrator.run("bundle", "read", "1.answer", status=1)
    assert wrong.stderr == "1.answer is the answer of a server: it is read on the laptop it was written for.\n"
    own = far.json("bundle", "read", "1.ujima")
    assert list(own) == ["file", "sender", "number", "received", "acknowledged", "missing", "told"]
    assert own["received"] == 0
    assert own["told"] == ["1.ujima was written on this laptop: it is for others to read."]
    answer = far.json("bundle", "read", "1.answer")
    assert answer["number"] == 1
    assert answer["acknowledged"] >= 2, "the list of places, which every office has, is acknowledged too"
    org = far.json("add", "organisation", "name=Kuyera")["id"]
    far.run("add", "contact", "name=Amélia", f"organisation={org}")
    assert far.json("bundle", "write", "2.ujima")["for_district"] is False
    refused = far.json("bundle", "read", "2.ujima", status=1)
    assert refused == {
        "refused": "own_file", "message": "2.ujima was written on this laptop: it is for others to read.",
    }  # fmt: skip

    assert far.json("enrol", "welcome.json", "--server", server.url)["server"] == server.url
    assert far.json("enrol", "welcome.json")["server"] == server.url, "what is known is not forgotten"
    synced = far.json("sync")
    assert (synced["waiting"], synced["state"]) == (0, "green")


def test_what_the_server_did_not_take_is_told_with_the_reason(
    server: Server, administrator: ServerTerminal, zygote: Zygote, tmp_path: Path
) -> None:
    laptop = a_laptop(zygote, tmp_path / "one")
    laptop.run("enrol", invited(administrator), "--server", server.url)
    laptop.run("sync")
    id = laptop.json("add", "activity", f"place={OTHER_DISTRICT}", "sector=WASH", "status=planned")["id"]
    assert laptop.json("sync")["held"] == 1
    (told,) = laptop.json("not-taken")
    assert list(told) == ["records", "note", "when", "by", "reason", "message"]
    assert (told["records"], told["reason"]) == ([{"type": "activity", "id": id}], "out_of_reach")
    assert "ask the office of that place" in laptop.run("not-taken").stdout
