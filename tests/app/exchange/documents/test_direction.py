"""Which way texts run: stretches lose nothing, and phones, dates and acronyms stay whole in an Arabic sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.exchange.documents.direction import clean, isolated, runs_right_to_left, stretches
from tests.helpers.documents import TEXTS


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
