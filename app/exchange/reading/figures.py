"""Figures as people write them: any thousands and decimal mark, any digits; blank is not zero, and "c. 300" is a question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from app.fold import fold

NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "nd",
        "n/d",
        "n.d.",
        "tbc",
        "tbd",
        "none",
        "null",
        "nil",
        "?",
        "x",
        ".",
        "*",
        "n/r",
        "#n/a",
        "#value!",
        "#ref!",
        "#div/0!",
        "#name?",
        "#null!",
        "#num!",
        "لا يوجد",
        "غير متوفر",
        "sans objet",
        "so",
        "s/d",
        "sin dato",
        "sem dados",
        "not available",
        "no data",
        "pas de donnees",
        "en attente",
        "a confirmer",
    }
)
"""Folded texts in a column of figures that say: no figure here. They are blank, never zero."""

_SPACES = re.compile(r"[\s'’`_\u00a0\u202f]")
_PLAIN = re.compile(r"[-+]?\d+")
_MARKED = re.compile(r"[-+]?\d[\d.,]*")
_ABOUT = re.compile(
    r"(?:^|\b)(?:c|ca|circa|approx|approximately|approximativement|about|environ|env|aprox|aproximadamente|cerca de|alrededor de|"
    r"unos|some|around|plus de|more than|over|mas de|mais de|حوالي|نحو|تقريبا)\b|[~≈<>≥≤+±*?]"
)
_SCALED = {
    "k": 1_000,
    "mil": 1_000,
    "thousand": 1_000,
    "mille": 1_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
}


@dataclass(frozen=True)
class Figure:
    """A number read from a cell. `doubt` is None when it is certain, else a code; `value` is then the proposal, if there is one."""

    value: Decimal | None
    doubt: str | None = None


BLANK = Figure(None)


def find_decimal_mark(values: Iterable[Any]) -> str | None:
    """The decimal mark of the text figures of a column, from those that allow one reading ("1.234,5", "12,75"); None: not said."""
    votes = {",": 0, ".": 0}
    for value in values:
        if not isinstance(value, str):
            continue
        bare = _SPACES.sub("", fold(value).replace("٬", ",").replace("٫", "."))
        if not _MARKED.fullmatch(bare):
            continue
        if "," in bare and "." in bare:
            votes["," if bare.rindex(",") > bare.rindex(".") else "."] += 1
        elif bare.count(",") > 1 or bare.count(".") > 1:
            votes["." if "," in bare else ","] += 1
        elif re.search(r"[.,]", bare) and not re.fullmatch(r"[-+]?\d{1,3}[.,]\d{3}", bare):
            votes["," if "," in bare else "."] += 1
    if votes[","] == votes["."]:
        return None
    return max(votes, key=lambda mark: votes[mark])


def read_figure(value: Any, decimal_mark: str | None = None) -> Figure:
    """The number in a cell. Doubts: `figure_unclear` ("c. 300", with a proposal), `figure_unreadable`, `figure_negative`."""
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Figure(None, "figure_unreadable")
    if isinstance(value, int):
        return Figure(Decimal(value)) if value >= 0 else Figure(None, "figure_negative")
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return Figure(None, "figure_unreadable")
        number = Decimal(int(value)) if value.is_integer() else Decimal(repr(round(value, 6)))
        return Figure(number) if number >= 0 else Figure(None, "figure_negative")
    return _of_text(value, decimal_mark) if isinstance(value, str) else Figure(None, "figure_unreadable")


@lru_cache(maxsize=20_000)
def _of_text(text: str, decimal_mark: str | None) -> Figure:
    folded = fold(text.replace("٬", ",").replace("٫", "."))
    if folded in NOTHING:
        return BLANK
    number = _number(folded, decimal_mark)
    if number is not None:
        return Figure(number) if number >= 0 else Figure(None, "figure_negative")
    return _unclear(folded, decimal_mark)


def _unclear(folded: str, decimal_mark: str | None) -> Figure:
    """A figure with words round it: one number in it is the proposal, several (10-20) are none."""
    numbers = re.findall(r"\d[\d\s.,'’\u00a0\u202f]*", _ABOUT.sub(" ", folded))
    if len(numbers) != 1:
        return Figure(None, "figure_unreadable")
    number = _number(numbers[0].strip(" .,"), decimal_mark)
    if number is None:
        return Figure(None, "figure_unreadable")
    if (after := re.search(r"\d\s*(k|mil|mille|thousand|millions?|m)\b", folded)) and number < 10_000:
        number *= _SCALED[after[1]]
    return Figure(number, "figure_unclear")


def _number(text: str, decimal_mark: str | None) -> Decimal | None:
    bare = _SPACES.sub("", text)
    if _PLAIN.fullmatch(bare):
        # spaces group by three: "12 5" is not 125
        grouped = re.fullmatch(r"[-+]?\d{1,3}(?:[\s'’`_\u00a0\u202f]\d{3})*|[-+]?\d+", text.strip())
        return Decimal(bare) if grouped else None
    if not _MARKED.fullmatch(bare) or not bare[-1].isdigit():
        return None
    marks = [mark for mark in ",." if mark in bare]
    if len(marks) == 2:
        decimal = max(marks, key=bare.rindex)
        if bare.count(decimal) > 1:
            return None
    elif bare.count(marks[0]) > 1:
        decimal = "," if marks[0] == "." else "."
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", bare):
        decimal = marks[0] if decimal_mark == marks[0] else "," if marks[0] == "." else "."
    else:
        decimal = marks[0]
    thousands = "," if decimal == "." else "."
    whole = bare.partition(decimal)[0]
    if thousands in whole and not re.fullmatch(
        rf"[-+]?\d{{1,3}}(?:{re.escape(thousands)}\d{{2,3}})*{re.escape(thousands)}\d{{3}}", whole
    ):
        return None
    try:
        return Decimal(bare.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation:
        return None
