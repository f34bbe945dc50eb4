"""What is wrong with cells once their meaning is known: places that contradict themselves or stand in no list, codes of no list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app import vocabulary
from app.exchange.matching.places import CONTRADICTION, NONE, PROPOSED, RESOLVED, SEVERAL
from app.exchange.reading.columns import Column
from app.exchange.reading.lines import CellProblem
from app.precedence import giving_way
from app.services.importing.meaning import CODES
from app.services.importing.proposal import Planned, Proposal
from app.vocabulary import nobody
from app.words import _, language

SILENT = frozenset({"row_action", "sector_code"})


def find_problems(proposal: Proposal) -> Iterator[CellProblem]:
    """The problems of all lines, one per row of the file."""
    at = {column.field: column.index for column in proposal.columns if column.field}
    for one in giving_way(proposal.planned):
        for column, code, message in (*_of_place(proposal, one, at), *_of_codes(proposal, one, at)):
            for row in one.line.rows:
                yield CellProblem(row, column, code, message)


def _of_place(proposal: Proposal, one: Planned, at: dict[str, int]) -> Iterator[tuple[int, str, str]]:
    match = one.match
    column = _deepest(one, at)
    if match.outcome == CONTRADICTION:
        yield (
            column,
            "place_contradiction",
            match.reason or _("The code and the name of the place contradict each other."),
        )
    elif match.outcome == PROPOSED:
        yield column, "place_proposed", match.reason
    elif match.outcome == SEVERAL:
        yield (
            column,
            "place_several",
            match.reason or _("The cell names several places; the line is kept whole, at the place that has them all."),
        )
    elif match.outcome not in (NONE, RESOLVED):
        yield (
            column,
            "place_unknown",
            match.reason or _("“{text}” is in no list of places; it is kept as text.").format(text=match.as_written),
        )
    if match.outcome in (RESOLVED, PROPOSED) and match.unknown_codes:
        level, code = match.unknown_codes[-1]
        yield (
            at.get(f"adm{level}_code", column),
            "place_code_unknown",
            _("The list of places has no code “{code}”; it is kept as text.").format(code=code),
        )


def _deepest(one: Planned, at: dict[str, int]) -> int:
    level = one.match.level or 0
    names = [f"adm{level}_name", f"adm{level}_code", "place_name", "place_code", "country"]
    return next((at[name] for name in names if name in at and name in one.line.values), -1)


def _of_codes(proposal: Proposal, one: Planned, at: dict[str, int]) -> Iterator[tuple[int, str, str]]:
    for name in CODES:
        text = one.line.values.get(name)
        if name in SILENT or not text or name not in at or name == "delivery_stages":
            continue
        if proposal.meanings.code(name, str(text)) is None and not nobody(str(text)):
            yield (
                at[name],
                f"{name}_unknown",
                _("“{text}” is in no list of ours; it is kept with the original cells.").format(text=text),
            )


def column_name(columns: list[Column], index: int) -> str | None:
    """The heading of a column in a problem; None for the whole line."""
    return columns[index].header if 0 <= index < len(columns) else None


def note_other_country(proposal: Proposal) -> list[str]:
    """A note when most lines carry codes of another country than the one whose places are known here."""
    codes = Counter(code[:2].upper() for one in proposal.planned for _level, code in one.match.unknown_codes[:1])
    if not codes or codes.total() < 0.5 * len(proposal.planned):
        return []
    letters = codes.most_common(1)[0][0]
    countries = vocabulary.code_list("countries")
    other = next((code for code, row in countries.rows.items() if row.get("iso2") == letters), None)
    if other is None or other == proposal.known.country:
        return []
    return [
        _("The codes of places look like those of {country}: take the file with that country ({code}).").format(
            country=countries.name(other, language()), code=other
        )
    ]
