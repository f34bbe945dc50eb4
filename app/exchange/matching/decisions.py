"""A question taken once for all rows of a file, its answer, and what is remembered of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.fold import fold

PLACE, ORGANISATION, JOINT, SAME, CODE = "place", "organisation", "joint", "same", "code"
"""Kinds of question: which place, which organisation, what a joint name is, whether two new names are one, which code."""

NEW = "new:"
"""In front of what an option means: not an id, but the new organisation of that name, which the import makes."""

YES = frozenset(map(fold, ("yes", "y", "true", "ok", "oui", "o", "sí", "s", "sim", "نعم", "proposal")))
NO = frozenset(
    map(fold, ("no", "none", "false", "nobody", "nothing", "non", "aucun", "não", "ninguno", "nenhum", "لا", "nowhere"))
)


@dataclass(frozen=True)
class Option:
    """One answer a person can choose: as shown, and what it means (ids or codes; several for several; empty for nobody)."""

    text: str
    means: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """A question for all `rows` lines that write the same. `proposal` is the text of the option the program would take.

    `about`, `written` and `within` are what the answer is remembered under.
    """

    id: str
    kind: str
    question: str
    rows: int
    proposal: str | None
    options: tuple[Option, ...]
    about: str
    written: str
    within: str | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The decision as the terminal prints it and `--decide FILE` hands it back."""
        return {
            "id": self.id, "kind": self.kind, "question": self.question, "rows": self.rows, "proposal": self.proposal,
            "options": [one.text for one in self.options], "reason": self.reason,
        }  # fmt: skip


def decision_id(kind: str, about: str, written: str, within: str | None) -> str:
    """A short id that is the same for the same question in every run and for every file."""
    said = "\x1f".join((kind, about, fold(written), within or ""))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def read_answers(decisions: Iterable[Decision], given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A person's answers by decision id, from a list of `{question or id, answer}`. Unanswered ones are left out."""
    by_id = {str(one["id"]): one.get("answer") for one in given if one.get("id")}
    by_question = {fold(str(one["question"])): one.get("answer") for one in given if one.get("question")}
    found = {one.id: by_id.get(one.id, by_question.get(fold(one.question))) for one in decisions}
    return {one: answer for one, answer in found.items() if answer is not None and answer != ""}


def read_answer(decision: Decision, answer: Any) -> tuple[str, ...] | None:
    """What an answer means: "yes" or the proposal's text, the text or the id of an option, "no" for none of them.

    None where the answer is neither: the caller may look it up as the name or code of anything else it knows.
    """
    if answer is True or (isinstance(answer, str) and fold(answer) in YES):
        answer = decision.proposal
    if answer is False or (isinstance(answer, str) and fold(answer) in NO):
        return ()
    if isinstance(answer, (list, tuple)):
        parts = [read_answer(decision, one) for one in answer]
        return tuple(one for part in parts for one in part or ()) if None not in parts else None
    said = fold(str(answer or ""))
    for option in decision.options:
        if said == fold(option.text) or (len(option.means) == 1 and said == fold(option.means[0])):
            return option.means
    return None


def remember(decision: Decision, means: Sequence[str]) -> dict[str, Any]:
    """The values of the `synonym` that remembers an answer for the next file."""
    return {
        "about": decision.about,
        "written": decision.written,
        "within": decision.within,
        "means": sorted(set(means)),
    }
