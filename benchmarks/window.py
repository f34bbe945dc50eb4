"""The open window with 100,000 activities: resident memory, and the longest stall while a workbook is being imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app.services import packs
from app.store.workspace import create_workspace
from benchmarks import Figure
from benchmarks.lists import ROWS, fill

WATCH = """
import json, os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView
from app.desktop import main
from app.paths import RESOURCES

SAMPLE = RESOURCES / "samples" / "moz_response_tracking_2019.xlsx"

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

def propose(store):
    from app.services import importing
    return importing.propose(store, SAMPLE, importing.Options(confirm="proposed"))

def take(store, proposal):
    from app.services import importing
    return importing.take(store, proposal)

class Watch:
    def __init__(self, desktop):
        self.desktop, self.seen, self.longest, self.last = desktop, {}, 0.0, None
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)

    def tick(self):
        now = time.perf_counter()
        if self.last is not None:
            self.longest = max(self.longest, now - self.last)
        self.last = now

    def show_rows(self):
        self.desktop.desk.go("activities")
        self.wait_for_rows()

    def wait_for_rows(self):
        tables = self.desktop.window.findChildren(QTableView)
        table = next((one for one in tables if one.model() and one.model().rowCount() >= 100_000), None)
        if table is None or not table.model().index(0, 0).data():
            QTimer.singleShot(20, self.wait_for_rows)
            return
        for part in range(20):
            table.scrollTo(table.model().index(part * 5_000, 0))
            self.desktop.application.processEvents()
        QTimer.singleShot(1500, self.import_sample)

    def import_sample(self):
        self.seen["resident"] = resident()
        self.timer.start(1)
        self.desktop.desk.read(propose, then=lambda proposal: self.desktop.desk.change(take, proposal, then=self.finish))

    def finish(self, changes):
        self.seen["longest"], self.seen["made"] = self.longest, len(changes.created)
        print(json.dumps(self.seen), flush=True)
        os._exit(0)

started = main.Desktop.start
def start(desktop, *behind):
    desktop.watch = Watch(desktop)
    started(desktop, *behind)
    desktop.desk.office_known.connect(lambda: QTimer.singleShot(0, desktop.watch.show_rows))
main.Desktop.start = start
sys.exit(main.run(Path(sys.argv[1])))
"""


def measure() -> list[Figure]:
    """MB resident with the list open and scrolled, and milliseconds of the longest stall while importing 8,391 lines."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        with create_workspace(place) as store:
            packs.begin_country(store, "MOZ", place="MZ09", office="Sofala", person="Amélia")
            fill(store)
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-c", WATCH, str(place)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=True)
        seen = json.loads(done.stdout.splitlines()[-1])
        assert seen["made"] > 16_000, seen
    return [
        Figure(f"resident memory, {ROWS:,} activities listed and scrolled", seen["resident"], None, 220, "MB"),
        Figure("longest stall of the window while importing", seen["longest"] * 1000, None, 50, "ms"),
    ]
