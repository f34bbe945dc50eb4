"""Real files taken into workspaces of their own, and copies of them changed for one test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from app.exchange.reading.opening import open_book
from app.services import importing, packs
from app.store import workspace
from app.store.workspace import Store

DATA = Path(__file__).parents[2] / "data" / "3w"
FILES = {
    "moz": ("moz_response_tracking_2019.xlsx", "MOZ"),
    "som": ("som_3w_mar2022.xlsx", "SOM"),
    "caf": ("caf_3w_t1_2022.xlsx", "CAF"),
    "nga": ("nga_3w_aug2021.xlsx", "NGA"),
    "gtm": ("gtm_345w_2021.csv", "GTM"),
    "tcd": ("tcd_3w_oct2021.xlsx", "TCD"),
    "lby": ("lby_3w_may2021.xlsx", "LBY"),
    "sdn": ("sdn_3w_2021.xlsx", "SDN"),
}


@dataclass
class Taken:
    """A workspace into which one file was taken, and what was reported."""

    store: Store
    report: dict[str, Any]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the workspace."""
        return self.store.reading().execute(sql, values).fetchall()

    def count(self, sql: str, *values: Any) -> int:
        """One number."""
        return int(self.rows(sql, *values)[0][0])


def office(folder: Path, country: str) -> Store:
    """A new workspace of a country."""
    store = workspace.create_workspace(folder)
    packs.begin_country(store, country)
    return store


def take(store: Store, path: Path, confirm: str = "proposed", **options: Any) -> dict[str, Any]:
    """Take a file and say what was done."""
    proposal = importing.propose(store, path, importing.Options(confirm=confirm, **options))
    importing.take(store, proposal)
    return importing.report(proposal)


def ask(store: Store, path: Path, confirm: str = "none", **options: Any) -> dict[str, Any]:
    """What taking a file would do; nothing is written."""
    return importing.report(importing.propose(store, path, importing.Options(confirm=confirm, **options)))


def changed_copy(source: Path, target: Path, change: Callable[[str, list[list[Any]]], list[list[Any]]]) -> Path:
    """A copy of a workbook as xlsx in which `change(sheet name, rows)` gives the rows."""
    book = open_book(source)
    out = xlsxwriter.Workbook(
        target, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False, "strings_to_urls": False}
    )
    for sheet in book.sheets:
        written = out.add_worksheet(sheet.name[:31])
        for at, row in enumerate(change(sheet.name, [list(cells) for cells in sheet.rows])):
            for column, cell in enumerate(row):
                if cell is not None and cell != "":
                    written.write(at, column, cell)
    out.close()
    return target


def adds_up(report: dict[str, Any]) -> bool:
    """The identity that every import keeps."""
    return report["rows"] == sum(
        report[name] for name in ("created", "updated", "unchanged", "deleted", "duplicates", "held")
    )
