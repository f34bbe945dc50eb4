"""Dates as people write them in minutes, in five languages: `15/12`, `4 dec`, `by Friday`, `d'ici deux semaines`.

Pure: what is today, and when the forum meets next, is told. Day comes before month. A date without a year is the one
nearest to today, or, of something that is due, the next one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from app import vocabulary
from app.fold import fold

FRIDAY = 4
#: how long ago a day without a year may be before the same day of next year is meant, of something that is due
LATELY = dt.timedelta(days=31)

_TOKEN = re.compile(r"[^\W_]+")
_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w-])")
_SLASHED = re.compile(
    r"(?<![\w/.])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2})|(?!\s+(?:of|des|de|dos|das|do|da|du|من)\b))(?![\w/])"
)  # `3/4 of the people` is no date
_DOTTED = re.compile(r"(?<![\w/.-])(\d{1,2})([.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w-]|\.\d)")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|e|o|a)?")
_LINKS = frozenset({"of", "de", "del", "do", "the", "من", "شهر"})


@dataclass(frozen=True)
class Found:
    """A date, and where it stands in the text: from `start` to before `end`."""

    date: dt.date
    start: int
    end: int


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int


def find_dates(text: str, today: dt.date, next_meeting: dt.date | None = None, *, due: bool = True) -> list[Found]:
    """Every date in a text, in order. `due` says that what is asked for lies ahead (see above)."""
    tokens = [_Token(fold(found[0]), *found.span()) for found in _TOKEN.finditer(text)]
    found = [*_written_in_figures(text, today, due)]
    for position in range(len(tokens)):
        for read in (_with_month, _weekday, _phrase):
            if one := read(tokens, position, _Asked(today, next_meeting, due)):
                found.append(one)
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def due_date(text: str, today: dt.date, next_meeting: dt.date | None = None) -> Found | None:
    """The day by which something is due: the one behind “by”, “avant”, “até” and the like, else the last one named."""
    found = find_dates(text, today, next_meeting)
    marked = [one for one in found if _stands_behind_by(text, one.start)]
    return next(reversed(marked or found), None)


@dataclass(frozen=True)
class _Asked:
    today: dt.date
    next_meeting: dt.date | None
    due: bool


# --- in figures -----------------------------------------------------------------------------------------------------


def _written_in_figures(text: str, today: dt.date, due: bool) -> Iterator[Found]:
    for found in _ISO.finditer(text):
        year, month, day = map(int, found.groups())
        if date := _date(year, month, day):
            yield Found(date, *found.span())
    for found in _SLASHED.finditer(text):
        if date := _in_year(int(found[1]), int(found[2]), found[3], today, due):
            yield Found(date, *found.span())
    for found in _DOTTED.finditer(text):
        if date := _in_year(int(found[1]), int(found[3]), found[4], today, due):
            yield Found(date, *found.span())


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _in_year(day: int, month: int, year: str | None, today: dt.date, due: bool) -> dt.date | None:
    """A day of a month, in the year that is written (two figures are of this century) or in the one that is meant."""
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near = [date for years in (-1, 0, 1, 2, 3, 4) if (date := _date(today.year + years, month, day))]
    if due:
        return next((date for date in near if date >= today - LATELY), None)
    return min(near, key=lambda date: abs(date - today), default=None)


# --- with the name of a month ---------------------------------------------------------------------------------------


def _with_month(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    """`4 dec`, `15 de dezembro de 2026`, `1er décembre`, `December 15th, 2026`."""
    day, after = _day(tokens, at), at + 1
    if day is not None:
        while after < len(tokens) and tokens[after].word in _LINKS:
            after += 1
        month, after = _longest(tokens, after, _months())
    else:
        month, after = _longest(tokens, at, _months())
        day = _day(tokens, after) if month else None
        after += 1
    if day is None or month is None:
        return None
    year, end = None, after
    while end < len(tokens) and tokens[end].word in _LINKS:
        end += 1
    if end < len(tokens) and re.fullmatch(r"(?:19|20)\d\d", tokens[end].word):
        year, after = tokens[end].word, end + 1
    date = _in_year(day, int(month), year, asked.today, asked.due)
    return Found(date, tokens[at].start, tokens[after - 1].end) if date else None


def _day(tokens: list[_Token], at: int) -> int | None:
    found = _ORDINAL.fullmatch(tokens[at].word) if at < len(tokens) else None
    return int(found[1]) if found else None


# --- in words -------------------------------------------------------------------------------------------------------


def _weekday(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    """The next such day after today. A short form ("Fri", "sexta") counts behind “by” and the like alone: `sexta` is a
    number too, and `mar` a month.
    """
    code, after = _longest(tokens, at, _weekdays(False))
    if code is None and _is_behind_by(tokens, at):
        code, after = _longest(tokens, at, _weekdays(True))
    if code is None:
        return None
    ahead = (list(vocabulary.code_list("weekday").codes).index(code) - asked.today.weekday() - 1) % 7 + 1
    return Found(asked.today + dt.timedelta(days=ahead), tokens[at].start, tokens[after - 1].end)


def _phrase(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    for words, code in _phrases():
        rest = tokens[at : at + len(words)]
        if len(rest) == len(words) and all(w in ("n", token.word) for w, token in zip(words, rest, strict=True)):
            said = [_number(token.word) for w, token in zip(words, rest, strict=True) if w == "n"]
            told = [number for number in said if number is not None]
            if len(told) == len(said) and (date := _MEANT[code](asked, told[0] if told else 0)):
                return Found(date, rest[0].start, rest[-1].end)
    return None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 4 else None
    return _numbers().get(word)


def _end_of_week(day: dt.date) -> dt.date:
    """The Friday of its week; of a weekend the Friday behind it."""
    return day + dt.timedelta(days=(FRIDAY - day.weekday()) % 7)


def _end_of_month(day: dt.date, later: int = 0) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _months_later(day: dt.date, count: int) -> dt.date:
    last = _end_of_month(day, count)
    return last.replace(day=min(day.day, last.day))


_MEANT: dict[str, Callable[[_Asked, int], dt.date | None]] = {
    "today": lambda asked, n: asked.today,
    "tomorrow": lambda asked, n: asked.today + dt.timedelta(days=1),
    "end_of_week": lambda asked, n: _end_of_week(asked.today),
    "next_week": lambda asked, n: _end_of_week(asked.today) + dt.timedelta(days=7),
    "end_of_month": lambda asked, n: _end_of_month(asked.today),
    "next_month": lambda asked, n: _end_of_month(asked.today, 1),
    "next_meeting": lambda asked, n: asked.next_meeting,
    "in_days": lambda asked, n: asked.today + dt.timedelta(days=n),
    "in_weeks": lambda asked, n: asked.today + dt.timedelta(weeks=n),
    "in_months": lambda asked, n: _months_later(asked.today, n),
}


# --- words of the vocabulary ----------------------------------------------------------------------------------------


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _TOKEN.findall(text))


def _writings(name: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Every writing of every code of a list: the code, its words, and whether it is one of its names."""
    for code, row in vocabulary.code_list(name).rows.items():
        for column in ("en", "fr", "es", "pt", "ar"):
            yield code, _words(row[column]), True
        for writing in filter(None, row["synonyms"].split("|")):
            yield code, _words(writing), False


@cache
def _months() -> dict[tuple[str, ...], str]:
    return {words: code for code, words, _name in _writings("month") if not words[0].isdigit()}


@cache
def _weekdays(short: bool) -> dict[tuple[str, ...], str]:
    return {words: code for code, words, name in _writings("weekday") if name or short}


@cache
def _numbers() -> dict[str, int]:
    return {words[0]: int(code) for code, words, _name in _writings("number_words")}


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Phrases with their meaning, the longest first; `n` stands for a number."""
    found = {words: code for code, words, _name in _writings("date_words") if code in _MEANT}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def _by() -> frozenset[tuple[str, ...]]:
    return frozenset(words for code, words, _name in _writings("date_words") if code == "by")


def _longest(tokens: list[_Token], at: int, writings: dict[tuple[str, ...], str]) -> tuple[str | None, int]:
    """The code of the longest writing that begins at a token, and the token behind it."""
    for length in (3, 2, 1):
        words = tuple(token.word for token in tokens[at : at + length])
        if len(words) == length and words in writings:
            return writings[words], at + length
    return None, at


def _is_behind_by(tokens: list[_Token], at: int) -> bool:
    return any(
        tuple(token.word for token in tokens[at - length : at]) in _by() for length in (1, 2, 3, 4) if at >= length
    )


def _stands_behind_by(text: str, start: int) -> bool:
    tokens = [_Token(fold(found[0]), *found.span()) for found in _TOKEN.finditer(text[:start])]
    return _is_behind_by(tokens, len(tokens))
