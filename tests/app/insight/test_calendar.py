"""The days of a committee against a count of every day of the calendar."""

from __future__ import annotations

import datetime as dt
from itertools import islice, pairwise

import pytest
from hypothesis import given, strategies as st

from app.insight.calendar import WEEKDAYS, days_of_meeting, next_day

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
WEEKS = st.sampled_from(["first", "second", "third", "fourth", "last"])


def is_in_week(day: dt.date, week: str) -> bool:
    if week == "last":
        return (day + dt.timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 == ["first", "second", "third", "fourth"].index(week)


@given(DAYS, st.sampled_from(WEEKDAYS), WEEKS)
def test_a_monthly_committee_meets_on_every_such_day_of_the_calendar(after: dt.date, weekday: str, week: str) -> None:
    found = list(islice(days_of_meeting("monthly", weekday, week, after), 6))
    day, naive = after, []
    while len(naive) < 6:
        day += dt.timedelta(days=1)
        if WEEKDAYS[day.weekday()] == weekday and is_in_week(day, week):
            naive.append(day)
    assert found == naive


@given(DAYS, st.sampled_from(["bimonthly", "quarterly", "half_yearly", "yearly"]), st.sampled_from(WEEKDAYS), WEEKS)
def test_a_rarer_committee_skips_whole_months(after: dt.date, frequency: str, weekday: str, week: str) -> None:
    step = {"bimonthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}[frequency]
    found = list(islice(days_of_meeting(frequency, weekday, week, after), 4))
    months = [after.year * 12 + after.month, *(day.year * 12 + day.month for day in found)]
    assert [later - earlier for earlier, later in pairwise(months)] == [step] * 4
    assert all(WEEKDAYS[day.weekday()] == weekday and is_in_week(day, week) for day in found)


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekly_committee_meets_each_week_from_the_next_such_day(after: dt.date, weekday: str) -> None:
    found = list(islice(days_of_meeting("weekly", weekday, None, after), 3))
    assert 1 <= (found[0] - after).days <= 7
    assert WEEKDAYS[found[0].weekday()] == weekday
    assert [(b - a).days for a, b in pairwise(found)] == [7, 7]


def test_every_two_weeks_is_two_weeks_after_a_meeting_on_its_day() -> None:
    assert next_day("biweekly", "tuesday", None, dt.date(2026, 11, 24)) == dt.date(2026, 12, 8)
    assert next_day("biweekly", None, None, dt.date(2026, 11, 24)) == dt.date(2026, 12, 8)


@given(DAYS)
def test_without_a_week_a_monthly_committee_keeps_to_the_week_of_its_last_meeting(after: dt.date) -> None:
    found = next_day("monthly", None, None, after)
    assert found is not None
    assert found.weekday() == after.weekday()
    assert (found.day - 1) // 7 == (after.day - 1) // 7 or found.day > 21


@pytest.mark.parametrize("frequency", [None, "other", "seasonal", "one_off"])
def test_without_a_rhythm_no_day_is_proposed(frequency: str | None) -> None:
    assert next_day(frequency, "monday", "first", dt.date(2026, 1, 1)) is None
