"""Dates in minutes: every way of writing one, in every language, and nothing taken for one that is none."""

import datetime as dt
import itertools

import pytest
from hypothesis import given, strategies as st

from app import vocabulary
from app.exchange.minutes.dates import LATELY, due_date, find_dates
from app.words import LANGUAGES

TUESDAY = dt.date(2026, 11, 24)
NEXT = dt.date(2026, 12, 8)
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2089, 12, 31))


def read(text, today=TUESDAY):
    return [str(found.date) for found in find_dates(text, today, NEXT)]


@given(DATES, st.sampled_from(sorted(LANGUAGES)), DATES)
def test_a_whole_date_is_read_in_every_language_whatever_is_today(date, language, today):
    month = vocabulary.code_list("month").name(str(date.month), language)
    link = {"es": " de ", "pt": " de "}.get(language, " ")
    for text in (
        f"{date.day}{link}{month}{link}{date.year}", f"{date.day} {month.upper()} {date.year}", date.isoformat(),
        f"{date:%d/%m/%Y}", f"{date.day}.{date.month}.{date.year}", f"{date:%d-%m-%Y}",
    ):  # fmt: skip
        assert [found.date for found in find_dates(f"Relief {text}, 12 people", today)] == [date], text


@given(DATES, DATES)
def test_a_day_without_a_year_is_the_next_one_when_it_is_due_and_the_nearest_when_it_is_told(date, today):
    text = f"{date.day}/{date.month}"
    (due,), (told,) = find_dates(text, today), find_dates(text, today, due=False)
    assert (due.date.day, due.date.month) == (told.date.day, told.date.month) == (date.day, date.month)
    assert due.date >= today - LATELY
    assert abs(told.date - today) <= dt.timedelta(days=4 * 366 + 1)
    if (date.day, date.month) != (29, 2):
        assert due.date <= today + dt.timedelta(days=366)
        assert abs(told.date - today) <= dt.timedelta(days=184)


@given(st.text(max_size=80), DATES)
def test_any_text_is_read_and_what_is_found_stands_in_it_in_order(text, today):
    found = find_dates(text, today, today)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= after.start for one, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("by Friday", "2026-11-27"),
        ("on Tuesday", "2026-12-01"),
        ("d'ici vendredi", "2026-11-27"),
        ("avant mercredi prochain", "2026-11-25"),
        ("até sexta", "2026-11-27"),
        ("até segunda-feira", "2026-11-30"),
        ("antes del lunes", "2026-11-30"),
        ("قبل يوم الجمعة", "2026-11-27"),
        ("before 4 dec", "2026-12-04"),
        ("December 15th", "2026-12-15"),
        ("le 1er décembre", "2026-12-01"),
        ("15 de dezembro", "2026-12-15"),
        ("قبل 15 كانون الأول", "2026-12-15"),
        ("at the next meeting", "2026-12-08"),
        ("à la prochaine réunion", "2026-12-08"),
        ("na próxima reunião", "2026-12-08"),
        ("en la próxima reunión", "2026-12-08"),
        ("في الاجتماع القادم", "2026-12-08"),
        ("within two weeks", "2026-12-08"),
        ("sous 10 jours", "2026-12-04"),
        ("dentro de uma semana", "2026-12-01"),
        ("خلال ٣ أيام", "2026-11-27"),
        ("in 3 months", "2027-02-24"),
        ("fim do mês", "2026-11-30"),
        ("by the end of the week", "2026-11-27"),
        ("demain", "2026-11-25"),
        ("5 janvier", "2027-01-05"),
        ("20/11", "2026-11-20"),
        ("2026/12/04", "2026-12-04"),
        ("9/12/2026م", "2026-12-09"),
        ("before the end of January", "2027-01-31"),
        ("d'ici mi-mars 2027", "2027-03-15"),
        ("finales de diciembre", "2026-12-31"),
        ("قبل نهاية كانون الأول", "2026-12-31"),
        ("by Friday next week", "2026-12-04"),
        ("terça-feira da próxima semana", "2026-12-01"),
        ("el viernes 11", "2026-12-11"),
        ("le vendredi 4 décembre", "2026-12-04"),
        ("sous 48h", "2026-11-26"),
        ("within 72 hours", "2026-11-27"),
        ("خلال أسبوعين", "2026-12-08"),
        ("dia nove de dezembro", "2026-12-09"),
    ],
)
def test_a_date_is_understood_as_people_write_it(text, expected):
    assert read(f"WFP brings the list {text}") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "3/4 of the people", "segunda reunião", "a sexta bomba", "mar calmo", "12 people", "section 4.2", "31/02/2026",
        "99/99", "at 09.30", "ration 2-3 kg", "MZ0901", "in some days", "may", "the second committee", "10.12.34.56",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_taken_for_one(text):
    assert read(text) == []


def test_what_is_due_is_behind_by_or_comes_last():
    text = "Lists of 12 November are compared before 4 December with those of 20 November"
    assert due_date(text, TUESDAY).date == dt.date(2026, 12, 4)
    assert due_date("From 12 November to 20 December", TUESDAY).date == dt.date(2026, 12, 20)
    assert due_date("As soon as possible", TUESDAY) is None
    assert due_date("At the next meeting", TUESDAY) is None, "nobody has said when that is"


@pytest.mark.parametrize(
    "day, months, expected", [(dt.date(2026, 1, 31), 1, "2026-02-28"), (dt.date(2026, 12, 31), 2, "2027-02-28")]
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, months, expected):
    assert read(f"in {months} months", day) == [expected]
