"""Names of organisations as texts: their forms ("Name (ACR)", "ACR - Name"), acronyms, joint names, and how alike two are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from app.fold import fold

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['\"`´.]")
_BRACKETS = re.compile(r"^(?P<outer>[^()\[\]]+?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]\s*$")
_DASH = re.compile(r"\s+[-–—:]\s+")
_STRONG = re.compile(r"\s*[/;,+|\n]\s*")
_WEAK = re.compile(
    r"\s*&\s*|\s+(?:and|et|y|e|und|with|avec|con|com|in partnership with)\s+|\s*(?<=\w)[-–—](?=\w)\s*|\s+[-–—]\s+",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:and|et|e|y|und|with|avec|con|com)\s+", re.IGNORECASE)
_SPELLINGS = (
    ("isation", "ization"),
    ("programme", "program"),
    ("centre", "center"),
    ("labour", "labor"),
    ("defence", "defense"),
)
_IGNORED = frozenset({"and", "the", "et", "y", "e", "und", "le", "la", "les", "o", "a"})
_SMALL = _IGNORED | {
    "of", "for", "de", "des", "du", "d", "da", "do", "das", "dos", "del", "pour", "para", "in", "en", "au", "aux", "to", "on", "l"
}  # fmt: skip
GENERIC = frozenset({"international", "internationale", "internacional", "intl", "int", "organization", "org", "ngo", "ong", "worldwide",
                     "onlus", "ev", "inc", "ltd", "network", "mondial", "federation"})  # fmt: skip
"""Words that a name is often written without. Left out on one side, a match is proposed, never certain."""


@dataclass(frozen=True)
class Forms:
    """A text taken apart: the name, and the acronym it gives itself. Either may be empty."""

    name: str
    acronym: str = ""


@lru_cache(maxsize=65_536)
def org_words(text: str) -> tuple[str, ...]:
    """The folded words of a name that tell it apart; British and American spellings are one."""
    plain = _APOSTROPHES.sub("", fold(text))
    for written, meant in _SPELLINGS:
        plain = plain.replace(written, meant)
    found = _WORD.findall(plain)
    return tuple(word for word in found if word not in _IGNORED) or tuple(found)


@lru_cache(maxsize=65_536)
def org_key(text: str) -> str:
    """Equal for writings of a name that differ in case, accents, spaces, signs, "&" and "and"."""
    return "".join(org_words(text))


def core_key(text: str) -> str:
    """The key of a name without words such as "International"; the whole key where nothing would be left."""
    return "".join(word for word in org_words(text) if word not in GENERIC) or org_key(text)


def is_acronym(text: str) -> bool:
    """Whether a text looks like an acronym: one or two short words, mostly capitals or digits."""
    plain = text.strip()
    letters = [sign for sign in plain if sign.isalpha()]
    if not letters or len(plain) > 14 or len(plain.split()) > 2:
        return False
    return sum(sign.isupper() for sign in letters) >= 0.6 * len(letters) and (len(letters) <= 10)


@lru_cache(maxsize=65_536)
def forms(text: str) -> Forms:
    """A text as name and acronym: `World Food Programme (WFP)`, `WFP - World Food Programme`, `CHAI (Clinton Health …)`."""
    plain = " ".join(text.split())
    found = _BRACKETS.match(plain)
    parts = (found["outer"], found["inner"]) if found else tuple(_DASH.split(plain, maxsplit=1))
    if len(parts) == 2 and is_acronym(parts[1]) and not is_acronym(parts[0]):
        return Forms(parts[0].strip(), parts[1].strip())
    if len(parts) == 2 and is_acronym(parts[0]) and _could_stand_for(parts[0], parts[1]):
        return Forms(parts[1].strip(), parts[0].strip())
    if found and spells(parts[1], parts[0]):
        return Forms(parts[0].strip(), parts[1].strip())
    return Forms("", plain) if is_acronym(plain) else Forms(plain)


def _could_stand_for(acronym: str, name: str) -> bool:
    """Whether an acronym in front may be that of the name behind it: its letters stand in the name in their order.

    COSACA is not Save the Children, though one file writes `COSACA (Save the children)`.
    """
    letters, rest = iter(org_key(name)), org_key(acronym)
    return (
        not is_acronym(name)
        and org_key(name)[:1] == rest[:1]
        and all(sign in letters for sign in rest if sign.isalpha())
    )


def inner_and_outer(text: str) -> tuple[str, str]:
    """What stands before and in the brackets of `COSACA (Save the Children)`; twice nothing without brackets."""
    found = _BRACKETS.match(" ".join(text.split()))
    return (found["outer"].strip(), found["inner"].strip()) if found else ("", "")


def spells(acronym: str, name: str) -> bool:
    """Whether an acronym is made of the first letters of a name, with or without its small words."""
    short = "".join(sign for sign in fold(acronym) if sign.isalnum())
    every = _WORD.findall(_APOSTROPHES.sub("", fold(name)))
    if len(short) < 3 or len(every) < 2:
        return False
    return short in ("".join(word[0] for word in every), "".join(word[0] for word in every if word not in _SMALL))


@lru_cache(maxsize=16_384)
def strong_parts(text: str) -> tuple[str, ...]:
    """The parts of a text between signs that usually stand between organisations: `/`, `,`, `;`, `+`."""
    return _parts(_STRONG, text)


@lru_cache(maxsize=16_384)
def weak_parts(text: str) -> tuple[str, ...]:
    """The parts of a text between words and signs that names have in them too: `&`, "and", "with", "-"."""
    return tuple(part for strong in _parts(_STRONG, text) for part in _parts(_WEAK, strong))


def _parts(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found = (_LEADING.sub("", part.strip(" .,;:()")) for part in pattern.split(text))
    return tuple(part for part in found if any(sign.isalnum() for sign in part))


def alike(one: str, other: str) -> float:
    """How alike two names of organisations are, 0 to 100: every word of one must have its like in the other.

    Acronyms are not alike: one letter makes another organisation. Words such as "International" may be missing.
    """
    mine, theirs = org_words(one), org_words(other)
    shared = set(mine) & set(theirs)
    left = [[word for word in words if word not in shared] for words in (mine, theirs)]
    if not shared and min(len(mine), len(theirs)) > 1:
        return 0.0
    if [word for word in left[0] if word in GENERIC] == left[0] and [
        word for word in left[1] if word in GENERIC
    ] == left[1]:
        return 95.0 if any(len(word) > 2 and word not in GENERIC for word in shared) else 0.0
    if is_acronym(one) or is_acronym(other):
        return 0.0
    left = [[word for word in words if word not in GENERIC] for words in left]
    if any(not any(_like(word, partner) for partner in left[1]) for word in left[0]):
        return 0.0
    if any(not any(_like(word, partner) for partner in left[0]) for word in left[1]):
        return 0.0
    return fuzz.ratio(" ".join(sorted(mine)), " ".join(sorted(theirs)))


def _like(word: str, other: str) -> bool:
    return (
        not any(sign.isdigit() for sign in word + other)
        and fuzz.ratio(word, other) >= 75
        and min(len(word), len(other)) > 2
    )
