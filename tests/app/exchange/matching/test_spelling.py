"""How alike names are: what makes them near, what keeps neighbours apart, what is heard across scripts."""

import pytest
from hypothesis import given, strategies as st

from app.exchange.matching.spelling import Bare, bare, key, likeness, marks, scripts

NEAR = [
    ("Baidoa", "Baydhaba"),
    ("Centeral Darfur", "Central Darfur"),
    ("Darfour Nord", "North Darfur"),
    ("Galkayo", "Gaalkacyo"),
    ("Hudur", "Xudur"),
    ("Lagawa", "Al Lagowa"),
    ("بنغازي", "Benghazi"),
    ("الجبل الغربي", "Al Jabal Al Gharbi"),
    ("N. Darfur", "North Darfur"),
    ("L/Juba", "Lower Juba"),
    ("Logone Or.", "Logone Oriental"),
    ("FCT", "Federal Capital Territory"),
    ("Bogotá", "Bogota, D.C."),
]
APART = [
    ("North Darfur", "South Darfur"),
    ("Mbomou", "Haut-Mbomou"),
    ("1er Arrondissement", "2e Arrondissement"),
    ("Kosice II", "Kosice III"),
    ("Zone A", "Zone B"),
    ("Nrth Gaza", "Gaza"),
    ("Santa Marta", "Santa Ana"),
    ("Al Waha", "Al Malha"),
    ("Madeinat Kassala", "Reifi Kassala"),
    ("درنة", "Benghazi"),
    ("المظفر", "Al Ma'afer"),
    ("N. Darfur", "South Darfur"),
    ("Zone N. Darfur", "North Darfur"),
]


@pytest.mark.parametrize("text, name", NEAR)
def test_spellings_of_one_name_are_near(text, name):
    assert likeness(text, name) >= 74


@pytest.mark.parametrize("text, name", APART)
def test_neighbours_whose_names_look_alike_are_not_near(text, name):
    assert likeness(text, name) < 74
    assert likeness(name, text) < 74


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_goes_both_ways_and_stays_within_its_bounds(one, other):
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 100


@given(st.text(max_size=40))
def test_a_key_has_no_spaces_and_is_its_own_key(text):
    assert " " not in key(text)
    assert key(key(text)) == key(text)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Province de la Sofala", Bare("sofala", False)),
        ("Bade LGA", Bare("bade", False)),
        ("Cidade da Beira", Bare("beira", True)),
        ("محافظة صنعاء", Bare("صنعاء", False)),
        ("District", Bare("district", False)),
    ],
)
def test_kinds_of_area_at_the_ends_of_a_name_are_left_out(text, expected):
    assert bare(text) == expected


def test_a_cell_in_two_scripts_falls_into_two_names():
    assert scripts("بنغازي Benghazi") == scripts("Benghazi - بنغازي") == ("Benghazi", "بنغازي")
    assert scripts("Benghazi") == ()


def test_marks_are_numbers_ordinals_letters_and_sides():
    assert marks("2e Arrondissement") == ("2",)
    assert marks("Nod-Ouest") == ("west",)
    assert marks("Noth-West") == marks("Nord Ouest") == ("north", "west")
