"""Codes of lists: synonyms decide, nearness proposes, and never for modality."""

import pytest
from hypothesis import given, strategies as st

from app.exchange.matching.knowledge import build_answers
from app.exchange.matching.lists import NONE, PROPOSED, RESOLVED, UNRESOLVED, gather_code_decisions, match_code
from app.vocabulary import code_list


@pytest.mark.parametrize(
    "list_name, text, language, code",
    [
        ("sector", "EHA", "fr", "WSH"),
        ("modality", "em espécie (in-kind)", "pt_MZ", "in_kind"),
        ("modality", "dinheiro em espécie", "pt_MZ", "cash"),
        ("modality", "en espèces", "fr", "cash"),
        ("modality", "en especie", "es", "in_kind"),
        ("status", "Em curso", "pt", "ongoing"),
    ],
)
def test_a_synonym_decides(list_name, text, language, code):
    assert match_code(list_name, text, language).code == code


def test_a_near_text_is_proposed_with_the_reason():
    found = match_code("sector", "Helth")
    assert (found.outcome, found.code, found.proposals, found.reason) == (
        PROPOSED,
        None,
        ("HEA",),
        "“Helth” is near Health.",
    )


@given(
    st.sampled_from([words for words, _language, _code in code_list("modality").writings.items()]),
    st.integers(0, 20),
    st.sampled_from("aeinos"),
)
def test_no_modality_is_ever_proposed_by_nearness(words, at, letter):
    found = match_code("modality", words[: at % len(words)] + letter + words[at % len(words) :])
    assert found.outcome in (RESOLVED, UNRESOLVED, NONE)


def test_a_remembered_answer_comes_first():
    answers = build_answers([{"about": "sector", "written": "Helth", "means": ["NUT"]}])
    assert match_code("sector", "HELTH", answers=answers).code == "NUT"


@pytest.mark.parametrize("text", ["", " ", "-", "N/A"])
def test_a_text_that_says_nothing_means_nothing(text):
    assert match_code("sector", text).outcome == NONE


def test_one_question_is_asked_for_all_spellings_of_a_text():
    decisions = gather_code_decisions("sector", {"Helth": 3, "HELTH ": 2, "Health": 9, "Qwxz": 1})
    assert [(one.question, one.proposal) for one in decisions] == [
        ("5 rows say Helth: Health?", "Health"), ("1 row says Qwxz: which is it?", None)
    ]  # fmt: skip
    assert len(decisions[1].options) == len(code_list("sector").codes)
