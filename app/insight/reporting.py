"""The reporting rate: of the organisations expected, how many reported, with nil returns and silence told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.insight.selection import Line
from app.words import _

#: what counts as having answered
ANSWERED = frozenset({"received", "late", "nil", "returned", "validated"})


@dataclass(frozen=True)
class ReportingRate:
    """Organisations: expected, reported (with rows or nil), nil, silent."""

    expected: int
    reported: int
    nil: int
    silent: int

    def sentence(self) -> str:
        """“43 of 61 organisations reported, 7 nil, 11 silent”; says so where nobody was asked."""
        if not self.expected:
            return _("there was no round of reporting")
        return _("{reported} of {expected} organisations reported, {nil} nil, {silent} silent").format(
            reported=self.reported, expected=self.expected, nil=self.nil, silent=self.silent
        )


def reporting_rate(expected: Iterable[str], states: Mapping[str, str]) -> ReportingRate:
    """From who is expected and the state of each one's reply. Who answered without being expected is expected, too.

    `reported` counts those that sent rows; nil returns and silence are counted beside them, so that the three add up to expected.
    """
    answered = {id for id, state in states.items() if state in ANSWERED}
    nil = {id for id, state in states.items() if state == "nil"}
    everyone = set(expected) | answered
    return ReportingRate(len(everyone), len(answered - nil), len(nil), len(everyone - answered))


def validated_share(lines: Iterable[Line]) -> float | None:
    """The share of rows with figures that the sector lead has validated, from 0 to 1; None where there are no figures."""
    figures = [line for line in lines if line.kind == "figures"]
    return sum(line.validation == "validated" for line in figures) / len(figures) if figures else None
