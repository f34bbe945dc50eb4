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

from app import vocabulary
from app.exchange.minutes.date_phrases import TOKEN, by_phrases, month_phrases, months, numbers, phrases, weekdays
from app.fold import fold

FRIDAY = 4
#: how long ago a day without a year may be before the same day of next year is meant, of something that is due
LATELY = dt.timedelta(days=31)

_ISO = re.compile(r"(?<![\w-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\w-])")
_SLASHED = re.compile(
    r"(?<![\w/.])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2})|(?!\s+(?:of|des|de|dos|das|do|da|du|من)\b))(?!(?!م\b)[\w/])"
)  # `3/4 of the people` is no date
_DOTTED = re.compile(r"(?<![\w/.-])(\d{1,2})([.-])(\d{1,2})\2(\d{4}|\d{2})(?!(?!م\b)[\w-]|\.\d)")
_YEAR = re.compile(r"(?:19|20)\d\d[مه]?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|e|o|a)?")
_LINKS = frozenset({"of", "de", "del", "do", "da", "la", "the", "dias", "mes", "من", "شهر"})
_DAYS = frozenset({"dia", "día", "le", "the", "el"})


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
    tokens = [_Token(fold(found[0]), *found.span()) for found in TOKEN.finditer(text)]
    found = [*_written_in_figures(text, today, due)]
    for position in range(len(tokens)):
        for read in (_part_of_month, _with_month, _weekday, _phrase):
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
        if date := _date(int(found[1]), int(found[3]), int(found[4])):
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
    day, after = _day(tokens, at) or _day_in_words(tokens, at), at + 1
    if day is not None:
        while after < len(tokens) and tokens[after].word in _LINKS:
            after += 1
        month, after = _longest(tokens, after, months())
    else:
        month, after = _longest(tokens, at, months())
        day = _day(tokens, after) if month else None
        after += 1
    if day is None or month is None:
        return None
    year, end = None, after
    while end < len(tokens) and tokens[end].word in _LINKS:
        end += 1
    if end < len(tokens) and _YEAR.fullmatch(tokens[end].word):
        year, after = tokens[end].word[:4], end + 1
    date = _in_year(day, int(month), year, asked.today, asked.due)
    return Found(date, tokens[at].start, tokens[after - 1].end) if date else None


def _day_in_words(tokens: list[_Token], at: int) -> int | None:
    """`nove de Abril`; “a” and “one” are no day."""
    day = numbers().get(tokens[at].word)
    return day if day and 1 < day < 32 else None


def _part_of_month(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    """`end of November`, `mi-mars 2027`, `نهاية تشرين الثاني`: the last day of the month, its middle, its first week."""
    code, after = _longest(tokens, at, month_phrases(), 4)
    month, after = _longest(tokens, after, months()) if code else (None, at)
    if code is None or month is None:
        return None
    while after < len(tokens) and tokens[after].word in _LINKS:
        after += 1
    year = None
    if after < len(tokens) and _YEAR.fullmatch(tokens[after].word):
        year, after = tokens[after].word[:4], after + 1
    first = _in_year(1, int(month), year, asked.today.replace(day=1), asked.due)
    if first is None:
        return None
    date = {"end_of": _end_of_month(first), "middle_of": first.replace(day=15), "begin_of": first.replace(day=5)}[code]
    end = after - 1 if tokens[after - 1].word not in _LINKS else after - 2
    return Found(date, tokens[at].start, tokens[end].end)


def _day(tokens: list[_Token], at: int) -> int | None:
    found = _ORDINAL.fullmatch(tokens[at].word) if at < len(tokens) else None
    return int(found[1]) if found else None


# --- in words -------------------------------------------------------------------------------------------------------


def _weekday(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    """The next such day after today. A short form ("Fri", "sexta") counts behind “by” and the like alone: `sexta` is a
    number too, and `mar` a month.
    """
    code, after = _longest(tokens, at, weekdays(False))
    if code is None and _is_behind_by(tokens, at):
        code, after = _longest(tokens, at, weekdays(True))
    if code is None:
        return None
    weekday = list(vocabulary.code_list("weekday").codes).index(code)
    if told := _of_next_week(tokens, after):
        monday = asked.today + dt.timedelta(days=7 - asked.today.weekday())
        return Found(monday + dt.timedelta(days=weekday), tokens[at].start, told.end)
    ahead = dt.timedelta(days=(weekday - asked.today.weekday() - 1) % 7 + 1)
    date, end = asked.today + ahead, tokens[after - 1].end
    if after < len(tokens) and tokens[after].word in _DAYS:
        after += 1
    day = _day(tokens, after)
    if day and _figures_go_on(tokens, after):
        return None
    if day:  # `lunes 12`, `terça, dia 12`: the next such day that is a twelfth
        near = (date + dt.timedelta(weeks=n) for n in range(9))
        if fitting := next((one for one in near if one.day == day), None):
            date, end = fitting, tokens[after].end
    return Found(date, tokens[at].start, end)


def _figures_go_on(tokens: list[_Token], at: int) -> bool:
    """Whether a number belongs to a date of its own: `18 June`, `22/09`, or to an hour."""
    rest = at + 1
    while rest < len(tokens) and tokens[rest].word in _LINKS:
        rest += 1
    if rest >= len(tokens):
        return False
    near = tokens[at + 1].start - tokens[at].end == 1 and tokens[at + 1].word[:1].isdigit()
    return near or _longest(tokens, rest, months())[0] is not None or tokens[at + 1].word in ("pm", "am")


def _of_next_week(tokens: list[_Token], at: int) -> _Token | None:
    """The last word of `(of) next week` behind a weekday."""
    for skipped in range(3):
        rest = [token.word for token in tokens[at + skipped : at + skipped + 4]]
        for words, code in phrases(rest[0]) if rest else ():
            if code == "next_week" and tuple(rest[: len(words)]) == words:
                return tokens[at + skipped + len(words) - 1]
        if at + skipped < len(tokens) and tokens[at + skipped].word not in _LINKS:
            return None
    return None


def _phrase(tokens: list[_Token], at: int, asked: _Asked) -> Found | None:
    for words, code in phrases(tokens[at].word):
        rest = tokens[at : at + len(words)]
        if len(rest) == len(words) and all(_fits(w, token.word) for w, token in zip(words, rest, strict=True)):
            told = [_number(t.word.removesuffix(w[1:])) for w, t in zip(words, rest, strict=True) if w in ("n", "nh")]
            count = told[0] if told else 0
            if count is not None and (date := _MEANT[code](asked, count)):
                return Found(date, rest[0].start, rest[-1].end)
    return None


def _fits(wanted: str, word: str) -> bool:
    """Whether a word is the one of a phrase; `n` stands for any number, `nh` for one with an “h” behind it."""
    return wanted == word or wanted == "n" or (wanted == "nh" and word.endswith("h"))


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 4 else None
    return numbers().get(word)


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
    "end_of_year": lambda asked, n: dt.date(asked.today.year, 12, 31),
    "in_hours": lambda asked, n: asked.today + dt.timedelta(days=-(-n // 24)),
    "in_two_days": lambda asked, n: asked.today + dt.timedelta(days=2),
    "in_a_week": lambda asked, n: asked.today + dt.timedelta(weeks=1),
    "in_two_weeks": lambda asked, n: asked.today + dt.timedelta(weeks=2),
    "in_a_month": lambda asked, n: _months_later(asked.today, 1),
    "in_two_months": lambda asked, n: _months_later(asked.today, 2),
    "in_months": lambda asked, n: _months_later(asked.today, n),
}


def _longest(
    tokens: list[_Token], at: int, writings: dict[tuple[str, ...], str], most: int = 3
) -> tuple[str | None, int]:
    """The code of the longest writing that begins at a token, and the token behind it."""
    for length in range(most, 0, -1):
        words = tuple(token.word for token in tokens[at : at + length])
        if len(words) == length and words in writings:
            return writings[words], at + length
    return None, at


def _is_behind_by(tokens: list[_Token], at: int) -> bool:
    return any(
        tuple(token.word for token in tokens[at - length : at]) in by_phrases()
        for length in (1, 2, 3, 4)
        if at >= length
    )


def _stands_behind_by(text: str, start: int) -> bool:
    tokens = [_Token(fold(found[0]), *found.span()) for found in TOKEN.finditer(text[:start])]
    return _is_behind_by(tokens, len(tokens))
