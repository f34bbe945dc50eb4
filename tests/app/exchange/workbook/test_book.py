from __future__ import annotations

import csv
import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import python_calamine
from hypothesis import HealthCheck, given, settings, strategies as st

from app.exchange.workbook.book import write_csv, write_workbook
from app.exchange.workbook.cells import clean
from app.exchange.workbook.chair_sheet import cell_texts
from app.exchange.workbook.columns import columns_of
from app.exchange.workbook.content import Content, Cover, Table
from app.exchange.workbook.rows_sheet import serial
from app.words import speaking

COVER = Cover(
    "Who does what, where",
    "Sofala",
    "Edition 7",
    "cut-off 2026-09-30",
    "2026-09-30",
    "43 of 61 organisations reported, 7 nil, 11 silent",
    "78 % of rows validated",
    "Health",
    "20 %",
    "3 rows",
    [("Sum", "12", "all added")],
    ["a note"],
)
MATRIX = {
    "columns": [{"id": "HEA", "name": "Health", "total": 2}, {"id": "", "name": "Sector not said", "total": None}],
    "rows": [
        {
            "id": "X1",
            "name": "North",
            "kind": "place",
            "total": 2,
            "cells": {"HEA": {"value": 2, "organisations": ["WFP", "=cmd|' /C calc'!A0"], "unnamed": 0}},
        }
    ],
    "total": 2,
}
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "<r>x</r>",
    "_x0041_",
    "a\x00b\x0bc",
    "http://example.org",
    "{=1}",
    "a" * 33_000,
    "  spaces  ",
    "١٢٣",
]


def content(rows: list[list[object]], columns, **facts) -> Content:
    return Content(
        COVER,
        MATRIX,
        columns,
        rows,
        {"status": ["Planned", "=Ongoing"]},
        ["North > Hill | X11"],
        dt.datetime(2026, 9, 30, 12),
        **facts,
    )


def write(path: Path, rows, profile: str = "B", **facts) -> Path:
    columns = columns_of(profile)
    write_workbook(
        path,
        content([row + [None] * (len(columns) - len(row)) for row in rows], columns, **facts),
        place_word="District",
    )
    return path


def read(path: Path, sheet: str) -> list[list[object]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_the_sheets_stand_in_the_order_a_chair_expects(tmp_path):
    path = write(
        tmp_path / "a.xlsx",
        [],
        directory=Table("Organisations", [("Name", 20)], [("WFP",)]),
        changes=Table("Changes", [("What", 20)], []),
        readme=[("What", "This")],
    )
    assert openpyxl.load_workbook(path).sheetnames == [
        "Matrix",
        "Numbers",
        "Rows",
        "Changes",
        "Organisations",
        "Read me",
        "_meta",
        "_lists",
    ]


def test_the_first_sheet_bears_what_the_chair_trusts_and_names_who_is_where(tmp_path):
    texts = [str(cell) for row in read(write(tmp_path / "a.xlsx", []), "Matrix") for cell in row]
    for fact in (
        "Edition 7",
        "2026-09-30",
        "43 of 61 organisations reported, 7 nil, 11 silent",
        "78 % of rows validated",
        "Health",
        "20 %",
    ):
        assert fact in texts
    assert "2\nWFP, =cmd|' /C calc'!A0" in texts


def test_every_sheet_that_is_printed_bears_edition_cut_off_rate_share_and_filter_at_its_foot(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", [], readme=[("What", "This")]))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert "Edition 7 · cut-off 2026-09-30 · 43 of 61" in sheet.oddFooter.left.text, sheet.title


def test_header_then_hashtags_then_rows_with_filter_panes_and_lists(tmp_path):
    path = write(tmp_path / "a.xlsx", [["id"], ["id2"]])
    sheet = openpyxl.load_workbook(path)["Rows"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 4)] == ["Record ID", "#meta+id", "id", "id2"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.fitToHeight == 0
    assert any(rule.formula1 == "ujima_status" for rule in sheet.data_validations.dataValidation)


def test_without_hashtags_the_rows_follow_the_header(tmp_path):
    assert [row[0] for row in read(write(tmp_path / "a.xlsx", [["id"]], hashtags=False), "Rows")] == ["Record ID", "id"]


def test_hostile_text_stays_text_in_every_sheet(tmp_path):
    columns = columns_of("A")
    rows = [[text] + [None] * (len(columns) - 1) for text in map(clean, HOSTILE)]
    path = tmp_path / "a.xlsx"
    write_workbook(
        path,
        content(rows, columns, directory=Table("Organisations", [("Name", 20)], [(clean(text),) for text in HOSTILE])),
        place_word="=District",
    )
    assert [row[0] for row in read(path, "Rows")][2:] == [clean(text) for text in HOSTILE]
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=60).map(clean).filter(lambda text: text.strip()), min_size=1, max_size=8))
def test_any_text_goes_into_a_cell_and_comes_out_the_same(tmp_path, texts):
    path = write(tmp_path / "h.xlsx", [[text] for text in texts], profile="A")
    assert [row[0] for row in read(path, "Rows")][2 : 2 + len(texts)] == texts


def test_dates_and_numbers_are_dates_and_numbers(tmp_path):
    columns = columns_of("B")
    row = [None] * len(columns)
    keys = [column.key for column in columns]
    row[keys.index("start")], row[keys.index("people")], row[keys.index("transfer_value")] = "2026-05-03", 1234, 12.5
    cells = read(write(tmp_path / "a.xlsx", [row]), "Rows")[2]
    assert cells[keys.index("start")] == dt.date(2026, 5, 3)
    assert (cells[keys.index("people")], cells[keys.index("transfer_value")]) == (1234, 12.5)
    assert cells[keys.index("households")] == ""


def test_the_same_content_twice_gives_the_same_cells(tmp_path):
    rows = [["id", "New", "2026-05"]]
    one, two = write(tmp_path / "a.xlsx", rows), write(tmp_path / "b.xlsx", rows)
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(two) as second:
        assert {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }


def test_a_workbook_in_arabic_runs_from_right_to_left(tmp_path):
    with speaking("ar"):
        path = write(tmp_path / "a.xlsx", [])
    book = openpyxl.load_workbook(path)
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets if sheet.sheet_state == "visible")


def test_a_file_that_cannot_be_written_leaves_the_old_one_whole(tmp_path):
    import pytest

    path = tmp_path / "a.xlsx"
    path.write_text("the old one")

    def broken():
        yield [None]
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        write_workbook(path, content(broken(), columns_of("A")), place_word="District")
    assert path.read_text() == "the old one"
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_csv_guards_texts_that_look_like_formulas_and_keeps_accents(tmp_path):
    path = tmp_path / "a.csv"
    columns = columns_of("A")
    write_csv(path, columns, [["=1+1", "Búzi", -4.5] + [None] * (len(columns) - 3)], hashtags=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "Record ID"
    assert rows[1][0] == "#meta+id"
    assert rows[2][:3] == ["'=1+1", "Búzi", "-4.5"]


def test_a_crowded_cell_names_some_and_counts_the_rest():
    names = [f"ORG{n}" for n in range(20)]
    count, shown = cell_texts({"value": 20, "organisations": names, "unnamed": 2})
    assert count == "20"
    assert shown.endswith("ORG11 +8 (2 not named)")
    assert cell_texts({"value": 0, "organisations": [], "unnamed": 0}) == ("", "")


def test_dates_that_spreadsheets_count_differently_stay_text():
    assert serial("2026-05-03") == 46145
    assert serial("1900-01-15") is None
    assert serial("soon") is None
