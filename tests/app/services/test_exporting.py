from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from app.errors import Refused
from app.insight.selection import Filters
from app.services import exporting, packs, reach, records
from app.services.exporting import Options
from app.services.exporting_forms import export_form
from app.services.selection import filters_from, select
from app.store.workspace import Store, create_workspace


def add(store: Store, kind: str, /, **values: Any) -> str:
    return records.add(store, kind, values).created[0][1]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Buzi and Dondo: four organisations, work of every sensitivity, one planned, one presence."""
    with create_workspace(tmp_path / "desk") as store:
        packs.begin_country(store, "MOZ", office="INGC")
        wfp = add(store, "organisation", name="World Food Programme", acronym="WFP", type="447")
        inas = add(store, "organisation", name="Acção Social", acronym="INAS", type="435")
        kub = add(store, "organisation", name="Kubatsirana", type="441")
        secret = add(store, "organisation", name="Casa Segura", acronym="CSEG", type="501")
        ana = add(
            store,
            "contact",
            organisation=wfp,
            name="Ana Sitoe",
            phones=["+258 84 111 1111"],
            email="ana@example.org",
            consent_to_share=True,
            consent_date=dt.date(2026, 1, 1),
        )
        rui = add(store, "contact", organisation=inas, name="Rui Nunes", phones=["+258 84 222 2222"])
        school = add(
            store, "site", name="Escola Primária", type="school", place="MZ0901", latitude=-19.8, longitude=34.6
        )
        food = add(
            store,
            "activity",
            lead=wfp,
            implementing=[kub],
            sector="FSC",
            place="MZ0901",
            status="ongoing",
            domain="HA",
            focal_point=ana,
            site=school,
            remarks="=cmd|' /C calc'!A0",
            start=dt.date(2026, 5, 1),
            end=dt.date(2026, 7, 31),
        )
        add(
            store,
            "figures",
            activity=food,
            period_start=dt.date(2026, 5, 1),
            period_end=dt.date(2026, 5, 31),
            people=120,
            girls=4,
            boys=40,
        )
        cash = add(
            store,
            "activity",
            lead=inas,
            sector="SPR",
            place="MZ0903",
            status="ongoing",
            domain="SP",
            focal_point=rui,
            site=school,
            sensitivity="moderate",
        )
        add(
            store,
            "figures",
            activity=cash,
            period_start=dt.date(2026, 6, 1),
            period_end=dt.date(2026, 6, 30),
            people=60,
            validation="validated",
        )
        gbv = add(
            store,
            "activity",
            lead=secret,
            sector="PRO-GBV",
            place="MZ0901",
            status="ongoing",
            sensitivity="high",
            remarks="canary-high",
        )
        add(store, "figures", activity=gbv, people=17)
        add(
            store,
            "activity",
            lead=secret,
            sector="PRO",
            place="MZ0901",
            status="ongoing",
            sensitivity="severe",
            remarks="canary-severe",
        )
        add(store, "activity", lead=kub, sector="WSH", place="MZ09", status="planned")
        add(store, "presence", organisation=kub, sector="HEA", place="MZ0903")
        yield store


def sheet(path: Path, name: str) -> list[list[Any]]:
    return python_calamine.load_workbook(str(path)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def everything(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def test_the_same_number_stands_on_matrix_sheet_and_selection(store, tmp_path):
    data = reach.read_matrix(store, level=2)
    exporting.export(store, tmp_path / "a.xlsx", Options(level=2))
    numbers = sheet(tmp_path / "a.xlsx", "Numbers")
    header = next(row for row in numbers if "Food security" in row)
    buzi = next(row for row in numbers if row[0] == "Buzi")
    row = next(row for row in data["rows"] if row["id"] == "MZ0901")
    assert buzi[header.index("Food security")] == row["cells"]["FSC"]["value"] == 2
    first = [str(cell) for line in sheet(tmp_path / "a.xlsx", "Matrix") for cell in line]
    assert "2\nKubatsirana, WFP" in first
    people = {one["key"]: one["people"] for one in reach.read_reach(store, level=2)["figures"]}
    assert people["sum"] == 197


def test_moderate_rows_leave_without_their_site_and_position(store, tmp_path):
    exporting.export(store, tmp_path / "a.csv", Options(profile="C"))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sites = {row["Lead organisation name"]: (row["Site name"], row["Latitude"]) for row in rows}
    assert sites["World Food Programme"] == ("Escola Primária", "-19.8")
    assert sites["Acção Social"] == ("", "")


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("ending", ["xlsx", "csv", "geojson"])
def test_high_leaves_only_as_a_count_and_severe_not_at_all(store, tmp_path, ending, public):
    path = tmp_path / f"a.{ending}"
    report = exporting.export(store, path, Options(profile="C", level=2, filters=Filters(public=public)))
    text = everything(path) if ending == "xlsx" else path.read_text(encoding="utf-8")
    for canary in ("canary-high", "canary-severe"):
        assert canary not in text
    if ending == "xlsx":
        rows = [row for name in ("Rows", "Organisations", "Matrix") for row in sheet(path, name)]
        assert not any("Casa Segura" in str(cell) or "CSEG" in str(cell) for row in rows for cell in row)
        whole = next(row for row in sheet(path, "Matrix") if row[0] == "Whole of Sofala")
        assert "1\n(1 not named)" in whole
    assert report["withheld"] == {"severe": 1, "high": 1, "moderate": 1}


def test_a_hidden_organisation_is_not_offered_in_a_list_either(store, tmp_path):
    exporting.export(store, tmp_path / "a.xlsx", Options(filters=Filters(public=True)))
    assert "Casa Segura" not in everything(tmp_path / "a.xlsx")


def test_a_public_file_has_no_phone_no_mail_no_remark_and_no_small_figure(store, tmp_path):
    report = exporting.export(store, tmp_path / "a.xlsx", Options(profile="C", filters=Filters(public=True)))
    text = everything(tmp_path / "a.xlsx")
    for private in ("84 111", "ana@example.org", "Ana Sitoe", "calc", "Escola"):
        assert private not in text
    rows = sheet(tmp_path / "a.xlsx", "Rows")
    row = dict(zip(rows[0], next(row for row in rows if "World Food Programme" in row), strict=True))
    assert (row["Girls"], row["Boys"], row["People reached"]) == ("", 40, 120)
    assert "Contacts" not in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert "1 figures of age and sex under 10 are not shown." in report["notes"]


def test_contacts_leave_only_with_consent(store, tmp_path):
    exporting.export(store, tmp_path / "a.xlsx", Options())
    text = everything(tmp_path / "a.xlsx")
    assert "+258 84 111 1111" in text
    assert "84 222" not in text
    assert "Rui" not in text


def test_filters_narrow_every_sheet_and_say_so(store, tmp_path):
    filters = filters_from(
        store, places=["MZ0901"], sectors=["Sécurité alimentaire"], period="2026-05", organisation="WFP"
    )
    report = exporting.export(store, tmp_path / "a.xlsx", Options(filters=filters))
    assert report["rows"] == 1
    assert report["filter"] == "Buzi · Food security · WFP · 2026-05"
    assert any(
        "Buzi · Food security · WFP · 2026-05" in str(cell)
        for row in sheet(tmp_path / "a.xlsx", "Matrix")
        for cell in row
    )
    assert exporting.export(store, tmp_path / "b.csv", Options(filters=filters_from(store, period="2025")))["rows"] == 0


def test_the_default_level_is_one_below_the_place_that_is_looked_at(store):
    assert select(store).level == 1
    assert select(store, Filters(places=("MZ09",))).level == 2
    assert select(store, Filters(places=("MZ0901",))).level == 2


@pytest.mark.parametrize(
    "words",
    [
        {"places": ["XX99"]},
        {"sectors": ["Astrology"]},
        {"organisation": "Nobody"},
        {"period": "soon"},
        {"period": "2026-05/2026-01"},
        {"statuses": ["maybe"]},
    ],
)
def test_a_word_that_is_in_no_list_is_refused_with_a_sentence(store, words):
    with pytest.raises(Refused):
        filters_from(store, **words)


def test_a_merged_organisation_counts_with_the_one_it_stands_for(store):
    from app.services import organisations

    ids = {one.name: one.id for one in select(store).organisations.values()}
    before = reach.read_matrix(store)["total"]
    organisations.merge(store, ids["World Food Programme"], ids["Kubatsirana"])
    assert reach.read_matrix(store)["total"] == before - 1
    assert not any(ids["Kubatsirana"] in line.organisations for line in select(store).lines)


def test_every_export_is_logged_with_its_recipient_and_undo_leaves_the_log(store, tmp_path):
    from app.services import journal

    exporting.export(
        store, tmp_path / "a.xlsx", Options(recipient="The chair", profile="A", filters=Filters(public=True))
    )
    row = store.reading().execute("SELECT file, recipient, public, profile, rows FROM export_log").fetchone()
    assert row == ("a.xlsx", "The chair", 1, "A", 3 + 1)
    journal.undo(store)
    assert store.reading().execute("SELECT count(*) FROM export_log WHERE NOT deleted").fetchone()[0] == 1


def test_geojson_has_each_place_of_the_level_with_what_the_matrix_counts(store, tmp_path):
    exporting.export(store, tmp_path / "a.geojson", Options(level=2))
    data = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    buzi = next(one for one in data["features"] if one["id"] == "MZ0901")
    assert data["type"] == "FeatureCollection"
    assert buzi["properties"] == {
        "pcode": "MZ0901",
        "name": "Buzi",
        "level": 2,
        "organisations": 2,
        "activities": 1,
        "people_highest": 120,
        "sectors": ["FSC"],
        "names": ["Kubatsirana", "WFP"],
    }
    assert buzi["geometry"] is None or buzi["geometry"]["type"] == "MultiPolygon"


def test_another_ending_is_refused(store, tmp_path):
    with pytest.raises(Refused) as refused:
        exporting.export(store, tmp_path / "a.pdf")
    assert refused.value.code == "format_unknown"


def test_the_meta_sheet_says_what_a_careful_reader_asks(store, tmp_path):
    exporting.export(store, tmp_path / "a.xlsx", Options(profile="C", filters=Filters(public=True), language="pt"))
    facts = {row[0]: row[1] for row in sheet(tmp_path / "a.xlsx", "_meta")}
    assert facts["template"] == "ujima-5w 1"
    assert (facts["profile"], facts["public"], facts["language"], facts["rows"]) == ("C", "yes", "pt", 4)
    assert facts["hash"].startswith("sha256:")
    assert facts["place_codes"].startswith("171 ")


def test_the_flat_list_of_places_leads_from_the_top_to_the_code(store, tmp_path):
    exporting.export(store, tmp_path / "a.xlsx", Options(filters=Filters(places=("MZ09",))))
    picked = [row[0] for row in sheet(tmp_path / "a.xlsx", "_lists")][1:]
    assert "Sofala > Buzi | MZ0901" in picked
    assert all(text.startswith("Sofala") for text in picked if text)


def test_two_domains_have_a_first_sheet_each(store, tmp_path):
    exporting.export(store, tmp_path / "a.xlsx", Options())
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names[:3] == ["Matrix", "Social protection", "Humanitarian assistance"]
    exporting.export(store, tmp_path / "b.xlsx", Options(filters=filters_from(store, domains=["SP"])))
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames[:2] == ["Matrix", "Numbers"]


def test_one_organisations_sheet_holds_its_own_rows_and_a_paper_form(store, tmp_path):
    wfp = next(one.id for one in select(store).organisations.values() if one.acronym == "WFP")
    report = export_form(store, tmp_path / "form.xlsx", wfp)
    assert report["rows"] == 1
    assert 14 <= len(report["columns"]) <= 21
    rows, paper = sheet(tmp_path / "form.xlsx", "Rows"), sheet(tmp_path / "form.xlsx", "Paper")
    assert any("World Food Programme" in row for row in rows)
    assert not any("Acção Social" in row for row in rows)
    assert sum("☐" in row[:2] for row in paper) == 2
    assert openpyxl.load_workbook(tmp_path / "form.xlsx")["Paper"].page_setup.fitToHeight in (None, 1)
