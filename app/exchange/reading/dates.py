"""Dates as they are written: cells, text in the file's own order, ranges, month words with a year, quarters, years."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.exchange.reading.book import text_of
from app.exchange.reading.months import month_of_word, month_pattern, month_words
from app.fold import fold

__all__ = ["ORDERS", "Span", "find_order", "month_of_word", "period_in", "read_span"]

ORDERS = ("dmy", "mdy", "ymd")
EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(29_000, 73_000)
"""Excel's day numbers for 1979 to 2099: a bare number in a column of dates is one of these."""

LONGEST_PERIOD = 24

_TRIPLE = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})(?:[ t]+\d{1,2}[:h]\d.*)?")
_DASH = re.compile(r"\s+(?:-|to|au|a|al|ate|until|jusqu'au|hasta|الي)\s+|\s*--\s*")


@dataclass(frozen=True)
class Span:
    """The first and the last day that a text names, and the kind of period: day, month, quarter, year or other."""

    start: dt.date
    end: dt.date
    kind: str = "day"


def find_order(values: Iterable[Any]) -> tuple[str | None, bool]:
    """The order of day, month and year in the text dates of a column, and whether it had to be guessed.

    Only dates that allow one order decide (28/03/19); where both orders are met, the more frequent holds. A date that begins with
    its year says nothing about the others. None: no text dates.
    """
    votes = dict.fromkeys(ORDERS, 0)
    seen = 0
    for value in values:
        found = _TRIPLE.fullmatch(fold(value)) if isinstance(value, str) else None
        if not found:
            continue
        seen += 1
        first, second = int(found[1]), int(found[2])
        if len(found[1]) == 4:
            votes["ymd"] += 1
        elif first > 12 >= second:
            votes["dmy"] += 1
        elif second > 12 >= first:
            votes["mdy"] += 1
    if not seen:
        return None, False
    if votes["dmy"] or votes["mdy"]:
        return ("dmy" if votes["dmy"] >= votes["mdy"] else "mdy"), False
    return ("ymd", False) if votes["ymd"] == seen else ("dmy", True)


def is_ambiguous(value: Any) -> bool:
    """Whether a text date reads both day first and month first, and means two days: 03/04/2019."""
    found = _TRIPLE.fullmatch(fold(value)) if isinstance(value, str) else None
    if found is None or len(found[1]) > 2:
        return False
    return int(found[1]) <= 12 >= int(found[2]) and int(found[1]) != int(found[2])


def read_span(value: Any, order: str = "dmy", year: int | None = None) -> Span | None:
    """The days that a cell names, or None when it names none.

    `order` holds for text of three numbers; `year` is the year of the file or of the row, for text without one ("15-21 June").
    """
    if isinstance(value, dt.datetime):
        return Span(value.date(), value.date())
    if isinstance(value, dt.date):
        return Span(value, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_number(float(value))
    return _of_text(fold(text_of(value)), order, year) if isinstance(value, str) else None


def _of_number(number: float) -> Span | None:
    if not abs(number) < 1e15:
        return None
    if int(number) in SERIALS:
        day = EXCEL_EPOCH + dt.timedelta(days=int(number))
        return Span(day, day)
    if number == int(number) and 1990 <= number <= 2045:
        return _year(int(number))
    if number == int(number) and 19_900_101 <= number <= 20_451_231:
        return _of_text(str(int(number)), "ymd", None)
    return None


@lru_cache(maxsize=50_000)
def _of_text(text: str, order: str, year: int | None) -> Span | None:
    if not text:
        return None
    if found := _TRIPLE.fullmatch(text):
        day = _day(found[1], found[2], found[3], order)
        return Span(day, day) if day else None
    if re.fullmatch(r"\d{8}", text):
        day = _day(text[:4], text[4:6], text[6:], "ymd")
        return Span(day, day) if day else None
    if re.fullmatch(r"\d+(\.0+)?", text):
        return _of_number(float(text))
    return (
        _with_words(text, year)
        or _range(text, order, year)
        or (period_in(text) if len(text) <= LONGEST_PERIOD else None)
    )


def _day(first: str, second: str, third: str, order: str) -> dt.date | None:
    """A calendar day from three numbers; a four-digit number is the year wherever it stands."""
    if len(first) > 2:
        order = "ymd"
    elif order == "ymd" and len(third) > 2:
        order = "dmy"
    at = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}[order]
    numbers = [int(part) for part in (first, second, third)]
    year, month, day = (numbers[index] for index in at)
    if year < 100:
        year += 2000 if year < 70 else 1900
    if month > 12 >= day and order != "ymd":
        month, day = day, month  # the file's order does not fit this date, the other one does
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    month, year, day = month_pattern(), r"((?:19|20)\d{2}|\d{2})", r"(\d{1,2})(?:er|st|nd|rd|th|o|º)?"
    of, gap = r"(?:\s*(?:de|of|do|du)\s+|[\s\-/.,]*)", r"[\s\-/.,]*"
    return {
        "within": re.compile(
            rf"(?:du |del |from )?{day}\s*(?:-|to|au|al|a|e|y|et|and|&)\s*{day}{of}{month}\.?(?:{of}{year})?"
        ),
        "within_after": re.compile(rf"{month}\.?\s*{day}\s*(?:-|to)\s*{day}(?:{gap}{year})?"),
        "across": re.compile(
            rf"(?:du |del |from )?{day}{of}{month}\.?(?:{of}{year})?\s*(?:-|to|au|al|ate|a)\s*{day}{of}{month}\.?(?:{of}{year})?"
        ),
        "day": re.compile(rf"{day}{of}{month}\.?(?:{of}{year})?"),
        "day_after": re.compile(rf"{month}\.?\s+{day}(?:st|nd|rd|th)?(?:,?\s*((?:19|20)\d{{2}}))"),
        "months": re.compile(rf"{month}\.?(?:{of}{year})?\s*(?:-|to|a|au|al|ate)\s*{month}\.?{of}{year}"),
        "month": re.compile(rf"{month}\.?{of}{year}"),
    }


def _with_words(text: str, year: int | None) -> Span | None:
    """Dates with a month word."""
    patterns, months = _patterns(), month_words()
    if found := patterns["within"].fullmatch(text):
        return _span((found[1], found[3], found[4]), (found[2], found[3], found[4]), year)
    if found := patterns["within_after"].fullmatch(text):
        return _span((found[2], found[1], found[4]), (found[3], found[1], found[4]), year)
    if found := patterns["months"].fullmatch(text):
        last = _month(_full_year(found[4]), months[found[3]])
        first = _month(_full_year(found[2] or found[4]), months[found[1]])
        return Span(first.start, last.end, "other") if first.start <= last.end else None
    if found := patterns["month"].fullmatch(text):
        return _month(_full_year(found[2]), months[found[1]])
    if found := patterns["across"].fullmatch(text):
        return _span((found[1], found[2], found[3] or found[6]), (found[4], found[5], found[6] or found[3]), year)
    if found := patterns["day"].fullmatch(text):
        return _span((found[1], found[2], found[3]), (found[1], found[2], found[3]), year)
    if found := patterns["day_after"].fullmatch(text):
        return _span((found[2], found[1], found[3]), (found[2], found[1], found[3]), year)
    if year and (month := month_of_word(text)):
        return _month(year, month)
    return None


def _span(first: tuple[str, str, str | None], last: tuple[str, str, str | None], year: int | None) -> Span | None:
    ends = []
    for day, month, said in (first, last):
        in_year = _full_year(said) if said else year
        if in_year is None:
            return None
        try:
            ends.append(dt.date(in_year, month_words()[month], int(day)))
        except ValueError:
            return None
    return Span(ends[0], ends[1], "day" if ends[0] == ends[1] else "other")


def _range(text: str, order: str, year: int | None) -> Span | None:
    """Two dates with a dash or a word between them."""
    parts = _DASH.split(text.removeprefix("du ").removeprefix("from ").removeprefix("del "))
    if len(parts) == 1 and text.count("/") == 4:
        parts = text.split("-")
    if len(parts) != 2 or not all(part.strip() for part in parts):
        return None
    first, last = (_of_text(part.strip(), order, year) for part in parts)
    return Span(first.start, last.end, "other") if first and last else None


def period_in(text: str) -> Span | None:
    """The period that a title or a name of a file speaks of: `3w_mar2022`, `T1 2022`, `August 2021`, `2019-05`, `2019`.

    Where it names several, the first of the most exact kind holds; a bare year only when it stands alone.
    """
    text = re.sub(r"[_()\[\],;:]+", " ", fold(text))
    month, year = month_pattern(), r"((?:19|20)\d{2})"
    if found := re.search(rf"(?<![a-z]){month}[\s.\-/']*(?:de |of )?{year}(?!\d)", text):
        return _month(int(found[2]), month_words()[found[1]])
    if found := re.search(rf"(?<!\d){year}[\s.\-/]*{month}(?![a-z])", text):
        return _month(int(found[1]), month_words()[found[2]])
    if found := re.search(
        rf"(?<![a-z])(?:[qt]|trimest(?:re|er)|quarter)\s*([1-4])[\s\-/]*(?:de |of )?{year}(?!\d)", text
    ):
        return _quarter(int(found[2]), int(found[1]))
    if found := re.search(
        rf"(?<!\d)([1-4])(?:er|eme|e|st|nd|rd|th|o|º)?\s*(?:trimestre|quarter)\s*(?:de |of |del )?{year}(?!\d)", text
    ):
        return _quarter(int(found[2]), int(found[1]))
    if found := re.search(rf"(?<!\d){year}[\s\-/]*[qt]([1-4])(?!\d)", text):
        return _quarter(int(found[1]), int(found[2]))
    if found := re.search(rf"(?<![\d\-]){year}[\s\-/.](0[1-9]|1[0-2])(?![\d\-])", text):
        return _month(int(found[1]), int(found[2]))
    if found := re.search(rf"(?<![\d/\-])(0?[1-9]|1[0-2])[\-/.]{year}(?!\d)", text):
        return _month(int(found[2]), int(found[1]))
    years = {int(found) for found in re.findall(rf"(?<!\d){year}(?!\d)", text)}
    return _year(years.pop()) if len(years) == 1 else None


def _full_year(text: str) -> int:
    number = int(text)
    return number if number > 99 else 2000 + number


def _year(year: int) -> Span:
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def _month(year: int, month: int) -> Span:
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]), "month")


def _quarter(year: int, quarter: int) -> Span:
    return Span(dt.date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter).end, "quarter")
