"""Who is named in a table of attendance, and in the cells behind `Present`, `Apologies` of a table of facts."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app import vocabulary
from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Table
from app.exchange.minutes.headings import ATTENDANCE, NAME, ORGANISATION, STATUS
from app.exchange.minutes.received.cast import is_role, looks_like_body, looks_like_person
from app.exchange.minutes.received.people_items import is_guest
from app.exchange.minutes.received.people_lists import people_in
from app.exchange.minutes.received.results import GUEST, PRESENT, Attendee
from app.fold import fold

STATES = {ATTENDANCE: PRESENT, headings.APOLOGY: "apology", headings.ABSENT: "absent", headings.WALK_IN: GUEST}
_COUNT = re.compile(r"^[\W\d_]*$")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)-]\s+")
_TICK = re.compile(r"^(?:[✓✔☑√xX×1+]|yes|oui|sí|si|sim|نعم|y|p)$", re.IGNORECASE)
#: tops of a column that says why somebody stayed away
_REASONS = frozenset(
    map(fold, ("reason", "reasons", "motif", "raison", "motivo", "razón", "razão", "justificação", "السبب"))
)
_OTHER = frozenset({"action", "discussion", "deadline", "responsible", "earlier"})


def people_of(table: Table, state: str | None) -> list[Attendee]:
    """Everybody in a table; `state` is what the heading above it says, None where none is about attendance."""
    for top, row in enumerate(table.rows[:6]):
        columns = [headings.column(cell) if cell.strip() else None for cell in row]
        if len(_OTHER & set(columns)) > 1:
            return []
        if NAME in columns and ORGANISATION not in columns and not _OTHER & set(columns):
            columns = _with_bodies(columns, table.rows[top + 1 :])
        if _is_attendance(columns):
            away = any(fold(cell).strip(" .:") in _REASONS for cell in row)
            found = list(_from_rows(table.rows[top + 1 :], columns, state or ("apology" if away else PRESENT)))
            return [*_from_facts(Table(table.rows[:top])), *found]
        if (
            len({code for code in columns if code in STATES}) > 1
            and NAME not in columns
            and ORGANISATION not in columns
        ):
            return list(_side_by_side(table.rows[top + 1 :], columns))
    if found := _from_facts(table):
        return found
    if state and (guessed := _guessed(table)):
        return list(_from_rows(table.rows, guessed, state))
    return []


def _from_facts(table: Table) -> list[Attendee]:
    found: list[Attendee] = []
    for row in table.rows:
        filled = [cell for cell in dict.fromkeys(row) if cell.strip()]
        for left, right in itertools.pairwise(filled):
            said = headings.label(f"{left.rstrip(': ')}: x") if len(left.split()) <= 6 else None
            if said and said[0] in STATES:
                found += [
                    one
                    for line in ([right] if "\n" not in right else right.split("\n"))
                    for one in people_in(line, STATES[said[0]], labelled=True)
                ]
    return found


def _with_bodies(columns: Sequence[str | None], rows: Sequence[Sequence[str]]) -> list[str | None]:
    """Columns beside names, of which the one with most bodies is that of organisations, whatever its top says."""
    counts = [sum(looks_like_body(row[n]) for row in rows) if code != NAME else 0 for n, code in enumerate(columns)]
    best = max(range(len(counts)), key=lambda n: counts[n], default=0)
    found = list(columns)
    if counts and counts[best] * 3 >= len(rows) > 0:
        found[best] = ORGANISATION
    return found


def _is_attendance(columns: Sequence[str | None]) -> bool:
    told = set(columns)
    if NAME in told:
        return bool({ORGANISATION, "position", "contact", "signature", *STATES} & told)
    return ORGANISATION in told and bool({"signature", "contact", *STATES} & told)


def _side_by_side(rows: Iterable[Sequence[str]], columns: Sequence[str | None]) -> Iterator[Attendee]:
    """Who is named below `Present`, `Apologies` as tops of columns."""
    for row in rows:
        for code, cell in zip(columns, row, strict=False):
            if code in STATES and cell.strip():
                for line in cell.split("\n"):
                    yield from people_in(line, STATES[code], labelled=True)


def _guessed(table: Table) -> list[str | None] | None:
    """Columns without tops below a heading of attendance: where most are persons, and where most are bodies."""
    if len(table.rows) < 2:
        return None
    persons, bodies = Counter[int](), Counter[int]()
    for row in table.rows:
        for place, cell in enumerate(row):
            persons[place] += looks_like_person(_NUMBER.sub("", cell))
            bodies[place] += looks_like_body(cell)
    columns: list[str | None] = [None] * len(table.rows[0])
    if persons and (best := persons.most_common(1)[0])[1] * 2 >= len(table.rows):
        columns[best[0]] = NAME
    for place, count in bodies.most_common():
        if columns[place] is None and count * 3 >= len(table.rows):
            columns[place] = ORGANISATION
            break
    return columns if NAME in columns else None


def _from_rows(rows: Iterable[Sequence[str]], columns: Sequence[str | None], state: str) -> Iterator[Attendee]:
    places = {code: columns.index(code) for code in reversed([c for c in columns if c])}
    named = places.get(NAME, places.get(ATTENDANCE) if ORGANISATION in places else None)
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            continue
        if len({fold(cell) for cell in filled}) == 1:
            if (said := headings.heading(filled[0])) in STATES:
                state = STATES[said]
            if len(row) > 1 and (len(filled) > 1 or not looks_like_person(filled[0])):
                continue  # one text over the whole width: a heading of a group
        organisation = _cell(row, places.get(ORGANISATION))
        aside = re.search(r"\s*\(([^()]*)\)$", organisation or "")
        organisation = organisation[: aside.start()] if organisation and aside and is_role(aside[1]) else organisation
        told = _state_of(row, columns)
        cell = row[named] if named is not None and named < len(row) else ""
        names = (
            [_cell([line], 0) for line in cell.split("\n")]
            if all(looks_like_person(n) for n in cell.split("\n") if n.strip())
            else [_cell(row, named)]
        )
        if named == places.get(ATTENDANCE) and not any(name and looks_like_person(name) for name in names):
            names = [None]
        if organisation is None and not any(names):
            continue
        for name in names if any(names) else [None]:
            yield Attendee(name, organisation, told or state)


def _cell(row: Sequence[str], place: int | None) -> str | None:
    text = " ".join(row[place].split()) if place is not None and place < len(row) else ""
    text = _NUMBER.sub("", text)
    return None if _COUNT.match(text) else text


def _state_of(row: Sequence[str], columns: Sequence[str | None]) -> str | None:
    """What a cell of a row says of whether somebody was there."""
    listed, answers = vocabulary.code_list("attendance_state"), vocabulary.code_list("yes_no")
    for cell, column in zip(row, columns, strict=False):
        bare = cell.strip(" .")
        if not bare:
            continue
        if column in STATES and _TICK.match(bare):
            return STATES[column]
        if column == ATTENDANCE and answers.find(bare) == "no":
            return "absent"
        if column in (*STATES, STATUS, "signature", None, "remarks"):
            if code := listed.find(bare):
                return code
            if (said := headings.heading(cell)) in STATES:
                return STATES[said]
        if (
            column in ("position", "remarks", NAME)
            and (inside := re.search(r"\(([^()]+)\)", cell))
            and is_guest(inside[1])
        ):
            return GUEST
    return None
