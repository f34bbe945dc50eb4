"""How alike two names of places are, and the keys under which equal names meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from app.exchange.matching.place_words import (
    ARABIC_LETTERS,
    AREAS,
    ARTICLES,
    BLANKS,
    DIRECTIONS,
    LINKS,
    SHORT_FORMS,
    SOUNDS,
    TOWNS,
)
from app.fold import fold

_APOSTROPHES = re.compile(r"['\"`]")
_ARABIC_ENDS = re.compile(r"^ال(?=..)|(?<=..)ه$")
_LATIN_ENDS = re.compile(r"^al(?=[^aeiou].{2})|^a(?=([zsdtnr])\1)|(?<=..)h$")
_SHORTENED = re.compile(r"\b([a-z]{1,4})[./]")
_DOTTED = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(
    r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc][\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\s'-]*"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ROMAN = dict(zip(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), map(str, range(1, 11)), strict=True))

OTHER_BEGINNING, ALLOWANCE = 8.0, 5.0
"""What a name loses for beginning with another sound; how much more alike than their differing words two names may be.
"Santa Marta" and "Santa Ana" share a word, yet marta and ana are not alike."""

MISSPELT, PERHAPS = 85.0, 70.0
"""How alike a word is to "north" and the like to say it, and to perhaps say it: "Nrth Gaza" is not Gaza with a word more."""

SHORTENED, SAME_CONSONANTS = 90.0, 80.0
"""How alike a shortened name is, and one that differs in its vowels only."""

ACROSS_SCRIPTS = 12.0
"""What a writing in the other script loses: the same consonants are near, never certain."""

SUBSET = 80.0
"""How alike a name is that has all words of the other and more: enough to be proposed, never to be certain."""


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, apostrophes dropped and short forms beside another word written out."""
    found = _WORD.findall(_DOTTED.sub("", _APOSTROPHES.sub("", fold(text))))
    return tuple(SHORT_FORMS.get(word, word) for word in found) if len(found) > 1 else tuple(found)


@lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """The letters and digits of a name: equal for writings that differ in case, accents, spaces, hyphens, apostrophes."""
    return "".join(words(text))


@dataclass(frozen=True)
class Bare:
    """A name without the words that say what kind of area it is; `town` where they said it is a town."""

    key: str
    town: bool


@lru_cache(maxsize=65_536)
def bare(text: str) -> Bare:
    """A name without kinds of area at its ends: `Province de la Sofala` is sofala, `Cidade da Beira` is the town beira."""
    rest, town = list(words(text)), False
    while len(rest) > 1 and rest[0] in AREAS | TOWNS:
        town |= rest.pop(0) in TOWNS
        while len(rest) > 1 and rest[0] in LINKS:
            rest.pop(0)
    while len(rest) > 1 and rest[-1] in AREAS | TOWNS:
        town |= rest.pop() in TOWNS
    return Bare("".join(rest), town)


def is_blank(text: str) -> bool:
    """Whether a cell names no place: nothing, signs only, or a word such as `N/A`, `unknown`."""
    folded = fold(text)
    return not any(sign.isalnum() for sign in folded) or folded in BLANKS


def scripts(text: str) -> tuple[str, ...]:
    """The Arabic and the Latin part of a cell that has both (`بنغازي Benghazi`); nothing for a cell in one script."""
    arabic = " ".join(part.strip(" -'") for part in _ARABIC.findall(text))
    latin = _ARABIC.sub(" ", text).strip(" -/|()\n\t,;:")
    return (latin, arabic) if arabic and _LATIN.search(latin) else ()


@lru_cache(maxsize=65_536)
def marks(text: str) -> tuple[str, ...]:
    """What tells neighbours apart: numbers, ordinals, single letters, directions. Names that differ in them are not near."""
    found = re.findall(r"\d+", fold(text))
    spelled = [word for word in words(text) if not any(sign.isdigit() for sign in word)]
    for place, word in enumerate(spelled):
        if side := _direction(word):
            found.append(side)
        elif place and word in _ROMAN:
            found.append(_ROMAN[word])
        elif len(word) == 1 and word not in LINKS | ARTICLES:
            found.append(word)
    return tuple(sorted(found))


def _direction(word: str) -> str | None:
    """The side a word says, also misspelt: `Noth`, `Centeral`."""
    if word in DIRECTIONS:
        return DIRECTIONS[word]
    known, ratio = _nearest_direction(word)
    return DIRECTIONS[known] if min(len(word), len(known)) > 3 and ratio >= MISSPELT else None


@lru_cache(maxsize=16_384)
def _nearest_direction(word: str) -> tuple[str, float]:
    known = max(DIRECTIONS, key=lambda one: fuzz.ratio(word, one))
    return known, fuzz.ratio(word, known)


def likeness(text: str, name: str) -> float:
    """How alike a written name is to a known one, 0 to 100; 0 where numbers, ordinals or directions differ."""
    if _shortens(text, name) or _shortens(name, text):
        return SHORTENED
    if marks(text) != marks(name):
        return 0.0
    mine, theirs = _core(text), _core(name)
    if not mine or not theirs:
        return 0.0
    if is_arabic(text) != is_arabic(name):
        return max(0.0, _across_scripts(text, name))
    return max(0.0, _within_script(mine, theirs), SAME_CONSONANTS if _same_consonants(text, name) else 0.0)


def _within_script(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    fewer, more = sorted((mine, theirs), key=lambda words: len(set(words)))
    if set(fewer) < set(more):
        told_apart = any(_nearest_direction(word)[1] >= PERHAPS for word in set(more) - set(fewer))
        return max(_ratio(mine, theirs), SUBSET if max(map(len, fewer)) > 3 and not told_apart else 0.0)
    shared = set(mine) & set(theirs)
    rest = _ratio(
        tuple(word for word in mine if word not in shared), tuple(word for word in theirs if word not in shared)
    )
    return min(_ratio(mine, theirs), rest + ALLOWANCE)


def _ratio(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """How alike the letters of two lists of words are, as written, in any order, or as heard."""
    heard, known = _sound("".join(mine)), _sound("".join(theirs))
    best = max(
        fuzz.ratio("".join(mine), "".join(theirs)),
        fuzz.ratio(" ".join(sorted(mine)), " ".join(sorted(theirs))),
        fuzz.ratio(heard, known) - 1,
    )
    return best if heard[:1] == known[:1] else best - OTHER_BEGINNING


def is_arabic(text: str) -> bool:
    """Whether a text is written in Arabic letters."""
    return _ARABIC.search(text) is not None


def _across_scripts(text: str, name: str) -> float:
    """How alike an Arabic and a Latin writing sound, by their consonants: Arabic leaves short vowels out."""
    mine, theirs = _consonants(text), _consonants(name)
    return fuzz.ratio(mine, theirs) - ACROSS_SCRIPTS if min(len(mine), len(theirs)) > 1 else 0.0


@lru_cache(maxsize=16_384)
def _consonants(text: str) -> str:
    plain = [word for word in words(text) if word not in AREAS | ARTICLES and not _direction(word)]
    ends = [_ARABIC_ENDS.sub("", word) if is_arabic(word) else _LATIN_ENDS.sub("", word) for word in plain]
    latin = " ".join(ends).translate(ARABIC_LETTERS).replace("j", "g")
    return "".join(sign for sign in _sound(latin) if sign not in "aeiou ")


def _same_consonants(text: str, name: str) -> bool:
    """Whether two Latin writings differ in their vowels only, as transliterations do: Gadarif and Gedaref."""
    mine = _consonants(text)
    return len(mine) > 2 and mine == _consonants(name) and words(text)[0][0] == words(name)[0][0]


def _shortens(short: str, full: str) -> bool:
    """Whether a name is another one shortened: `N. Darfur`, `L/Juba`, `Logone Or.`, or its first letters (`FCT`)."""
    mine, theirs = words(short), words(full)
    if len(mine) == 1 and len(theirs) > 2 and len(mine[0]) == len(theirs):
        return mine[0] == "".join(word[0] for word in theirs)
    cut = set(_SHORTENED.findall(fold(short)))
    if not cut or len(mine) != len(theirs):
        return False
    pairs = list(zip(mine, theirs, strict=True))
    whole = any(one == other and len(one) > 3 for one, other in pairs)
    return whole and all(one == other or (one in cut and other.startswith(one)) for one, other in pairs)


@lru_cache(maxsize=65_536)
def _core(text: str) -> tuple[str, ...]:
    """The words of a name without kinds of area, articles and links; directions in one language."""
    kept = [DIRECTIONS.get(word, word) for word in words(text) if word not in AREAS | LINKS | ARTICLES]
    return tuple(kept) or words(text)


@lru_cache(maxsize=65_536)
def _sound(letters: str) -> str:
    for written, heard in SOUNDS:
        letters = letters.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", letters)
