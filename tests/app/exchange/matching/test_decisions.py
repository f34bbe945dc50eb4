"""A question, its answer, and what is remembered."""

import json

import pytest

from app.exchange.matching.decisions import Decision, Option, decision_id, read_answer, read_answers, remember

BAIDOA = Decision(
    decision_id("place", "place", "Baidoa", "SO24"),
    "place",
    "1,490 rows say Baidoa: Baydhaba?",
    1490,
    "Baydhaba (SO2401)",
    (
        Option("Baydhaba (SO2401)", ("SO2401",)),
        Option("Diinsoor (SO2403)", ("SO2403",)),
        Option("Both", ("SO2401", "SO2403")),
    ),
    "place",
    "Baidoa",
    "SO24",
)


@pytest.mark.parametrize(
    "answer, means",
    [
        (True, ("SO2401",)),
        ("yes", ("SO2401",)),
        ("Oui", ("SO2401",)),
        ("Baydhaba (SO2401)", ("SO2401",)),
        ("so2403", ("SO2403",)),
        (["SO2401", "SO2403"], ("SO2401", "SO2403")),
        ("both", ("SO2401", "SO2403")),
        ("no", ()),
        (False, ()),
        ("Nenhum", ()),
        ("Kismaayo", None),
    ],
)
def test_an_answer_is_read_as_yes_no_a_text_or_an_id(answer, means):
    assert read_answer(BAIDOA, answer) == means


def test_answers_come_back_by_id_or_by_question():
    printed = json.loads(json.dumps([BAIDOA.as_json()]))
    assert read_answers([BAIDOA], [{**printed[0], "answer": "yes"}]) == {BAIDOA.id: "yes"}
    assert read_answers([BAIDOA], [{"question": " 1,490 rows say baidoa: Baydhaba?", "answer": "SO2403"}]) == {
        BAIDOA.id: "SO2403"
    }
    assert read_answers([BAIDOA], printed) == {}


def test_the_same_question_has_the_same_id_in_every_file():
    assert decision_id("place", "place", " BAIDOA", "SO24") == BAIDOA.id
    assert decision_id("place", "place", "Baidoa", None) != BAIDOA.id


def test_what_is_remembered_is_a_synonym():
    assert remember(BAIDOA, ["SO2401"]) == {
        "about": "place",
        "written": "Baidoa",
        "within": "SO24",
        "means": ["SO2401"],
    }
