"""Where the table stands, in the real files and in layouts made after others that have been met."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import Refused
from app.exchange.reading.columns import fields_by_column, find_columns
from app.exchange.reading.layout import find_layout
from app.exchange.reading.lines import read_lines
from app.exchange.reading.opening import open_book

REAL = [
    # file, sheet, header rows, hashtag row, first data row, lines, distinct lines
    ("moz_response_tracking_2019.xlsx", "Data_Entry", (6, 7), 8, 9, 8391, 8391),
    ("som_3w_mar2022.xlsx", "Data", (1,), 2, 3, 31085, 1998),
    ("caf_3w_t1_2022.xlsx", "RCA 3W Qui fait Quoi Où T1 2022", (1,), 2, 3, 1809, 1809),
    ("nga_3w_aug2021.xlsx", "august_3ws", (1,), 2, 3, 4648, 2374),
    ("gtm_345w_2021.csv", "gtm_345w_2021", (1,), 2, 3, 1197, 1197),
    ("tcd_3w_oct2021.xlsx", "Feuil1", (1,), 2, 3, 705, 703),
    ("lby_3w_may2021.xlsx", "3W as of May 2021", (1,), 2, 3, 495, 495),
    ("sdn_3w_2021.xlsx", "2020 3Ws compiled", (1,), 2, 3, 2773, 2743),
]


@pytest.mark.parametrize("name, sheet, header_rows, hashtag_row, first, lines, distinct", REAL)
def test_the_table_of_a_real_file_is_found_exactly(real, name, sheet, header_rows, hashtag_row, first, lines, distinct):
    book = open_book(real(name))
    layout = find_layout(book)
    assert (layout.sheet, layout.header_rows, layout.hashtag_row, layout.first_data_row) == (
        sheet,
        header_rows,
        hashtag_row,
        first,
    )
    read = read_lines(book, layout, find_columns(book, layout))
    assert (read.read, len(read.lines)) == (lines, distinct)


def test_groups_above_the_header_and_lists_on_other_sheets_are_seen(real):
    layout = find_layout(open_book(real("moz_response_tracking_2019.xlsx")))
    assert layout.group_row == 5
    assert {"Lists", "Admin_List"} <= set(layout.reference_sheets)
    assert layout.groups[12] == "WHERE"
    assert layout.header(24) == "Nb of Beneficiaries assisted"


def read(path, sheet=None):
    book = open_book(path)
    layout = find_layout(book, sheet)
    columns = find_columns(book, layout)
    return layout, columns, read_lines(book, layout, columns)


def fields(columns):
    return {name: columns[index].header for name, index in fields_by_column(columns).items()}


LINES_FR = [
    ["Ouham", "Bossangoa", "EHA", "ACF", "Réhabilitation de puits", 120, "En cours"],
    ["Ouham", "Batangafo", "Santé", "MSF", "Clinique mobile", 450, "Terminé"],
    ["Vakaga", "Birao", "Education", "UNICEF", "Kits scolaires", 300, "En cours"],
    ["Vakaga", "Birao", "Protection", "DRC", "Espaces amis des enfants", 80, "Planifié"],
]
HEADER_FR = ["Préfecture", "Sous-préfecture", "Secteur", "Organisation", "Activité", "Personnes atteintes", "Statut"]


def test_titles_above_and_totals_and_sources_below_are_no_lines(workbook):
    rows = [
        ["Matrice 3W – République centrafricaine"],
        ["Situation au 31 mars 2022"],
        [],
        HEADER_FR,
        *LINES_FR,
        ["Total", None, None, None, None, 950],
        [],
        ["Source : clusters, mars 2022"],
        ["* chiffres provisoires"],
    ]
    layout, columns, lines = read(workbook({"3W": rows}))
    assert (layout.header_rows, layout.first_data_row, layout.last_data_row, lines.read) == ((4,), 5, 8, 4)
    assert {"adm1_name", "adm2_name", "sector", "organisation", "activity_type", "people", "status"} <= set(
        fields(columns)
    )
    assert "Matrice 3W – République centrafricaine" in layout.title_cells
    assert lines.facts.period.start == dt.date(2022, 3, 1)


def test_a_table_that_does_not_begin_in_the_first_column_keeps_its_places(workbook):
    rows = [[], [], [None, None, *HEADER_FR], *([None, None, *line] for line in LINES_FR)]
    layout, columns, lines = read(workbook({"3W": rows}))
    assert (layout.first_data_row, lines.read) == (4, 4)
    assert lines.lines[0].row == 4
    assert columns[2].field == "adm1_name"
    assert lines.lines[0].values["people"] == 120


def test_a_merged_heading_over_parts_names_each_part(workbook):
    header = ["Province", "District", "Sector", "Organization", "Activity", "People reached", None, None, None]
    parts = [None, None, None, None, None, "Girls", "Boys", "Women", "Men"]
    rows = [
        header,
        parts,
        ["Sofala", "Buzi", "WASH", "UNICEF", "Latrines", 10, 20, 30, 40],
        ["Sofala", "Dondo", "Health", "WHO", "Clinic", 11, 21, 31, 41],
    ]
    layout, _columns, lines = read(workbook({"Data": rows}))
    assert layout.header_rows == (1, 2)
    assert lines.read == 2
    assert {name: lines.lines[0].values.get(name) for name in ("girls", "boys", "women", "men")} == {
        "girls": 10,
        "boys": 20,
        "women": 30,
        "men": 40,
    }


def test_headers_repeated_within_the_table_are_no_lines(workbook):
    rows = [HEADER_FR, *LINES_FR[:2], [], HEADER_FR, *LINES_FR[2:]]
    _layout, _columns, lines = read(workbook({"3W": rows}))
    assert [line.row for line in lines.lines] == [2, 3, 6, 7]


def test_subtotals_between_the_lines_are_no_lines(workbook):
    rows = [
        HEADER_FR,
        *LINES_FR[:2],
        ["Total Ouham", None, None, None, None, 570],
        *LINES_FR[2:],
        ["TOTAL GENERAL", None, None, None, None, 950],
    ]
    _layout, _columns, lines = read(workbook({"3W": rows}))
    assert [line.row for line in lines.lines] == [2, 3, 5, 6]


def test_hashtags_can_be_the_header(workbook):
    rows = [["#adm1 +name", "#adm2+name", "#sector", "#org", "#activity", "#reached"], *(line[:6] for line in LINES_FR)]
    layout, columns, lines = read(workbook({"3W": rows}))
    assert (layout.header_rows, layout.hashtag_row, layout.header_row, lines.read) == ((), 1, 1, 4)
    assert fields(columns).keys() == {"adm1_name", "adm2_name", "sector", "organisation", "activity_type", "people"}


def test_the_data_sheet_is_found_behind_a_pivot_and_hidden(workbook):
    pivot = [["Row Labels", "Count of Organisation"], ["Ouham", 2], ["Vakaga", 2], ["Grand Total", 4]]
    lists = [["Secteur", None, "Organisation"], ["EHA", None, "ACF"], ["Santé", None, "MSF"]]
    layout, _columns, lines = read(workbook({"Pivot": pivot, "Base!": [HEADER_FR, *LINES_FR], "Listes": lists}))
    assert (layout.sheet, lines.read) == ("Base", 4)
    assert set(layout.reference_sheets) == {"Pivot", "Listes"}


def test_a_person_can_name_the_sheet_and_a_wrong_name_is_told(workbook):
    path = workbook({"A": [HEADER_FR, *LINES_FR], "B": [HEADER_FR, *LINES_FR[:2]]})
    layout, _columns, lines = read(path, "b ")
    assert (layout.sheet, lines.read) == ("B", 2)
    with pytest.raises(Refused) as refused:
        read(path, "C")
    assert refused.value.code == "no_such_sheet"
    assert "A" in refused.value.message


def test_a_row_of_guidance_under_the_header_is_no_line(workbook):
    rows = [
        HEADER_FR,
        [
            "Liste déroulante",
            "Liste déroulante",
            "Liste déroulante",
            "Texte libre",
            "Texte libre",
            "Nombre",
            "Liste déroulante",
        ],
        *LINES_FR,
    ]
    layout, _columns, lines = read(workbook({"3W": rows}))
    assert (layout.first_data_row, lines.read) == (3, 4)


@pytest.mark.parametrize(
    "header",
    [
        [
            "Province",
            "District",
            "Sector",
            "Implementing Partner",
            "Activity description",
            "Beneficiaries reached",
            "Status",
        ],
        [
            "Província",
            "Distrito",
            "Setor",
            "Organização implementadora",
            "Descrição da atividade",
            "Beneficiários alcançados",
            "Estado",
        ],
        [
            "Departamento",
            "Municipio",
            "Sector",
            "Organización implementadora",
            "Descripción de la actividad",
            "Personas alcanzadas",
            "Estado",
        ],
        [
            "Région",
            "Département",
            "Secteur",
            "Partenaire de mise en œuvre",
            "Description de l'activité",
            "Bénéficiaires atteints",
            "Statut",
        ],
        ["المحافظة", "المديرية", "القطاع", "الشريك المنفذ", "وصف النشاط", "عدد المستفيدين", "الحالة"],
    ],
)
def test_headers_in_five_languages_need_no_hashtags(workbook, header):
    _layout, columns, lines = read(workbook({"Sheet1": [header, *LINES_FR]}))
    found = fields(columns)
    assert lines.read == 4
    assert {"adm1_name", "adm2_name", "sector", "implementing", "description", "people", "status"} <= set(found), found


def test_a_bare_cross_tab_of_counts_is_refused_with_a_sentence(workbook):
    rows = [["District", "Education", "Health", "WASH", "Total"], ["Buzi", 2, 3, 1, 6], ["Dondo", 1, 0, 4, 5]]
    with pytest.raises(Refused) as refused:
        read(workbook({"Matrix": rows}))
    assert refused.value.code in ("no_data_sheet", "cross_tab")


def test_a_file_without_activities_is_refused_with_a_sentence(workbook):
    rows = [["Item", "Price", "Stock"], ["Rice", 12.5, 100], ["Beans", 9, 40]]
    with pytest.raises(Refused) as refused:
        read(workbook({"Stock": rows}))
    assert refused.value.code == "no_data_sheet"
