"""The exchange in the terminal: processes of its own, a slow line, a person who watches and has enough."""

from __future__ import annotations

import functools
import json
import os
import pty
import re
import secrets
import signal
import subprocess
import sys
from pathlib import Path

from app.services import settings
from app.services.unit import unit
from app.store.workspace import Store
from tests.helpers.country import Server, a_desk, opened
from tests.helpers.fault_proxy import FaultProxy, Faults


def ujima(folder: Path, *words: str) -> list[str]:
    """A command of the terminal on a workspace."""
    return [sys.executable, "-m", "app", "--workspace", str(folder), *words]


def write_a_lot(store: Store) -> None:
    """About 600 KB to send, in one act."""
    with unit(store, "A long list") as changing:
        for number in range(100):
            changing.create("organisation", {"name": f"Office {number}", "remarks": secrets.token_hex(6_000)})


def test_a_terminal_shows_how_far_it_is_and_is_stopped_by_ctrl_c(server: Server, tmp_path: Path) -> None:
    with FaultProxy(server.port, room=2**16) as proxy:
        with a_desk(server, tmp_path, "one") as one:
            write_a_lot(one)
            settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        proxy.faults = Faults(kbits=600)
        seen = stopped_when_seen(ujima(tmp_path / "one", "sync"), r"Exchanging: \d\d+ KB sent")
        assert seen.endswith("Stopped. What was exchanged already is kept.\r\n"), seen
        assert "Traceback" not in seen
        proxy.faults = Faults()
        done = subprocess.run(ujima(tmp_path / "one", "sync", "--json"), capture_output=True, text=True, check=True)
        told = json.loads(done.stdout)
        assert (told["sent"], told["waiting"], told["state"]) == (1, 0, "green")
        assert done.stderr == "", "where nobody looks, nothing is written over"
    with opened(tmp_path, "one") as one:
        assert one.reading().execute("SELECT count(*) FROM organisation WHERE name LIKE 'Office%'").fetchone() == (100,)


def stopped_when_seen(command: list[str], pattern: str) -> str:
    """All that a command says on a terminal, which presses Ctrl+C as soon as it says something."""
    ours, theirs = pty.openpty()
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whoever starts us may have turned it off
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=heard
    ) as running:
        os.close(theirs)
        seen, stopped = b"", False
        while piece := read(ours):
            seen += piece
            if not stopped and re.search(pattern, seen.decode()):
                running.send_signal(signal.SIGINT)
                stopped = True
        assert running.wait(30) == 1
    os.close(ours)
    assert stopped, seen
    return seen.decode()


def read(terminal: int) -> bytes:
    """What came next; nothing once the other end has hung up."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody is there any more
        return b""
