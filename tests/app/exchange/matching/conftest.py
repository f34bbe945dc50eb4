"""The real 3W files of eight countries as lines of codes and names by level, read with calamine, their layouts known."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.exchange import packs
from app.exchange.matching.knowledge import Places, build_places
from app.exchange.matching.organisation_columns import Writing
from app.exchange.matching.references import extend_places

FILES = Path(__file__).parents[3] / "data" / "3w"
LAYOUTS = {
    "MOZ": (
        "moz_response_tracking_2019.xlsx",
        "Data_Entry",
        8,
        {1: 13, 2: 15, 3: 17, 4: 19},
        {1: 12, 2: 14, 3: 16, 4: 18},
    ),
    "CAF": ("caf_3w_t1_2022.xlsx", 0, 2, {1: 1, 2: 3}, {1: 0, 2: 2}),
    "NGA": ("nga_3w_aug2021.xlsx", 0, 2, {1: 8, 2: 10}, {1: 7, 2: 9}),
    "GTM": ("gtm_345w_2021.csv", 0, 2, {0: 9, 1: 10, 2: 12, 3: 14}, {0: 8, 1: 11, 2: 13, 3: 15}),
    "SOM": ("som_3w_mar2022.xlsx", "Data", 2, {}, {1: 3, 2: 4}),
    "TCD": ("tcd_3w_oct2021.xlsx", 0, 2, {1: 0}, {1: 1}),
    "LBY": ("lby_3w_may2021.xlsx", 0, 2, {2: 1}, {2: 0}),
    "SDN": ("sdn_3w_2021.xlsx", 0, 2, {}, {1: 0, 2: 1}),
}
"""File, sheet, first row of data, and the columns of codes and of names by admin level."""

ORGANISATIONS = {
    "MOZ": [(3, None, 4), (5, None, 6)], "CAF": [(6, 5, 7)], "NGA": [(1, 0, 2)], "GTM": [(5, None, None), (6, None, 7)],
    "SOM": [(1, None, 2)], "TCD": [(4, 3, 5)], "LBY": [(3, None, None), (4, None, None)], "SDN": [(4, None, 3)],
}  # fmt: skip
"""The columns of name, acronym and type of every organisation of a line."""

Lines = list[tuple[dict[int, str], dict[int, str]]]


@cache
def read_rows(country: str) -> list[list[str]]:
    file, sheet, first, _codes, _names = LAYOUTS[country]
    if file.endswith(".csv"):
        with (FILES / file).open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.reader(opened))[first:]
    book = CalamineWorkbook.from_path(FILES / file)
    found = book.get_sheet_by_name(sheet) if isinstance(sheet, str) else book.get_sheet_by_index(sheet)
    return [[str(cell) for cell in row] for row in found.to_python(skip_empty_area=False)[first:]]


@cache
def read_sheets(country: str) -> list[tuple[str, list[list[object]]]]:
    file, data = LAYOUTS[country][:2]
    book = CalamineWorkbook.from_path(FILES / file)
    names = [name for at, name in enumerate(book.sheet_names) if data not in (at, name)]
    return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]


@cache
def pack_rows(country: str) -> tuple[dict[str, object], ...]:
    return tuple(asdict(row) | {"id": row.pcode} for row in packs.shipped_pack(country).places)


@pytest.fixture(scope="session")
def lines_of() -> Callable[[str], Lines]:
    """All lines of a country's file, as (codes by level, names by level)."""

    def lines(country: str) -> Lines:
        codes, names = LAYOUTS[country][3:]
        return [
            ({lv: row[at] for lv, at in codes.items()}, {lv: row[at] for lv, at in names.items()})
            for row in read_rows(country)
        ]

    return lines


@pytest.fixture(scope="session")
def places_of() -> Callable[[str], Places]:
    """The places of a country's shipped list; with what the other sheets of its file add, where there are any."""

    @cache
    def places(country: str, with_sheets: bool = False) -> Places:
        rows = pack_rows(country)
        if not with_sheets:
            return build_places(rows)
        extension = extend_places(build_places(rows), read_sheets(country))
        return build_places([*rows, *extension.rows], extension.hints)

    return places


@pytest.fixture(scope="session")
def sheets_of() -> Callable[[str], list[tuple[str, list[list[object]]]]]:
    """The sheets of a country's file beside the one with its data."""
    return read_sheets


@pytest.fixture(scope="session")
def writings_of() -> Callable[[str], Counter[Writing]]:
    """How a country's file writes its organisations, with the number of rows of each."""

    def writings(country: str) -> Counter[Writing]:
        return Counter(
            Writing(*(row[at] if at is not None else "" for at in columns))
            for row in read_rows(country)
            for columns in ORGANISATIONS[country]
        )

    return writings
