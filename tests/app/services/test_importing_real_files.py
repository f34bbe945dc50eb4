"""What the real files must show."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.app.services.importing_files import DATA, FILES, Taken, adds_up, take

ROWS = {"moz": 8391, "som": 31085, "caf": 1809, "nga": 4648, "gtm": 1197, "tcd": 705, "lby": 495, "sdn": 2773}


@pytest.fixture(scope="module", params=FILES)
def taken(request, taken_office, tmp_path_factory) -> Iterator[tuple[str, Taken]]:
    made = taken_office(tmp_path_factory.mktemp(request.param) / "office", request.param)
    with made.store:
        yield request.param, made


def test_every_line_is_read_and_accounted_for(taken):
    name, office = taken
    assert office.report["rows"] == ROWS[name]
    assert adds_up(office.report)
    assert office.report["held"] == 0


def test_the_right_kind_of_record_is_made(taken):
    name, office = taken
    made = office.report["records"]
    if name in ("som", "caf", "tcd", "sdn"):
        assert (made["activity"], made["figures"]) == (0, 0)
        assert made["presence"] == office.count("SELECT count(*) FROM presence")
        assert office.count("SELECT sum(line_count) FROM presence") == ROWS[name]
    else:
        assert made["presence"] == 0
        assert made["activity"] == ROWS[name] - office.report["duplicates"]


def test_the_same_file_again_changes_nothing(taken):
    name, office = taken
    before = office.count("SELECT count(*) FROM sync_changeset")
    again = take(office.store, DATA / FILES[name][0])
    assert (again["created"], again["updated"], again["deleted"], again["held"]) == (0, 0, 0, 0)
    assert adds_up(again)
    assert again["absent"] == 0
    assert office.count("SELECT count(*) FROM sync_changeset") == before


def test_every_code_of_the_gazetteer_becomes_exactly_that_place(taken):
    name, office = taken
    column, lines = {
        "caf": ("PCODE2", 1724),
        "nga": ("LGA PCode", 4648),
        "gtm": ("PCODE2", 1000),
        "moz": ("Admin2CODE", 8188),
    }.get(name, ("", 0))
    if not lines:
        return
    type = "presence" if name == "caf" else "activity"
    places = dict(office.rows("SELECT pcode, id FROM place"))
    parents = dict(office.rows("SELECT id, parent FROM place"))
    headers = json.loads(office.rows("SELECT headers FROM imported_file")[0][0])
    at = headers.index(column)
    found = 0
    for cells, place, count in office.rows(
        f"SELECT o.cells, r.place, coalesce(r.line_count, 1) FROM origin o JOIN {type} r ON r.id = o.id WHERE o.type = ?",
        type,
    ):
        code = str(json.loads(cells)[at] or "").strip()
        if code in places:
            assert places[code] in (place, parents.get(place), parents.get(parents.get(place))), (code, place)
            found += count
    assert found == lines


def test_new_organisations_are_named_once_and_never_nobody(taken):
    _name, office = taken
    names = [name for (name,) in office.rows("SELECT name FROM organisation")]
    assert len(names) == len({name.casefold() for name in names})
    assert not {"no partner", "n/a", "tbc", "-", "0"} & {name.casefold() for name in names}
    assert sorted(office.report["new_organisations"]) == sorted(names)


def test_mozambique(taken_office, tmp_path):
    moz = taken_office(tmp_path / "office", "moz")
    assert moz.count("SELECT count(*) FROM activity") == 8391
    assert moz.count("SELECT count(*) FROM activity WHERE funding IS NOT NULL AND funding <> '[]'") == 0
    assert moz.count("SELECT count(*) FROM activity WHERE modality = 'in_kind'") == 7949
    assert moz.count("SELECT count(*) FROM activity WHERE modality = 'cash'") == 204
    coded = moz.rows(
        "SELECT o.cells, a.place FROM origin o JOIN activity a ON a.id = o.id JOIN place p ON p.id = a.place WHERE p.level = 3"
    )
    assert sum(json.loads(cells)[17] == place for cells, place in coded) == 5087
    assert moz.report["columns"]["lead"] == "Lead Organization"
    assert "funding" not in moz.report["columns"]
    assert sum(problem["code"] == "end_before_start" for problem in moz.report["problems"]) >= 83
    assert any("funder" in doubt["message"] for doubt in moz.report["doubts"])
    moz.store.close()


def test_somalia_is_ninety_nine_in_a_hundred_found_once_its_proposals_are_confirmed(taken_office, tmp_path):
    som = taken_office(tmp_path / "office", "som")
    assert som.report["places"]["resolved"] >= 0.99 * 31085
    assert som.count("SELECT count(*) FROM presence") == 1998
    som.store.close()


def test_somalia_unconfirmed_leaves_the_lines_that_need_an_answer(office, tmp_path):
    store = office(tmp_path / "office", "SOM")
    som = Taken(store, take(store, DATA / FILES["som"][0], "none"))
    assert som.report["held"] > 0
    baidoa = next(decision for decision in som.report["decisions"] if "Baidoa" in decision["question"])
    assert (baidoa["rows"], baidoa["proposal"]) == (1490, "Baydhaba (SO2401)")
    again = take(
        som.store,
        DATA / FILES["som"][0],
        "none",
        answers=[{"question": baidoa["question"], "answer": baidoa["proposal"]}],
    )
    assert again["created"] == som.report["held"]
    assert again["held"] == 0
    later = take(som.store, DATA / FILES["som"][0], "none")
    assert (later["held"], later["created"]) == (0, 0)
    assert not any("Baidoa" in decision["question"] for decision in later["decisions"])
    som.store.close()


def test_nigeria_has_names_in_the_field_of_names(taken_office, tmp_path):
    nga = taken_office(tmp_path / "office", "nga")
    assert nga.report["duplicates"] == 2274
    assert nga.report["columns"]["organisation"] == "Org. Acronym"
    assert nga.report["columns"]["organisation_acronym"] == "Organization"
    assert ("Action Aid", "AA") in nga.rows("SELECT name, acronym FROM organisation")
    assert any("Organization" in doubt["message"] for doubt in nga.report["doubts"])
    assert nga.count("SELECT sum(coalesce(line_count, 1)) FROM activity") == 4648
    nga.store.close()


def test_guatemala_keeps_its_own_age_bands_and_zeros_that_mean_nothing_are_blank(taken_office, tmp_path):
    gtm = taken_office(tmp_path / "office", "gtm")
    assert gtm.report["not_disaggregated"] == 371
    undivided = gtm.rows(
        "SELECT o.cells FROM origin o JOIN figures f ON f.activity = o.id WHERE f.people > 0 AND f.girls IS NULL AND f.women IS NULL"
    )
    assert sum(json.loads(cells)[37] == "0" for (cells,) in undivided) == 371
    bands = [
        json.loads(found)
        for (found,) in gtm.rows("SELECT age_bands FROM figures WHERE age_bands IS NOT NULL AND age_bands <> 'null'")
    ]
    assert {"Niñas menor de 5 años", "Mujeres mayores de 60 años", "Niños de 5 a 19 años"} <= set().union(*bands)
    assert gtm.count("SELECT count(*) FROM figures WHERE older_women IS NOT NULL") == 0
    assert gtm.report["date_order"] == "dmy"
    gtm.store.close()


def test_sudan_names_its_repeated_lines(taken_office, tmp_path):
    sdn = taken_office(tmp_path / "office", "sdn")
    assert sdn.report["duplicates"] == 30
    assert sdn.count("SELECT count(DISTINCT sector) FROM presence") <= 12
    assert sdn.count("SELECT count(*) FROM presence WHERE sector IS NULL") == 0
    sdn.store.close()
