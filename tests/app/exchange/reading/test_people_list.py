"""A list of people is refused; contacts of organisations and counts of people are not one."""

from __future__ import annotations

import pytest

from app.errors import Refused
from app.exchange.reading.layout import find_layout
from app.exchange.reading.opening import open_book

NAMES = [
    "Amina Yusuf",
    "João Machava",
    "Fatima Bello",
    "Ibrahim Musa",
    "Maria Chissano",
    "Grace Banda",
    "Ali Hassan",
    "Rosa Tembe",
]


def people(*headers, cells):
    return [list(headers), *([name, *cells(number)] for number, name in enumerate(NAMES))]


@pytest.mark.parametrize(
    "rows",
    [
        people("Beneficiary name", "National ID", "District", cells=lambda n: [f"A{n}4471{n}23", "Buzi"]),
        people("Name", "Age", "Sex", "Village", cells=lambda n: [20 + n, "F", "Estaquinha"]),
        people(
            "Full name", "Phone number", "Organisation", "Sector", cells=lambda n: [f"+25884123{n}567", "WFP", "FSC"]
        ),
        people("Nom et prénom", "Date de naissance", "Préfecture", cells=lambda n: [f"1{n}/03/1988", "Ouham"]),
        people(
            "Nombre completo",
            "DPI",
            "Departamento",
            "Sector",
            "Organización",
            cells=lambda n: [f"2547 1234{n} 0101", "Petén", "Salud", "PMA"],
        ),
        people("Nome do beneficiário", "Idade", "Distrito", cells=lambda n: [30 + n, "Buzi"]),
        people("اسم المستفيد", "رقم الهوية", "المحافظة", cells=lambda n: [f"90{n}1234567", "طرابلس"]),
        people("Household head", "HH ID", "Amount", cells=lambda n: [f"HH-00{n}87", 5000]),
        people("X1", "X2", cells=lambda n: [f"+2588412{n}4567"]),
        [
            ["Nome", "BI", "Telefone", "Distrito", "Organização"],
            *(
                [name.replace(" ", " E. "), f"11010{n}B", f"+25884123{n}567", "Buzi", "WFP"]
                for n, name in enumerate(NAMES)
            ),
        ],
        [
            ["name", "age", "district", "organisation", "sector"],
            *([name.lower(), 20 + n, "Buzi", "WFP", "FSC"] for n, name in enumerate(NAMES)),
        ],
    ],
)
def test_a_list_of_people_is_refused(workbook, rows):
    with pytest.raises(Refused) as refused:
        find_layout(open_book(workbook({"Sheet1": rows})))
    assert refused.value.code == "people_list"
    assert not any(name in refused.value.message for name in NAMES)


def test_focal_points_with_phones_beside_activities_are_no_list_of_people(workbook):
    header = [
        "Organisation",
        "Sector",
        "Province",
        "District",
        "Activity",
        "People reached",
        "Focal point",
        "Phone",
        "Email",
    ]
    rows = [
        [f"Org {n}", "WASH", "Sofala", "Buzi", "Latrines", 10 * n, name, f"+25884123{n}567", f"a{n}@example.org"]
        for n, name in enumerate(NAMES)
    ]
    assert find_layout(open_book(workbook({"3W": [header, *rows]}))).sheet == "3W"


def test_children_and_participants_counted_are_no_list_of_people(workbook):
    header = [
        "Activity ID",
        "Name of organization",
        "Sector",
        "District",
        "Activity",
        "Children",
        "Number of participants",
        "Age group",
    ]
    rows = [[f"A{n}00{n}", name, "Education", "Buzi", "Training", n, 12 + n, "6-12"] for n, name in enumerate(NAMES)]
    assert find_layout(open_book(workbook({"3W": [header, *rows]}))).sheet == "3W"


def test_a_list_of_people_on_another_sheet_is_never_the_data(workbook):
    header = ["Organisation", "Sector", "Province", "Activity", "People reached"]
    lines = [["WFP", "FSC", "Sofala", "Food", 10 * n] for n in range(3)]
    listed = people(
        "Beneficiary name",
        "National ID",
        "Organisation",
        "Sector",
        "Province",
        cells=lambda n: [f"A{n}4471{n}23", "WFP", "FSC", "Sofala"],
    )
    layout = find_layout(open_book(workbook({"Beneficiaries": listed, "3W": [header, *lines]})))
    assert layout.sheet == "3W"
    assert "Beneficiaries" not in layout.reference_sheets


@pytest.mark.parametrize(
    "name", ["moz_response_tracking_2019.xlsx", "gtm_345w_2021.csv", "nga_3w_aug2021.xlsx", "lby_3w_may2021.xlsx"]
)
def test_no_real_3w_is_taken_for_a_list_of_people(real, name):
    assert find_layout(open_book(real(name))).sheet
