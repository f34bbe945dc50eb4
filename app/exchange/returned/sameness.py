"""Whether a cell that came back says the same as the cell that was sent, whatever program saved it and in whatever language.

`sent` is what was sent: for code lists the code, for dates ISO text, else the cell. `back` is what came: text, number, date or nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from app import vocabulary
from app.exchange.workbook.book import FORMULA_SIGNS
from app.exchange.workbook.cells import clean
from app.exchange.workbook.columns import Column
from app.fold import fold
from app.words import LANGUAGES

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,\s'\u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_SPACES = re.compile(r"\s+")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2,4})")


def same(column: Column, sent: Any, back: Any) -> bool:
    """Whether nothing was changed in this cell."""
    if type(sent) is type(back) and sent == back:  # nearly every cell of nearly every file
        return True
    if is_blank(back) or (isinstance(sent, str) and sent[:1] == "=" and _is_result(back)):
        return is_blank(sent) or (isinstance(sent, str) and sent[:1] == "=")
    if is_blank(sent):
        return False
    if plain(sent) == plain(back):
        return True
    return _compare(column)(sent, back)


def _is_result(back: Any) -> bool:
    """A number or an error: what a program makes of a text that it took for a formula. Nobody changed that cell."""
    return not isinstance(back, str) or back.startswith(("#", "Err:")) or bool(numbers_of(back))


def _compare(column: Column) -> Callable[[Any, Any], bool]:
    manner, *rest = column.manner
    if manner in ("choice", "site") and (manner == "choice" or rest[0] == "type"):
        return lambda sent, back: same_code(rest[0] if manner == "choice" else "site_type", sent, back)
    if manner == "choices":
        return lambda sent, back: _same_codes(rest[0], sent, back)
    if manner == "date":
        return lambda sent, back: (day := day_of(back, sent)) is not None and day == str(sent)[:10]
    if manner == "period":
        return _same_period
    if manner in ("organisations", "contact"):
        return lambda sent, back: _parts(sent) == _parts(back)
    return same_number


def is_blank(value: Any) -> bool:
    """Nothing to read: no value, or only white space. Zero says something."""
    return value is None or value == () or value == [] or (isinstance(value, str) and not value.strip())


def plain(value: Any) -> str:
    """A cell as text, spaces evened out; the apostrophe that guards a text in a csv is taken off."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _SPACES.sub(" ", unguarded(clean(str(value)).strip())).strip()


def unguarded(text: str) -> str:
    """A text without the apostrophe that was put in front when it was written to a csv."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text


def same_number(sent: Any, back: Any) -> bool:
    """Whether both are one number, thousands marks aside: 1234, "1,234", "1 234.0". What is no number is not the same."""
    return bool(numbers_of(sent) & numbers_of(back))


def numbers_of(value: Any) -> frozenset[Decimal]:
    """The numbers that a cell may mean: a text such as "1.234" is read in both ways, as it is written in different countries."""
    if isinstance(value, bool) or value is None:
        return frozenset()
    if isinstance(value, (int, float)):
        return frozenset({Decimal(repr(value))})
    text = plain(value).strip("% ")
    grouped = _GROUPED.fullmatch(text)
    readings = [
        text.replace(",", ".").replace(" ", ""),
        *([text.replace(grouped[1], "").replace(",", ".")] if grouped else []),
    ]
    found = set()
    for reading in readings:
        try:
            number = Decimal(reading)
        except InvalidOperation:
            continue
        if number.is_finite():
            found.add(number)
    return frozenset(found)


def same_code(of: str, code: Any, back: Any) -> bool:
    """Whether a text is the code's name in any of the five languages, or a known synonym of it."""
    listed, text = vocabulary.code_list(of), plain(back)
    return (
        text == code
        or listed.find(text) == code
        or fold(text) in {fold(listed.name(str(code), tongue)) for tongue in LANGUAGES}
    )


def _same_codes(of: str, codes: Any, back: Any) -> bool:
    texts = _parts(back)
    return len(texts) == len(codes) and all(any(same_code(of, code, text) for text in texts) for code in codes)


def _parts(value: Any) -> list[str]:
    return sorted(part for part in (piece.strip() for piece in plain(value).split(";")) if part)


def day_of(value: Any, sent: Any = None) -> str | None:
    """A date cell or text as ISO text; of 03/04/2019 the reading that equals what was sent, else day first. None for no date."""
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()[:10]
    text = plain(value)
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        return text[:10]
    if not (found := _DAY_FIRST.fullmatch(text)):
        return None
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    year += 2000 if year < 100 else 0
    readings = []
    for day, month in ((one, two), (two, one)):
        try:
            readings.append(dt.date(year, month, day).isoformat())
        except ValueError:
            continue
    return next((one_day for one_day in readings if one_day == str(sent)[:10]), readings[0] if readings else None)


def _same_period(sent: Any, back: Any) -> bool:
    """A month may come back as a date, because a spreadsheet program took 2019-03 for one."""
    if isinstance(back, (dt.datetime, dt.date)):
        text = back.isoformat()[:10]
        return text == sent or (len(str(sent)) == 7 and text == f"{sent}-01")
    text = plain(back)
    return text.replace(" ", "") == str(sent) or text == f"{sent}-01"
