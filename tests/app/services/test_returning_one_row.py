"""One row that was sent comes home, changed by its sender, by us, or by both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import exporting, importing, packs, records
from app.services.exporting import Options
from app.services.selection import filters_from
from app.store.workspace import Store, create_workspace
from tests.helpers.workbooks import Sheet, counts, look, take


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Store, str, str]]:
    """An office with one activity and its figures: (store, activity, figures)."""
    store = create_workspace(tmp_path / "desk")
    packs.begin_country(store, "MOZ")
    wfp = records.add(store, "organisation", {"name": "World Food Programme", "acronym": "WFP", "type": "447"}).created[
        0
    ][1]
    activity = records.add(
        store, "activity", {"lead": wfp, "sector": "FSC", "place": "MZ0901", "status": "ongoing", "remarks": "as sent"}
    ).created[0][1]
    figures = records.add(
        store,
        "figures",
        {"activity": activity, "period_start": dt.date(2026, 5, 1), "period_end": dt.date(2026, 5, 31), "people": 100},
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
    assert (
        question["question"]
        == "Row 3, People reached: the sheet says 120, here it is 150 (when sent: 100). Which holds?"
    )
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
