"""Tables with months or sectors across are spread once confirmed; a bare cross-tab is refused."""

from __future__ import annotations

import pytest
import xlsxwriter

from app.errors import Refused
from tests.app.services.importing_files import adds_up, take

MONTHS = [
    ["Programa de Subsídio Social Básico – pagamentos 2022"],
    ["Programme", "Implementing partner", "Province", "District", "Jan", "Feb", "Mar", "Total"],
    ["PSSB", "INAS", "Sofala", "Buzi", 120, 130, None, 250],
    ["PSSB", "INAS", "Sofala", "Dondo", 80, 0, 95, 175],
    ["PASD", "INAS", "Manica", "Gondola", None, 40, 41, 81],
]
SECTORS = [
    ["Organisation", "Province", "District", "Education", "Health", "WASH"],
    ["UNICEF", "Sofala", "Buzi", 100, None, 300],
    ["WHO", "Sofala", "Dondo", None, 55, None],
]
MARKS = [[*SECTORS[0]], ["UNICEF", "Sofala", "Buzi", "x", None, "X"], ["WHO", "Sofala", "Dondo", None, "x", None]]


@pytest.fixture
def write(tmp_path):
    def write(rows):
        path = tmp_path / "table.xlsx"
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet("Data")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        book.close()
        return path

    return write


def test_months_across_wait_until_confirmed_and_become_figures(office, tmp_path, write):
    path = write(MONTHS)
    with office(tmp_path / "office", "MOZ") as store:
        asked = take(store, path, "none")
        assert (asked["created"], asked["held"]) == (0, 3)
        assert [decision["kind"] for decision in asked["decisions"] if decision["kind"] == "wide"] == ["wide"]
        report = take(store, path, "proposed")
        assert adds_up(report)
        assert (report["created"], report["records"]) == (3, {"presence": 0, "activity": 3, "figures": 7})
        found = (
            store.reading().execute("SELECT period_start, people FROM figures ORDER BY period_start, people").fetchall()
        )
        assert [(str(day)[:10], people) for day, people in found] == [
            ("2022-01-01", 80), ("2022-01-01", 120), ("2022-02-01", 0), ("2022-02-01", 40), ("2022-02-01", 130),
            ("2022-03-01", 41), ("2022-03-01", 95)]  # fmt: skip
        again = take(store, path, "proposed")
        assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)


def test_sectors_across_become_a_line_each(office, tmp_path, write):
    path = write(SECTORS)
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path, "proposed")
        assert adds_up(report)
        assert (report["rows"], report["created"], report["records"]["activity"]) == (2, 2, 3)
        sectors = (
            store.reading()
            .execute("SELECT a.sector, f.people FROM activity a JOIN figures f ON f.activity = a.id ORDER BY 2")
            .fetchall()
        )
        assert sectors == [("HEA", 55), ("EDU", 100), ("WSH", 300)]
        again = take(store, path, "proposed")
        assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_sectors_ticked_across_are_presence(office, tmp_path, write):
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, write(MARKS), "proposed")
        assert report["records"] == {"presence": 3, "activity": 0, "figures": 0}
        assert sorted(store.reading().execute("SELECT sector FROM presence").fetchall()) == [
            ("EDU",),
            ("HEA",),
            ("WSH",),
        ]


def test_a_cross_tab_without_organisations_is_refused(office, tmp_path, write):
    rows = [["District", "Education", "Health", "WASH"], ["Buzi", 2, 3, 1], ["Dondo", 1, 0, 4]]
    with office(tmp_path / "office", "MOZ") as store, pytest.raises(Refused) as refused:
        take(store, write(rows))
    assert refused.value.code == "no_data_sheet"


def test_a_sector_across_that_is_also_the_name_of_a_quantity_is_a_sector(office, tmp_path, write):
    path = write([["Organisation", "District", "WASH", "Health", "Shelter"], ["UNICEF", "Buzi", 10, None, 300]])
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path, "proposed")
        assert "quantity_delivered" not in report["columns"]
        found = store.reading().execute(
            "SELECT a.sector, f.people FROM figures f JOIN activity a ON a.id = f.activity ORDER BY 1"
        )
        assert found.fetchall() == [("SHL", 300), ("WSH", 10)]


def test_a_month_across_is_a_month_whatever_its_language(office, tmp_path, write):
    path = write([["Pagamentos 2021"], ["Programa", "Instituição", "Distrito", "Janeiro", "Fevereiro", "Março"],
                  ["PSSB", "INAS", "Buzi", 1, 2, 3], ["PSSB", "INAS", "Dondo", 4, 5, 6]])  # fmt: skip
    with office(tmp_path / "office", "MOZ") as store:
        take(store, path, "proposed")
        assert store.reading().execute("SELECT DISTINCT period_kind FROM figures").fetchall() == [("month",)]


@pytest.mark.parametrize("above", [[None, None, 2021, None, 2022, None], ["Outubro 2021 em diante"]])
def test_months_that_begin_again_are_of_the_next_year(office, tmp_path, write, above):
    path = write([above, ["Province", "Implementer", "Nov", "Dec", "Jan", "Feb"], ["Sofala", "INAS", 1, 2, 3, 4]])
    with office(tmp_path / "office", "MOZ") as store:
        take(store, path, "proposed")
        found = store.reading().execute("SELECT period_start FROM figures ORDER BY period_start").fetchall()
        assert [str(day)[:7] for (day,) in found] == ["2021-11", "2021-12", "2022-01", "2022-02"]
