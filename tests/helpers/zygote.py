"""Real processes that start at once: one process that has everything imported, and forks for whoever asks.

A forked child is a process like any other: it has its own memory and files, and `kill -9` ends it as it ends any. Only
the seconds that Python takes to import the program are saved, which tests that kill forty times need.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any


class Child:
    """One forked process: its pid, and what became of it."""

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self._zygote, self.pid = zygote, pid

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = 60.0) -> int:
        """The exit status; negative for the signal that ended it. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.pid in self._zygote.ended:
                return self._zygote.ended[self.pid]
            time.sleep(0.005)
        raise TimeoutError(f"process {self.pid} still runs")

    def running(self) -> bool:
        """Whether it has not ended."""
        return self.pid not in self._zygote.ended


class Zygote:
    """The process that forks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.zygote"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid
        self.ended: dict[int, int] = {}
        self._started: list[int] = []
        self._came = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            with self._came:
                if "started" in told:
                    self._started.append(told["started"])
                else:
                    self.ended[told["ended"]] = told["status"]
                self._came.notify_all()

    def run(self, function: str, *arguments: Any, log: str = "", errors: str = "", given: str = "") -> Child:
        """Fork, and call `module:function` with these (JSON) arguments; its return value is the exit status.

        The child has this process's environment and folder. Files stand for what it reads (`given`) and writes (`log`;
        `errors`, where they are not to be in the log).
        """
        assert self._process.stdin is not None
        asked = {
            "run": function,
            "arguments": arguments,
            "environment": dict(os.environ),
            "folder": os.getcwd(),
            "streams": [given or os.devnull, log or os.devnull, errors or log or os.devnull],
        }
        with self._came:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            self._came.wait_for(lambda: bool(self._started), 60)
            return Child(self, self._started.pop(0))

    def close(self) -> None:
        """End the zygote; its children have been ended by who asked for them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._listener.join(20)
        self._process.stdout.close()


@contextlib.contextmanager
def a_zygote() -> Iterator[Zygote]:
    """A zygote for as long as it is needed."""
    zygote = Zygote()
    try:
        yield zygote
    finally:
        zygote.close()


def main() -> int:
    """Read what to run, fork, and tell what started and what ended. A child comes back from here with its own status."""
    for name in ("app.cli", "app.cli.parser", "app.server.main", "app.server.app", "app.server.hub", "uvicorn", "keyring",
                 "app.store.migrations.env_settings", "nacl.pwhash", "nacl.secret", "mnemonic"):  # fmt: skip
        importlib.import_module(name)
    gc.freeze()  # else every child looks through all of it, and copies it, only to end
    out = os.dup(1)

    def tell(told: dict[str, int]) -> None:
        os.write(out, (json.dumps(told) + "\n").encode())

    def reap(*_signal: Any) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                tell({"ended": pid, "status": os.waitstatus_to_exitcode(status)})

    signal.signal(signal.SIGCHLD, reap)
    for line in sys.stdin:
        asked = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            return _child(asked)
        tell({"started": pid})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    return 0


def _child(asked: dict[str, Any]) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()  # the one word of the environment that Python reads at its start and the program needs
    os.chdir(asked["folder"])
    for number, (path, way) in enumerate(zip(asked["streams"], (os.O_RDONLY, WRITE, WRITE), strict=True)):
        os.dup2(os.open(path, way), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the old one holds what the zygote was asked
    module, _, function = asked["run"].partition(":")
    return int(getattr(importlib.import_module(module), function)(*asked["arguments"]) or 0)


WRITE = os.O_WRONLY | os.O_CREAT | os.O_APPEND

if __name__ == "__main__":
    sys.exit(main())
