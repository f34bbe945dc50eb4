"""When a committee meets: the days that its rhythm gives. Pure; days are `datetime.date`."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS = {"first": 0, "second": 1, "third": 2, "fourth": 3}
_EVERY_DAYS = {"daily": 1, "weekly": 7, "biweekly": 14}
_EVERY_MONTHS = {"monthly": 1, "bimonthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def days_of_meeting(
    frequency: str | None, weekday: str | None, week_of_month: str | None, after: dt.date
) -> Iterator[dt.date]:
    """The days on which a committee meets, each after the day `after`, counted from it; none where no rhythm is recorded.

    Codes are those of the lists `frequency`, `weekday` and `week_of_month`. A monthly rhythm without a week keeps to the week
    of the month (the second Tuesday) of `after`; without a weekday, to its weekday.
    """
    day = WEEKDAYS.index(weekday) if weekday in WEEKDAYS else after.weekday()
    if frequency in _EVERY_DAYS:
        yield from _by_days(_EVERY_DAYS[frequency], day, after)
    elif frequency in _EVERY_MONTHS:
        yield from _by_months(_EVERY_MONTHS[frequency], day, week_of_month or _week_of(after), after)


def next_day(
    frequency: str | None,
    weekday: str | None,
    week_of_month: str | None,
    after: dt.date,
    not_before: dt.date = dt.date.min,
) -> dt.date | None:
    """The first day after `after`, and not before `not_before`, on which a committee meets; None where no rhythm is recorded."""
    days = days_of_meeting(frequency, weekday, week_of_month, after)
    return next((day for day in days if day >= not_before), None)


def _by_days(step: int, weekday: int, after: dt.date) -> Iterator[dt.date]:
    if step == 1:
        first = after + dt.timedelta(days=1)
    else:
        first = after + dt.timedelta(days=step - 7 + ((weekday - after.weekday()) % 7 or 7))
    while True:
        yield first
        first += dt.timedelta(days=step)


def _by_months(step: int, weekday: int, week: str, after: dt.date) -> Iterator[dt.date]:
    month = after.year * 12 + after.month - 1
    found = _in_month(month, weekday, week)
    if step == 1 and found > after:
        yield found
    while True:
        month += step
        yield _in_month(month, weekday, week)


def _in_month(month: int, weekday: int, week: str) -> dt.date:
    """The day of a month (counted from year 0) that is the given weekday of the given week."""
    year, number = divmod(month, 12)
    first = dt.date(year, number + 1, 1)
    found = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
    if week in _WEEKS:
        return found + dt.timedelta(weeks=_WEEKS[week])
    last = dt.date(year, number + 1, calendar.monthrange(year, number + 1)[1])
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def _week_of(day: dt.date) -> str:
    return [*_WEEKS, "last"][(day.day - 1) // 7]
