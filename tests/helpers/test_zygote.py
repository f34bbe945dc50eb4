"""What is forked is what would have been started: only the seconds of the imports are missing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.helpers.terminal import Terminal
from tests.helpers.zygote import Zygote

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

MODULE = "tests.helpers.test_zygote"


def tell(names: list[str]) -> int:
    """In the child: what it was given, where it is, and what its environment says."""
    print(sys.stdin.read(), os.getcwd(), *(os.environ.get(name) for name in names), sep="|")
    print("a complaint", file=sys.stderr)
    return 7


def fail() -> None:
    """In the child: end with an exception."""
    raise ValueError("nobody expected this")


def sleep() -> None:
    """In the child: wait to be ended."""
    signal.pause()


def test_a_child_has_the_environment_the_folder_and_the_files_of_the_moment(
    zygote: Zygote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UJIMA_NOW", "2019-06-20")
    monkeypatch.delenv("LANG")
    Path("given").write_text("words on paper", encoding="utf-8")
    names = ["UJIMA_NOW", "LANG", "HOME"]
    child = zygote.run(f"{MODULE}:tell", names, given="given", log="log", errors="errors")
    assert child.wait() == 7
    assert Path("log").read_text() == f"words on paper|{tmp_path}|2019-06-20|None|{os.environ['HOME']}\n"
    assert Path("errors").read_text() == "a complaint\n"


def test_a_child_ends_as_any_process_does(zygote: Zygote, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert zygote.run(f"{MODULE}:fail", log=str(log)).wait() == 1
    assert log.read_text().endswith("ValueError: nobody expected this\n")
    child = zygote.run(f"{MODULE}:sleep")
    assert child.running()
    child.kill()
    assert child.wait() == -signal.SIGKILL


def test_the_process_that_forks_has_one_thread_and_no_file_of_a_workspace(zygote: Zygote) -> None:
    process = Path(f"/proc/{zygote.pid}")
    if not process.exists():
        pytest.skip("this system does not show its processes")
    assert len(list((process / "task").iterdir())) == 1
    held = [os.readlink(file) for file in (process / "fd").iterdir()]
    assert not [file for file in held if file.endswith((".db", ".db-wal", "/lock"))]


@pytest.mark.parametrize(
    "words, status",
    [(["init", "--country", "LBY", "--json"], 0), (["--language", "pt", "list", "place"], 1), (["no-such-command"], 2)],
)
def test_a_forked_command_answers_as_one_that_was_started(
    zygote: Zygote, tmp_path: Path, words: list[str], status: int
) -> None:
    forked = Terminal(tmp_path / "forked", zygote).run(*words, status=status)
    started = Terminal(tmp_path / "started", None).run(*words, status=status)
    assert forked.stdout.replace("/forked", "/started") == started.stdout
    assert forked.stderr.replace("/forked", "/started") == started.stderr
