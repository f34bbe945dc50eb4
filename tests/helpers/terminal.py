"""The terminal of a person or a script: `ujima` on one workspace, `ujima-server` on one database, each command a process
of its own.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.helpers.zygote import Zygote

Done = subprocess.CompletedProcess[str]


class Terminal:
    """Runs `ujima` on one workspace: forked from the zygote, or where there is none as a Python that starts anew."""

    module, entry = "app", "tests.helpers.terminal:be_ujima"

    def __init__(self, folder: Path, zygote: Zygote | None) -> None:
        self.zygote, self.folder = zygote, folder
        self.always = ["--workspace", str(folder)]

    def command(self, *words: str | Path) -> list[str]:
        """What a shell would start."""
        return [sys.executable, "-m", self.module, *self.always, *map(str, words)]

    def run(self, *words: str | Path, status: int = 0, given: str = "") -> Done:
        """What a command answered, to which `given` was typed; the test fails when it ends with another status."""
        command = self.command(*words)
        done = _forked(self.zygote, self.entry, command, given) if self.zygote else _started(command, given)
        assert done.returncode == status, done.stdout + done.stderr
        return done

    def json(self, *words: str | Path, status: int = 0) -> Any:
        """The one JSON value that a command printed with --json."""
        return json.loads(self.run(*words, "--json", status=status).stdout)


class ServerTerminal(Terminal):
    """Runs `ujima-server` on one database (its address)."""

    module, entry = "app.server.main", "app.server.main:main"

    def __init__(self, database: str, zygote: Zygote | None) -> None:
        self.zygote, self.always = zygote, ["--database", database]


def _started(command: list[str], given: str) -> Done:
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, env=os.environ, timeout=100
    )


def _forked(zygote: Zygote, entry: str, command: list[str], given: str) -> Done:
    with tempfile.TemporaryDirectory() as folder:
        typed, out, errors = (Path(folder) / name for name in ("typed", "out", "errors"))
        typed.write_text(given, encoding="utf-8")
        child = zygote.run(entry, command[3:], given=str(typed), log=str(out), errors=str(errors))
        try:
            status = child.wait(100)
        except TimeoutError:
            child.kill()
            raise
        return Done(command, status, out.read_text(encoding="utf-8"), errors.read_text(encoding="utf-8"))


def be_ujima(words: list[str]) -> None:
    """What `python -m app` does with these words."""
    sys.argv[1:] = words
    runpy.run_module("app", run_name="__main__", alter_sys=True)
