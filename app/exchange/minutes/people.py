"""Who is in the room, by a few letters: initials (`rm`), the beginnings of names (`ros mach`), an organisation (`inas`).

Pure, and asked at every keystroke. A line that names nobody who is known is a walk-in: a name, and after a comma, a dash or
in brackets the organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.fold import fold, sort_key

#: words within a name that give no initial of their own, unless somebody types it
PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "del", "della", "la", "le", "los", "las", "du", "des", "van", "von", "bin", "ibn", "bint",
    "ben", "ould", "mint", "al", "el", "ul", "e", "y", "ال", "بن", "ابن", "بنت", "ولد",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_ORGANISATION = re.compile(r"^(?P<name>[^,(\[–—]+?)\s*(?:,|\(|\[|[–—]|\s-\s)\s*(?P<organisation>[^)\]]+?)\s*[)\]]?\s*$")


@dataclass(frozen=True)
class Person:
    """Somebody who may be there: with the organisation, how it is written, and whether he sits in this committee."""

    id: str
    name: str
    organisation: str | None = None
    written: str = ""
    member: bool = True


@dataclass(frozen=True)
class WalkIn:
    """Somebody whom nobody knows yet."""

    name: str
    organisation: str = ""


def find_people(typed: str, people: Iterable[Person]) -> list[Person]:
    """Who may be meant, the likeliest first: by initials, then by the beginnings of the names, then by the organisation;
    of these, members before others, by name. Nothing typed means nobody.
    """
    words = tuple(_WORD.findall(fold(typed)))
    if not words:
        return []
    found = [(rank, person) for person in people if (rank := _rank(words, person)) is not None]
    found.sort(key=lambda pair: (pair[0], not pair[1].member, sort_key(pair[1].name), pair[1].id))
    return [person for _rank_, person in found]


def walk_in(typed: str) -> WalkIn | None:
    """The name and the organisation in a line such as `Elisa João, AMAI`; None where nothing is typed."""
    text = " ".join(typed.split())
    if not text:
        return None
    found = _ORGANISATION.match(text)
    return WalkIn(found["name"].strip(), found["organisation"].strip()) if found else WalkIn(text)


def initials(name: str) -> frozenset[str]:
    """The initials of a name, folded: of all its words, and without the particles (Rosa da Costa: rdc, rc)."""
    words = _WORD.findall(fold(name))
    short = [word for word in words if word not in PARTICLES]
    return frozenset({"".join(word[0] for word in words), "".join(word[0] for word in short or words)})


def _rank(words: Sequence[str], person: Person) -> int | None:
    letters = "".join(words)
    own = initials(person.name)
    if letters in own:
        return 0
    names = _WORD.findall(fold(person.name))
    if _begin(words, names):
        return 1
    if len(letters) > 1 and any(one.startswith(letters) for one in own):
        return 2
    if person.written and _begin(words, _WORD.findall(fold(person.written))):
        return 3
    return 4 if _begin(words, [*names, *_WORD.findall(fold(person.written))]) else None


def _begin(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether every word that was typed begins a word of the name, in order."""
    rest = iter(names)
    return all(any(name.startswith(word) for name in rest) for word in words)
