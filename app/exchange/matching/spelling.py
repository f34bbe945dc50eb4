"""How alike two names of places are, and the keys under which equal names meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from app.exchange.matching.place_words import AREAS, ARTICLES, BLANKS, DIRECTIONS, LINKS, SHORT_FORMS, TOWNS
from app.fold import fold

_APOSTROPHES = re.compile(r"['\"`]")
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(
    r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc][\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\s'-]*"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_SOUNDS = (("dh", "d"), ("th", "t"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("x", "h"),
           ("q", "k"), ("ck", "k"), ("c", "k"), ("y", "i"), ("j", "i"), ("w", "u"), ("v", "u"), ("z", "s"), ("ç", "s"))  # fmt: skip
"""Letters that transliterations of Arabic and Somali names, and French and Portuguese ears, put for one another."""

OTHER_BEGINNING, ALLOWANCE = 8.0, 5.0
"""What a name loses for beginning with another sound; how much more alike than their differing words two names may be.
"Santa Marta" and "Santa Ana" share a word, yet marta and ana are not alike."""

SUBSET = 80.0
"""How alike a name is that has all words of the other and more: enough to be proposed, never to be certain."""


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, apostrophes dropped and short forms written out."""
    return tuple(SHORT_FORMS.get(word, word) for word in _WORD.findall(_APOSTROPHES.sub("", fold(text))))


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


@lru_cache(maxsize=16_384)
def _direction(word: str) -> str | None:
    if word in DIRECTIONS:
        return DIRECTIONS[word]
    if len(word) < 6:
        return None
    return next((side for known, side in DIRECTIONS.items() if len(known) > 5 and fuzz.ratio(word, known) >= 90), None)


def likeness(text: str, name: str) -> float:
    """How alike a written name is to a known one, 0 to 100; 0 where numbers, ordinals or directions differ."""
    if marks(text) != marks(name):
        return 0.0
    mine, theirs = _core(text), _core(name)
    if not mine or not theirs:
        return 0.0
    fewer, more = sorted((mine, theirs), key=len)
    if set(fewer) < set(more):
        return max(_ratio(mine, theirs), SUBSET if max(map(len, fewer)) > 3 else 0.0)
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


@lru_cache(maxsize=65_536)
def _core(text: str) -> tuple[str, ...]:
    """The words of a name without kinds of area, articles and links; directions in one language."""
    kept = [DIRECTIONS.get(word, word) for word in words(text) if word not in AREAS | LINKS | ARTICLES]
    return tuple(kept) or words(text)


@lru_cache(maxsize=65_536)
def _sound(letters: str) -> str:
    for written, heard in _SOUNDS:
        letters = letters.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", letters)
