"""A workbook that was sent comes home: real files, as people and other programs change them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.services import exporting, importing, journal
from app.services.exporting import Options
from app.store.workspace import Store
from tests.app.services.importing_files import FILES
from tests.helpers.offices import Prepared
from tests.helpers.workbooks import COUNTS, Sheet, by_libreoffice, counts, look, take


@pytest.fixture
def office_of(taken_office, tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Opens an office of a country that has taken its real file."""
    opened = []

    def open_one(name: str) -> Store:
        opened.append(taken_office(tmp_path / name, name).store)
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.mark.long
@pytest.mark.timeout(480)
@pytest.mark.parametrize("name", FILES)
def test_every_real_file_goes_out_and_comes_home_unchanged(office_of, tmp_path, name):
    store = office_of(name)
    for file, options in (
        ("b.xlsx", Options()),
        ("c.xlsx", Options(profile="C", language="fr", hashtags=False)),
        ("a.csv", Options(profile="A")),
    ):
        rows = exporting.export(store, tmp_path / file, options)["rows"]
        assert look(store, tmp_path / file) == counts(unchanged=rows), file


def edit(path: Path, out: Path) -> Path:
    """Five edits, three new rows, one marked Delete, two columns moved and one of the sender's own."""
    sheet = Sheet(path, "Rows")
    first = sheet.first
    sheet.put(first + 5, {"Status": "Suspended"})
    sheet.put(first + 10, {"People reached": 777})
    sheet.put(first + 15, {"Remarks": '+ a remark, with ; and "marks"\nof two lines'})
    sheet.put(first + 20, {"Start date": dt.datetime(2021, 4, 2)})
    sheet.put(first + 25, {"Lead organisation name": "Programa Mundial de Alimentos de la ONU en Guatemala"})
    sheet.put(first + 30, {"Row action": "Delete"})
    new = {
        "Lead organisation name": "Save the Children",
        "Cluster/sector": "Nutrition",
        "Admin1 name": "Alta Verapaz",
        "Admin2 name": "Coban",
        "Status": "Ongoing",
        "Start date": dt.datetime(2021, 6, 1),
    }
    sheet.add(*({**new, "Activity": f"Screening {number}", "People reached": number} for number in (1, 2, 3)))
    sheet.move("Status", 1)
    sheet.move("Remarks", 3)
    sheet.insert("Checked by", 5, ["Ana"] * 40)
    return sheet.save(out)


@pytest.fixture(scope="module")
def edited(taken_office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Prepared, Path, int]:
    """An office that has sent its workbook, the workbook as it was edited, and how many rows went out."""
    folder = tmp_path_factory.mktemp("edited")
    with taken_office(folder / "office", "gtm").store as store:
        rows = exporting.export(store, folder / "sent.xlsx", Options())["rows"]
        return Prepared(store.folder, store.key), edit(folder / "sent.xlsx", folder / "back.xlsx"), rows


@pytest.mark.long
@pytest.mark.timeout(480)
@pytest.mark.parametrize("ending", ["openpyxl", "xlsx", "ods", "csv"])
def test_five_edits_three_new_rows_one_deleted_and_two_columns_moved_are_found_exactly(edited, tmp_path, ending):
    sent_by, back, rows = edited
    if ending != "openpyxl":
        back = by_libreoffice(back, ending, tmp_path / "saved")
    with sent_by.opened(tmp_path / "office") as store:
        proposal = importing.propose(store, back)
        report = importing.report(proposal)
        assert {name: report[name] for name in COUNTS} == counts(created=3, updated=5, deleted=1, unchanged=rows - 6)
        assert report["rows"] == rows + 3
        updated = [one for one in proposal.planned if one.outcome == "update"]
        changed = [sorted(values) for one in updated for values in one.changes.values()]
        assert sorted(changed) == [["lead"], ["people"], ["remarks"], ["start"], ["status"]]
        importing.take(store, proposal)
        exporting.export(store, tmp_path / "again.xlsx", Options())
        assert look(store, tmp_path / "again.xlsx") == counts(unchanged=rows + 2)
        assert look(store, back)["updated"] == 0


def test_a_csv_that_was_sent_comes_home_with_its_changes(office_of, tmp_path):
    store = office_of("gtm")
    total = exporting.export(store, tmp_path / "sent.csv", Options(language="es", hashtags=False))["rows"]
    with (tmp_path / "sent.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    rows[4][header.index("Personas alcanzadas")] = "12,345"
    rows[5][header.index("Acción de la fila")] = "Eliminar"
    order = sorted(range(len(header)), key=lambda position: header[position])
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[row[position] for position in order] for row in rows])
    assert look(store, tmp_path / "back.csv") == counts(updated=1, deleted=1, unchanged=total - 2)


def test_headers_translated_by_hand_and_tags_thrown_away_do_not_matter(office_of, tmp_path):
    store = office_of("gtm")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options(hashtags=False))["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows", hashtags=False)
    sheet.put(sheet.first, {"People reached": 424242})
    for number, cell in enumerate(sheet.sheet[1]):
        cell.value = f"Überschrift {number}"
    assert look(store, sheet.save(tmp_path / "back.xlsx")) == counts(updated=1, unchanged=rows - 1)


def test_a_presence_can_be_corrected_and_deleted(office_of, tmp_path):
    store = office_of("tcd")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    other = (
        "Nutrition" if sheet.sheet.cell(sheet.first, sheet.column("Cluster/sector")).value != "Nutrition" else "Health"
    )
    sheet.put(sheet.first, {"Cluster/sector": other})
    sheet.put(sheet.first + 1, {"Row action": "Delete"})
    back = sheet.save(tmp_path / "back.xlsx")
    assert look(store, back) == counts(updated=1, deleted=1, unchanged=rows - 2)
    take(store, back)
    assert exporting.export(store, tmp_path / "again.xlsx", Options())["rows"] == rows - 1


def test_a_returned_file_that_was_undone_or_comes_again_with_more_is_compared_with_what_was_sent(office_of, tmp_path):
    store = office_of("tcd")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    sheet.put(sheet.first, {"Cluster/sector": "Nutrition", "Remarks": "seen"})
    sheet.put(sheet.first + 1, {"Row action": "Delete"})
    back = sheet.save(tmp_path / "back.xlsx")
    take(store, back)
    journal.undo(store)
    assert take(store, back)["created"] == 0
    assert exporting.export(store, tmp_path / "again.xlsx", Options())["rows"] == rows - 1
    sheet.put(sheet.first, {"Cluster/sector": "Health", "Remarks": "seen"})
    sheet.put(sheet.first + 2, {"Remarks": "seen too"})
    more = look(store, sheet.save(tmp_path / "more.xlsx"))
    # the sector was changed here (by the first return) and there: asked; the second row is new
    assert more == counts(held=1, updated=1, unchanged=rows - 2)


def test_figures_that_a_returned_file_added_are_added_once(office_of, tmp_path):
    store = office_of("lby")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    sheet.put(sheet.first, {"People reached": 77})
    back = sheet.save(tmp_path / "back.xlsx")
    assert take(store, back)["updated"] == 1
    assert look(store, back) == counts(unchanged=rows)
    sheet.put(sheet.first, {"People reached": 78})
    assert take(store, sheet.save(tmp_path / "more.xlsx"))["held"] == 1  # 77 here, 78 there, nothing when it was sent
    assert store.reading().execute("SELECT people FROM figures WHERE NOT deleted").fetchall() == [(77,)]


def test_figures_written_into_a_row_of_presence_wait_with_a_sentence(office_of, tmp_path):
    store = office_of("tcd")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    sheet.put(sheet.first, {"People reached": 50, "Remarks": "first half"})
    report = take(store, sheet.save(tmp_path / "back.xlsx"), confirm="proposed")
    assert {name: report[name] for name in COUNTS} == counts(held=1, unchanged=rows - 1)
    assert [(one["row"], one["column"], one["code"]) for one in report["problems"]] == [
        (sheet.first, "People reached", "presence_only")
    ]


def test_an_unknown_place_or_a_further_organisation_overwrites_nothing_of_a_presence(office_of, tmp_path):
    store = office_of("tcd")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    sheet.put(sheet.first, {"Admin1 name": "Atlantis"})
    sheet.put(sheet.first + 1, {"Implementing organisation name": "Some NGO"})
    back = sheet.save(tmp_path / "back.xlsx")
    for _time in range(2):
        assert {name: take(store, back, confirm="proposed")[name] for name in COUNTS} == counts(
            held=2, unchanged=rows - 2
        )
