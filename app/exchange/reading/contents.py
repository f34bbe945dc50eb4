"""What the values of a column are: codes of places, names of places, sectors, figures, dates. Headers can err, values rarely."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app import vocabulary
from app.exchange.reading.book import is_blank, is_whole, text_of
from app.fold import fold

SAMPLE = 400
DISTINCT = 250

_PCODE = re.compile(r"[A-Z]{2,3}[ -]?\d{2,12}")
_NUMBER = re.compile(r"[-+]?\d[\d\s.,'\u00a0\u202f٬٫]*%?")
_DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}(?:[ T]\d.*)?")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_PHONE = re.compile(r"\+?[\d\s().\-/]{7,22}")
_PERSON_ID = re.compile(r"[A-Z]{0,4}[-/ ]?\d{6,16}[A-Z]?")

CODED = (
    "sector",
    "organisation_type",
    "status",
    "modality",
    "mechanism",
    "population_group",
    "yes_no",
    "count_basis",
    "row_action",
    "recurrence",
    "domain",
)
"""The code lists by which a column can be known."""


@dataclass(frozen=True)
class Knowledge:
    """What the office already knows, as plain data: P-codes with their level, folded names of places with the levels they are
    found at, folded names and acronyms of organisations, the country (ISO3). Empty where nothing is known yet."""

    pcodes: Mapping[str, int] = field(default_factory=dict)
    place_names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    organisations: frozenset[str] = frozenset()
    country: str = ""


@dataclass(frozen=True)
class Profile:
    """The kinds of values in a column with the share of its filled cells, from a sample spread over all rows."""

    filled: int
    distinct: int
    shares: Mapping[str, float]
    levels: Mapping[int, float]
    length: float
    sampled: int
    code_levels: Mapping[int, float] = field(default_factory=dict)

    def share(self, kind: str) -> float:
        """The share of filled cells of a kind; 0 where none was seen."""
        return self.shares.get(kind, 0.0)

    def main_name_level(self) -> int | None:
        """The level at which most of the names are found, the upper one where two fit equally; None below half."""
        return _most(self.levels)

    def main_code_level(self) -> int | None:
        """The level of most of the P-codes; None below half."""
        return _most(self.code_levels)


def _most(levels: Mapping[int, float]) -> int | None:
    level = max(levels, key=lambda one: (levels[one], -one), default=None)
    return level if level and levels[level] >= 0.5 else None


def profile(
    rows: Sequence[Sequence[Any]], column: int, knowledge: Knowledge | None = None, kinds: Collection[str] | None = None
) -> Profile:
    """What stands in one column of some rows; only the kinds asked for are looked at, all of them by default."""
    step = max(1, len(rows) // SAMPLE)
    cells = [row[column] for row in rows[::step] if column < len(row) and not is_blank(row[column])]
    counts: dict[Any, int] = {}
    for cell in cells:
        counts[cell] = counts.get(cell, 0) + 1
    sample = list(counts)[:DISTINCT]
    weight = len(sample) or 1
    known = knowledge or Knowledge()
    shares = {
        kind: sum(map(test, sample)) / weight for kind, test in tests(known).items() if kinds is None or kind in kinds
    }
    texts = [text_of(cell) for cell in sample]
    levels: dict[int, float] = {}
    for text in texts:
        for level in known.place_names.get(fold(text), ()):
            levels[level] = levels.get(level, 0.0) + 1 / weight
    code_levels: dict[int, float] = {}
    for text in texts:
        if at := known.pcodes.get(text.upper()):
            code_levels[at] = code_levels.get(at, 0.0) + 1 / weight
    length = sum(map(len, texts)) / weight
    return Profile(
        len(cells),
        len(counts),
        {kind: share for kind, share in shares.items() if share},
        levels,
        length,
        len(rows[::step]),
        code_levels,
    )


def tests(knowledge: Knowledge) -> dict[str, Callable[[Any], bool]]:
    """The kinds of values and how each is told."""
    return {
        "number": is_number,
        "digits": lambda cell: any(map(str.isdigit, text_of(cell))),
        "date": is_date,
        "year": lambda cell: _whole(cell) is not None and 1990 <= (_whole(cell) or 0) <= 2045,
        "month": lambda cell: isinstance(cell, str) and vocabulary_month(cell) is not None,
        "pcode": lambda cell: isinstance(cell, str) and bool(_PCODE.fullmatch(cell.strip().upper())),
        "known_pcode": lambda cell: isinstance(cell, str) and cell.strip().upper() in knowledge.pcodes,
        "place": lambda cell: isinstance(cell, str) and fold(cell) in knowledge.place_names,
        "organisation": lambda cell: (
            isinstance(cell, str) and (fold(cell) in knowledge.organisations or fold(cell) in _well_known())
        ),
        "email": lambda cell: isinstance(cell, str) and bool(_EMAIL.fullmatch(cell.strip())),
        "phone": is_phone,
        "person_id": lambda cell: bool(_PERSON_ID.fullmatch(text_of(cell).upper())),
        "person_name": is_person_name,
        "words": lambda cell: isinstance(cell, str) and any(letter.isalpha() for letter in cell),
        **{name: _in_list(name) for name in CODED},
    }


@cache
def _well_known() -> frozenset[str]:
    """Folded names and acronyms of organisations that are known everywhere, acronyms of two letters aside."""
    known = vocabulary.known_organisations()
    return frozenset(fold(text) for one in known for text in (one.name, one.acronym, *one.aliases) if len(text) > 2)


def _in_list(name: str) -> Callable[[Any], bool]:
    def is_of_list(cell: Any) -> bool:
        try:
            return isinstance(cell, str) and vocabulary.code_list(name).find(cell) is not None
        except KeyError:
            return False

    return is_of_list


def is_number(cell: Any) -> bool:
    """A number, or text that is written like one."""
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and bool(_NUMBER.fullmatch(cell.strip()))


def is_date(cell: Any) -> bool:
    """A date cell, or text that is written like a date."""
    return isinstance(cell, dt.date) or (isinstance(cell, str) and bool(_DATE.fullmatch(cell.strip())))


def is_phone(cell: Any) -> bool:
    """Text or a number with the look of a telephone number: 7 to 15 digits, not a date."""
    text = text_of(cell)
    digits = sum(map(str.isdigit, text))
    return 7 <= digits <= 15 and bool(_PHONE.fullmatch(text)) and not is_date(cell) and "." not in text


def is_person_name(cell: Any) -> bool:
    """Two to five words of letters, each capitalised (or without case, as in Arabic), initials aside: the look of a person's name."""
    if not isinstance(cell, str):
        return False
    words = [word for word in cell.split() if not _INITIAL.fullmatch(word)]
    return (
        2 <= len(words) <= 5
        and all(
            word.replace("-", "").replace("'", "").isalpha() and not word.islower() and len(word) > 1 for word in words
        )
        and not any(word.isupper() and len(word) < 4 for word in words)
    )


def vocabulary_month(cell: str) -> int | None:
    """The month (1 to 12) that a word names in one of our languages, as `August`, `août`, `sept.`, or nothing."""
    from app.exchange.reading.dates import month_of_word

    return month_of_word(cell)


def _whole(cell: Any) -> int | None:
    if is_whole(cell):
        return int(cell)
    return int(cell) if isinstance(cell, str) and cell.strip().isdecimal() and len(cell.strip()) == 4 else None
