"""Lists: the ids of a sort or filter of 100,000 activities against the driver fetching them bare, and a page of rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.services.unit import unit
from app.store import find
from app.store.workspace import Store, create_workspace
from benchmarks import Figure

ROWS = 100_000
PAGE = 200
ORGANISATIONS = 300


def measure() -> list[Figure]:
    """Ids by each kind of sort and filter as ratios to the driver; a page in milliseconds against 5."""
    with tempfile.TemporaryDirectory() as folder, create_workspace(Path(folder) / "office") as store:
        lead = fill(store)
        reader = store.reading()
        queries = {
            "ids unsorted": (find.Query("activity"), "SELECT id FROM activity WHERE deleted = 0 ORDER BY id"),
            "ids by people targeted": (
                find.Query("activity", sort="people_targeted"),
                "SELECT id FROM activity WHERE deleted = 0 ORDER BY people_targeted, id",
            ),
            "ids by lead organisation": (
                find.Query("activity", sort="lead"),
                "SELECT a.id FROM activity a LEFT JOIN organisation o ON o.id = a.lead "
                "WHERE a.deleted = 0 ORDER BY o.sort_key, a.id",
            ),
            "ids of one organisation": (
                find.Query("activity", {"lead": "organisation 7"}),
                "SELECT id FROM activity WHERE deleted = 0 AND lead IN "
                "(SELECT id FROM organisation WHERE sort_key LIKE '%organisation 7%') ORDER BY id",
            ),
        }
        figures = []
        for name, (query, sql) in queries.items():
            ours = best(lambda query=query: find.find_ids(reader, query))
            bare = best(lambda sql=sql: reader.execute(sql).fetchall())
            figures.append(Figure(f"{name}, {ROWS:,} activities", ours, bare, 1.5))
        ids = find.find_ids(reader, find.Query("activity", sort="lead"))
        names = ["lead", "sector", "place", "status", "start", "end", "people_targeted", "implementing"]
        page = best(lambda: find.find_rows(reader, "activity", ids[50_000 : 50_000 + PAGE], names), 20)
        figures.append(Figure(f"a page of {PAGE} rows against 5 ms", page, 0.005, 1.0))
        assert lead in {row[0] for row in find.find_rows(reader, "activity", ids, ["lead"])}
    return figures


def fill(store: Store) -> str:
    """Make the organisations and activities; the id of one organisation."""
    with unit(store, "benchmark") as changing:
        leads = [changing.create("organisation", {"name": f"Organisation {n}"}) for n in range(ORGANISATIONS)]
        for number in range(ROWS):
            changing.create(
                "activity",
                {
                    "lead": leads[number % ORGANISATIONS],
                    "implementing": [leads[number % 7]],
                    "sector": ("WSH", "HEA", "FSC")[number % 3],
                    "place": f"MZ{number % 160:04}",
                    "status": "ongoing",
                    "start": f"2019-{number % 12 + 1:02}-01",
                    "people_targeted": number * 7919 % 100_003,
                    "description": f"Activity number {number}",
                },
            )
    return leads[0]


def best(act: Callable[[], object], times: int = 7) -> float:
    """The shortest of some runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)
