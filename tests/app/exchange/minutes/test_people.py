"""Attendance by a few letters: whoever is meant comes first, and nobody is taken for another."""

import pytest
from hypothesis import given, strategies as st

from app.exchange.minutes.people import Person, WalkIn, find_people, initials, walk_in

ROOM = [
    Person("rosa", "Rosa Machava", "o1", "SDSMAS"),
    Person("ricardo", "Ricardo Mondlane", "o2", "INAS", member=False),
    Person("joao", "João Tomás", "o2", "INAS"),
    Person("costa", "Alda da Costa Chico", "o3", "SDAE"),
    Person("amina", "أمينة عثمان", "o4", "الهلال الأحمر"),
    Person("amal", "Amal Idris", "o5", "PMA"),
]
names = st.lists(st.text(st.characters(categories=("Ll", "Lu")), min_size=1, max_size=8), min_size=1, max_size=4)


def ids(typed):
    return [person.id for person in find_people(typed, ROOM)]


@pytest.mark.parametrize(
    "typed, first",
    [
        ("rm", ["rosa", "ricardo"]),
        ("R.M.", ["rosa", "ricardo"]),
        ("jt", ["joao"]),
        ("joao", ["joao"]),
        ("JOÃO t", ["joao"]),
        ("mach", ["rosa"]),
        ("r mon", ["ricardo"]),
        ("acc", ["costa"]),
        ("adcc", ["costa"]),
        ("ac", ["costa"]),
        ("inas", ["joao", "ricardo"]),
        ("اع", ["amina"]),
        ("عثمان", ["amina"]),
        ("الهلال", ["amina"]),
        ("", []),
        ("  ", []),
        ("zz", []),
        ("elisa", []),
    ],
)
def test_who_is_meant_comes_first(typed, first):
    assert ids(typed)[: len(first) or None] == first


def test_initials_come_before_names_that_begin_so():
    room = [Person("1", "Amal Idris"), Person("2", "Aida Mussa")]
    assert [one.id for one in find_people("ai", room)] == ["1", "2"]
    assert [one.id for one in find_people("am", room)] == ["2", "1"]


@given(names)
def test_everybody_is_found_by_initials_and_by_the_whole_name(words):
    person = Person("x", " ".join(words))
    assert find_people(person.name, [person]) == [person]
    for letters in initials(person.name):
        assert find_people(letters, [person]) == [person]


@pytest.mark.parametrize(
    "typed, who",
    [
        ("Elisa João, AMAI", WalkIn("Elisa João", "AMAI")),
        ("Elisa João (AMAI)", WalkIn("Elisa João", "AMAI")),
        ("Elisa João – Associação de Mulheres", WalkIn("Elisa João", "Associação de Mulheres")),
        ("Elisa  João - AMAI", WalkIn("Elisa João", "AMAI")),
        ("Jean-Pierre Nkurunziza, MSF", WalkIn("Jean-Pierre Nkurunziza", "MSF")),
        ("Tomé Dique", WalkIn("Tomé Dique")),
        ("", None),
    ],
)
def test_whom_nobody_knows_walks_in_with_his_organisation(typed, who):
    assert walk_in(typed) == who


@given(st.text(max_size=60))
def test_any_line_is_somebody_or_nobody(typed):
    found = walk_in(typed)
    assert (found is None) == (not typed.split())
    assert set(find_people(typed, ROOM)) <= set(ROOM)
