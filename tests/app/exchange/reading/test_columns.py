"""Which column is what: hashtag, heading and values together."""

from __future__ import annotations

import pytest

from app.exchange.reading.columns import BY_PERSON, fields_by_column, find_columns
from app.exchange.reading.contents import Knowledge
from app.exchange.reading.layout import find_layout
from app.exchange.reading.lines import read_lines
from app.exchange.reading.opening import open_book


def columns_of(path, knowledge=None, overrides=None):
    book = open_book(path)
    layout = find_layout(book, knowledge=knowledge)
    return find_columns(book, layout, knowledge, overrides)


def named(columns):
    return {name: columns[index].header for name, index in fields_by_column(columns).items()}


def test_a_column_is_a_donor_only_if_its_heading_says_so(real, workbook):
    lead = columns_of(real("moz_response_tracking_2019.xlsx"))[3]
    assert (lead.field, lead.header) == ("lead", "Lead Organization")
    assert any("#org +funder" in doubt for doubt in lead.doubts)
    rows = [
        ["Organisation", "Bailleur", "Sector", "Province"],
        ["#org", "#org+funder", "#sector", "#adm1+name"],
        ["ACF", "ECHO", "WASH", "Sofala"],
    ]
    assert named(columns_of(workbook({"3W": rows})))["funding"] == "Bailleur"


def test_swapped_headings_of_name_and_acronym_are_told_and_the_values_decide(real):
    columns = columns_of(real("nga_3w_aug2021.xlsx"))
    assert (columns[0].field, columns[1].field) == ("organisation_acronym", "organisation")
    assert columns[0].doubts
    assert columns[1].doubts


def test_swapped_hashtags_and_headings_both_give_way_to_the_values(workbook):
    names = [
        ("World Food Programme", "WFP"),
        ("Save the Children International", "SCI"),
        ("International Medical Corps", "IMC"),
        ("Oxfam Novib", "OXF"),
    ]
    rows = [
        ["Acronym", "Organisation", "Sector", "Province"],
        *([name, short, "WASH", "Sofala"] for name, short in names * 3),
    ]
    columns = columns_of(workbook({"3W": rows}))
    assert (columns[0].field, columns[1].field) == ("organisation", "organisation_acronym")
    assert columns[0].doubts


def test_full_names_called_a_description_are_the_names(real):
    found = named(columns_of(real("caf_3w_t1_2022.xlsx")))
    assert (found["organisation"], found["organisation_acronym"]) == ("Description_Acteur", "ACTEUR")


def test_a_code_under_a_heading_of_names_is_a_code(workbook):
    rows = [["District", "Organisation", "Sector"], *([f"MZ09{n:02d}", "WFP", "FSC"] for n in range(1, 9))]
    column = columns_of(workbook({"3W": rows}))[0]
    assert column.field == "adm2_code"
    assert column.doubts


def test_headings_of_no_language_we_know_give_way_to_the_values(workbook):
    knowledge = Knowledge(
        {}, {"sofala": frozenset({1}), "manica": frozenset({1}), "buzi": frozenset({2}), "gondola": frozenset({2})}
    )
    rows = [
        ["Shirika", "Mkoa", "Wilaya", "Sekta"],
        *[["UNICEF", "Sofala", "Buzi", "WASH"], ["WFP", "Manica", "Gondola", "Nutrition"]] * 4,
    ]
    found = named(columns_of(workbook({"Data": rows}), knowledge))
    assert found == {"organisation": "Shirika", "adm1_name": "Mkoa", "adm2_name": "Wilaya", "sector": "Sekta"}


def test_a_field_met_twice_is_taken_from_the_first_column_and_said(real):
    columns = columns_of(real("gtm_345w_2021.csv"))
    assert (columns[0].field, columns[20].field) == ("sender_row_id", None)
    assert any("ID" in doubt for doubt in columns[20].doubts)


def test_a_persons_word_holds_before_everything(real):
    columns = columns_of(real("som_3w_mar2022.xlsx"), overrides={1: "implementing", 2: None})
    assert (columns[1].field, columns[1].reason) == ("implementing", BY_PERSON)
    assert columns[2].field is None
    assert all(column.field != "organisation" for column in columns)


@pytest.mark.parametrize(
    "headings, bands",
    [
        (
            ["Girls (<18)", "Boys (<18)", "Women (18-59)", "Men (18-59)", "Elderly women (60+)", "Elderly men (60+)"],
            False,
        ),
        (["F 0-4", "M 0-4", "F 5-17", "M 5-17", "F 18+", "M 18+"], True),
        (
            [
                "Niñas menor de 5 años",
                "Niños menor de 5 años",
                "Mujeres de 20 a 59 años",
                "Hombres de 20 a 59 años",
                "Mujeres mayores de 60 años",
                "Hombres mayores de 60 años",
            ],
            True,
        ),
        (
            [
                "Filles 0-5 ans",
                "Garçons 0-5 ans",
                "Femmes 18-49 ans",
                "Hommes 18-49 ans",
                "Femmes 50 ans et plus",
                "Hommes 50 ans et plus",
            ],
            True,
        ),
    ],
)
def test_age_bands_other_than_ours_are_kept_as_the_file_has_them(workbook, headings, bands):
    rows = [
        ["Organisation", "Sector", "Province", "Activity", *headings],
        *([["WFP", "FSC", "Sofala", "Food", 1, 2, 3, 4, 5, 6]] * 3),
    ]
    path = workbook({"3W": rows})
    book = open_book(path)
    layout = find_layout(book)
    line = read_lines(book, layout, find_columns(book, layout)).lines[0]
    ours = {name: line.values.get(name) for name in ("girls", "boys", "women", "men", "older_women", "older_men")}
    if bands:
        assert line.values["age_bands"] == dict(zip(headings, [1, 2, 3, 4, 5, 6], strict=True))
        assert set(ours.values()) == {None}
    else:
        assert list(ours.values()) == [1, 2, 3, 4, 5, 6]


def test_targets_and_reached_are_told_apart_under_merged_headings(workbook):
    rows = [
        ["Organisation", "Province", "Sector", "Activity", "Targeted", None, "Reached", None],
        [None, None, None, None, "HH", "Individuals", "HH", "Individuals"],
        *([["WFP", "Sofala", "FSC", "Food", 10, 50, 8, 40]] * 3),
    ]
    found = fields_by_column(columns_of(workbook({"3W": rows})))
    assert {name: found[name] for name in ("households_targeted", "people_targeted", "households", "people")} == {
        "households_targeted": 4, "people_targeted": 5, "households": 6, "people": 7}  # fmt: skip


def test_cells_merged_downwards_say_the_same_for_every_row(workbook):
    rows = [
        ["Province", "Organisation", "Sector"],
        [None, "WFP", "FSC"],
        [None, "UNICEF", "WASH"],
        [None, "WHO", "Health"],
    ]
    path = workbook({"3W": rows}, merged=[("3W", 1, 0, 3, 0, "Sofala")])
    book = open_book(path)
    layout = find_layout(book)
    lines = read_lines(book, layout, find_columns(book, layout)).lines
    assert [line.values["adm1_name"] for line in lines] == ["Sofala"] * 3


def test_a_heading_over_nameless_columns_of_figures_is_doubted(workbook):
    rows = [
        ["Organisation", "Province", "Sector", "Beneficiaries", None, None],
        *([["WFP", "Sofala", "FSC", 10, 50, 8]] * 3),
    ]
    column = columns_of(workbook({"3W": rows}))[3]
    assert column.field == "people"
    assert any("3 columns" in doubt for doubt in column.doubts)
