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

#: [mark before it, depth, sentence, versions that wrote it]; once cut [..., versions that cut it, versions that wrote it]
Atom = list[Any]

# A sentence ends behind . ! ? or their Arabic, Ethiopic and Devanagari sisters, or with its line. Never change this
# rule: the marks of texts that were written with it depend on it.
_STOPS = ".!?؟۔።।"
_SENTENCE = re.compile(rf".*?(?:[{_STOPS}]+[\s]+|\n+|\Z)", re.DOTALL)


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
            found.gone[mark] = [*atom[:3], [version], atom[3]]
        elif mark in found.gone:
            found.gone[mark][3] = _with(found.gone[mark][3], version)
        else:
            found.gone[mark] = [None, 0, None, [version], []]
    for after, depth, sentence in put:
        mark = mark_of_sentence(after, depth, sentence)
        if mark in found.gone:
            known = found.gone[mark]
            found.gone[mark] = [after, depth, sentence, known[3], _with(known[4], version)]
        elif mark in found.standing:
            found.standing[mark][3] = _with(found.standing[mark][3], version)
        else:
            found.standing[mark] = [after, depth, sentence, [version]]


def join_text(found: Field, theirs: Field) -> None:
    """Add everything another copy of the text knows, in place."""
    for mark, (after, depth, sentence, cutters, writers) in theirs.gone.items():
        for version in cutters:
            apply_text(found, [mark], (), version)
        for version in writers:
            apply_text(found, (), [(after, depth, sentence)], version)
    for after, depth, sentence, writers in theirs.standing.values():
        for version in writers:
            apply_text(found, (), [(after, depth, sentence)], version)


def _with(versions: list[str], version: str) -> list[str]:
    return sorted({*versions, version})


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


def reading(found: Field) -> list[tuple[str, str]]:
    """(mark, sentence) of a text in reading order: of two at one place the one that saw more comes first. Together the
    sentences are the text: one that came to stand before another without a blank behind it has one here.
    """
    placed = {**{m: a for m, a in found.gone.items() if a[2] is not None}, **found.standing}
    children: dict[str, list[str]] = {}
    for mark, atom in placed.items():
        children.setdefault(atom[0] if atom[0] in placed else "", []).append(mark)
    for marks in children.values():
        marks.sort(key=lambda mark: (placed[mark][1], mark))
    order, waiting = [], list(children.get("", ()))
    while waiting:
        mark = waiting.pop()
        if mark in found.standing:
            order.append(mark)
        waiting += children.get(mark, ())
    said = [(mark, placed[mark][2]) for mark in order]
    return [(mark, _apart(sentence)) for mark, sentence in said[:-1]] + said[-1:]


def _apart(sentence: str) -> str:
    """A sentence as it stands before another: a blank behind its full stop, or, where it has none, the end of its line."""
    if not sentence or sentence[-1].isspace():
        return sentence
    return sentence + (" " if sentence[-1] in _STOPS else "\n")


def rivals(found: Field) -> list[frozenset[str]]:
    """The sides that wrote over the same sentence without seeing each other, and of which something stands that the
    others did not write. A side is all versions that followed each other: who wrote over what a side wrote belongs to
    it, and who wrote over two sides has seen both, and made them one.
    """
    contested = [atom[3] for atom in found.gone.values() if len(atom[3]) > 1]
    if not contested:
        return []
    writers = {mark: atom[-1] for mark, atom in (*found.standing.items(), *found.gone.items())}
    followers: dict[str, set[str]] = {}
    for mark, atom in found.gone.items():
        for writer in writers[mark]:
            followers.setdefault(writer, set()).update(atom[3])
    sides: set[frozenset[str]] = set()
    for cutters in contested:
        apart: list[frozenset[str]] = []
        for version in cutters:
            side = _followed(version, followers)
            apart = [one for one in apart if not one & side] + [side.union(*(one for one in apart if one & side))]
        stands = {side: frozenset(m for m in found.standing if side.intersection(writers[m])) for side in apart}
        if len({marks for marks in stands.values() if marks}) > 1:
            sides.update(side for side, marks in stands.items() if marks)
    return sorted(sides, key=sorted)


def _followed(version: str, followers: dict[str, set[str]]) -> frozenset[str]:
    found, waiting = {version}, [version]
    while waiting:
        new = followers.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found)


def text_change(found: Field, marks: Sequence[str], text: str, anew: bool) -> tuple[list[str], list[list[Any]]]:
    """The sentences to cut and to put so that the text a person saw becomes the text he left."""
    known = {**found.gone, **found.standing}
    depth = 1 + max((atom[1] for atom in known.values()), default=0)
    old, new = ["" if anew else known[mark][2] for mark in marks], split_sentences(text)
    cut: list[str] = []
    put: list[list[Any]] = []

    def replace(i1: int, i2: int, j1: int, j2: int) -> None:
        cut.extend(marks[i1:i2])
        after = marks[i1] if i2 > i1 else marks[i1 - 1] if i1 else ""
        for sentence in new[j1:j2]:
            put.append([after, depth, sentence])
            after = mark_of_sentence(after, depth, sentence)

    matcher = difflib.SequenceMatcher(None, [*map(_apart, old)], [*map(_apart, new)], autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what != "equal":
            replace(i1, i2, j1, j2)
            continue
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
            reads = old[i] if j == len(new) - 1 else _apart(old[i])
            if reads != new[j]:
                replace(i, i + 1, j, j + 1)
    return cut, put
