"""Starting: the painted shell, and the first page of real rows, against bare PySide6 windows that do no more.

Each is a process of its own, timed from its start to the event, offscreen; the middle of several runs counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.services import packs, settings
from app.services.unit import unit
from app.store.workspace import create_workspace
from benchmarks import Figure

RUNS = 7
ROWS = 50_000

WATCH = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def __init__(self, on_paint):
        super().__init__()
        self.on_paint = on_paint
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.on_paint()
        return False
def done():
    print(time.time(), flush=True)
    os._exit(0)
"""

BARE_SHELL = (
    WATCH
    + """
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
application = QApplication([])
window, table = QMainWindow(), QTableView()
table.setModel(QStandardItemModel(50, 8))
window.setCentralWidget(table)
window.resize(1280, 760)
watch = Watch(done)
table.viewport().installEventFilter(watch)
window.show()
application.exec()
"""
)

BARE_PAGE = (
    WATCH
    + """
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
import sqlmodel
from app.store import engine, keys
folder = Path(sys.argv[1])
application = QApplication([])
window, table, model = QMainWindow(), QTableView(), QStandardItemModel()
connection = engine.connect(folder / "ujima.db", keys.find_key(folder), read_only=True)
ids = [id for (id,) in connection.execute("SELECT id FROM activity WHERE deleted = 0 ORDER BY id")]
columns = "lead, implementing, sector, activity_type, place, status, start, people_targeted"
marks = ",".join("?" * 200)
for row in connection.execute(f"SELECT {columns} FROM activity WHERE id IN ({marks})", ids[:200]):
    model.appendRow([QStandardItem("" if cell is None else str(cell)) for cell in row])
table.setModel(model)
window.setCentralWidget(table)
window.resize(1280, 760)
watch = Watch(done)
table.viewport().installEventFilter(watch)
window.show()
application.exec()
"""
)

OUR_SHELL = (
    WATCH
    + """
from PySide6.QtWidgets import QApplication
from app.desktop import main
shown = main.Desktop.show_window
def show_window(desktop):
    shown(desktop)
    desktop.window.watch = Watch(done)
    desktop.window.installEventFilter(desktop.window.watch)
main.Desktop.show_window = show_window
sys.exit(main.run(Path(sys.argv[1])))
"""
)

OUR_PAGE = (
    WATCH
    + """
from PySide6.QtCore import QTimer
from app.desktop import main
from app.desktop.desk import Desk
def look(desktop):
    table = desktop.window.findChild(__import__("PySide6.QtWidgets").QtWidgets.QTableView)
    model = table.model() if table is not None else None
    if model is not None and model.rowCount() > 10_000 and model.index(0, 0).data():
        done()
    QTimer.singleShot(1, lambda: look(desktop))
started = main.Desktop.start
def start(desktop, *behind):
    started(desktop, *behind)
    desktop.desk.office_known.connect(lambda: QTimer.singleShot(0, lambda: desktop.desk.go("activities")))
    look(desktop)
main.Desktop.start = start
sys.exit(main.run(Path(sys.argv[1])))
"""
)


def measure() -> list[Figure]:
    """Seconds to the painted shell and to the first page of rows, ours and bare."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "office"
        fill(place)
        return [
            Figure(
                "painted shell, from the start of the process", middle(OUR_SHELL, place), middle(BARE_SHELL, place), 1.6
            ),
            Figure(
                f"first page of {ROWS:,} activities",
                middle(OUR_PAGE, place),
                middle(BARE_PAGE, place),
                1.4,
                why="making 16 record types SQLModel tables takes 130 ms, which a bare window that only imports it does not",
            ),
        ]


def fill(place: Path) -> None:
    """A workspace of a country with its activities."""
    with create_workspace(place) as store:
        packs.begin_country(store, "MOZ", place="MZ09", office="Sofala", person="Amélia")
        with unit(store, "benchmark") as changing:
            leads = [changing.create("organisation", {"name": f"Organisation {n}"}) for n in range(200)]
            for number in range(ROWS):
                values = {"lead": leads[number % 200], "sector": "WSH", "place": "MZ0901", "people_targeted": number}
                changing.create("activity", values)
        settings.put(store, {"language": "en"})


def middle(script: str, place: Path) -> float:
    """The middle of several runs, in seconds from the start of the process."""
    taken = []
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(RUNS):
        start = time.time()
        done = subprocess.run(
            [sys.executable, "-c", script, str(place)],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=True,
        )
        taken.append(float(done.stdout.split()[-1]) - start)
    return sorted(taken)[RUNS // 2]
