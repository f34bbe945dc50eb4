"""Files in layouts and languages that nobody prepared for, made here and taken as a district would take them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.services import exporting
from app.services.exporting import Options
from app.services.selection import filters_from
from app.store.workspace import Store
from tests.app.services.importing_files import adds_up, office, take

FRENCH = [
    ["RÉPUBLIQUE DU MOZAMBIQUE — Matrice 5W"],
    ["Situation au 31 mai 2021"],
    [],
    ["QUI", None, "QUOI", None, "OÙ", None, "QUAND", None, "BÉNÉFICIAIRES", None, None],
    ["Organisation chef de file", "Partenaire de mise en œuvre", "Secteur", "Activité", "Province", "District",
     "Date de début", "Date de fin", "Ménages touchés", "Personnes touchées", "Statut"],
    ["UNICEF", "Croix-Rouge", "EHA", "Kits", "Sofala", "Buzi", "13/05/2021", "13/06/2021", "1 001", "5 234", "En cours"],
    ["PAM", "Sans partenaire", "SA", "Vivres", "Sofala", "Dondo", "14/05/2021", "14/06/2021", "202", "1.010", "Achevé"],
    ["TOTAL", None, None, None, None, None, None, None, 1203, 6244],
    [],
    ["Légende : EHA = eau, hygiène et assainissement"],
    ["Source : OCHA"],
]  # fmt: skip
SPANISH = [
    ["Organización implementadora", "Siglas", "Tipo de organización", "Sector", "Departamento", "Municipio", "Mes",
     "Año", "Personas alcanzadas", "Modalidad"],
    ["Fundación Azteca", "FA", "ONG nacional", "Salud", "Guatemala", "Mixco", "mayo", 2021, "1.250", "En especie"],
    ["Fundación Maya", "FM", "ONG nacional", "Protección", "Guatemala", "Amatitlan", "mayo", 2021, 40, "Efectivo"],
]  # fmt: skip
ARABIC = [
    ["مصفوفة من يفعل ماذا وأين"],
    ["المنظمة", "القطاع", "النشاط", "المحافظة", "المديرية", "عدد المستفيدين", "تاريخ البدء", "الحالة"],
    ["اليونيسف", "المياه والصرف الصحي والنظافة", "توزيع", "Ibb", "Jiblah", 1200, "13/05/2021", "جاري"],
    ["أوكسفام", "الصحة", "عيادة", "Ibb", "Yarim", 300, "14/05/2021", "مكتمل"],
]
TAGS_ONLY = [
    ["#org+name", "#sector", "#adm2+code", "#reached", "#date+start"],
    ["UNICEF", "WASH", "MZ0901", 100, dt.datetime(2021, 5, 13)],
    ["WFP", "Food security", "MZ0907", 200, dt.datetime(2021, 5, 14)],
]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes rows into a workbook of one sheet, with merged cells where asked; returns its path."""

    def write(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Path:
        path = tmp_path / "odd.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("Données")
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            for area in merged:
                sheet.merge_range(area, "")
                first = area.partition(":")[0]
                sheet.write(first, _at(rows, first))
        return path

    return write


def _at(rows: list[list[Any]], cell: str) -> Any:
    return rows[int(cell[1:]) - 1][ord(cell[0]) - ord("A")]


def found(store: Store, *names: str) -> list[tuple[Any, ...]]:
    """Fields of the activities, in the order they were taken."""
    fields = ", ".join(f"a.{name}" for name in names)
    return store.reading().execute(f"SELECT {fields} FROM activity a ORDER BY a.id").fetchall()


def test_a_french_sheet_with_titles_groups_totals_and_a_legend_is_its_two_lines(tmp_path, write):
    path = write(FRENCH, merged=("A1:K1", "A2:K2", "A4:B4"))
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path)
        assert adds_up(report)
        assert (report["header_row"], report["first_data_row"], report["rows"], report["created"]) == (5, 6, 2, 2)
        assert report["new_organisations"] == ["Croix-Rouge", "PAM", "UNICEF"]
        assert found(store, "sector", "place", "status") == [
            ("WSH", "MZ0901", "ongoing"),
            ("FSC", "MZ0907", "completed"),
        ]
        figures = store.reading().execute("SELECT households, people FROM figures ORDER BY id").fetchall()
        assert figures == [(1001, 5234), (202, 1010)]


def test_an_acronym_and_a_type_of_no_said_role_belong_to_the_organisation_beside_them(tmp_path, write):
    path = write(SPANISH)
    with office(tmp_path / "office", "GTM") as store:
        report = take(store, path)
        assert report["new_organisations"] == ["Fundación Azteca", "Fundación Maya"]
        assert report["decisions"] == []
        known = store.reading().execute("SELECT name, acronym, type FROM organisation ORDER BY name").fetchall()
        assert known == [("Fundación Azteca", "FA", "441"), ("Fundación Maya", "FM", "441")]
        assert found(store, "modality") == [("in_kind",), ("cash",)]


def test_arabic_headings_are_read(tmp_path, write):
    path = write(ARABIC)
    with office(tmp_path / "office", "YEM") as store:
        report = take(store, path)
        assert (report["header_row"], report["created"], report["held"]) == (2, 2, 0)
        assert [row[:2] for row in found(store, "sector", "status")] == [("WSH", "ongoing"), ("HEA", "completed")]
        assert report["places"] == {"resolved": 2, "proposed": 0, "unresolved": 0}


def test_hashtags_may_be_the_only_header(tmp_path, write):
    path = write(TAGS_ONLY)
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path)
        assert (report["header_row"], report["hashtag_row"], report["first_data_row"]) == (1, 1, 2)
        assert found(store, "sector", "place") == [("WSH", "MZ0901"), ("FSC", "MZ0907")]


@pytest.mark.parametrize(
    "encoding, separator",
    [("utf-16", "\t"), ("utf-16-le", ";"), ("cp1252", ";"), ("latin-1", "\t"), ("utf-8-sig", ",")],
)
def test_a_csv_is_read_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator):
    lines = [
        ["Organisation", "Secteur", "District", "Activité"],
        ["Fédération Eau", "Éducation", "Buzi", "Réhabilitée"],
    ]
    path = tmp_path / "odd.csv"
    path.write_bytes("".join(separator.join(line) + "\r\n" for line in lines * 1 + lines[1:] * 3).encode(encoding))
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path)
        assert (report["rows"], report["created"], report["duplicates"]) == (4, 1, 3)
        assert report["new_organisations"] == ["Fédération Eau"]
        assert found(store, "sector") == [("EDU",)]


def test_hostile_text_stays_text_and_comes_home_unchanged(tmp_path, write):
    hostile = ["=cmd|' /C calc'!A0", "-2+3", "@x", "'; DROP TABLE activity;--", "<script>1</script>", "{0}%s", "\ttab"]
    rows = [["Organisation", "Sector", "District", "Activity", "People reached", "Remarks"]]
    rows += [[text, "WASH", "Buzi", f"+{text}", 5, text] for text in hostile]
    path = write(rows)
    with office(tmp_path / "office", "MOZ") as store:
        assert take(store, path)["created"] == len(hostile)
        for name in ("out.xlsx", "out.csv"):
            exporting.export(store, tmp_path / name, Options())
            home = take(store, tmp_path / name)
            assert (home["unchanged"], home["created"], home["updated"]) == (len(hostile), 0, 0)


def test_a_second_table_under_the_first_is_no_data_and_no_organisation(tmp_path, write):
    path = write([["Organisation", "Sector", "District", "People reached"], ["UNICEF", "WASH", "Buzi", 5],
                  ["WFP", "FSC", "Dondo", 6], [], ["Summary"], ["Sector", "Organisations", "People"], ["WASH", 1, 5],
                  ["FSC", 1, 6]])  # fmt: skip
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path)
        assert (report["rows"], report["new_organisations"]) == (2, ["UNICEF", "WFP"])


def test_codes_say_their_level_whatever_the_heading_says(tmp_path, write):
    path = write([["Organisation", "Sector", "Township_Pcode", "Township"], ["UNICEF", "WASH", "MZ0901", "Buzi"]])
    with office(tmp_path / "office", "MOZ") as store:
        report = take(store, path)
        assert report["columns"]["adm2_code"] == "Township_Pcode"
        assert store.reading().execute("SELECT place FROM presence").fetchall() == [("MZ0901",)]


def test_a_partner_beside_an_organisation_without_a_role_implements_for_it(tmp_path, write):
    path = write([["Prime organization", "Partner", "Cluster", "Raion Pcode", "HHs paid", "# with disabilities"],
                  ["UNHCR", "NRC", "Shelter", "UA1206", 100, 2], ["UNHCR", "Direct", "Protection", "UA4808", 40, 1]])  # fmt: skip
    with office(tmp_path / "office", "UKR") as store:
        columns = take(store, path)["columns"]
        assert columns["implementing"] == "Partner"
        assert (columns["households"], columns["persons_with_disability"]) == ("HHs paid", "# with disabilities")
        names = dict(store.reading().execute("SELECT id, name FROM organisation").fetchall())
        (lead, implementing), *_rest = found(store, "lead", "implementing")
        assert (names[lead], [names[id] for id in json.loads(implementing)]) == ("UNHCR", ["NRC"])


def test_work_without_any_date_is_of_the_period_that_the_file_says(tmp_path):
    path = tmp_path / "3w_may2021.csv"
    path.write_text("Partner,Sector,Activity,District\nUNICEF,WASH,Wells,Buzi\n", encoding="utf-8")
    with office(tmp_path / "office", "MOZ") as store:
        assert "2021-05-01" in str(take(store, path)["decisions"])
        assert [tuple(str(day)[:10] for day in row) for row in found(store, "start", '"end"')] == [
            ("2021-05-01", "2021-05-31")
        ]
        for period, rows in (("2021-05", 1), ("2021-06", 0)):
            out = exporting.export(store, tmp_path / "out.csv", Options(filters=filters_from(store, period=period)))
            assert out["rows"] == rows
        assert take(store, path)["unchanged"] == 1
