"""Days in words and in figures, in the language spoken now."""

from __future__ import annotations

import datetime as dt

from app.vocabulary.lists import code_list
from app.words import language

_WRITTEN = {
    "en": "{weekday} {day} {month} {year}",
    "fr": "{weekday} {day} {month} {year}",
    "es": "{weekday} {day} de {month} de {year}",
    "pt": "{weekday}, {day} de {month} de {year}",
    "ar": "{weekday} {day} {month} {year}",
}
"""How a day is written in full (CLDR, full dates; English as written in the field, day first)."""
_SMALL = frozenset({"fr", "es", "pt"})
"""Languages that write the names of days and months small, but at the beginning of a line."""


def said_day(day: dt.date, begins_line: bool = False) -> str:
    """A day in full: Tuesday 24 November 2026, mardi 1er décembre 2026; at the beginning of a line with a capital."""
    code = language()
    weekday = code_list("weekday").name(code_list("weekday").codes[day.weekday()], code)
    month = code_list("month").name(str(day.month), code)
    if code in _SMALL:
        weekday, month = weekday.lower(), month.lower()
    number = "1er" if code == "fr" and day.day == 1 else day.day
    said = _WRITTEN.get(code, _WRITTEN["en"]).format(weekday=weekday, day=number, month=month, year=day.year)
    return said[:1].upper() + said[1:] if begins_line else said


def short_day(day: dt.date | None) -> str:
    """A day in figures, as everywhere in the program: 24/11/2026; nothing for none."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""
