"""Saving one field: its time against a bare commit with `synchronous=FULL`, and the times it waits for the disk (strace)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.services import records
from app.store import engine
from app.store.workspace import Store, create_workspace
from benchmarks import Figure

SAVES = 200

ONE_SAVE = """
import os, sys
from pathlib import Path
from app.services import records
from app.store.workspace import open_workspace
with open_workspace(Path(sys.argv[1])) as store:
    id = store.reading().execute("SELECT id FROM organisation").fetchone()[0]
    records.save(store, "organisation", id, {"acronym": "warm"})
    os.write(1, b"saving")
    records.save(store, "organisation", id, {"acronym": "once"})
    os.write(1, b"saved")
    os._exit(0)
"""


def measure() -> list[Figure]:
    """Seconds for a save and for a bare commit; waits for the disk of one save against one."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        with create_workspace(place) as store:
            id = records.add(store, "organisation", {"name": "World Food Programme"}).created[0][1]
            ours, bare = side_by_side(store, id, Path(folder) / "bare.db")
        figures = [Figure("saving one field", ours, bare, 8.0)]
        if shutil.which("strace"):
            figures.append(Figure("waits for the disk (fdatasync) in one save", waits_for_the_disk(place), 1, 1.0))
    return figures


def side_by_side(store: Store, id: str, path: Path) -> tuple[float, float]:
    """The middle of many saves of one field, and of as many one-row updates by the driver alone, taken in turns (s)."""
    connection = engine.connect(path, store.key)
    connection.execute("CREATE TABLE organisation (id TEXT PRIMARY KEY, acronym TEXT)")
    connection.execute("INSERT INTO organisation VALUES ('1', '')")
    ours, bare = [], []
    for number in range(SAVES):
        start = time.perf_counter()
        records.save(store, "organisation", id, {"acronym": f"WFP {number}"})
        between = time.perf_counter()
        connection.execute("UPDATE organisation SET acronym = ? WHERE id = '1'", (f"WFP {number}",))
        ours.append(between - start)
        bare.append(time.perf_counter() - between)
    connection.close()
    return sorted(ours)[SAVES // 2], sorted(bare)[SAVES // 2]


def waits_for_the_disk(place: Path) -> int:
    """How often the system was asked to wait for the disk between the start and the end of one save."""
    command = ["strace", "-f", "-e", "trace=fdatasync,fsync,write", sys.executable, "-c", ONE_SAVE, str(place)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    during = said[said.index('"saving"') : said.index('"saved"')]
    return len(re.findall(r"\b(?:fdatasync|fsync)\(", during))
