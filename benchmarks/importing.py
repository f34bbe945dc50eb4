"""Importing: proposing and taking a real file, in this process, against calamine reading it and one executemany of its cells."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from app.paths import RESOURCES
from app.services import importing, journal, packs
from app.store import engine
from app.store.workspace import create_workspace
from benchmarks import Figure

FILES = Path(__file__).resolve().parent.parent / "tests" / "data" / "3w"
CASES = (
    ("som", FILES / "som_3w_mar2022.xlsx", "SOM", "Data", 6.0),
    ("moz", RESOURCES / "samples" / "moz_response_tracking_2019.xlsx", "MOZ", "Data_Entry", 8.0),
)


def measure() -> list[Figure]:
    """Seconds of a first and of a second import, and of taking it back; the latter two are held against the first."""
    figures = []
    for name, path, country, sheet, target in CASES:
        with tempfile.TemporaryDirectory() as folder:
            bare = min(bare_import(Path(folder) / f"bare{run}.db", path, sheet) for run in range(3))
            first, second, undone = ours(Path(folder), path, country)
        figures.append(Figure(f"import of {name}", first, bare, target))
        figures.append(Figure(f"the same {name} again, against the first time", second, first, 1.0))
        figures.append(Figure(f"the import of {name} undone, against the first time", undone, first, 1.5))
    return figures


def ours(folder: Path, path: Path, country: str) -> tuple[float, float, float]:
    """Seconds of proposing and taking a file in a new workspace, of doing it again, and of undoing it."""
    taken = []
    with create_workspace(folder / "office") as store:
        packs.begin_country(store, country)
        for _run in range(2):
            start = time.perf_counter()
            importing.take(store, importing.propose(store, path, importing.Options(confirm="proposed")))
            taken.append(time.perf_counter() - start)
        start = time.perf_counter()
        journal.undo(store)
        return taken[0], taken[1], time.perf_counter() - start


def bare_import(database: Path, path: Path, sheet: str) -> float:
    """Seconds of reading one sheet and writing each of its cells into one table."""
    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    connection = engine.connect(database, bytes(32))
    connection.execute("CREATE TABLE cell (row INTEGER, column INTEGER, value TEXT)")
    connection.execute("BEGIN")
    cells = ((number, position, str(cell)) for number, row in enumerate(rows) for position, cell in enumerate(row))
    connection.executemany("INSERT INTO cell VALUES (?, ?, ?)", cells)
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - start
