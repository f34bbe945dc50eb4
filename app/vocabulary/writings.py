"""Texts as words: how a writing finds its code, and how the files of the vocabulary are read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.fold import fold
from app.paths import RESOURCES
from app.words import LANGUAGES

FOLDER = RESOURCES / "vocabulary"
ANY = ""
"""The language tag of a writing that holds in every language."""

_TAGGED = re.compile(r"([a-z]{2}(?:_[A-Z]{2})?):(.*)", re.DOTALL)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_BOUNDS = str.maketrans("≤≥", "<>")
_SIGNS = re.compile(r"[^\w+<>%]+|_+")
NUMBERING = re.compile(r"^[\s#*]*\d+(?:\.\d+)*\s*[.):-]\s*(?=\S)")
PARTS = re.compile(r"[/|()\[\]\n;\\]+|\s[-–—]\s")


@lru_cache(maxsize=65_536)
def words_of(text: str) -> str:
    """The folded words of a text without the signs between them: `In-Kind ` and `in kind` are the same words, `O.I.M.`
    and `OIM`, `Shelter & NFI` and `shelter and NFI`. A text of signs only stays as it is."""
    folded = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), fold(text)).replace("&", " and ")
    return _SIGNS.sub(" ", folded.translate(_BOUNDS)).replace("< ", "<").replace("> ", ">").replace(
        "% ", "%"
    ).strip() or fold(text)


class Writings:
    """Which codes the words of a text stand for, by language. The lookup of every list in this module."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, list[str]]] = {}

    def add(self, text: str, code: str, language: str = ANY) -> None:
        """Note that `text` stands for `code` in one language, or in any."""
        self.add_words(words_of(text), code, language)

    def add_words(self, words: str, code: str, language: str = ANY) -> None:
        """The same for words that are folded already."""
        if words:
            codes = self._codes.setdefault(words, {}).setdefault(language, [])
            if code not in codes:
                codes.append(code)

    def add_row(self, row: dict[str, str], code: str) -> None:
        """Note the names in five languages and all synonyms of one row of a list."""
        for language in LANGUAGES:
            self.add(row.get(language, ""), code, language)
        for written in row.get("synonyms", "").split("|"):
            tagged = _TAGGED.fullmatch(written.strip())
            self.add(tagged[2] if tagged else written, code, tagged[1] if tagged else ANY)

    def codes(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """All codes the text stands for: in this country's language, else this language, else anywhere."""
        known = self._codes.get(words_of(text))
        if known is None:
            return ()
        for tag in (language, language[:2]) if language else ():
            if tag in known:
                return tuple(known[tag])
        if ANY in known:
            return tuple(known[ANY])
        return self.all_codes(text)

    def all_codes(self, text: str) -> tuple[str, ...]:
        """All codes the text stands for in any language, in the order in which they were noted."""
        known = self._codes.get(words_of(text), {})
        return tuple(dict.fromkeys(code for codes in known.values() for code in codes))

    def items(self) -> Iterator[tuple[str, str, str]]:
        """Every writing as (its words, its language tag, a code it stands for)."""
        for words, by_language in self._codes.items():
            for language, codes in by_language.items():
                yield from ((words, language, code) for code in codes)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a vocabulary file, by header; empty cells are empty text."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
