"""Which of our fields a heading means: the words of the vocabulary first, then a known phrase within it, then a slip of the pen."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from app import vocabulary

LEAST_SHARE = 0.5
LEAST_LIKENESS = 90.0
SHORTEST_GUESSED = 6

_NAME_OF = re.compile(
    r"^(?:full |complete )?(?:names?|noms?|nombres?|nomes?|list|liste|lista)(?: complet| completo)? "
    r"(?:(?:of|de|du|des|del|da|do|das|dos)(?: the| la| las| los| le| les| l)? )?|^(?:اسم|اسماء) "
)
"""Words in front of what a column names: "Name of agency", "Nom de la structure"."""

PLANNED = {"people": "people_targeted", "households": "households_targeted", "quantity_delivered": "quantity_planned"}
_PLANNED = re.compile(
    r"\b(?:plan|planned|target\w*|cibl\w*|prevu\w*|planifi\w*|meta|objectif|objetivo|previst\w*|planead\w*)\b|مستهدف|مخطط"
)
_DONE = re.compile(
    r"\b(?:achieved|reached|actual|realise\w*|atteint\w*|touche\w*|alcan\w*|atendid\w*|assisted|served|delivered)\b|المنجز|الفعلي"
)
SHORTEST_STEM = 4
MOSTLY = 0.6

EXACT, WITHIN, ALIKE = "exact", "within", "alike"


def fields_of_heading(text: str) -> tuple[str, ...]:
    """The fields a heading may stand for, the likeliest first; none when it says nothing known."""
    return heading(text)[0]


@lru_cache(maxsize=8_192)
def heading(text: str) -> tuple[tuple[str, ...], str]:
    """The fields a heading may stand for, and how that was seen: exact, within (a known phrase in a longer one), alike (a slip)."""
    text = text.strip()
    if found := vocabulary.fields_of_header(text):
        return _planned_or_done(vocabulary.words_of(text), found), EXACT
    if vocabulary.is_other_header(text):
        return (), EXACT
    bare = re.sub(r"\(.*?\)|\[.*?\]|\{.*?\}|\"?\|.*$|[*:]+$", " ", text).strip()
    if bare != text and (found := vocabulary.fields_of_header(bare)):
        return found, EXACT
    words = vocabulary.words_of(bare or text)
    core = _NAME_OF.sub("", words)
    if core != words and core in _phrases():
        return _phrases()[core], WITHIN
    if found := _phrase_within(words) or _abbreviated(bare or text):
        return _planned_or_done(words, found), WITHIN
    if len(words) >= SHORTEST_GUESSED:
        near = process.extractOne(words, _phrases().keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
        if near:
            return _phrases()[near[0]], ALIKE
    return (), ""


def _planned_or_done(words: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """A phrase within a longer heading tells who is counted; the words around it, whether planned or reached."""
    planned, done = bool(_PLANNED.search(words)), bool(_DONE.search(words))
    if planned == done:
        return fields
    pairs = PLANNED if planned else {target: reached for reached, target in PLANNED.items()}
    return tuple(dict.fromkeys(pairs.get(name, name) for name in fields))


def _abbreviated(text: str) -> tuple[str, ...]:
    """What "bénéf." or "org." is short for, where most words that begin so mean one field."""
    for word in text.split():
        stem = vocabulary.words_of(word)
        if word.endswith(".") and len(stem) >= SHORTEST_STEM:
            meant = [fields for phrase, fields in _phrases().items() if phrase.startswith(stem) and " " not in phrase]
            likeliest = Counter(fields[0] for fields in meant).most_common(1)
            if likeliest and likeliest[0][1] >= MOSTLY * len(meant):
                return (likeliest[0][0],)
    return ()


def _phrase_within(words: str) -> tuple[str, ...]:
    """The fields of the longest known phrase that makes up at least half of a heading."""
    parts = words.split()
    if not 1 < len(parts) <= 12:
        return ()
    for size in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - size + 1):
            phrase = " ".join(parts[start : start + size])
            if len(phrase) >= 4 and len(phrase) >= LEAST_SHARE * len(words) and phrase in _phrases():
                return _phrases()[phrase]
    return ()


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for words, _language, field in vocabulary.header_writings():
        fields = found.setdefault(words, [])
        if field not in fields:
            fields.append(field)
    return {words: tuple(fields) for words, fields in found.items()}
