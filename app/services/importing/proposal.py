"""The proposal: what an import would do, line by line, with its questions and problems. Nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.exchange.matching.decisions import Decision
from app.exchange.matching.places import (
    CONTRADICTION,
    NONE as NO_PLACE,
    PROPOSED as NEAR,
    RESOLVED,
    SEVERAL,
    PlaceMatch,
)
from app.exchange.reading.book import Book
from app.exchange.reading.columns import Column
from app.exchange.reading.layout import Layout
from app.exchange.reading.lines import CellProblem, Line, Lines
from app.services.importing.becoming import Made
from app.services.importing.knowing import Knowing
from app.services.importing.known_lines import Origin
from app.services.importing.makings import Makings
from app.services.importing.meaning import Meanings
from app.services.importing.options import Options

CREATE, UPDATE, UNCHANGED, DELETE, HELD = "create", "update", "unchanged", "delete", "held"


@dataclass
class Planned:
    """What happens to one line (and the lines equal to it): the record it makes or changes, or the decisions it waits for.

    A line that was `returned` carries our id: `changes` are the fields its sender changed, `new_figures` those of figures that are
    still to be made, `deletes` what goes, `refused` the cells that a person said are not to be taken.
    """

    line: Line
    match: PlaceMatch
    line_key: str
    sender_key: str | None
    outcome: str
    made: Made | None = None
    origin: Origin | None = None
    changes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    waits: tuple[str, ...] = ()
    returned: bool = False
    new_figures: dict[str, Any] = field(default_factory=dict)
    deletes: list[tuple[str, str]] = field(default_factory=list)
    refused: frozenset[str] = frozenset()


@dataclass
class Proposal:
    """An import as it would be: shown on the page of review, printed by the terminal, taken by `take`."""

    path: Path
    file_hash: str
    options: Options
    book: Book
    layout: Layout
    columns: list[Column]
    lines: Lines
    known: Knowing
    meanings: Meanings
    makings: Makings
    planned: list[Planned]
    decisions: list[Decision]
    problems: list[CellProblem]
    absent: list[Origin]
    notes: list[str] = field(default_factory=list)
    sender: str | None = None
    taken: bool = False
    of_all: tuple[str, ...] = ()
    home: Any = None

    def count(self, outcome: str) -> int:
        """The lines with an outcome; of equal lines the first one, unless all of them wait or are known already."""
        return sum(1 for one in self.planned if one.outcome == outcome and one.line.rows)

    @property
    def duplicates(self) -> int:
        """Lines that agree in all cells with an earlier line of the file."""
        return sum(max(0, one.line.count - 1) for one in self.planned)

    def records(self) -> dict[str, int]:
        """How many records of each type would be made."""
        made = [one.made for one in self.planned if one.outcome == CREATE and one.made]
        return {
            "presence": sum(one.type == "presence" for one in made),
            "activity": sum(one.type == "activity" for one in made),
            "figures": sum(len(one.figures) for one in made),
        }

    def places(self) -> dict[str, int]:
        """Lines by what became of the deepest place they give; lines without a place count nowhere."""
        counts = {"resolved": 0, "proposed": 0, "unresolved": 0}
        for one in self.planned:
            if one.match.outcome != NO_PLACE:
                named = {RESOLVED: "resolved", SEVERAL: "resolved", NEAR: "proposed"}.get(
                    one.match.outcome, "unresolved"
                )
                counts[named] += one.line.count
        return counts

    def new_organisations(self) -> list[str]:
        """The names of organisations that the lines to be taken would add to the register."""
        used = {id for one in self.planned if one.outcome in (CREATE, UPDATE) and one.made for id in one.made.uses}
        return sorted(
            values["name"] for id, (type, values) in self.makings.fresh.items() if type == "organisation" and id in used
        )

    def open_decisions(self) -> list[Decision]:
        """The questions that lines still wait for."""
        waiting = {id for one in self.planned for id in one.waits}
        return [decision for decision in self.decisions if decision.id in waiting]

    def is_contradicted(self, one: Planned) -> bool:
        """Whether code and name of the line contradict each other: held whatever is confirmed."""
        return one.match.outcome == CONTRADICTION


Progress = Callable[[int], None]


def file_hash(path: Path) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def signature(headings: Sequence[str]) -> str:
    """The fingerprint of a layout: the headings of its columns, whatever their order."""
    return hashlib.sha256("\n".join(sorted(headings)).encode()).hexdigest()[:32]
