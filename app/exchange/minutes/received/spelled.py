"""Dates in words, as sworn minutes have them: `ocho de octubre de dos mil veintiséis`, `le douze novembre`."""

from __future__ import annotations

import datetime as dt
from functools import cache

from app.exchange.minutes.date_phrases import months
from app.exchange.minutes.received.tokens import tokens_of, word_set

_UNITS = {
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho"
    " diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete dezoito dezanove"
    " vinte",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
}
_TENS = {
    "es": (("treinta", 30), ("cuarenta", 40)),
    "pt": (("vinte", 20), ("trinta", 30)),
    "fr": (("vingt", 20), ("trente", 30)),
}
_AND = {"es": ("y",), "pt": ("e",), "fr": ("et",)}
_OTHERS: dict[tuple[str, ...], int] = {
    ("premier",): 1,
    ("primero",): 1,
    ("primeiro",): 1,
    ("dezesseis",): 16,
    ("dezessete",): 17,
    ("dezenove",): 19,
}
_THOUSANDS = (("dos", "mil"), ("dois", "mil"), ("duas", "mil"), ("deux", "mille"), ("deux", "mil"))
_LINKS = word_set("de del do e et y du mes ano l an dia dias")


def spelled_dates(text: str) -> list[tuple[dt.date, int]]:
    """Dates of which the day is in words, each with the place of its day."""
    tokens = tokens_of(text)
    words = tuple(token.word for token in tokens)
    years = [year for n in range(len(words)) if (year := _year(words, n))]
    year_in_words = not any(
        len(word) == 4 and word.isdigit() for word in words
    )  # `L’an deux mille vingt-six et le 19 novembre`
    found: list[tuple[dt.date, int]] = []
    for place in range(len(words)):
        day, after = _number(words, place)
        if not day and year_in_words and words[place].isdigit() and len(words[place]) < 3:
            day, after = int(words[place]), place + 1
        while day and after < len(words) and words[after] in _LINKS:
            after += 1
        month = months().get((words[after],)) if day and after < len(words) else None
        if day and month and years:
            try:
                found.append((dt.date(years[0], int(month), day), tokens[place].start))
            except ValueError:
                continue
    return found


def _year(words: tuple[str, ...], place: int) -> int | None:
    if len(words[place]) == 4 and words[place].isdigit() and words[place].startswith("20"):
        return int(words[place])
    if words[place : place + 2] not in _THOUSANDS:
        return None
    after = place + 2
    while after < len(words) and words[after] in _LINKS:
        after += 1
    return 2000 + _number(words, after)[0]


def _number(words: tuple[str, ...], place: int) -> tuple[int, int]:
    """The number that begins at a word, 0 where none does, and the word behind it."""
    for length in (4, 3, 2, 1):
        if (number := _numbers().get(words[place : place + length])) and len(words) >= place + length:
            return number, place + length
    return 0, place


@cache
def _numbers() -> dict[tuple[str, ...], int]:
    """The numbers up to 49 in words, in Spanish, Portuguese and French."""
    found = dict(_OTHERS)
    for language, listed in _UNITS.items():
        units = {tuple(token.word for token in tokens_of(word)): n for n, word in enumerate(listed.split(), 1)}
        found |= units
        for ten, value in _TENS[language]:
            found[(ten,)] = value
            for unit, n in units.items():
                if n < 10:
                    found[(ten, *_AND[language], *unit)] = found[(ten, *unit)] = value + n
    return found
