"""Anki and PouchDB doing the same over the same proxy. They are fetched from their registries the first time they are asked for.

Anki lies in an environment of its own, PouchDB in a folder of its own, both in the user's cache. What cannot be fetched
is left out, and `Absent` says why.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.exchanging.proxy import Passed, Proxy
from tests.helpers.country import free_port

HERE = Path(__file__).resolve().parent
ANKI = ("anki==26.9.3",)
POUCH = ("express-pouchdb@4.2.0", "pouchdb@9.0.0", "pouchdb-adapter-memory@9.0.0", "express@4")
#: seconds that fetching a peer, and one step of it, may take
PATIENCE_FETCH, PATIENCE_STEP = 300, 90


class Absent(Exception):
    """A peer that cannot be had here, and why."""


class Failed(Exception):
    """A step of a peer that ended with an error."""


@dataclass
class Cost:
    """What one step took: bytes both ways, requests, seconds."""

    bytes: int
    requests: int
    seconds: float


class Peer:
    """A server and its clients by name, on this computer; `proxy` lies between them when it is asked to."""

    name = ""
    push, pull = "push", "pull"

    def __init__(self, folder: Path, documents: Path) -> None:
        self.folder, self.documents, self.port = folder, documents, free_port()
        folder.mkdir()

    def command(self, step: str, client: str, port: int) -> list[str]:
        """How a step is started."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """What the programs find around them."""
        return dict(os.environ)

    def serve(self) -> list[str]:
        """How the server is started."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Bring clients a and b so far that a can enter documents, push them, and b pull them."""

    @contextlib.contextmanager
    def running(self) -> Iterator[Proxy]:
        """The server and the proxy before it."""
        server = subprocess.Popen(
            self.serve(), cwd=self.folder, env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(self.port)
            self.prepare()
            with Proxy(self.port) as self.proxy:
                yield self.proxy
        finally:
            server.kill()
            server.wait()

    def step(self, step: str, client: str, port: int | None = None) -> dict[str, Any]:
        """Do one step at once, past the proxy. Raises Failed."""
        command = self.command(step, client, port or self.port)
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=self.environment(), capture_output=True, text=True, timeout=PATIENCE_STEP
            )
        except subprocess.TimeoutExpired as error:
            raise Failed("it never ended") from error
        if done.returncode:
            raise Failed(done.stderr.strip()[-300:])
        return json.loads(done.stdout.splitlines()[-1])

    def measured(self, step: str, client: str) -> Cost:
        """One step through the proxy."""
        before = self.proxy.passed
        told = self.step(step, client, self.proxy.port)
        time.sleep(0.1)
        return cost_of(self.proxy.passed - before, float(told["seconds"]))

    def until_done(self, step: str, client: str, tries: int, seconds: float) -> tuple[bool, int, Cost]:
        """A step again and again, so often and so long: whether it was done at last, in how many tries, at what cost."""
        before, start = self.proxy.passed, time.perf_counter()
        done, tried = False, 0
        while not done and tried < tries and time.perf_counter() - start < seconds:
            tried += 1
            with contextlib.suppress(Failed):
                self.step(step, client, self.proxy.port)
                done = True
        return done, tried, cost_of(self.proxy.passed - before, time.perf_counter() - start)


def cost_of(passed: Passed, seconds: float) -> Cost:
    """What went through the proxy."""
    return Cost(passed.bytes, passed.requests, seconds)


class Anki(Peer):
    """Anki's own server and library."""

    name = "Anki"
    push = pull = "sync"

    def __init__(self, folder: Path, documents: Path) -> None:
        super().__init__(folder, documents)
        self.python = fetch_anki()

    def command(self, step: str, client: str, port: int) -> list[str]:
        path, endpoint = self.folder / f"{client}.anki2", f"http://127.0.0.1:{port}/"
        script = HERE / "anki_client.py"
        return [*map(str, (self.python, script, step, path, endpoint, self.documents, self.folder / "key"))]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "SYNC_USER1": "user:pass", "SYNC_BASE": str(self.folder / "server"), "RUST_LOG": "error",
            "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(self.port), "MAX_SYNC_PAYLOAD_MEGS": "1000",
        }  # fmt: skip

    def serve(self) -> list[str]:
        return [str(self.python), "-m", "anki.syncserver"]

    def prepare(self) -> None:
        self.step("begin", "a")
        self.step("copy", "b")


class Pouch(Peer):
    """PouchDB and its server for Express."""

    name = "PouchDB"

    def __init__(self, folder: Path, documents: Path) -> None:
        super().__init__(folder, documents)
        self.modules = fetch_pouch()

    def command(self, step: str, client: str, port: int) -> list[str]:
        endpoint = f"http://127.0.0.1:{port}/db"
        return ["node", str(HERE / "pouch_client.js"), step, str(self.folder / client), endpoint, str(self.documents)]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "NODE_PATH": str(self.modules)}

    def serve(self) -> list[str]:
        return ["node", str(HERE / "pouch_server.js"), str(self.port), str(self.folder / "server")]


def cache() -> Path:
    """Where peers are kept between two runs."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ujima-bench"


def fetch_anki() -> Path:
    """The Python of an environment with Anki in it."""
    folder = cache() / "anki"
    python = folder / "bin" / "python"
    if not (folder / "fetched").exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], "Anki")
        _run([str(python), "-m", "pip", "install", "-q", *ANKI], "Anki")
        (folder / "fetched").touch()
    return python


def fetch_pouch() -> Path:
    """The folder of modules with PouchDB in it."""
    folder = cache() / "pouch"
    if not shutil.which("node") or not shutil.which("npm"):
        raise Absent("PouchDB: there is no node and npm here")
    if not (folder / "fetched").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # no scripts run: what is needed of them comes ready-made
        options = ["--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        _run(["npm", "install", *options, *POUCH], "PouchDB")
        (folder / "fetched").touch()
    return folder / "node_modules"


def _run(command: list[str], name: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE_FETCH)
    except (OSError, subprocess.SubprocessError) as error:
        raise Absent(f"{name} could not be fetched from its registry") from error


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise Absent(f"nobody ever listened on port {port}")
