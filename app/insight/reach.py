"""People reached, three figures side by side: the sum, the highest figures without double counting, and new people only.

Each is printed with its level and method; none is shown alone, since only the three together say what is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.insight.selection import FIGURES, Line, Selection
from app.words import _


@dataclass(frozen=True)
class Reach:
    """One figure: `value` is people, or None where it cannot be computed; `method` is the sentence printed under it."""

    key: str
    title: str
    value: int | None
    method: str


def reach(selection: Selection, level: int | None = None) -> list[Reach]:
    """The three figures of a selection at a level of places (by default the selection's own)."""
    level = selection.level if level is None else level
    lines = reached_lines(selection.lines)
    word = selection.level_word(level)
    return [
        Reach(
            "sum",
            _("Sum"),
            total(lines),
            _(
                "All figures added up; people reached twice are counted twice. Planned rows are left out, "
                "cumulative figures count once."
            ),
        ),
        Reach(
            "highest",
            _("Without double counting (highest figure)"),
            highest(selection, lines, level),
            _(
                "Level: {level}. In each place organisations are added within sector, activity type and month; then the highest activity "
                "type, the highest period and the highest sector are taken, and the places added."
            ).format(level=word),
        ),
        _new_people(lines),
    ]


def reached_lines(lines: Iterable[Line]) -> list[Line]:
    """The lines whose people count as reached: with figures, and not planned (domain rule: planned never adds to reached)."""
    return [line for line in lines if line.kind == FIGURES and line.people is not None and line.status != "planned"]


def total(lines: Iterable[Line]) -> int | None:
    """The sum of people. Of an activity with cumulative figures only the highest counts, or its periods added where they are more.

    None when nobody gave a figure: blank is not zero.
    """
    added: dict[str, int] = {}
    cumulative: dict[str, int] = {}
    for line in lines:
        if line.people is None:
            continue
        if line.cumulative:
            cumulative[line.record] = max(cumulative.get(line.record, 0), line.people)
        else:
            added[line.record] = added.get(line.record, 0) + line.people
    if not added and not cumulative:
        return None
    return sum(max(added.get(record, 0), cumulative.get(record, 0)) for record in {*added, *cumulative})


def highest(selection: Selection, lines: Iterable[Line], level: int) -> int | None:
    """Highest figures: the sum over places of the level of what each place holds without double counting. None when no figure is given."""
    by_place: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        place = selection.place_at(line.place, level)
        by_place[place.id if place else None].append(line)
    values = [highest_of_place(some) for some in by_place.values()]
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def highest_of_place(lines: Iterable[Line]) -> int | None:
    """In one place: organisations added within (sector, period, activity type), then the highest type, period and sector."""
    groups: dict[tuple[str | None, str, str | None], list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.sector, period_key(line), line.activity_type].append(line)
    return max((value for some in groups.values() if (value := total(some)) is not None), default=None)


def period_key(line: Line) -> str:
    """The period a figure is compared in: its month, or its first and last day where it is longer than a month."""
    first, last = line.period_start or line.start or "", line.period_end or line.period_start or ""
    return first[:7] if not last or first[:7] == last[:7] else f"{first}/{last}"


def _new_people(lines: list[Line]) -> Reach:
    title = _("New people only")
    said = [line for line in lines if line.recurrence]
    if not lines or len(said) < len(lines):
        text = _(
            "Cannot be computed: {count} of {all} rows with figures do not say whether people are new or repeat."
        ).format(count=len(lines) - len(said), all=len(lines))
        return Reach("new", title, None, text)
    new = total(line for line in said if line.recurrence == "new") or 0
    return Reach("new", title, new, _("Only rows that say “new” are added up."))
