from __future__ import annotations

from hypothesis import given, strategies as st

from app.insight.matrix import ACTIVITIES, BY_ORGANISATION, PEOPLE, as_data, matrix, measured_by_place
from app.insight.selection import PRESENCE
from tests.app.insight.conftest import ORGANISATIONS, PLACES, a_line


def test_an_organisation_in_two_sectors_and_two_places_counts_once_in_the_totals(selection):
    counted = matrix(selection(a_line("1"), a_line("2", sector="HEA"), a_line("3", place="X21")))
    assert counted.cells["X1", "FSC"].value == counted.cells["X1", "HEA"].value == counted.cells["X2", "FSC"].value == 1
    assert counted.row_totals["X1"].value == 1
    assert counted.column_totals["FSC"].value == 1
    assert counted.total.value == 1


def test_leads_and_implementing_organisations_work_there_and_donors_do_not(selection):
    counted = matrix(
        selection(a_line("1", implementing=("kub",)), a_line("2", organisation=None, implementing=("inas",)))
    )
    assert counted.cells["X1", "FSC"].organisations == ("inas", "kub", "wfp")


def test_rows_said_about_a_larger_place_stand_in_a_line_of_their_own_and_are_never_dropped(selection):
    counted = matrix(selection(a_line("1", place="X1"), a_line("2", place=None), a_line("3")), level=2)
    assert [(row.id, row.name, row.kind) for row in counted.rows if counted.row_totals[row.id].value] == [
        ("X11", "Hill", "place"),
        ("whole:X1", "Whole of North", "whole"),
        ("", "Place not known", "unknown"),
    ]
    assert counted.row_totals["whole:X1"].lines == ("1",)


def test_places_roll_up_to_the_level_asked_for(selection):
    lines = [a_line("1"), a_line("2", place="X12"), a_line("3", place="X21")]
    assert {row.id for row in matrix(selection(*lines), level=1).rows} == {"X1", "X2"}
    assert {row.id for row in matrix(selection(*lines), level=0).rows} == {"X"}


def test_empty_places_of_the_area_are_listed_so_that_a_gap_is_seen(selection):
    counted = matrix(selection(a_line("1")), level=2)
    assert [row.name for row in counted.rows] == ["Hill", "Lake", "Plain"]
    assert counted.row_totals["X12"].value == 0


def test_planned_and_cancelled_rows_are_counted_only_when_they_are_asked_for(selection):
    from app.insight.selection import Filters

    lines = [
        a_line("1", status="planned"),
        a_line("2", status="cancelled", organisation="kub"),
        a_line("3", organisation="inas", status=None),
    ]
    assert matrix(selection(*lines)).total.organisations == ("inas",)
    asked = selection(lines[0], filters=Filters(statuses=("planned",)))
    assert matrix(asked).total.organisations == ("wfp",)


def test_presence_is_an_organisation_and_never_an_activity(selection):
    some = selection(a_line("p", kind=PRESENCE, record="p"), a_line("1"), a_line("2", record="a-1"))
    assert matrix(some, measure=ACTIVITIES).total.value == 1
    assert matrix(some).total.value == 1


def test_an_unnamed_organisation_is_counted_and_not_named(selection):
    counted = matrix(selection(a_line("1"), a_line("", record="h", organisation="kub", hidden=True, people=None)))
    cell = counted.cells["X1", "FSC"]
    assert (cell.value, cell.organisations, cell.unnamed) == (2, ("wfp",), 1)


def test_a_row_of_an_organisation_names_only_itself(selection):
    counted = matrix(
        selection(a_line("1", implementing=("kub",)), a_line("2", sector="HEA")), by=BY_ORGANISATION, measure=ACTIVITIES
    )
    assert [(row.name, counted.row_totals[row.id].value) for row in counted.rows] == [
        ("Kubatsirana", 1),
        ("World Food Programme", 2),
    ]
    assert counted.column_totals["FSC"].value == 1
    assert counted.cells["kub", "FSC"].organisations == ("kub",)


def test_people_in_cells_and_totals_are_without_double_counting(selection):
    lines = [a_line("1", people=100), a_line("2", people=80, sector="HEA"), a_line("3", people=30, place="X21")]
    counted = matrix(selection(*lines), measure=PEOPLE)
    assert counted.row_totals["X1"].value == 100
    assert counted.total.value == 130
    assert measured_by_place(selection(*lines), 1, PEOPLE)["X1"].value == 100


def test_the_matrix_as_data_says_names_and_rows_of_every_cell(selection):
    some = selection(a_line("1"), a_line("2", organisation="kub"))
    data = as_data(matrix(some), some)
    row = next(row for row in data["rows"] if row["id"] == "X1")
    assert row["cells"]["FSC"] == {
        "value": 2,
        "organisations": ["Kubatsirana", "WFP"],
        "unnamed": 0,
        "rows": ["1", "2"],
    }
    assert data["columns"] == [{"id": "FSC", "name": "Food security", "total": 2}]


a_random_line = st.builds(
    lambda id, place, sector, who, status: a_line(str(id), place=place, sector=sector, organisation=who, status=status),
    st.integers(0, 10_000),
    st.sampled_from([None, *PLACES]),
    st.sampled_from(["FSC", "HEA", None]),
    st.sampled_from([None, *ORGANISATIONS]),
    st.sampled_from(["ongoing", "planned", None]),
)


@given(st.lists(a_random_line, max_size=30, unique_by=lambda line: line.id), st.integers(0, 2))
def test_every_counted_row_stands_in_exactly_one_cell_and_every_total_holds_its_cells(lines, level):
    from app.insight.selection import Selection

    some = Selection(tuple(lines), ORGANISATIONS, PLACES, level=1)
    counted = matrix(some, level)
    behind = [id for cell in counted.cells.values() for id in cell.lines]
    assert sorted(behind) == sorted(line.id for line in some.counted())
    for (row, column), cell in counted.cells.items():
        assert set(cell.organisations) <= set(counted.row_totals[row].organisations) & set(
            counted.column_totals[column].organisations
        )
    assert set(counted.total.organisations) == {id for line in some.counted() for id in line.organisations}
