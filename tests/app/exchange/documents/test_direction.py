"""Which way texts run: stretches lose nothing, and phones, dates and acronyms stay whole in an Arabic sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.exchange.documents.direction import clean, isolated, joined, led, runs_right_to_left, stretches, unbroken
from tests.helpers.documents import TEXTS, bare


@given(TEXTS, st.booleans())
def test_the_stretches_of_a_text_are_the_text(text: str, right_to_left: bool) -> None:
    text = clean(text)
    found = stretches(text, right_to_left)
    assert "".join(stretch for stretch, _runs in found) == text
    assert all(stretch for stretch, _runs in found)


@given(TEXTS, st.booleans())
def test_isolates_come_in_pairs_and_add_nothing_else(text: str, right_to_left: bool) -> None:
    text = clean(text)
    marked = isolated(text, right_to_left)
    assert marked.count("\u2068") == marked.count("\u2069")
    assert marked.replace("\u2068", "").replace("\u2069", "") == text


@given(TEXTS)
def test_a_cleaned_text_is_clean_and_has_every_letter_and_digit(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert [sign for sign in once if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@pytest.mark.parametrize(
    "text, left",
    [
        ("ينسق WFP (Sudan) مع +258 84 123 4567 حتى 31/5/2026.", ["WFP (Sudan)", "+258 84 123 4567", "31/5/2026"]),
        ("تم صرف 1 840 000 دينار", ["1 840 000"]),
        ("القائمة (INAS 2026) جاهزة", ["INAS 2026"]),
        ("مع PMA (PMA\u200f، 4/12/2026)", ["PMA", "PMA", "4/12/2026"]),
        ("الأهداف 3, 4, 5", ["3", "4", "5"]),
        ("من 9:30 إلى 11:00", ["9:30", "11:00"]),
    ],
)
def test_what_runs_from_left_to_right_in_an_arabic_sentence_is_one_piece(text: str, left: list[str]) -> None:
    assert [stretch for stretch, runs in stretches(text, True) if not runs] == left


def test_an_arabic_phrase_in_a_sentence_from_left_to_right_is_one_piece_with_its_numbers() -> None:
    found = stretches("She said: في 2026 و (كسلا) too", False)
    assert [stretch for stretch, runs in found if runs] == ["في 2026 و (كسلا)"]


@pytest.mark.parametrize(
    "text, answer", [("12 – قرار WFP", True), ("12 – WFP قرار", False), ("31/5/2026", None), ("", None)]
)
def test_a_text_runs_as_its_first_letter_does(text: str, answer: bool | None) -> None:
    for otherwise in (True, False):
        assert runs_right_to_left(text, otherwise) is (otherwise if answer is None else answer)


@given(st.lists(TEXTS.map(clean), max_size=5), st.booleans())
def test_texts_that_are_joined_are_all_there_and_run_as_told(texts: list[str], right_to_left: bool) -> None:
    made = led(joined(texts, ", ", right_to_left), right_to_left)
    assert bare(made) == bare(", ".join(filter(None, texts)))
    assert runs_right_to_left(made, right_to_left) is right_to_left


def test_names_of_another_script_are_read_in_the_order_of_the_list() -> None:
    made = joined(("Rosa", "Aminata", "أحمد"), "، ", True)
    assert [stretch for stretch, runs in stretches(made, True) if not runs] == ["Rosa", "Aminata"]
    assert joined(("Rosa", "", "Aminata"), ", ", False) == "Rosa, Aminata", "no marks where there is nothing to mark"


def test_a_phone_is_not_broken_where_a_line_ends() -> None:
    assert unbroken("call +258 84 123 4567 now") == "call +258\u00a084\u00a0123\u00a04567 now"
