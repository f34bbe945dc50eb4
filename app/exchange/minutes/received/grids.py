"""Tables of action points: what a row asks, of whom, by when, and how it stands; pages of discussion and action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Table, paragraphs_of
from app.exchange.minutes.headings import (
    ACTION,
    DEADLINE,
    DECISION,
    DISCUSSION,
    EARLIER,
    ITEM,
    ORGANISATION,
    RESPONSIBLE,
    STATUS,
)
from app.exchange.minutes.received.marks import begins_with_status, due_of, marks_of, status_of
from app.exchange.minutes.received.naming import is_name, split_names
from app.exchange.minutes.received.results import Task
from app.exchange.minutes.received.tasks import Reading, person_among, task_of
from app.fold import fold

#: a cell of decisions with more words tells of discussion too
LONG = 40
#: below a top such as “agreed” stand decisions and action points
MIXED = "mixed"
#: a column such as `Responsible / deadline`
WHO_AND_WHEN = "who_and_when"
#: the tops of columns may stand so many rows below the top of the table
TOP = 6


@dataclass(frozen=True)
class Cell:
    """A line of a cell that is read as other lines are, below the heading `section`; None for discussion."""

    text: str
    section: str | None


@dataclass(frozen=True)
class Columns:
    """Where things stand in a table of action points; None where the table does not tell them."""

    action: int
    who: int | None
    due: int | None
    status: int | None
    decision: int | None
    talk: tuple[int, ...]
    review: bool
    kind: int | None = None

    @property
    def apart(self) -> bool:
        """Whether who does it, by when, or how it stands is told in a column of its own."""
        return any(place is not None for place in (self.who, self.due, self.status))


def columns_of(table: Table) -> tuple[Columns, int] | None:
    """The columns of a table of action points, and its first row below their tops; None for any other table."""
    for top, row in enumerate(table.rows[:TOP]):
        codes = [_code(cell) if cell.strip() and len(cell.split()) <= 9 else None for cell in row]
        if found := _columns(row, codes, table.rows[top + 1 :]):
            return found, top + 1
    return None


def _code(top: str) -> str | None:
    """What the top of a column says; one may say who and when at once."""
    told = headings.all_of(top)
    return WHO_AND_WHEN if {RESPONSIBLE, DEADLINE} <= told and ACTION not in told else headings.column(top)


def _columns(tops: Sequence[str], codes: Sequence[str | None], rows: Sequence[Sequence[str]]) -> Columns | None:
    def place(*wanted: str) -> int | None:
        return next((codes.index(code) for code in wanted if code in codes), None)

    who, due, status = place(RESPONSIBLE, WHO_AND_WHEN, ORGANISATION), place(DEADLINE, WHO_AND_WHEN), place(STATUS)
    action, decision = place(ACTION, EARLIER), place(DECISION)
    if decision is not None and action is not None and headings.exact(tops[decision]) != DECISION:
        codes, decision = [DISCUSSION if code == DECISION else code for code in codes], None
    if action is None and decision is not None and (who is not None or due is not None):
        action, decision = decision, None
    if action is None and sum(one is not None for one in (who, due, status)) > 1:
        action = _longest(codes, rows)
    told = sum(one is not None for one in (who, due, status, decision, place(DISCUSSION), place(ITEM)))
    if action is None or (not told and len(codes) > 1):
        return None if decision is None or place(DISCUSSION, ITEM) is None else _only_decisions(codes, decision)
    talk = tuple(n for n, code in enumerate(codes) if code in (DISCUSSION, ITEM, "remarks", None) and n != action)
    return Columns(
        action, who, due, status, decision, talk, status is not None or EARLIER in codes, _kind(action, rows)
    )


def _kind(action: int, rows: Sequence[Sequence[str]]) -> int | None:
    """The column that says of each row whether it is a decision, an action point or something else."""
    for place in range(len(rows[0]) if rows else 0):
        told = [headings.exact(row[place]) for row in rows if row[place].strip() and place != action]
        if (
            len(told) > 2
            and {ACTION, DECISION} <= set(told)
            and sum(code is not None for code in told) * 2 >= len(told)
        ):
            return place
    return None


def _only_decisions(codes: Sequence[str | None], decision: int) -> Columns:
    talk = tuple(n for n, code in enumerate(codes) if code == DISCUSSION)
    return Columns(-1, None, None, None, decision, talk, False)


def _longest(codes: Sequence[str | None], rows: Sequence[Sequence[str]]) -> int | None:
    """The column with the longest texts among those that may say what is to be done."""
    free = [n for n, code in enumerate(codes) if code in (None, ITEM, DISCUSSION)]
    return max(free, key=lambda n: sum(len(row[n]) for row in rows), default=None)


def read_rows(table: Table, columns: Columns, below: int, block: int, reading: Reading) -> Iterator[Task | Cell]:
    """The action points of a table, and the lines of its other cells that may hold more."""
    above: Sequence[str] = ()
    for row in table.rows[below:]:
        kinds = list(dict.fromkeys(cell for cell in row if cell.strip()))
        if not kinds:
            continue
        if len(kinds) <= 2 < len(row) and (said := _spanning(row, kinds)) is not None:
            yield from said
            above = row
            continue
        for talk in columns.talk:
            if row[talk].strip() and (not above or row[talk] != above[talk]):
                yield from _talk(row[talk])
        if columns.decision is not None and (not above or row[columns.decision] != above[columns.decision]):
            section = DECISION if columns.action >= 0 else MIXED
            told = None if len(row[columns.decision].split()) > LONG else section
            yield from (Cell(line, told) for line in lines(row[columns.decision]) if not _is_nothing(line))
        if columns.kind is not None and (code := headings.exact(row[columns.kind])) != ACTION:
            yield from (Cell(line, code if code == DECISION else None) for line in lines(row[columns.action]))
            continue
        if columns.action >= 0 and not (above and _same(row, above, columns)):
            yield from _actions(row, columns, block, reading)
        above = row


def _spanning(row: Sequence[str], kinds: list[str]) -> list[Cell] | None:
    """A row whose cells are one: a heading over the table, or a text behind its heading."""
    filled = [cell for cell in row if cell.strip()]
    if len(filled) < max(3, len(row) - 1):
        return None
    if len(kinds) == 1:
        return []
    section = headings.heading(kinds[0])
    if filled.count(kinds[1]) < 2:
        return None
    return [Cell(line, section if section in (ACTION, DECISION, EARLIER) else None) for line in lines(kinds[1])]


def _talk(cell: str) -> Iterator[Cell]:
    """The lines of a cell of discussion; below a first line such as `Matters arising` they tell how matters stand."""
    first, *more = lines(cell) or [""]
    yield Cell(first, None)
    section = EARLIER if more and headings.heading(first) == EARLIER else None
    yield from (Cell(line, section) for line in more)


def _same(row: Sequence[str], above: Sequence[str], columns: Columns) -> bool:
    places = [one for one in (columns.action, columns.who, columns.due, columns.status) if one is not None]
    return all(row[place] == above[place] for place in places)


def lines(cell: str) -> list[str]:
    """The lines of a cell, without the signs of a list."""
    return [one.text for one in paragraphs_of(cell)]


def _actions(row: Sequence[str], columns: Columns, block: int, reading: Reading) -> Iterator[Task | Cell]:
    texts = [text for text in lines(row[columns.action]) if not _is_nothing(text)]
    if not columns.apart:
        yield from (Cell(text, EARLIER if columns.review else ACTION) for text in texts)
        return
    who, due, status = (_beside(row, place, len(texts)) for place in (columns.who, columns.due, columns.status))
    if columns.who is not None and columns.who == columns.due:
        who, due = zip(*(_who_and_when(one, reading) for one in who), strict=True) if who else ((), ())  # type: ignore[assignment]
    if not texts and columns.talk and any(who):
        return
    for n, text in enumerate(texts):
        if headings.label(text) and (said := headings.label(text)) and said[0] == DECISION:
            yield Cell(text, DECISION)
            continue
        yield _task(text, who[n], due[n], status[n], columns, block, reading)


def _who_and_when(text: str, reading: Reading) -> tuple[str, str]:
    """A cell that tells both, taken apart: `WFP, 15 Dec`, `DPS – avant vendredi`."""
    names, dates = [], []
    for part in re.split(r"\s*[\n,;،|(]\s*|\s+[–—-]\s+|\s*:\s*", text):
        _due, written = due_of(part, reading.asked, column=True)
        if written is None:
            names.append(part.strip(" )./"))
            continue
        place = part.find(written)
        names.append(part[:place].strip(" )./") if place > 0 else "")
        dates.append(part[max(place, 0) :].strip(" )."))
    kept = [
        one for one in names if one and not (one[:1].islower() and names[0] != one and not is_name(one, reading.cast))
    ]
    kept = [re.sub(r"\s+/\s+[a-zà-ÿ][^/]*$", "", one) for one in kept]
    return ", ".join(kept), ", ".join(dates)


def _beside(row: Sequence[str], place: int | None, count: int) -> list[str]:
    """What stands beside each of some lines: line by line if there are as many, else the whole for each."""
    cell = row[place] if place is not None and place < len(row) else ""
    parts = [part for part in cell.split("\n") if part.strip()]
    return parts if len(parts) == count else [cell.strip()] * count


def _task(text: str, who: str, due: str, status: str, columns: Columns, block: int, reading: Reading) -> Task:
    review = columns.review or bool(status)
    names = () if _is_nothing(who) else split_names(who, reading.cast, column=True) or ()
    if not names:
        task = task_of(text, block, reading, review)
    else:
        marks = marks_of(text, reading.cast, reading.asked, ":" in text)
        task = Task(text, block, names, person_among(names, reading.cast), status=marks.status)
    date, written = due_of(due, reading.asked, column=True) if not _is_nothing(due) else (None, None)
    if date is None and written is None and not due.strip():
        date, written = due_of(text, reading.asked, review=review)
    code = status_of(status) if not _is_nothing(status) else task.status
    if code is None and columns.due is not None and due.strip() and date is None:
        code = begins_with_status(due)
    return Task(text, block, task.assigned_to, task.person, date, written or due.strip() or None, code)


def _is_nothing(text: str) -> bool:
    return not any(sign.isalnum() for sign in text) or fold(text) in (
        "n/a",
        "na",
        "nil",
        "none",
        "ras",
        "neant",
        "ninguno",
        "nenhum",
        "لا يوجد",
    )
