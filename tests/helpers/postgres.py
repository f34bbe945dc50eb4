"""A PostgreSQL of one's own for tests: made in a temporary folder, reached from this machine only, killed and copied at will."""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

HERE = "127.0.0.1"
PATIENCE_S = 30
INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version into a folder of its own
#: ends the servers and removes the folder when the pipe from us breaks: pytest-timeout leaves without saying goodbye
WATCH = 'read -r _; for f in "$0"/*/postmaster.pid; do kill -QUIT "$(head -n 1 "$f")"; done; sleep 1; rm -rf "$0"'
SETTINGS = {
    "listen_addresses": HERE,
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",  # files in the folder, so that a killed server leaves nothing in /dev/shm
    "wal_keep_size": "256MB",  # a standby that was away finds what it has missed
    "wal_retrieve_retry_interval": "100ms",
    "timezone": "UTC",
}


def find_programs() -> Path:
    """The folder of the newest PostgreSQL that Debian has installed."""
    found = {int(path.parts[-3]): path.parent for path in INSTALLED.glob("[0-9]*/bin/initdb")}
    if max(found, default=0) < 15:
        raise LookupError("PostgreSQL 15 or newer is not installed. On Debian: sudo apt-get install postgresql")
    return found[max(found)]


def somebody() -> dict[str, Any]:
    """Who runs the server, as arguments for subprocess: PostgreSQL refuses root, which then hands over to `postgres`."""
    if os.getuid():
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise LookupError("There is no user postgres. Run the tests as somebody else than root, or add it.") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def postgres_cluster(durable: bool = True, **settings: object) -> Iterator[Cluster]:
    """A running cluster; with `durable=False` it is faster, and survives `kill()` but no power cut. Its standbys end with it."""
    programs, owner = find_programs(), somebody()
    folder = Path(tempfile.mkdtemp(prefix="ujima-pg-"))
    watch = subprocess.Popen(
        ["sh", "-c", WATCH, folder], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    cluster = Cluster(programs, folder, owner, "primary")
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        cluster.run("initdb", "-D", cluster.data, *options)
        if not durable:
            settings = {"fsync": "off", "full_page_writes": "off", **settings}
        cluster.configure(SETTINGS | settings)
        cluster.start()
        yield cluster
    finally:
        cluster.close()
        shutil.rmtree(folder)
        with watch:
            watch.kill()


def free_port() -> int:
    """A port below those that the system gives away itself, so that it is still free after a restart."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HERE, port))
            return port


class Cluster:
    """One server: a primary, or a standby."""

    def __init__(self, programs: Path, folder: Path, owner: dict[str, Any], name: str) -> None:
        self.programs, self.folder, self.owner, self.name = programs, folder, owner, name
        self.data, self.log, self.port = folder / name, folder / f"{name}.log", free_port()
        self.process: subprocess.Popen | None = None
        self.standbys: list[Cluster] = []

    @property
    def url(self) -> str:
        """Of the database that is always there."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Of a database by its name: on a standby it has the name that it has on the primary."""
        return f"postgresql+psycopg://postgres@{HERE}:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test_{uuid.uuid4().hex}"
        self.say(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url_of(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self.say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(make_url(url).database or "")))

    def start(self) -> None:
        """Start, recover where it was killed, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = self._popen("postgres", "-D", self.data, stdout=log, stderr=log, start_new_session=True)
        self._wait_until("it answers", lambda: self.say("SELECT 1"))

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Disconnect everybody, write everything down and end."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
            self.process = None

    def kill(self) -> None:
        """What a crash does: every process of the server is gone at once and has written nothing more."""
        if not self.process:
            return
        postmaster = self.process.pid
        os.kill(postmaster, signal.SIGSTOP)  # so that it starts no other while they are counted
        family = [*children_of(postmaster), postmaster]
        for process in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self.process = None
        self._wait_until("they are gone", lambda: not any(map(is_alive, family)))

    def standby(self, synchronous_commit: str | None = None) -> Cluster:
        """A copy that follows this cluster. With "remote_apply" commits here wait for it, and go on waiting when it is dead."""
        standby = Cluster(self.programs, self.folder, self.owner, f"standby{uuid.uuid4().hex[:6]}")
        self.standbys.append(standby)
        source = f"host={HERE} port={self.port} user=postgres application_name={standby.name}"
        self.run("pg_basebackup", "-d", source, "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        standby.configure({})
        standby.start()
        standby.say("ALTER SYSTEM RESET synchronous_standby_names")  # that of this cluster is in the copy
        standby.say("SELECT pg_reload_conf()")
        states = "'streaming'"
        if synchronous_commit:
            self.say(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(standby.name))
            self.say(sql.SQL("ALTER SYSTEM SET synchronous_commit = {}").format(synchronous_commit))
            self.say("SELECT pg_reload_conf()")
            states += " AND sync_state = 'sync'"
        following = f"SELECT 1 FROM pg_stat_replication WHERE application_name = '{standby.name}' AND state = {states}"
        self._wait_until("the standby follows", lambda: self.say(following))
        return standby

    def fall_behind(self) -> None:
        """Let a standby hear nothing more of its primary."""
        self.say("ALTER SYSTEM SET primary_conninfo = ''")
        self.say("SELECT pg_reload_conf()")
        self._wait_until("it hears nothing", lambda: not self.say("SELECT 1 FROM pg_stat_wal_receiver"))

    def promote(self) -> None:
        """Make a standby a primary, which it is when this returns. It does not end the old one."""
        if not self.say(f"SELECT pg_promote(true, {PATIENCE_S})")[0][0]:
            raise RuntimeError(f"The standby did not become a primary in {PATIENCE_S} seconds")

    def say(self, statement: Any) -> list[tuple]:
        """Run one statement outside a transaction, and return its rows."""
        url = f"host={HERE} port={self.port} user=postgres dbname=postgres connect_timeout=10"
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def configure(self, settings: dict[str, object]) -> None:
        """Add settings; the last of the same name counts."""
        own = {"port": self.port, "unix_socket_directories": self.folder, "cluster_name": self.name}
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in {**settings, **own}.items())

    def run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's programs to its end."""
        with self._popen(program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{program} failed:\n{said}")

    def close(self) -> None:
        """End it and its standbys, and give back what belongs to the system and not to the folder."""
        for standby in self.standbys:
            standby.close()
        self.stop(signal.SIGQUIT)
        with contextlib.suppress(FileNotFoundError):  # it is there after `kill()` only
            memory = (self.data / "postmaster.pid").read_text().splitlines()[6].split()[1]
            subprocess.run(["ipcrm", "-m", memory], stderr=subprocess.DEVNULL, check=False)

    def _popen(self, program: str, *arguments: object, **options: Any) -> subprocess.Popen:
        command = [self.programs / program, *map(str, arguments)]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, **self.owner, **options
        )

    def _wait_until(self, what: str, is_so: Any) -> None:
        end = time.monotonic() + PATIENCE_S
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                if is_so():
                    return
            if time.monotonic() > end or (self.process and self.process.poll() is not None):
                raise RuntimeError(f"{self.name}: waited in vain until {what}. Its log ends:\n{self._end_of_log()}")
            time.sleep(0.03)

    def _end_of_log(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


def children_of(parent: int) -> list[int]:
    """The processes that a process has started."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if status_of(path)[1:2] == [str(parent)]]


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that only waits to be buried does not."""
    return status_of(Path("/proc", str(process)))[:1] not in ([], ["Z"], ["X"])


def status_of(path: Path) -> list[str]:
    """State, parent and so on of a process; nothing of one that is gone."""
    with contextlib.suppress(OSError):
        return (path / "stat").read_text().rpartition(")")[2].split()
    return []
