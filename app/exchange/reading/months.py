"""Month words in the five languages of the program, folded, with the short forms people write."""

from __future__ import annotations

import re
from functools import cache

from app.fold import fold

WORDS = (
    "january jan janvier janv enero ene janeiro يناير|كانون الثاني|جانفي",
    "february feb fevrier fev febrero fevereiro فبراير|شباط|فيفري",
    "march mar mars marzo marco مارس|آذار|اذار",
    "april apr avril avr abril abr أبريل|ابريل|نيسان|أفريل|إبريل",
    "may mai mayo maio مايو|أيار|ايار|ماي",
    "june jun juin junio junho يونيو|حزيران|جوان|يونيه",
    "july jul juillet juil julio julho يوليو|تموز|جويلية|يوليه",
    "august aug aout agosto ago أغسطس|آب|اغسطس|أوت",
    "september sep sept septembre septiembre setiembre setembro set سبتمبر|أيلول|ايلول",
    "october oct octobre octubre outubro out أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
    "november nov novembre noviembre novembro نوفمبر|تشرين الثاني",
    "december dec decembre diciembre dezembro dez dic ديسمبر|كانون الأول|كانون الاول",
)


@cache
def month_words() -> dict[str, int]:
    """Every folded month word with its number."""
    found = {}
    for number, line in enumerate(WORDS, 1):
        latin, _space, arabic = line.rpartition(" ") if "|" not in line else _split(line)
        for word in latin.split():
            found[fold(word)] = number
        for word in arabic.split("|"):
            found[fold(word)] = number
    return found


def _split(line: str) -> tuple[str, str, str]:
    at = next(index for index, letter in enumerate(line) if "\u0600" <= letter <= "\u06ff")
    return line[:at], " ", line[at:]


@cache
def month_pattern() -> str:
    """A regular expression group that matches any month word, the longest first."""
    return "(" + "|".join(re.escape(word) for word in sorted(month_words(), key=len, reverse=True)) + ")"


def month_of_word(text: str) -> int | None:
    """The month a word names, or None; a closing full stop is allowed (`sept.`)."""
    return month_words().get(fold(text).rstrip("."))
