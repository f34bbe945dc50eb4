"""Exporting 10,000 rows in profile B, against XlsxWriter writing the same cells, formats and validations bare."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from app import vocabulary
from app.services import exporting, packs
from app.services.exporting import Options
from app.services.unit import unit
from app.store.workspace import Store, create_workspace
from benchmarks import Figure

ROWS, RUNS, TARGET = 10_000, 5, 1.3
Cell = tuple[int, int, Any, int]


def measure() -> list[Figure]:
    """Seconds of a whole export, log and all, with the workspace open."""
    with tempfile.TemporaryDirectory() as folder, create_workspace(Path(folder) / "office") as store:
        fill(store)
        path = Path(folder) / "ours.xlsx"
        exporting.export(store, path, Options(profile="B"))
        sheets = read_cells(path)
        ours, bare = [], []
        for _run in range(RUNS):  # in turn, so that a busy moment of the machine strikes both
            ours.append(timed(lambda: exporting.export(store, path, Options(profile="B"))))
            bare.append(timed(lambda: write_bare(Path(folder) / "bare.xlsx", *sheets)))
    return [Figure("export of 10,000 rows in profile B", min(ours), min(bare), TARGET)]


def timed(act: Any) -> float:
    """Seconds that something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def fill(store: Store) -> None:
    """10,000 activities of 200 organisations in Mozambique, each with figures, most fields filled."""
    packs.begin_country(store, "MOZ")
    places = [id for (id,) in store.reading().execute("SELECT id FROM place WHERE level = 2 ORDER BY id")]
    sectors, groups = vocabulary.code_list("sector").codes, vocabulary.code_list("population_group").codes
    with unit(store, "rows") as changing:
        types = ("447", "437", "441", "435")
        organisations = [
            changing.create(
                "organisation", {"name": f"Organisation number {n}", "acronym": f"ORG{n}", "type": types[n % 4]}
            )
            for n in range(200)
        ]
        kinds = [
            changing.create("activity_type", {"name": f"Kind of activity {n}", "sector": sectors[n % 14]})
            for n in range(60)
        ]
        for n in range(ROWS):
            activity = changing.create(
                "activity",
                {
                    "lead": organisations[n % 200],
                    "implementing": [organisations[(n * 7) % 200]],
                    "reporting_organisation": organisations[n % 200],
                    "sector": sectors[n % 14],
                    "activity_type": kinds[n % 60],
                    "place": places[n % len(places)],
                    "status": "ongoing",
                    "domain": "HA",
                    "modality": "in_kind",
                    "start": dt.date(2026, 1 + n % 12, 1),
                    "end": dt.date(2026, 12, 31),
                    "population_group": groups[n % 10],
                    "people_targeted": n + 100,
                    "remarks": f"A remark on line {n}",
                },
            )
            changing.create(
                "figures",
                {
                    "activity": activity,
                    "period_start": dt.date(2026, 5, 1),
                    "period_end": dt.date(2026, 5, 31),
                    "people": n,
                    "girls": n // 6,
                    "boys": n // 6,
                    "women": n // 6,
                    "men": n // 6,
                    "older_women": n // 6,
                    "older_men": n // 6,
                    "households": n // 5,
                    "unit": "kit",
                    "quantity_delivered": str(n),
                    "count_basis": "counted",
                    "recurrence": "new",
                },
            )


def read_cells(path: Path) -> tuple[dict[str, list[Cell]], list[dict[str, Any]], list[tuple[str, Any]]]:
    """What an export wrote: cells by sheet with the number of their look, the looks, and the validations."""
    book = openpyxl.load_workbook(path)
    looks: dict[str, int] = {}
    facts: list[dict[str, Any]] = []
    cells: dict[str, list[Cell]] = {}
    rules = []
    for sheet in book.worksheets:
        cells[sheet.title] = found = []
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    if (number := looks.get(cell.style_id)) is None:
                        number = looks[cell.style_id] = len(facts)
                        facts.append(
                            {
                                "num_format": cell.number_format,
                                "bold": bool(cell.font.b),
                                "border": 1,
                                "text_wrap": bool(cell.alignment.wrap_text),
                            }
                        )
                    found.append((cell.row - 1, cell.column - 1, cell.value, number))
        rules += [(sheet.title, rule) for rule in sheet.data_validations.dataValidation]
    return cells, facts, rules


def write_bare(
    path: Path, cells: dict[str, list[Cell]], looks: list[dict[str, Any]], rules: list[tuple[str, Any]]
) -> None:
    """The plainest program that writes these cells: one call per cell."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    formats = [book.add_format(look) for look in looks]
    for name, found in cells.items():
        sheet = book.add_worksheet(name)
        for row, column, value, look in found:
            sheet.write(row, column, value, formats[look])
        for title, rule in rules:
            if title == name:
                kinds = {"whole": "integer", None: "any"}
                sheet.data_validation(
                    str(rule.sqref),
                    {
                        "validate": kinds.get(rule.type, rule.type),
                        "criteria": ">=",
                        "value": 0,
                        "source": f"={rule.formula1}",
                    },
                )
    book.close()
