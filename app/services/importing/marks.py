"""What is said of single cells of an import: what waits for an answer, what is wrong, what a person's answers settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.matching.decisions import CODE, JOINT, ORGANISATION, PLACE, SAME, Decision
from app.exchange.reading.book import text_of
from app.exchange.reading.cells import FIGURE_FIELDS
from app.exchange.reading.lines import CellProblem
from app.fold import fold
from app.services.importing.proposal import HELD, Proposal

WAITS, WRONG, SETTLED = "waits", "wrong", "settled"
ORGANISATION_FIELDS = (
    "lead",
    "implementing",
    "organisation",
    "funding",
    "reporting_organisation",
    "government_counterpart",
)


@dataclass(frozen=True)
class Marks:
    """What is said of cells: (index of the line, column) -> waits, wrong or settled; and the sentences."""

    kinds: Mapping[tuple[int, int], str]
    sentences: Mapping[tuple[int, int], str]


def find_marks(proposal: Proposal, answered: Iterable[str]) -> Marks:
    """The marks of all cells. `answered` are the ids of decisions a person has taken. It looks at every cell."""
    kinds: dict[tuple[int, int], str] = {}
    sentences: dict[tuple[int, int], str] = {}
    settled, by_id = set(answered), {one.id: one for one in proposal.decisions}
    columns = [(column.index, group) for column in proposal.columns if (group := _group(column.field or ""))]
    wanted = _by_text(proposal.decisions)
    folded: dict[Any, str] = {}
    for at, one in enumerate(proposal.planned):
        for column, group in columns:
            cell = one.line.cells[column]
            if cell is None:
                continue
            said = folded.get(cell)
            if said is None:
                said = folded[cell] = fold(text_of(cell))
            for id in wanted.get((group, said), ()):
                if id in one.waits:
                    kinds[at, column], sentences[at, column] = WAITS, by_id[id].question
                elif id in settled:
                    kinds.setdefault((at, column), SETTLED)
    at_row = {row: at for at, one in enumerate(proposal.planned) for row in one.line.rows}
    for problem in proposal.problems:
        if (line := at_row.get(problem.row)) is not None:
            _mark(kinds, sentences, line, problem, proposal)
    return Marks(kinds, sentences)


def _group(field: str) -> str:
    """Which kind of question can be about a column's cells."""
    if field.startswith(("adm", "place")):
        return PLACE
    if field.startswith(ORGANISATION_FIELDS):
        return ORGANISATION
    return "figure" if field in FIGURE_FIELDS else CODE if field else ""


def _by_text(decisions: Iterable[Decision]) -> dict[tuple[str, str], list[str]]:
    """The decisions about a text, by the kind of column it stands in."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in decisions:
        group = ORGANISATION if one.kind in (ORGANISATION, JOINT, SAME) else one.kind
        for part in one.written.split(" = ") if one.kind == SAME else (one.written,):
            found.setdefault((group, fold(part)), []).append(one.id)
    return found


def _mark(
    kinds: dict[tuple[int, int], str],
    sentences: dict[tuple[int, int], str],
    line: int,
    problem: CellProblem,
    proposal: Proposal,
) -> None:
    column = problem.column if problem.column >= 0 else next((one.index for one in proposal.columns if one.field), 0)
    held = proposal.planned[line].outcome == HELD
    if problem.code == "place_contradiction" or not (held and kinds.get((line, column)) == WAITS):
        kinds[line, column] = WRONG
    sentences.setdefault((line, column), problem.message)
