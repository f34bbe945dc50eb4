"""A line of minutes as somebody types it: what it becomes, who and where it names, and by when.

Pure, and quick enough to be asked at every keystroke: `Names` is made once for a meeting. What is understood is shown
beside the line at once, so a guess may be wrong and is never hidden.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app import vocabulary
from app.exchange.minutes.dates import Found, due_date
from app.fold import fold

NOTE, DECISION, ACTION, NEXT_TIME = "note", "decision", "action", "next_time"
#: how a line may begin instead of with a word; a line from right to left shows > as <, and an Arabic keyboard has ؟
SIGNS = {"!": DECISION, ">": ACTION, "<": ACTION, "?": NEXT_TIME, "؟": NEXT_TIME}

#: a name is looked for by its last words, so many, and so many letters at least
MOST_WORDS, FEWEST_LETTERS = 3, 2

_TOKEN = re.compile(r"[^\W_]+")
#: a word or two with a colon or a dash behind it, with a number if people number their decisions: `Decisão 3:`
_BEGINNING = re.compile(r"\s*([^\W\d_][^:;.!?]{1,30}?)(?:\s{1,4}n[.º°o]?)?\s{0,4}\d{0,3}\s{0,4}(?::|\s[–—-]\s)\s*")
_BETWEEN = re.compile(r"\s*(?:,|/|&|\+|\band\b|\bet\b|\be\b|\by\b|و)?\s*")
_ADDRESSED = re.compile(r"[@(\[]\s*$|[–—-]\s*$|:\s*$")


@dataclass(frozen=True)
class Name:
    """One way of naming an organisation, a person or a place (`type`, `id`); what `written` says in capitals is met in
    capitals alone, so that CARE is not care.
    """

    type: str
    id: str
    written: str


@dataclass(frozen=True)
class Mention:
    """Something that a line names: from `start` to before `end`."""

    type: str
    id: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """What is understood of a line: its kind, where its text begins behind the word that says the kind, what it names,
    the organisations that do it, and by when.
    """

    kind: str
    begins: int
    mentions: tuple[Mention, ...] = ()
    assigned_to: tuple[str, ...] = ()
    due: Found | None = None


class Names:
    """Everything that a line may name, found by its words."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Name]]] = {}
        beginnings: list[tuple[str, int, Name]] = []
        for name in names:
            words = tuple(fold(word) for word in _TOKEN.findall(name.written))
            if words:
                self._by_first.setdefault(words[0], []).append((words, name))
                beginnings += [(" ".join(words[at:]), at, name) for at in range(len(words))]
        for some in self._by_first.values():
            some.sort(key=lambda pair: -len(pair[0]))
        self._beginnings = sorted(beginnings, key=lambda one: one[:2])

    def beginning(self, text: str, most: int = 4) -> tuple[int, list[Name]]:
        """What the end of a text may become: where the words begin that a name would take the place of, and the names, those
        whose first word it is before others. Less than two letters begin nothing.
        """
        tokens = list(_TOKEN.finditer(text))
        if not tokens or tokens[-1].end() != len(text):
            return len(text), []
        for count in range(min(MOST_WORDS, len(tokens)), 0, -1):
            typed = " ".join(fold(token[0]) for token in tokens[-count:])
            if len(typed) < FEWEST_LETTERS:
                continue
            found = []
            for at in range(bisect_left(self._beginnings, (typed,)), len(self._beginnings)):
                words, place, name = self._beginnings[at]
                if not words.startswith(typed):
                    break
                if words != typed:
                    found.append((place, words, name))
            if found:
                found.sort(key=lambda one: one[:2])
                return tokens[-count].start(), list(dict.fromkeys(name for _place, _words, name in found))[:most]
        return len(text), []

    def mentions(self, text: str) -> list[Mention]:
        """What a text names, in order, the longest name first where one stands in another."""
        tokens = [(fold(found[0]), *found.span()) for found in _TOKEN.finditer(text)]
        found: list[Mention] = []
        position = 0
        while position < len(tokens):
            words, name = self._at(text, tokens, position)
            if name is None:
                position += 1
                continue
            start, end = tokens[position][1], tokens[position + len(words) - 1][2]
            found.append(Mention(name.type, name.id, start, end))
            position += len(words)
        return found

    def _at(self, text: str, tokens: list[tuple[str, int, int]], position: int) -> tuple[tuple[str, ...], Name | None]:
        for words, name in self._by_first.get(tokens[position][0], ()):
            there = tokens[position : position + len(words)]
            if tuple(word for word, _start, _end in there) != words:
                continue
            if not _is_acronym(name.written) or _is_acronym(text[there[0][1] : there[-1][2]]):
                return words, name
        return (), None


def understand(
    text: str, names: Names, today: dt.date, next_meeting: dt.date | None = None, said: str | None = None
) -> Line:
    """What a line becomes: what the person `said` that it is, else what it says itself. A line that says nothing is a note, and
    only an action point is due by a day.
    """
    kind, begins = kind_of(text)
    kind = said or kind
    mentions = names.mentions(text)
    if kind not in (ACTION, DECISION):
        return Line(kind, begins, tuple(mentions))
    due = due_date(text[begins:], today, next_meeting) if kind == ACTION else None
    if due:
        due = Found(due.date, due.start + begins, due.end + begins)
    doers = tuple(dict.fromkeys(assigned(text, begins, mentions))) if kind == ACTION else ()
    return Line(kind, begins, tuple(mentions), doers, due)


def kind_of(text: str) -> tuple[str, int]:
    """The kind of a line, by how it begins, and where its own text begins."""
    stripped = text.lstrip()
    indent = len(text) - len(stripped)
    is_tag = stripped[:1] == "<" and ">" in stripped  # `<Media omitted>` in a chat
    if stripped[:1] in SIGNS and not is_tag and stripped:
        rest = stripped[1:]
        return SIGNS[stripped[0]], indent + 1 + len(rest) - len(rest.lstrip())
    if (found := _BEGINNING.match(text)) and (kind := _kinds().get(fold(found[1]))):
        return kind, found.end()
    return NOTE, indent


def assigned(text: str, begins: int, mentions: Iterable[Mention]) -> list[str]:
    """The organisations that do it: those with which the line begins (`INAS and PMA bring …`), else those behind a sign
    at its end (`… – INAS`, `(INAS)`, `@INAS`), else the one that is named.
    """
    named = [one for one in mentions if one.type == "organisation" and one.start >= begins]
    first: list[str] = []
    position = begins
    for one in named:
        if not _BETWEEN.fullmatch(text[position : one.start]):
            break
        first.append(one.id)
        position = one.end
    if first:
        return first
    behind = [n for n, one in enumerate(named) if _ADDRESSED.search(text[begins : one.start])]
    if behind:
        return [one.id for one in named[behind[0] :]]
    return [one.id for one in named] if len({one.id for one in named}) == 1 else []


def _is_acronym(text: str) -> bool:
    """Whether a name is written in capitals: letters of a script that has none say nothing."""
    return text.isupper() and " " not in text


@cache
def _kinds() -> dict[str, str]:
    return {fold(text): code for code, text in vocabulary.code_list("line_kind").written()}
