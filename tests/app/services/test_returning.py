"""A workbook that was sent comes home: real files, as people and other programs change them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import exporting, importing, journal, packs, records
from app.services.exporting import Options
from app.services.importing import Options as ImportOptions
from app.services.selection import filters_from
from app.store.workspace import Store, create_workspace
from tests.helpers.workbooks import Sheet, by_libreoffice

FILES = Path(__file__).parents[2] / "data" / "3w"
REAL = {
    "tcd_3w_oct2021.xlsx": "TCD",
    "lby_3w_may2021.xlsx": "LBY",
    "gtm_345w_2021.csv": "GTM",
    "caf_3w_t1_2022.xlsx": "CAF",
    "sdn_3w_2021.xlsx": "SDN",
    "nga_3w_aug2021.xlsx": "NGA",
    "som_3w_mar2022.xlsx": "SOM",
    "moz_response_tracking_2019.xlsx": "MOZ",
}
COUNTS = ("created", "updated", "unchanged", "deleted", "duplicates", "held")


def take(store: Store, path: Path, **options: Any) -> dict[str, Any]:
    proposal = importing.propose(store, path, ImportOptions(**options))
    importing.take(store, proposal)
    return importing.report(proposal)


def look(store: Store, path: Path, **options: Any) -> dict[str, int]:
    report = importing.report(importing.propose(store, path, ImportOptions(**options)))
    return {name: report[name] for name in COUNTS}


def counts(**said: int) -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0) | said


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Any]:
    """Makes an office of a country that has taken a real file."""
    opened = []

    def make(name: str) -> Store:
        store = create_workspace(tmp_path / name)
        opened.append(store)
        packs.begin_country(store, REAL[name])
        take(store, FILES / name, confirm="proposed")
        return store

    yield make
    for store in opened:
        store.close()


@pytest.mark.long
@pytest.mark.timeout(480)
@pytest.mark.parametrize("name", REAL)
def test_every_real_file_goes_out_and_comes_home_unchanged(office, tmp_path, name):
    store = office(name)
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


@pytest.mark.long
@pytest.mark.timeout(480)
@pytest.mark.parametrize("ending", ["openpyxl", "xlsx", "ods", "csv"])
def test_five_edits_three_new_rows_one_deleted_and_two_columns_moved_are_found_exactly(office, tmp_path, ending):
    store = office("gtm_345w_2021.csv")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    back = edit(tmp_path / "sent.xlsx", tmp_path / "back.xlsx")
    if ending != "openpyxl":
        back = by_libreoffice(back, ending, tmp_path / "saved")
    proposal = importing.propose(store, back)
    report = importing.report(proposal)
    assert {name: report[name] for name in COUNTS} == counts(created=3, updated=5, deleted=1, unchanged=rows - 6)
    assert report["rows"] == rows + 3
    changed = [sorted(values) for one in proposal.planned if one.outcome == "update" for values in one.changes.values()]
    assert sorted(changed) == [["lead"], ["people"], ["remarks"], ["start"], ["status"]]
    importing.take(store, proposal)
    exporting.export(store, tmp_path / "again.xlsx", Options())
    assert look(store, tmp_path / "again.xlsx") == counts(unchanged=rows + 2)
    assert look(store, back)["updated"] == 0


def test_a_csv_that_was_sent_comes_home_with_its_changes(office, tmp_path):
    store = office("gtm_345w_2021.csv")
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


def test_headers_translated_by_hand_and_tags_thrown_away_do_not_matter(office, tmp_path):
    store = office("gtm_345w_2021.csv")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options(hashtags=False))["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows", hashtags=False)
    sheet.put(sheet.first, {"People reached": 424242})
    for number, cell in enumerate(sheet.sheet[1]):
        cell.value = f"Überschrift {number}"
    assert look(store, sheet.save(tmp_path / "back.xlsx")) == counts(updated=1, unchanged=rows - 1)


def test_a_presence_can_be_corrected_and_deleted(office, tmp_path):
    store = office("tcd_3w_oct2021.xlsx")
    rows = exporting.export(store, tmp_path / "sent.xlsx", Options())["rows"]
    sheet = Sheet(tmp_path / "sent.xlsx", "Rows")
    other = "Nutrition" if sheet.sheet.cell(sheet.first, sheet.column("Cluster/sector")).value != "Nutrition" else "Health"
    sheet.put(sheet.first, {"Cluster/sector": other})
    sheet.put(sheet.first + 1, {"Row action": "Delete"})
    back = sheet.save(tmp_path / "back.xlsx")
    assert look(store, back) == counts(updated=1, deleted=1, unchanged=rows - 2)
    take(store, back)
    assert exporting.export(store, tmp_path / "again.xlsx", Options())["rows"] == rows - 1


def test_a_returned_file_that_was_undone_or_comes_again_with_more_is_compared_with_what_was_sent(office, tmp_path):
    store = office("tcd_3w_oct2021.xlsx")
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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Store, str, str]]:
    """An office with one activity and its figures: (store, activity, figures)."""
    store = create_workspace(tmp_path / "desk")
    packs.begin_country(store, "MOZ")
    wfp = records.add(store, "organisation", {"name": "World Food Programme", "acronym": "WFP", "type": "447"}).created[0][1]
    activity = records.add(
        store, "activity", {"lead": wfp, "sector": "FSC", "place": "MZ0901", "status": "ongoing", "remarks": "as sent"}
    ).created[0][1]
    figures = records.add(
        store, "figures", {"activity": activity, "period_start": dt.date(2026, 5, 1), "period_end": dt.date(2026, 5, 31), "people": 100}
    ).created[0][1]
    yield store, activity, figures
    store.close()


def sent_sheet(store: Store, tmp_path: Path) -> Sheet:
    exporting.export(store, tmp_path / "sent.xlsx", Options())
    return Sheet(tmp_path / "sent.xlsx", "Rows")


def test_what_both_sides_changed_is_shown_side_by_side_and_nothing_is_overwritten_unasked(desk, tmp_path):
    store, _activity, figures = desk
    sheet = sent_sheet(store, tmp_path)
    records.save(store, "figures", figures, {"people": 150})
    sheet.put(3, {"People reached": 120})
    back = sheet.save(tmp_path / "back.xlsx")
    assert look(store, back, confirm="proposed") == counts(held=1)
    report = take(store, back)
    question = report["decisions"][0]
    assert question["question"] == "Row 3, People reached: the sheet says 120, here it is 150 (when sent: 100). Which holds?"
    assert question["options"] == ["120", "150"]
    assert records.read(store, "figures", figures)["people"] == 150
    take(store, back, answers=[{"id": question["id"], "answer": "120"}])
    assert records.read(store, "figures", figures)["people"] == 120


def test_what_only_we_changed_is_left_alone(desk, tmp_path):
    store, activity, figures = desk
    sheet = sent_sheet(store, tmp_path)
    records.save(store, "figures", figures, {"people": 150})
    records.save(store, "activity", activity, {"status": "completed"})
    sheet.put(3, {"Remarks": "new"})
    take(store, sheet.save(tmp_path / "back.xlsx"))
    assert records.read(store, "figures", figures)["people"] == 150
    assert {name: records.read(store, "activity", activity)[name] for name in ("status", "remarks")} == {
        "status": "completed",
        "remarks": "new",
    }


def test_a_renamed_organisation_was_not_changed_by_the_sender(desk, tmp_path):
    store, activity, _figures = desk
    sheet = sent_sheet(store, tmp_path)
    lead = records.read(store, "activity", activity)["lead"]
    records.save(store, "organisation", lead, {"name": "PAM", "acronym": "PAM"})
    assert look(store, sheet.save(tmp_path / "back.xlsx")) == counts(unchanged=1)


def test_a_blank_cell_takes_the_value_away_and_zero_stays_zero(desk, tmp_path):
    store, activity, figures = desk
    sheet = sent_sheet(store, tmp_path)
    sheet.put(3, {"Remarks": None, "People reached": 0})
    take(store, sheet.save(tmp_path / "back.xlsx"))
    assert records.read(store, "activity", activity)["remarks"] is None
    assert records.read(store, "figures", figures)["people"] == 0


def test_a_row_marked_delete_that_we_changed_since_is_a_question(desk, tmp_path):
    store, _activity, figures = desk
    sheet = sent_sheet(store, tmp_path)
    sheet.put(3, {"Row action": "Delete"})
    back = sheet.save(tmp_path / "back.xlsx")
    assert look(store, back) == counts(deleted=1)
    records.save(store, "figures", figures, {"people": 150})
    assert look(store, back) == counts(held=1)
    id = importing.report(importing.propose(store, back))["decisions"][0]["id"]
    take(store, back, answers=[{"id": id, "answer": "Delete it"}])
    assert exporting.export(store, tmp_path / "again.csv", Options())["rows"] == 0


def test_a_row_copied_with_its_id_is_asked_about_and_becomes_a_new_row(desk, tmp_path):
    store, *_ids = desk
    sheet = sent_sheet(store, tmp_path)
    sheet.add({cell.value: sheet.sheet.cell(3, cell.column).value for cell in sheet.sheet[1]})
    sheet.put(4, {"People reached": 5})
    back = sheet.save(tmp_path / "back.xlsx")
    assert look(store, back) == counts(unchanged=1, held=1)
    assert look(store, back, confirm="proposed") == counts(unchanged=1, created=1)


def test_a_changed_place_needs_its_name_only_and_the_line_of_the_list_says_it_whole(desk, tmp_path):
    store, activity, _figures = desk
    sheet = sent_sheet(store, tmp_path)
    sheet.put(3, {"Admin2 name": "Dondo"})
    take(store, sheet.save(tmp_path / "one.xlsx"))
    place = records.read(store, "activity", activity)["place"]
    assert place != "MZ0901"
    sheet.put(3, {"Admin2 name": "Sofala > Buzi | MZ0901"})
    take(store, sheet.save(tmp_path / "two.xlsx"), answers=[])
    assert look(store, sheet.save(tmp_path / "two.xlsx"))["held"] + look(store, tmp_path / "two.xlsx")["unchanged"] == 1


def test_ids_of_another_workspace_make_ordinary_rows(desk, tmp_path):
    store, *_ids = desk
    exporting.export(store, tmp_path / "sent.xlsx", Options())
    with create_workspace(tmp_path / "other") as other:
        packs.begin_country(other, "MOZ")
        assert look(other, tmp_path / "sent.xlsx") == counts(created=1)


def test_what_a_public_file_left_out_was_not_deleted_by_the_sender(desk, tmp_path):
    store, _activity, figures = desk
    records.save(store, "figures", figures, {"girls": 4, "boys": 20})
    exporting.export(store, tmp_path / "public.xlsx", Options(filters=filters_from(store, public=True)))
    assert look(store, tmp_path / "public.xlsx") == counts(unchanged=1)


def test_one_undo_takes_a_homecoming_back(desk, tmp_path):
    from app.services import journal

    store, activity, figures = desk
    sheet = sent_sheet(store, tmp_path)
    sheet.put(3, {"Remarks": "new", "People reached": 7})
    take(store, sheet.save(tmp_path / "back.xlsx"))
    journal.undo(store)
    assert records.read(store, "activity", activity)["remarks"] == "as sent"
    assert records.read(store, "figures", figures)["people"] == 100
