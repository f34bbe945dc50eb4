"""What the texts of all lines mean: places, organisations, codes. Each distinct text is looked at once; questions are asked once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.exchange.matching.decisions import Decision, read_answer, read_answers, remember
from app.exchange.matching.knowledge import Answers
from app.exchange.matching.lists import NONE, RESOLVED, gather_code_decisions, match_code
from app.exchange.matching.organisation_columns import (
    Gathered,
    NewOrganisation,
    Writing,
    gather_organisations,
    settle_organisations,
)
from app.exchange.matching.place_questions import gather_place_decisions
from app.exchange.matching.places import PlaceMatch, match_lines
from app.exchange.reading.lines import Line
from app.fold import fold
from app.precedence import giving_way
from app.services.importing.knowing import Knowing
from app.services.importing.options import PROPOSED

ROLES = ("organisation", "lead", "implementing", "funding", "government_counterpart", "reporting_organisation")
ROLE_FIELDS = {role: (role, f"{role}_acronym", f"{role}_type") for role in ROLES}
CODES = {
    "sector": "sector",
    "sector_code": "sector",
    "status": "status",
    "modality": "modality",
    "mechanism": "mechanism",
    "population_group": "population_group",
    "domain": "domain",
    "srsp_option": "srsp_option",
    "delivery_stages": "delivery_stage",
    "conditionality": "conditionality",
    "restriction": "restriction",
    "currency": "currency",
    "frequency": "frequency",
    "recurrence": "recurrence",
    "count_basis": "count_basis",
    "sensitivity": "sensitivity",
    "validation": "validation",
    "row_action": "row_action",
    "site_type": "site_type",
}
LEVELS = range(1, 5)
MULTI_SECTOR = "Multi"
_BETWEEN_SECTORS = re.compile(r"[,;+|\n]|\s&\s|/|\s(?:and|et|y|e)\s|\sو\s?")
ROUNDS = 4


@dataclass
class Meanings:
    """What was found, by position of the line: the place; by writing: organisations; by (list, text): codes. `decisions` are still open
    or were answered; `waiting` are the ids of those whose lines wait."""

    places: list[PlaceMatch]
    organisations: Mapping[Writing, tuple[str, ...] | None]
    gathered: Gathered
    new: Mapping[str, NewOrganisation]
    codes: dict[tuple[str, str], str | None]
    decisions: list[Decision]
    answers: Answers
    learnt: list[dict[str, Any]] = field(default_factory=list)

    def code(self, name: str, text: str) -> str | None:
        """The code that a text means in the list of a field."""
        return self.codes.get((CODES[name], text))


def find_meanings(known: Knowing, lines: Sequence[Line], given: Sequence[Mapping[str, Any]], confirm: str) -> Meanings:
    """The meaning of all lines, with a person's answers, and the program's proposals where those are taken.

    An answer about a province opens the question about its districts, so it goes round until no answer is new.
    """
    answers, learnt = known.answers, dict[str, dict[str, Any]]()
    asked: dict[str, Decision] = {}
    for _round in range(ROUNDS):
        places, decisions = _places(known, lines, answers)
        fresh = _answered(decisions, given, confirm, known)
        asked |= {one.id: one for one in decisions}
        if not (fresh.keys() - learnt.keys()):
            break
        learnt |= fresh
        answers = _with(known.answers, learnt.values())
    gathered = gather_organisations(known.register, _writings(lines), answers)
    means = {one: tuple(row["means"]) for one, row in _answered(gathered.decisions, given, confirm, known).items()}
    asked |= {one.id: one for one in gathered.decisions}
    codes, code_decisions = _codes(known, lines, answers, given, confirm)
    asked |= {one.id: one for one in code_decisions}
    settled = settle_organisations(gathered, means)
    learnt |= {
        one.id: remember(one, settled.answered[one.id]) for one in gathered.decisions if one.id in settled.answered
    }
    return Meanings(
        places, settled.meaning, gathered, settled.new, codes, list(asked.values()), answers, list(learnt.values())
    )


def _places(known: Knowing, lines: Sequence[Line], answers: Answers) -> tuple[list[PlaceMatch], list[Decision]]:
    matches = match_lines(known.places, [_cells(known, line.values) for line in lines], answers)
    weighted = [match for line, match in zip(lines, matches, strict=True) if match.asks for _row in line.rows]
    return matches, gather_place_decisions(known.places, weighted)


def _cells(known: Knowing, values: Mapping[str, Any]) -> tuple[dict[int, str], dict[int, str]]:
    """Codes and names of a line by level. A code or a name of no stated level is put where the list has it."""
    codes = {level: values[f"adm{level}_code"] for level in LEVELS if f"adm{level}_code" in values}
    names = {level: values[f"adm{level}_name"] for level in LEVELS if f"adm{level}_name" in values}
    if "country" in values:
        names[0] = values["country"]
    if code := values.get("place_code"):
        level = known.values.pcodes.get(code.strip().upper()) or max(known.places.levels - {0}, default=2)
        codes.setdefault(level, code)
    if name := values.get("place_name"):
        if ">" in name and not names:
            parts = [part.strip() for part in name.split(">") if part.strip()]
            names[min(len(parts), max(known.places.levels, default=1))] = " > ".join(parts)
            return codes, names
        levels = known.values.place_names.get(fold(name), frozenset()) - {0}
        free = [level for level in sorted(levels) if level not in names] or (
            [max(names, default=0) + 1] if not names else []
        )
        if free:
            names.setdefault(free[0], name)
    return codes, names


def _writings(lines: Sequence[Line]) -> Counter[Writing]:
    counts: Counter[Writing] = Counter()
    for line in giving_way(lines):
        for writing in writings_of(line.values):
            counts[writing] += line.count
    return counts


def writings_of(values: Mapping[str, Any]) -> list[Writing]:
    """How a line writes the organisations of all its roles."""
    return [
        writing
        for role, (name, acronym, _type) in ROLE_FIELDS.items()
        if name in values or acronym in values
        for writing in role_writings(values, role)
    ]


def role_writings(values: Mapping[str, Any], role: str) -> list[Writing]:
    """How a line writes the organisation(s) of one role; `;` stands between several."""
    fields = ROLE_FIELDS[role]
    name, acronym = values.get(fields[0]) or "", values.get(fields[1]) or ""
    if not name and not acronym:
        return []
    kind = values.get(fields[2]) or ""
    if ";" in name and not acronym:
        return [Writing(part.strip(), "", kind) for part in name.split(";") if part.strip()]
    return [Writing(name, acronym, kind)]


def _codes(
    known: Knowing, lines: Sequence[Line], answers: Answers, given: Sequence[Mapping[str, Any]], confirm: str
) -> tuple[dict[tuple[str, str], str | None], list[Decision]]:
    texts: dict[str, Counter[str]] = {}
    given_fields = {name for line in lines for name in line.values} & CODES.keys()
    coded = [(name, list_name) for name, list_name in CODES.items() if name in given_fields]
    for line in giving_way(lines):
        for name, list_name in coded:
            if text := line.values.get(name):
                for part in str(text).split(";") if name == "delivery_stages" else (str(text),):
                    texts.setdefault(list_name, Counter())[part.strip()] += line.count
    for writing in {one for line in lines for one in writings_of(line.values)}:
        if writing.type:
            texts.setdefault("organisation_type", Counter())[writing.type] += 1
    found: dict[tuple[str, str], str | None] = {}
    open_: list[Decision] = []
    for list_name, counts in texts.items():
        matches = {text: match_code(list_name, text, known.language, answers) for text in counts}
        found |= {(list_name, text): match.code for text, match in matches.items() if match.outcome == RESOLVED}
        unknown = {text: counts[text] for text, match in matches.items() if match.outcome not in (RESOLVED, NONE)}
        if list_name == "sector":
            found |= {(list_name, text): code for text in unknown if (code := _several_sectors(text, known, answers))}
            unknown = {text: count for text, count in unknown.items() if (list_name, text) not in found}
        decisions = gather_code_decisions(list_name, unknown, known.language, answers) if unknown else []
        means = _answered(decisions, given, confirm, known)
        for decision in decisions:
            if decision.id in means:
                for text in counts:
                    if fold(text) == fold(decision.written) and means[decision.id]["means"]:
                        found[list_name, text] = means[decision.id]["means"][0]
        open_ += decisions
    return found, open_


def _several_sectors(text: str, known: Knowing, answers: Answers) -> str | None:
    """ "WASH, Health" is several sectors, if each part is one of its own; the cell's text stays beside the code."""
    parts = [part.strip() for part in _BETWEEN_SECTORS.split(text) if part.strip()]
    codes = {match_code("sector", part, known.language, answers).code for part in parts}
    return MULTI_SECTOR if len(parts) > 1 and len(codes) > 1 and None not in codes else None


def _answered(
    decisions: Sequence[Decision], given: Sequence[Mapping[str, Any]], confirm: str, known: Knowing
) -> dict[str, dict[str, Any]]:
    """What the answers mean, as rows to remember, by decision; an answer beyond the options may name any known place or organisation."""
    said = read_answers(decisions, given)
    found = {}
    for decision in decisions:
        answer = said.get(decision.id, decision.proposal if confirm == PROPOSED else None)
        if answer is None:
            continue
        means = read_answer(decision, answer)
        if means is None:
            means = _elsewhere(decision, str(answer), known)
        if means is not None:
            found[decision.id] = remember(decision, means) | {"means": list(means)}
    return found


def _elsewhere(decision: Decision, answer: str, known: Knowing) -> tuple[str, ...] | None:
    if answer in known.places.by_id or answer in known.register.by_id:
        return (answer,)
    if decision.about == "organisation":
        ids = known.register.named(answer) or known.register.abbreviated(answer)
        return ids[:1] if len(ids) == 1 else None
    places = [
        one.id
        for one in known.places.by_id.values()
        if fold(one.name) == fold(answer) and one.is_within(decision.within)
    ]
    return (places[0],) if len(places) == 1 else None


def _with(answers: Answers, rows: Any) -> Answers:
    means = {
        (str(row["about"]), fold(str(row["written"])), row.get("within") or None): tuple(row["means"]) for row in rows
    }
    return replace(answers, means={**answers.means, **means})
