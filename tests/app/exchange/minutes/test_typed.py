"""A line of minutes as it is typed: every way of beginning one, who does it, and by when."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from app import vocabulary
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE, SIGNS, Name, Names, kind_of, understand
from app.words import LANGUAGES

TODAY = dt.date(2026, 11, 24)
NAMES = Names(
    [Name("organisation", name, name) for name in ("INAS", "PMA", "SDPI", "SDSMAS", "CARE")]
    + [
        Name("organisation", "CVM", "CVM"),
        Name("organisation", "CVM", "Cruz Vermelha de Moçambique"),
        Name("organisation", "SARC", "الهلال الأحمر"),
        Name("person", "rosa", "Rosa Machava"),
        Name("place", "MZ0901", "Búzi"),
    ]
)
WRITINGS = [
    (text, code)
    for code, row in vocabulary.code_list("line_kind").rows.items()
    for text in (*(row[language] for language in LANGUAGES), *row["synonyms"].split("|"))
    if text
]


@pytest.mark.parametrize("word, kind", WRITINGS)
@pytest.mark.parametrize("mark", [":", " :", " – ", " 3:", " nº 3 :"])
def test_a_line_is_what_it_begins_with_in_every_language(word, kind, mark):
    for text in (f"{word}{mark} the list is compared", f"  {word.upper()}{mark}the list is compared"):
        found, begins = kind_of(text)
        assert found == kind
        assert text[begins:] == "the list is compared"


@pytest.mark.parametrize("sign, kind", SIGNS.items())
def test_a_sign_at_the_beginning_will_do(sign, kind):
    assert kind_of(f"{sign} the list is compared") == (kind, 2)
    assert kind_of(f" {sign}the list is compared") == (kind, 2)


@pytest.mark.parametrize(
    "text",
    ["The decision was put off", "Actions speak", "INAS: 1,840 households", "10:30 coffee", "<Media omitted>", ""],
)
def test_every_other_line_is_a_note(text):
    assert kind_of(text)[0] == NOTE


@given(st.text(max_size=120))
def test_any_line_is_understood_and_what_it_names_stands_in_it(text):
    line = understand(text, NAMES, TODAY, TODAY)
    assert line.kind in (NOTE, DECISION, ACTION, NEXT_TIME)
    assert 0 <= line.begins <= len(text)
    assert all(0 <= one.start < one.end <= len(text) for one in line.mentions)
    assert set(line.assigned_to) <= {one.id for one in line.mentions}
    assert line.due is None or line.begins <= line.due.start < line.due.end <= len(text)


@pytest.mark.parametrize(
    "text, doers, due",
    [
        ("Action: SDPI checks both boreholes with the committee before 4 dec", ["SDPI"], "2026-12-04"),
        ("Acção 3: INAS e PMA levam as listas ao SDSMAS até sexta", ["INAS", "PMA"], "2026-11-27"),
        ("Point d'action : réparer le toit – CVM, d'ici vendredi", ["CVM"], "2026-11-27"),
        ("Acción: Cruz vermelha de moçambique repara el techo antes del 15/12", ["CVM"], "2026-12-15"),
        ("إجراء: الهلال الأحمر يقدم القائمة قبل يوم الجمعة", ["SARC"], "2026-11-27"),
        ("> Share the calendar (INAS, PMA) by 1 December", ["INAS", "PMA"], "2026-12-01"),
        ("> The committee asks SDSMAS for the list", ["SDSMAS"], None),
        ("> INAS/PMA & CVM repair the road", ["INAS", "PMA", "CVM"], None),
        ("> Compare what INAS has with what PMA has", [], None),
        ("> who will care for them?", [], None),
    ],
)
def test_who_does_it_and_by_when(text, doers, due):
    line = understand(text, NAMES, TODAY)
    assert list(line.assigned_to) == doers
    assert (str(line.due.date) if line.due else None) == due


def test_a_note_is_due_by_no_day_and_given_to_nobody():
    line = understand("INAS paid 1,840 households before 12 November in Buzi, says Rosa Machava", NAMES, TODAY)
    assert (line.kind, line.due, line.assigned_to) == (NOTE, None, ())
    assert [one.id for one in line.mentions] == ["INAS", "MZ0901", "rosa"]


def test_the_last_words_of_a_line_begin_the_names_that_they_may_become():
    start, found = NAMES.beginning("We asked cru")
    assert (start, [name.written for name in found]) == (9, ["Cruz Vermelha de Moçambique"])
    assert [name.written for name in NAMES.beginning("from Cruz ver")[1]] == ["Cruz Vermelha de Moçambique"]
    assert [name.written for name in NAMES.beginning("says mach")[1]] == ["Rosa Machava"]
    assert [name.written for name in NAMES.beginning("قال الهل")[1]] == ["الهلال الأحمر"]
    for text in ("We asked c", "We asked Cruz ", "INAS", ""):
        assert NAMES.beginning(text) == (len(text), [])


def test_what_a_person_says_of_a_line_counts_more_than_how_it_begins():
    line = understand("Decision: INAS brings the list by Friday", NAMES, TODAY, said=ACTION)
    assert (line.kind, line.begins, line.due is not None) == (ACTION, 10, True)
