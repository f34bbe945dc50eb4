"""Dates and figures as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from app.exchange.reading.dates import find_order, period_in, read_span
from app.exchange.reading.figures import find_decimal_mark, read_figure

DAYS = st.dates(dt.date(1991, 1, 1), dt.date(2044, 12, 31))


@given(DAYS, st.sampled_from("/-. "))
def test_a_date_is_read_in_the_order_of_its_file(day, sign):
    assert read_span(day.strftime(f"%d{sign}%m{sign}%Y"), "dmy").start == day
    assert read_span(day.strftime(f"%m{sign}%d{sign}%Y"), "mdy").start == day
    assert read_span(day.strftime(f"%Y{sign}%m{sign}%d"), "dmy").start == day


@given(st.lists(DAYS, min_size=1, max_size=8))
def test_the_order_is_that_of_the_dates_that_allow_one_only(days):
    texts = [day.strftime("%d/%m/%Y") for day in days]
    order, guessed = find_order(texts)
    sure = any(day.day > 12 for day in days)
    assert (order, guessed) == ("dmy", not sure)
    american, guessed = find_order([day.strftime("%m/%d/%y") for day in days])
    assert american == ("mdy" if sure else "dmy")
    assert guessed is not sure


@given(DAYS)
def test_cells_and_day_numbers_of_excel_are_dates(day):
    assert read_span(day).start == day
    assert read_span(dt.datetime.combine(day, dt.time())).start == day
    assert read_span(float((day - dt.date(1899, 12, 30)).days)).start == day


@pytest.mark.parametrize(
    "text, start, end",
    [
        ("28/03/19", "2019-03-28", "2019-03-28"),
        ("15-21 June", "2019-06-15", "2019-06-21"),
        ("du 3 au 7 mai 2020", "2020-05-03", "2020-05-07"),
        ("15 juin - 3 juillet 2019", "2019-06-15", "2019-07-03"),
        ("01/03/2019 - 15/03/2019", "2019-03-01", "2019-03-15"),
        ("5 de mayo de 2021", "2021-05-05", "2021-05-05"),
        ("March 3, 2021", "2021-03-03", "2021-03-03"),
        ("Sept. 2021", "2021-09-01", "2021-09-30"),
        ("fevereiro/2020", "2020-02-01", "2020-02-29"),
        ("آذار 2021", "2021-03-01", "2021-03-31"),
        ("٢٨/٠٣/٢٠١٩", "2019-03-28", "2019-03-28"),
        ("T1 2022", "2022-01-01", "2022-03-31"),
        ("2021", "2021-01-01", "2021-12-31"),
    ],
)
def test_dates_in_words_ranges_and_other_digits_are_read(text, start, end):
    span = read_span(text, "dmy", 2019)
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "soon", "30/02/2019", "31/31/2019", "n/a", "Buzi", "see annex 3 of the report of 2019"]
)
def test_what_is_no_date_is_none(text):
    assert read_span(text, "dmy", 2019) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates_or_figures(text):
    read_span(text, "dmy", 2019)
    figure = read_figure(text)
    assert figure.value is None or figure.value >= 0


@pytest.mark.parametrize(
    "text, month",
    [
        ("som_3w_mar2022", 3),
        ("3W as of May 2021", 5),
        ("nga_3w_aug2021", 8),
        ("Matriz 3W – Outubro 2020", 10),
        ("2019-05 3W", 5),
    ],
)
def test_the_period_is_found_in_names_and_titles(text, month):
    assert period_in(text).start.month == month


THOUSANDS = st.sampled_from(["", " ", ",", ".", "'", "\u00a0", "\u202f"])


@given(st.integers(0, 10**9), THOUSANDS)
def test_whole_figures_are_read_with_any_thousands_mark(number, mark):
    assert read_figure(f"{number:,}".replace(",", mark)).value == number


@given(
    st.integers(1_000_000, 10**9),
    st.integers(10, 99),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_figures_with_thousands_and_decimals_are_read(whole, part, marks):
    text = f"{whole:,}".replace(",", marks[0]) + marks[1] + str(part)
    assert read_figure(text).value == Decimal(f"{whole}.{part}")


def test_the_decimal_mark_of_a_column_decides_what_alone_would_be_thousands():
    mark = find_decimal_mark(["12,75", "1,250"])
    assert mark == ","
    assert read_figure("1,250", mark).value == Decimal("1.250")
    assert read_figure("1,250").value == 1250


@pytest.mark.parametrize("blank", [None, "", "  ", "-", "n/a", "N/D", "TBC", "#VALUE!"])
def test_blank_is_not_zero(blank):
    assert read_figure(blank).value is None
    assert read_figure(blank).doubt is None
    assert read_figure("0").value == 0
    assert read_figure(0.0).value == 0


@pytest.mark.parametrize(
    "text, proposal",
    [("c. 300", 300), ("~1,200", 1200), ("300+", 300), ("environ 45", 45), ("3k", 3000), ("21 Kits", 21)],
)
def test_an_unclear_figure_is_a_question_with_a_proposal(text, proposal):
    assert (read_figure(text).doubt, read_figure(text).value) == ("figure_unclear", proposal)


@pytest.mark.parametrize("text", ["10-20", "many", "12 5", "1.2.3", "-5"])
def test_what_cannot_be_one_figure_is_said(text):
    assert read_figure(text).value is None
    assert read_figure(text).doubt in ("figure_unreadable", "figure_negative")
