"""Words of a text with their places, and phrases of the vocabulary found among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app import vocabulary
from app.fold import fold

TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f])*")


@dataclass(frozen=True)
class Token:
    """A word, folded, and where it stands: from `start` to before `end`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """A phrase of the vocabulary in a text: its code, its tokens from `first` to before `after`."""

    code: str
    first: int
    after: int


@lru_cache(maxsize=4_096)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a text in order. In Arabic the marks above letters belong to the word."""
    return tuple(Token(_whole(found, text), *found.span()) for found in TOKEN.finditer(text))


def _whole(found: re.Match[str], text: str) -> str:
    """A word folded; `d'` and `qu'` as `de` and `que`."""
    word = fold(found[0])
    return {"d": "de", "qu": "que"}.get(word, word) if text[found.end() : found.end() + 1] in ("'", "’") else word


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(token.word for token in tokens_of(text))


def is_shouted(text: str) -> bool:
    """Whether a text is in capitals; one in a script that has none, with a foreign acronym, is not."""
    return text.isupper() and not re.search(r"[\u0600-\u06ff]", text)


def word_set(text: str) -> frozenset[str]:
    """The folded words of a text, each once."""
    return frozenset(words(text))


class Phrases:
    """Phrases with a code each, found by their first word, the longest first."""

    def __init__(self, writings: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for code, written in writings:
            if phrase := words(written):
                self._by_first.setdefault(phrase[0], []).append((phrase, code))
        for some in self._by_first.values():
            some.sort(key=lambda pair: -len(pair[0]))

    def at(self, tokens: Sequence[Token], place: int) -> Hit | None:
        """The longest phrase that begins at a token, in Arabic also behind an attached “and”."""
        if place >= len(tokens):
            return None
        first = tokens[place].word
        for begin in (first, first[1:]) if first[:1] in ("و", "ف") and len(first) > 3 else (first,):
            for phrase, code in self._by_first.get(begin, ()):
                rest = tokens[place + 1 : place + len(phrase)]
                if len(rest) + 1 == len(phrase) and all(
                    word == token.word for word, token in zip(phrase[1:], rest, strict=True)
                ):
                    return Hit(code, place, place + len(phrase))
        return None

    def within(self, tokens: Sequence[Token]) -> list[Hit]:
        """Every phrase in a text, in order, none within another."""
        found: list[Hit] = []
        place = 0
        while place < len(tokens):
            hit = self.at(tokens, place)
            if hit:
                found.append(hit)
            place = hit.after if hit else place + 1
        return found


@cache
def phrases_of(name: str, *codes: str) -> Phrases:
    """The phrases of a list of the vocabulary, of all its codes or of some."""
    written = vocabulary.code_list(name).written()
    return Phrases((code, text) for code, text in written if not codes or code in codes)
