"""Texts that merge by sentence: a tree in which every sentence stands behind another.

A sentence that was replaced stays as a place, so that what two people wrote in different sentences is all kept, and
what they wrote over the same one stands side by side.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Atom = list[Any]  # [mark before it, depth, sentence, versions that wrote it or, once cut, versions that cut it]

# A sentence ends behind . ! ? or their Arabic, Ethiopic and Devanagari sisters, or with its line. Never change this
# rule: the marks of texts that were written with it depend on it.
_SENTENCE = re.compile(r".*?(?:[.!?؟۔።।]+[\s]+|\n+|\Z)", re.DOTALL)


@dataclass(slots=True)
class Field:
    """The marks of one field. `gone` remembers what was named, so that a write may come late or twice, and of a text
    the sentences cut, as places for what stands behind them.
    """

    standing: dict[str, Any] = field(default_factory=dict)
    gone: dict[str, Any] = field(default_factory=dict)


def apply_text(found: Field, cut: Iterable[str], put: Iterable[tuple[str, int, str]], version: str) -> None:
    """Cut sentences by their marks and put others into their places, in place."""
    for mark in cut:
        atom = found.standing.pop(mark, None)
        if atom is not None:
            found.gone[mark] = [*atom[:3], [version]]
        elif mark in found.gone:
            found.gone[mark][3] = sorted({*found.gone[mark][3], version})
        else:
            found.gone[mark] = [None, 0, None, [version]]
    for after, depth, sentence in put:
        mark = mark_of_sentence(after, depth, sentence)
        if mark in found.gone:
            found.gone[mark][:3] = [after, depth, sentence]
        elif mark in found.standing:
            found.standing[mark][3] = sorted({*found.standing[mark][3], version})
        else:
            found.standing[mark] = [after, depth, sentence, [version]]


def mark_of_sentence(after: str, depth: int, sentence: str) -> str:
    """A sentence's mark: the same sentence put at the same place by two people is one sentence."""
    return hashlib.blake2b(f"{after}\0{depth}\0{sentence}".encode(), digest_size=8).hexdigest()


def split_sentences(text: str) -> list[str]:
    """A text as sentences, each with the blank behind it; together they are the text again."""
    return [part for part in _SENTENCE.findall(text) if part]


def atoms(put: Any) -> Iterable[tuple[str, int, str]]:
    """What a write puts into a text: a whole text (a create), or [mark before, depth, sentence] lines."""
    if isinstance(put, str):
        after = ""
        for sentence in split_sentences(put):
            yield after, 1, sentence
            after = mark_of_sentence(after, 1, sentence)
    else:
        for placed in put:
            yield placed[0], placed[1], placed[2]


def sentences(found: Field) -> list[tuple[str, str]]:
    """(mark, sentence) of a text in reading order: of two at one place the one that saw more comes first."""
    placed = {**{m: a for m, a in found.gone.items() if a[2] is not None}, **found.standing}
    children: dict[str, list[str]] = {}
    for mark, atom in placed.items():
        children.setdefault(atom[0] if atom[0] in placed else "", []).append(mark)
    for marks in children.values():
        marks.sort(key=lambda mark: (placed[mark][1], mark))
    reading, waiting = [], list(children.get("", ()))
    while waiting:
        mark = waiting.pop()
        if mark in found.standing:
            reading.append((mark, placed[mark][2]))
        waiting += children.get(mark, ())
    return reading


def overlaps(found: Field) -> bool:
    """Whether two people wrote over the same sentence without seeing each other, and both wordings stand."""
    wrote: dict[str, set[str]] = {}
    for mark, atom in found.standing.items():
        for version in atom[3]:
            wrote.setdefault(version, set()).add(mark)
    return any(len({frozenset(wrote[v]) for v in atom[3] if v in wrote}) > 1 for atom in found.gone.values())


def text_change(found: Field, marks: Sequence[str], text: str, anew: bool) -> tuple[list[str], list[list[Any]]]:
    """The sentences to cut and to put so that the text a person saw becomes the text he left."""
    known = {**found.gone, **found.standing}
    depth = 1 + max((atom[1] for atom in known.values()), default=0)
    old, new = ["" if anew else known[mark][2] for mark in marks], split_sentences(text)
    cut: list[str] = []
    put: list[list[Any]] = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        cut += marks[i1:i2]
        after = marks[i1] if what == "replace" else marks[i1 - 1] if i1 else ""
        for sentence in new[j1:j2]:
            put.append([after, depth, sentence])
            after = mark_of_sentence(after, depth, sentence)
    return cut, put
