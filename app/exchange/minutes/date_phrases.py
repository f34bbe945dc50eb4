"""The words that dates are made of, in five languages, as they stand in the vocabulary: months, weekdays, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from app import vocabulary
from app.fold import fold

TOKEN = re.compile(r"[^\W_]+")
#: phrases that take a month: `end of November`, `mi-mars`
WITH_MONTH = frozenset({"end_of", "middle_of", "begin_of"})
#: phrases that say when without saying a date, and what stands before one
NO_DATE = frozenset({"by", "soon"})


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in TOKEN.findall(text.replace("{n}h", "nh")))


def _writings(name: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Every writing of every code of a list: the code, its words, and whether it is one of its names."""
    for code, row in vocabulary.code_list(name).rows.items():
        for column in ("en", "fr", "es", "pt", "ar"):
            yield code, _words(row[column]), True
        for writing in filter(None, row["synonyms"].split("|")):
            yield code, _words(writing), False


@cache
def months() -> dict[tuple[str, ...], str]:
    """Every writing of a month, but figures."""
    return {words: code for code, words, _name in _writings("month") if not words[0].isdigit()}


@cache
def weekdays(short: bool) -> dict[tuple[str, ...], str]:
    """Every writing of a weekday; the short forms if they are asked for."""
    return {words: code for code, words, name in _writings("weekday") if name or short or words[0][:1].isdigit()}


@cache
def numbers() -> dict[str, int]:
    """Numbers of one word."""
    return {words[0]: int(code) for code, words, _name in _writings("number_words") if len(words) == 1}


@lru_cache(maxsize=16_384)
def phrases(first: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Phrases that say a date by themselves and may begin with a word, with their meaning, the longest first; `n` stands for a
    number.
    """
    return tuple(pair for pair in _phrases() if pair[0][0] in (first, "n", "nh"))


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    found = {words: code for code, words, _name in _writings("date_words") if code not in NO_DATE | WITH_MONTH}
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def month_phrases() -> dict[tuple[str, ...], str]:
    """Phrases that say which part of a month that is named behind them."""
    return {words: code for code, words, _name in _writings("date_words") if code in WITH_MONTH}


@cache
def by_phrases() -> frozenset[tuple[str, ...]]:
    """What stands before a date by which something is due."""
    return frozenset(words for code, words, _name in _writings("date_words") if code == "by")
