"""Carried over, late, closed, circulated: against plain counts."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from app.insight.follow_up import OPEN, carried_over, closing_rate, days_late, days_to_minutes

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30))


@given(st.lists(DAYS, max_size=12), DAYS, st.none() | DAYS)
def test_carried_over_is_the_number_of_days_between_on_which_the_committee_met(
    held: list[dt.date], agreed: dt.date, done: dt.date | None
) -> None:
    naive, day = 0, agreed
    while day < dt.date(2026, 7, 1):
        day += dt.timedelta(days=1)
        naive += day in held and (done is None or day <= done)
    assert carried_over(held, agreed, done) == naive


@given(DAYS, DAYS)
def test_only_what_is_open_is_late(due: dt.date, today: dt.date) -> None:
    assert days_late(due, "done", today) == days_late(due, "cancelled", today) == days_late(None, "open", today) == 0
    for state in OPEN:
        assert days_late(due, state, today) == max((today - due).days, 0)


def test_the_closing_rate_leaves_out_what_was_cancelled() -> None:
    assert closing_rate(["done", "open", "cancelled", "blocked", "done"]) == 0.5
    assert closing_rate(["cancelled"]) is None
    assert closing_rate([]) is None


def test_days_to_minutes_are_the_median_of_those_that_went_out() -> None:
    day = dt.date(2026, 3, 1)
    sent = [(day, day + dt.timedelta(days=days)) for days in (2, 30, 4)]
    assert days_to_minutes([*sent, (day, None), (None, day)]) == 4
    assert days_to_minutes([(day, None)]) is None
