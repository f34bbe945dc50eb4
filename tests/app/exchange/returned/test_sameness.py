from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from app import vocabulary
from app.exchange.returned.sameness import numbers_of, plain, same
from app.exchange.workbook.book import guarded
from app.exchange.workbook.cells import clean
from app.exchange.workbook.columns import by_key
from app.words import LANGUAGES

COLUMN = by_key()


@pytest.mark.parametrize("back", [1234, 1234.0, "1234", "1,234", "1 234", "1\u202f234", "1.234", "1234.00"])
def test_a_figure_is_the_same_in_the_writing_of_any_country(back):
    assert same(COLUMN["people"], 1234, back)


@pytest.mark.parametrize("back", [1235, "12,34", "", None, "many", 0])
def test_another_figure_is_another(back):
    assert not same(COLUMN["people"], 1234, back)


def test_blank_is_not_zero():
    assert not same(COLUMN["people"], None, 0)
    assert not same(COLUMN["people"], 0, "")
    assert same(COLUMN["people"], None, "  ")


@pytest.mark.parametrize(
    "back", [dt.date(2026, 4, 3), dt.datetime(2026, 4, 3), "2026-04-03", "03/04/2026", "04/03/2026", "3.4.26"]
)
def test_a_date_is_the_same_in_whatever_order_it_was_saved(back):
    assert same(COLUMN["start"], "2026-04-03", back)


def test_another_date_is_another():
    assert not same(COLUMN["start"], "2026-04-03", "05/04/2026")
    assert not same(COLUMN["start"], "2026-04-03", "soon")


def test_a_month_that_a_spreadsheet_took_for_a_date_is_the_same_month():
    assert same(COLUMN["period"], "2026-04", dt.datetime(2026, 4, 1))
    assert not same(COLUMN["period"], "2026-04", dt.datetime(2026, 5, 1))


@given(
    st.sampled_from(["status", "sector", "modality", "domain", "count_basis"]),
    st.sampled_from(list(LANGUAGES)),
    st.data(),
)
def test_a_code_is_the_same_under_its_name_in_any_language(key, language, data):
    listed = vocabulary.code_list(COLUMN[key].manner[1])
    code, other = data.draw(st.sampled_from(listed.codes)), data.draw(st.sampled_from(listed.codes))
    assert same(COLUMN[key], code, listed.name(code, language))
    if listed.name(code, language) != listed.name(other, language):
        assert not same(COLUMN[key], other, listed.name(code, language))


@given(st.text(max_size=80).map(clean))
def test_a_text_is_the_same_after_a_csv_guarded_it_and_a_program_trimmed_it(text):
    assert same(COLUMN["remarks"], text, f" {guarded(text).strip()} ") or not text.strip()


def test_several_organisations_are_the_same_in_any_order():
    assert same(COLUMN["implementing"], "WFP; FAO", "FAO;WFP")
    assert not same(COLUMN["implementing"], "WFP; FAO", "WFP")


def test_a_text_that_a_program_took_for_a_formula_was_changed_by_nobody():
    assert same(COLUMN["remarks"], "=1+1", 2)
    assert same(COLUMN["remarks"], "=1+1", "Err:509")
    assert same(COLUMN["remarks"], "=1+1", None)
    assert not same(COLUMN["remarks"], "=1+1", "a word")


@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**6), 10**6, places=3))
def test_numbers_are_read_as_they_were_written(number):
    assert number in numbers_of(str(number))
    assert number in numbers_of(plain(number))
