"""How well minutes are read: what a careful person finds in a document, against what the program proposes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from app.exchange.minutes.blocks import Block, Paragraph, blocks_of_docx, blocks_of_text
from app.exchange.minutes.received import Received, read_minutes
from app.fold import fold

CORPUS = Path(__file__).parents[1] / "data" / "minutes"
DOCUMENTS = tuple(sorted(path.stem for path in CORPUS.glob("*.json")))
#: two texts of an action point or a decision are the same one from this likeness on
ALIKE = 85


@dataclass
class Score:
    """How many were looked for, found, told, and of those found how many were told right in each respect."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        """Count more of something."""
        self.counts[name] = self.counts.get(name, 0) + count

    def share(self, part: str, whole: str) -> float:
        """The share of something of something else; 1 of nothing."""
        return self.counts.get(part, 0) / self.counts[whole] if self.counts.get(whole) else 1.0

    def __add__(self, other: Score) -> Score:
        names = self.counts.keys() | other.counts.keys()
        return Score({name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in names})

    def __str__(self) -> str:
        shares = [
            ("attendance", "attendance right", "attendance"), ("attendance told", "attendance right", "attendance told"),
            ("actions", "actions found", "actions"), ("actions told", "actions found", "actions told"),
            ("who", "who right", "actions found"), ("due", "due right", "actions found"),
            ("status", "status right", "actions found"), ("decisions", "decisions found", "decisions"),
            ("decisions told", "decisions found", "decisions told"),
        ]  # fmt: skip
        return ", ".join(f"{name} {self.share(part, whole):.0%}" for name, part, whole in shares)


def blocks_of(name: str) -> list[Block]:
    """The paragraphs and tables of one document of the corpus."""
    word = CORPUS / f"{name}.docx"
    return blocks_of_docx(word) if word.exists() else blocks_of_text(text_of(name))


def text_of(name: str) -> str:
    """The text of a document of the corpus that is one."""
    return (CORPUS / f"{name}.txt").read_text(encoding="utf-8")


def expected(name: str) -> dict[str, Any]:
    """What a careful person finds in a document of the corpus."""
    return json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))


@cache
def received(name: str) -> Received:
    """What the program proposes for a document of the corpus."""
    return read_minutes(blocks_of(name))


def words_in(blocks: Sequence[Block]) -> str:
    """Everything that stands in a document, folded."""
    texts = [block.text if isinstance(block, Paragraph) else "\n".join(map("\n".join, block.rows)) for block in blocks]
    return fold("\n".join(texts))


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 100."""
    return max(fuzz.token_set_ratio(fold(one), fold(other)), fuzz.partial_ratio(fold(one), fold(other)))


def paired(wanted: Sequence[Any], told: Sequence[Any], text: Callable[[Any], str]) -> list[tuple[Any, Any]]:
    """What is alike, one to one, the likest first."""
    likenesses = sorted(
        ((likeness(text(one), text(other)), n, m) for n, one in enumerate(wanted) for m, other in enumerate(told)),
        key=lambda found: (-found[0], found[1:]),
    )
    taken: tuple[set[int], set[int]] = set(), set()
    pairs = []
    for alike, n, m in likenesses:
        if alike >= ALIKE and n not in taken[0] and m not in taken[1]:
            taken[0].add(n)
            taken[1].add(m)
            pairs.append((wanted[n], told[m]))
    return pairs


def score_of(name: str) -> Score:
    """How well one document of the corpus is read."""
    wanted, told, score = expected(name), received(name), Score()
    people = {(fold(one["name"] or ""), fold(one["organisation"] or ""), one["state"]) for one in wanted["attendance"]}
    found = {(fold(one.name or ""), fold(one.organisation or ""), one.state) for one in told.attendance}
    score.add("attendance", len(people))
    score.add("attendance told", len(found))
    score.add("attendance right", len(people & found))
    pairs = paired(
        wanted["action_points"], told.actions, lambda one: one["text"] if isinstance(one, dict) else one.text
    )
    score.add("actions", len(wanted["action_points"]))
    score.add("actions told", len(told.actions))
    score.add("actions found", len(pairs))
    for one, task in pairs:
        score.add("who right", {fold(name) for name in one["assigned_to"]} == {fold(name) for name in task.assigned_to})
        score.add("due right", one["due"] == (task.due.isoformat() if task.due else None))
        score.add("status right", one["status"] == task.status)
    decisions = paired(wanted["decisions"], told.decisions, lambda one: one if isinstance(one, str) else one.text)
    score.add("decisions", len(wanted["decisions"]))
    score.add("decisions told", len(told.decisions))
    score.add("decisions found", len(decisions))
    return score
