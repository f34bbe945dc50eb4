"""The overlap lens: same place, same population group, overlapping dates, across SP, HA and DRM, said in a sentence.

What is found is a question for people to discuss, never a verdict: duplicate risk, complementary, or a top-up (vertical expansion).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from app import vocabulary
from app.insight.selection import PRESENCE, Line, Selection
from app.words import _, language

DUPLICATE, COMPLEMENTARY, TOP_UP = "duplicate_risk", "complementary", "top_up"
CASH = frozenset({"cash", "voucher", "voucher_value", "voucher_commodity"})


@dataclass(frozen=True)
class Overlap:
    """Two activities (record ids) of different domains that may reach the same people."""

    kind: str
    place: str
    records: tuple[str, str]
    sentence: str


def overlaps(selection: Selection, agreed: Iterable[tuple[str, str]] = ()) -> list[Overlap]:
    """Overlaps of the active rows, duplicate risks first. Pairs in `agreed` (record ids, any order) are not raised again."""
    settled = {frozenset(pair) for pair in agreed}
    by_place: dict[str, dict[str, Line]] = defaultdict(dict)
    for line in selection.counted():
        if line.place and line.domain and line.kind != PRESENCE and not line.hidden:
            by_place[line.place].setdefault(line.record, line)
    found = [
        Overlap(kind := _kind(one, two), place, (one.record, two.record), _sentence(selection, place, one, two, kind))
        for place, records in by_place.items()
        for one, two in _meeting(records.values())
        if frozenset((one.record, two.record)) not in settled
    ]
    order = {DUPLICATE: 0, TOP_UP: 1, COMPLEMENTARY: 2}
    return sorted(found, key=lambda overlap: (order[overlap.kind], overlap.place, overlap.records))


def _meeting(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Pairs of different domains for the same group with overlapping dates; rows without dates cannot be said to overlap."""
    by_domain: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        if line.start or line.period_start:
            by_domain[line.domain].append(line)
    for first, second in combinations(sorted(by_domain, key=str), 2):
        for one in by_domain[first]:
            for two in by_domain[second]:
                if _same_group(one, two) and _dates_meet(one, two):
                    yield one, two


def _same_group(one: Line, two: Line) -> bool:
    return one.group == two.group or "all" in (one.group, two.group)


def _dates_meet(one: Line, two: Line) -> bool:
    (first, first_end), (second, second_end) = _span(one), _span(two)
    return first <= second_end and second <= first_end


def _span(line: Line) -> tuple[str, str]:
    start = line.start or line.period_start or ""
    end = line.end or (None if line.status == "ongoing" else line.period_end or start) or "9999"
    return start, end


def _kind(one: Line, two: Line) -> str:
    if "vertical_expansion" in (one.srsp, two.srsp):
        return TOP_UP
    both_cash = one.modality in CASH and two.modality in CASH
    same_work = one.sector == two.sector and (one.activity_type == two.activity_type or one.modality == two.modality)
    return DUPLICATE if both_cash or same_work else COMPLEMENTARY


def _sentence(selection: Selection, place: str, one: Line, two: Line, kind: str) -> str:
    told = {
        DUPLICATE: _("{place}: the same people may receive {one} and {two}: duplicate risk."),
        COMPLEMENTARY: _("{place}: {one} and {two} may reach the same people with different things: complementary?"),
        TOP_UP: _("{place}: {one} and {two} reach the same people, one topping up the other (vertical expansion)."),
    }[kind]
    name = selection.places[place].name if place in selection.places else place
    return told.format(place=name, one=_work(selection, one), two=_work(selection, two))


def _work(selection: Selection, line: Line) -> str:
    lead = selection.organisations.get(line.organisation or "")
    who = lead.short if lead else _("somebody")
    what = (
        vocabulary.code_list("modality").name(line.modality, language())
        if line.modality
        else selection.activity_types.get(line.activity_type or "", "")
    )
    return f"{who} ({line.domain}{', ' + what if what else ''})"
