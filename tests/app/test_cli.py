"""The terminal as a person and a script use it: real processes, one JSON object on stdout, sentences on stderr.

Most commands are forked from a process that has the program imported. Those that prepare the workspace and those whose
start or end is what is tried are started as a shell does.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.store import keys
from app.store.workspace import open_workspace
from tests.helpers.offices import Prepared
from tests.helpers.terminal import Terminal
from tests.helpers.zygote import Zygote


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """An office of a district, as the true command makes it."""
    folder = tmp_path_factory.mktemp("begun") / "office"
    words = ("init", "--country", "MOZ", "--district", "MZ09", "--person", "Amélia Sitoe")
    assert Terminal(folder, None).json(*words)["places"] == 171
    return Prepared(folder, keys.find_key(folder))


@pytest.fixture
def terminal(begun: Prepared, zygote: Zygote, tmp_path: Path) -> Terminal:
    return Terminal(begun.copy(tmp_path / "office"), zygote)


def test_a_record_is_added_changed_listed_shown_and_taken_back(terminal: Terminal) -> None:
    terminal.run("add", "organisation", "name=Kuyera", "type=national NGO")
    added = terminal.json("add", "activity", "lead=kuyera", "sector=WASH", "place=Buzi", "start=01/05/2019")
    id = added["id"]
    row = terminal.json("list", "activity")[0]
    assert (row["lead"], row["sector"], row["place"], row["pcode"]) == ("Kuyera", "WSH", "MZ0901", "MZ0901")
    assert (row["place_name"], row["start"]) == ("Buzi", "2019-05-01")
    assert terminal.json("set", id, "remarks=two boreholes", "status=ongoing")["updated"] == 1
    history = terminal.json("history", id)
    assert {"field": "remarks", "before": None, "after": "two boreholes", "who": "Amélia Sitoe"}.items() <= next(
        entry for entry in history if entry["field"] == "remarks"
    ).items()
    assert terminal.json("undo")["updated"] == 1
    assert terminal.json("show", id)["remarks"] is None
    assert terminal.json("redo")["updated"] == 1
    assert terminal.json("show", id)["remarks"] == "two boreholes"
    assert terminal.json("delete", id)["deleted"] == 1
    assert terminal.json("list", "activity") == []
    assert terminal.json("check") == {"ok": True, "faults": [], "chain": None}


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["add", "organisation", "name="], "Give it a name"),
        (["add", "organisation", "colour=blue"], "no field"),
        (["add", "activity", "lead=Nobody at all"], "add it first"),
        (["add", "activity", "sector=zumba"], "not in the list"),
        (["add", "dragon", "name=x"], "no record type"),
        (["add", "organisation", "Kuyera"], "FIELD=VALUE"),
        (["set", "no-such-id", "name=x"], "no record with the id"),
        (["show", "no-such-id"], "no record with the id"),
        (["undo"], "nothing"),
        (["restore", "no-such-file.db"], "no file"),
        (["init", "--country", "MOZ"], "already"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence_and_status_1(
    terminal: Terminal, words: list[str], sentence: str
) -> None:
    done = terminal.run(*words, status=1)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    refused = terminal.json(*words, status=1)
    assert sentence in refused["message"]
    assert refused["refused"]


@pytest.mark.parametrize(
    "words",
    [["no-such-command"], ["add"], ["export", "x.xlsx", "--profile", "Z"], ["export", "x.xlsx", "--lang", "xx"]],
)
def test_wrong_usage_ends_with_status_2(terminal: Terminal, words: list[str]) -> None:
    assert "usage" in terminal.run(*words, status=2).stderr


def test_the_terminal_waits_for_nobody_when_the_workspace_is_open_elsewhere(terminal: Terminal) -> None:
    with open_workspace(terminal.folder):
        assert "Another Ujima" in terminal.run("list", "activity", status=1).stderr
        assert terminal.json("list", "activity", status=1)["refused"] == "workspace_in_use"


def test_a_backup_brings_back_what_was_there(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("add", "organisation", "name=Before")
    backup = terminal.json("backup", tmp_path / "stick" / "copy.db")["backup"]
    terminal.run("add", "organisation", "name=After")
    terminal.run("restore", backup)
    assert [row["name"] for row in terminal.json("list", "organisation")] == ["Before"]


def test_a_passphrase_is_needed_once_set_and_the_recovery_sheet_has_24_words(terminal: Terminal) -> None:
    assert len(terminal.json("recovery")["words"]) == 24
    terminal.run("passphrase", "mangueira verde")
    assert terminal.json("list", "place", status=1)["refused"] == "passphrase_needed"
    assert terminal.json("--passphrase", "mangueira verde", "list", "organisation") == []


@pytest.mark.parametrize("country, district", [("NGA", "NG036001"), ("CAF", "CF"), ("SOM", None), ("TCD", None)])
def test_any_country_of_the_shipped_list_can_be_begun_at_any_level(
    zygote: Zygote, tmp_path: Path, country: str, district: str | None
) -> None:
    terminal = Terminal(tmp_path / "office", zygote)
    places = Terminal(tmp_path / "probe", zygote)
    probe = places.json("init", "--country", country)
    codes = {row["pcode"] for row in places.json("list", "place")}
    assert probe["places"] == len(codes)
    words = ["init", "--country", country, *(["--district", district] if district else [])]
    if district and district not in codes:
        assert terminal.json(*words, status=1)["refused"] == "place_unknown"
        assert terminal.json("init", "--country", country)["places"] == len(codes)
    else:
        assert terminal.json(*words)["places"] == len(codes)


def test_json_may_be_asked_for_before_or_after_the_command(terminal: Terminal) -> None:
    assert json.loads(terminal.run("--json", "list", "organisation").stdout) == terminal.json("list", "organisation")


def test_whoever_reads_only_the_beginning_of_an_answer_sees_no_traceback(terminal: Terminal) -> None:
    with subprocess.Popen(
        terminal.command("list", "place", "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""


def test_an_office_of_several_districts_has_the_area_that_holds_them(zygote: Zygote, tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "office", zygote)
    terminal.run("init", "--country", "MOZ", "--district", "MZ0901", "MZ0907", "--district", "MZ0908")
    assert terminal.json("matrix")["level"] == 2
    refused = Terminal(tmp_path / "other", zygote).json(
        "init", "--country", "MOZ", "--district", "MZ0901", "XX", status=1
    )
    assert "XX" in refused["message"]


def test_values_for_all_rows_may_follow_one_flag_or_several(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Organisation,Sector,District,People reached\nUNICEF,WASH,Buzi,5\n", encoding="utf-8")
    terminal.run("import", "--set", "period=2019-05", "status=ongoing", file, "--set", "modality=cash")
    (activity,) = terminal.json("list", "activity")
    assert (activity["status"], activity["modality"]) == ("ongoing", "cash")
    assert terminal.json("list", "figures")[0]["period_start"] == "2019-05-01"


def test_what_is_wrong_with_a_row_that_was_kept_is_said(terminal: Terminal) -> None:
    added = terminal.json("add", "activity", "start=2021-05-10", "end=2021-05-01", "place=MZ0901")
    assert "end_before_start" in [problem["code"] for problem in added["problems"]]
    mended = terminal.json("set", added["id"], "end=2021-05-31")
    assert "end_before_start" not in [problem["code"] for problem in mended["problems"]]


def test_a_document_is_attached_listed_fetched_and_removed(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "Memorandum.pdf"
    file.write_bytes(b"between two offices " * 2000)
    id = terminal.json("add", "organisation", "name=Kuyera")["id"]
    made = terminal.json("attach", "organisation", id, file)
    assert (made["name"], made["size"], made["state"]) == ("Memorandum.pdf", 40_000, "here")
    assert terminal.json("attachments", "organisation", id) == [made]
    assert "Memorandum.pdf\t40 KB\tAmélia Sitoe" in terminal.run("attachments", "organisation", id).stdout
    out = terminal.json("fetch", made["id"], tmp_path / "copy.pdf")["file"]
    assert Path(out).read_bytes() == file.read_bytes()
    assert terminal.json("detach", made["id"]) == {"deleted": made["id"]}
    assert terminal.json("attachments", "organisation", id) == []
    terminal.run("undo")
    assert len(terminal.json("attachments", "organisation", id)) == 1
    refused = terminal.json("attach", "place", "MZ09", file, status=1)
    assert refused["refused"] == "carries_none"
    assert terminal.json("attachments", "nothing", id, status=1)["refused"] == "no_such_type"
