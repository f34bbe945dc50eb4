"""What a person gives for all lines, and what the file says about itself."""

from __future__ import annotations

import pytest
import xlsxwriter

from app.errors import Refused
from tests.app.services.importing_files import DATA, FILES, ask, take

HEADER = ["Province", "District", "Sector", "Activity", "People reached"]
LINES = [["Sofala", "Buzi", "WASH", "Latrines", 100], ["Sofala", "Dondo", "Health", "Clinics", "c. 300"]]


@pytest.fixture
def write(tmp_path):
    def write(sheets, name="report.xlsx"):
        book = xlsxwriter.Workbook(tmp_path / name)
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        book.close()
        return tmp_path / name

    return write


def test_a_value_for_all_lines_holds_where_they_lack_it(office, tmp_path, write):
    path = write({"3W": [HEADER, *LINES]})
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path, "proposed", values={"lead": "UNICEF", "period": "2019-05", "sector": "Education"})
        assert report["created"] == 2
        found = (
            store.reading()
            .execute(
                "SELECT o.acronym, a.sector, f.period_start, f.people FROM activity a JOIN organisation o ON o.id = a.lead "
                "JOIN figures f ON f.activity = a.id ORDER BY f.people"
            )
            .fetchall()
        )
        assert [(who, sector, str(day)[:10], people) for who, sector, day, people in found] == [
            ("UNICEF", "WSH", "2019-05-01", 100), ("UNICEF", "HEA", "2019-05-01", 300)]  # fmt: skip


@pytest.mark.parametrize(
    "values, code", [({"colour": "red"}, "no_such_field"), ({"period": "soon"}, "value_unreadable")]
)
def test_a_value_that_cannot_be_is_refused(office, tmp_path, write, values, code):
    with office(tmp_path / "office", "MOZ") as store, pytest.raises(Refused) as refused:
        ask(store, write({"3W": [HEADER, *LINES]}), values=values)
    assert refused.value.code == code


def test_an_unclear_figure_waits_and_is_asked_once(office, tmp_path, write):
    path = write(
        {
            "3W": [
                ["Organisation", *HEADER],
                *(["WFP", *line] for line in LINES),
                ["WFP", "Sofala", "Buzi", "Nutrition", "Screening", "c. 300"],
            ]
        }
    )
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path, "none")
        (asked,) = [decision for decision in report["decisions"] if decision["kind"] == "figure"]
        assert (report["created"], report["held"], asked["rows"], asked["proposal"]) == (1, 2, 2, "300")
        answered = take(store, path, "none", answers=[{"question": asked["question"], "answer": "280"}])
        assert answered["created"] == 2
        assert store.reading().execute("SELECT sum(people) FROM figures").fetchone()[0] == 100 + 280 + 280


def test_households_times_a_number_are_a_way_of_counting(office, tmp_path, write):
    rows = [["Organisation", "Province", "District", "Sector", "Activity", "Households reached", "People reached"]]
    rows += [["WFP", "Sofala", "Buzi", "FSC", f"Food {n}", n, 5 * n] for n in range(10, 20)]
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, write({"3W": rows}), "proposed")
        assert report["household_size"] == 5
        assert store.reading().execute("SELECT DISTINCT count_basis FROM figures").fetchall() == [("household_size",)]


def test_the_cover_sheet_says_who_reports_and_when(office, tmp_path, write):
    cover = [
        ["3W reporting form"],
        ["Reporting Organization", "Save the Children"],
        ["Reporting period", "May 2019"],
        ["Cluster", "Fill in this"],
    ]
    with office(tmp_path / "office", "MOZ") as store:
        report = ask(store, write({"Cover": cover, "3W": [["Partner", *HEADER], *(["SCI", *line] for line in LINES)]}))
        asked = {decision["kind"]: decision["proposal"] for decision in report["decisions"]}
        assert asked["reporting_organisation"] == "Save the Children"
        assert "2019-05-01" in asked["period"]


def test_a_file_without_a_column_of_organisations_asks_who_it_is(office, tmp_path, write):
    cover = [["Reporting Organization:", "Save the Children"]]
    path = write({"Cover": cover, "WASH": [[*HEADER[:2], *HEADER[3:]], ["Sofala", "Buzi", "Latrines", 100]]})
    with office(tmp_path / "office", "MOZ") as store:
        assert ask(store, path, "none")["columns"].keys().isdisjoint({"organisation", "sector"})
        report = take(store, path, "proposed")
        assert report["created"] == 1
        assert store.reading().execute("SELECT a.sector, o.name FROM activity a JOIN organisation o ON o.id = a.lead").fetchall() == [
            ("WSH", "Save the Children")]  # fmt: skip


def test_places_and_sectors_alone_are_a_table_once_somebody_says_whose(office, tmp_path, write):
    rows = [["Province", "District", "Sector"], ["Sofala", "Buzi", "WASH"], ["Sofala", "Dondo", "Health"]]
    with office(tmp_path / "office", "MOZ") as store:
        with pytest.raises(Refused) as refused:
            ask(store, write({"Data": rows}))
        assert refused.value.code == "no_data_sheet"
        assert take(store, write({"Data": rows}), values={"organisation": "UNICEF"})["created"] == 2
        covered = write({"Cover": [["Reporting organisation", "Oxfam"]], "Data": rows}, "covered.xlsx")
        waiting = take(store, covered, "none")
        assert (waiting["created"], waiting["held"]) == (0, 2)
        assert (
            take(store, covered, "none", answers=[{"id": waiting["decisions"][0]["id"], "answer": "yes"}])["created"]
            == 2
        )
        assert sorted(store.reading().execute("SELECT DISTINCT name FROM organisation").fetchall()) == [
            ("Oxfam",),
            ("UNICEF",),
        ]


def test_several_sectors_in_a_cell_are_one_line_of_several_sectors(office, tmp_path, write):
    rows = [
        ["Organisation", "Province", "Sector"],
        ["WFP", "Sofala", "WASH, Health"],
        ["CARE", "Sofala", "Water, Sanitation and Hygiene"],
    ]
    with office(tmp_path / "office", "MOZ") as store:
        assert take(store, write({"3W": rows}), "none")["created"] == 2
        assert store.reading().execute("SELECT sector FROM presence ORDER BY sector").fetchall() == [
            ("Multi",),
            ("WSH",),
        ]


def test_the_order_of_dates_can_be_overruled(office, tmp_path, write):
    rows = [
        ["Organisation", "Province", "Sector", "Activity", "Start date"],
        ["WFP", "Sofala", "FSC", "Food", "03/04/2019"],
    ]
    with office(tmp_path / "office", "MOZ") as store:
        assert ask(store, write({"3W": rows}))["date_order"] == "dmy"
        take(store, write({"3W": rows}), "proposed", date_order="mdy")
        assert str(store.reading().execute("SELECT start FROM activity").fetchone()[0])[:10] == "2019-03-04"


def test_dates_that_read_both_ways_are_said_and_asked_once(office, tmp_path, write):
    rows = [
        ["Organisation", "Province", "Sector", "Activity", "Start date"],
        *(["WFP", "Sofala", "FSC", f"Food {n}", f"03/0{n}/2019"] for n in (4, 5)),
    ]
    with office(tmp_path / "office", "MOZ") as store:
        report = ask(store, write({"3W": rows}))
        assert [problem["row"] for problem in report["problems"] if problem["code"] == "date_ambiguous"] == [2, 3]
        (asked,) = [decision for decision in report["decisions"] if decision["kind"] == "date_order"]
        take(store, write({"3W": rows}), answers=[{"id": asked["id"], "answer": "no"}])
        starts = store.reading().execute("SELECT start FROM activity ORDER BY start").fetchall()
        assert [str(start)[:10] for (start,) in starts] == ["2019-03-04", "2019-03-05"]


def test_a_countrys_own_list_is_taken_when_another_country_is_named(office, tmp_path):
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, DATA / FILES["tcd"][0], "proposed", country="TCD")
        assert report["places"]["resolved"] == 705
        assert store.reading().execute("SELECT count(*) FROM presence WHERE place LIKE 'TD%'").fetchone()[0] == 703
        assert store.reading().execute("SELECT count(*) FROM place WHERE country = 'TCD'").fetchone()[0] > 50


def test_a_file_of_another_country_is_told(office, tmp_path):
    with office(tmp_path / "office", "MOZ") as store:
        assert any("(TCD)" in note for note in ask(store, DATA / FILES["tcd"][0])["notes"])
        assert not any("(MOZ)" in note for note in ask(store, DATA / FILES["moz"][0])["notes"])


def test_a_file_of_changes_only_leaves_nobody_missing(office, tmp_path, write):
    rows = [
        ["Organisation", "Province", "District", "Sector"],
        *(["WFP", "Sofala", place, "FSC"] for place in ("Buzi", "Dondo", "Beira", "Caia")),
    ]
    with office(tmp_path / "office", "MOZ") as store:
        take(store, write({"3W": rows}), "proposed")
        fewer = write({"3W": rows[:4]})
        assert ask(store, fewer)["absent"] == 1
        assert ask(store, fewer, values={"full_picture": "no"})["absent"] == 0
