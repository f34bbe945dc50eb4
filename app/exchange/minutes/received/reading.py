"""From paragraphs and tables to proposals: which heading a line stands below, and what it becomes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Block, Paragraph, Table
from app.exchange.minutes.headings import ACTION, DEADLINE, DECISION, EARLIER, ITEM, RESPONSIBLE, STATUS
from app.exchange.minutes.received import doers
from app.exchange.minutes.received.agreeing import phrases_in
from app.exchange.minutes.received.doers import leading
from app.exchange.minutes.received.grids import MIXED, Columns, columns_of, lines, read_rows
from app.exchange.minutes.received.lines import (
    ends,
    follows,
    introduces,
    is_heading,
    kind_of_sign,
    labelled,
    may_announce,
)
from app.exchange.minutes.received.marks import due_of, status_of
from app.exchange.minutes.received.naming import split_names
from app.exchange.minutes.received.results import Said, Task
from app.exchange.minutes.received.sentences import Doubt, read_sentence
from app.exchange.minutes.received.splitting import sentences
from app.exchange.minutes.received.tasks import Reading, asks, does, person_among, task_of
from app.exchange.minutes.received.tokens import tokens_of, words

_TASKS = frozenset({ACTION, EARLIER})


@dataclass
class Found:
    """What has been read so far."""

    decisions: list[Said] = field(default_factory=list)
    actions: list[Task] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def take(self, one: Said | Task | Doubt) -> None:
        """Keep one proposal where it belongs."""
        if isinstance(one, Said):
            self.decisions.append(one)
        elif isinstance(one, Task):
            self.actions.append(one)
        else:
            self.unsure.append(one.text)


@dataclass
class Place:
    """Below which heading lines stand: its section, its number, whether its lines are those of a list, who is named for
    all of them, and the sign of the list that an introduction has opened; `agenda` says that the list is what the meeting will
    talk about.
    """

    section: str | None = None
    number: str = ""
    listed: bool = False
    names: tuple[str, ...] = ()
    sign: str | None = None
    introduced: bool = False
    agenda: bool = False


def read_blocks(blocks: Sequence[Block], used: frozenset[int], reading: Reading) -> Found:
    """The decisions and the action points of all blocks but those that are read already."""
    found, place = Found(), Place()
    columns: tuple[Columns, int] | None = None
    for number, block in enumerate(blocks):
        if number in used:
            place, columns = Place(), None
        elif isinstance(block, Table):
            columns = (
                columns_of(block)
                or _unnamed(block, reading)
                or (columns and (columns[0], 0) if _fits(block, columns) else None)
            )
            _read_table(block, number, columns, reading, found, place)
            place = Place()
        else:
            columns = None if block.heading else columns
            place = _read_paragraph(blocks, number, block, place, reading, found)
    return found


def _unnamed(table: Table, reading: Reading) -> tuple[Columns, int] | None:
    """A table whose tops say nothing known, and one of whose columns asks something of somebody in most of its lines."""
    for place in range(len(table.rows[0]) if table.rows else 0):
        cells = list(dict.fromkeys(row[place] for row in table.rows[1:] if row[place].strip()))
        told = [line for cell in cells for line in lines(cell)]
        if len(told) > 2 and sum(asks(line, reading) for line in told) * 3 > len(told) * 2:
            others = tuple(n for n in range(len(table.rows[0])) if n != place)
            return Columns(place, None, None, None, None, others, True), 1
    return None


def _fits(table: Table, columns: tuple[Columns, int] | None) -> bool:
    """Whether a table without tops goes on with the one before it."""
    if columns is None or not table.rows:
        return False
    places = [one for one in (columns[0].action, columns[0].who, columns[0].due, columns[0].status) if one is not None]
    return len(table.rows[0]) > max(places)


def _read_table(
    table: Table, number: int, columns: tuple[Columns, int] | None, reading: Reading, found: Found, place: Place
) -> None:
    if columns is None and place.section in _TASKS:
        for row in table.rows:
            line = " – ".join(cell.replace("\n", " ") for cell in dict.fromkeys(row) if cell.strip())
            _read_line(line, number, place.section, reading, found, place.names)
        return
    if columns is None:
        for row in table.rows:
            kinds = [cell for cell in dict.fromkeys(row) if cell.strip()]
            section = headings.exact(kinds[0]) if len(kinds) == 2 and len(kinds[0].split()) < 7 else None
            for cell in kinds[1:] if section in (*_TASKS, DECISION) else kinds:
                for line in cell.split("\n"):
                    told = section if section in (*_TASKS, DECISION) else (place.section if len(kinds) == 1 else None)
                    _read_line(line.strip(), number, told, reading, found)
        return
    for one in read_rows(table, columns[0], columns[1], number, reading):
        if isinstance(one, Task):
            found.take(one)
        else:
            _read_line(one.text, number, one.section, reading, found)


def _read_paragraph(
    blocks: Sequence[Block], number: int, block: Paragraph, place: Place, reading: Reading, found: Found
) -> Place:
    text = block.text
    if place.agenda and block.bullet and not block.heading and not asks(text, reading):
        return place
    if _fills(text, number, found, reading):
        return place
    code, rest = labelled(text)
    if code in (ACTION, DECISION) and rest:
        _read_line(rest, number, code, reading, found)
        return place if place.section in _TASKS and code == ACTION else Place()
    if code is not None and not rest:
        return Place(code if code in (*_TASKS, DECISION) else None, block.sign)
    announced = headings.heading(text) if may_announce(block) else None
    if announced or is_heading(block, place.number):
        named = place.section in _TASKS and not announced and not follows(place.number, block.sign)
        if named and (names := split_names(text, reading.cast)):
            return replace(place, names=names)
        return Place(announced if announced in (*_TASKS, DECISION) else None, block.sign, agenda=announced == ITEM)
    if ends(text) and (not block.bullet or place.section is None):
        return Place() if place.section else place
    if place.introduced and (not block.bullet or (place.sign is not None and block.sign != place.sign)):
        place = Place()
    if section := introduces(text):
        return Place(section, introduced=True)
    if place.introduced and place.sign is None:
        place = replace(place, sign=block.sign)
    if (
        place.section in _TASKS
        and not block.bullet
        and text.endswith(":")
        and (names := split_names(text, reading.cast))
    ):
        return replace(place, names=names)
    if place.section is not None:
        if place.listed and not asks(text, reading) and (not block.bullet or _counts_anew(blocks, number)):
            place = Place()
        else:
            place = replace(place, listed=place.listed or block.bullet)
    agreed = phrases_in(tokens_of(text)[:12])
    if (
        place.section is None
        and block.bullet
        and not (agreed and agreed[0].code == "agreed" and agreed[0].first < 2)
        and (asks(text, reading) or _neighbours_ask(blocks, number, reading))
    ):
        found.take(task_of(text, number, reading))
        return place
    _read_line(text, number, place.section, reading, found, place.names)
    return place


def _read_line(
    text: str, number: int, section: str | None, reading: Reading, found: Found, names: tuple[str, ...] = ()
) -> None:
    """One line below a heading, or one sentence after another where no heading says what lines are."""
    code, rest = labelled(text)
    if code in (ACTION, DECISION) and rest:
        section, text = code, rest
    if section in _TASKS:
        if len(words(text)) > 1 and not ends(text):
            found.take(task_of(text, number, reading, section == EARLIER, names))
        return
    if section in (DECISION, MIXED):
        if len(words(text)) > 2 and not ends(text):
            found.take(_decided(text, number, reading, section == MIXED))
        return
    for sentence in sentences(text):
        code, rest = labelled(sentence)
        if code in (ACTION, DECISION) and rest and len(words(rest)) > 2:
            _read_line(rest, number, code, reading, found)
        elif not ends(sentence):
            for one in read_sentence(sentence, number, reading):
                found.take(one)


def _decided(text: str, number: int, reading: Reading, mixed: bool) -> Said | Task:
    """What stands below a heading of decisions is one, but where it says who is to do something; where both are `mixed`, all
    that somebody does who is named apart is an action point.
    """
    if mixed and (asks(text, reading) or ((one := leading(text, reading.cast, reading.language)) and does(one, text))):
        return task_of(text, number, reading)
    first = leading(text, reading.cast, reading.language, strict=True)
    if first and does(first, text) and (first.how == doers.TO or due_of(text, reading.asked)[0]):
        return task_of(text, number, reading)
    return Said(text, number)


def _fills(text: str, number: int, found: Found, reading: Reading) -> bool:
    """`Responsible: WFP` below an action point tells who does it."""
    said = headings.label(text)
    if not said or not said[1] or said[0] not in (RESPONSIBLE, DEADLINE, STATUS) or not found.actions:
        return False
    last = found.actions[-1]
    if number - last.block > 3:
        return False
    code, value = said
    if code == RESPONSIBLE:
        names = split_names(value, reading.cast, column=True) or ()
        found.actions[-1] = replace(last, assigned_to=names, person=person_among(names, reading.cast))
    elif code == DEADLINE:
        due, written = due_of(value, reading.asked, column=True)
        found.actions[-1] = replace(last, due=due, due_as_written=written or value)
    else:
        found.actions[-1] = replace(last, status=status_of(value))
    return True


def _counts_anew(blocks: Sequence[Block], number: int) -> bool:
    """Whether a numbered line stands behind one with another sign: the next item of the agenda."""
    own, before = blocks[number], blocks[number - 1] if number else None
    if not isinstance(own, Paragraph) or not isinstance(before, Paragraph) or not before.bullet:
        return False
    return own.sign.strip(".) ").isdigit() and not any(sign.isdigit() for sign in before.sign) and ":" not in own.text


def _neighbours_ask(blocks: Sequence[Block], number: int, reading: Reading) -> bool:
    """Whether most lines of the list in which a line stands ask something of somebody."""
    run = list(_run(blocks, number, -1)) + list(_run(blocks, number, 1))
    asking = sum(asks(text, reading) for text in run)
    return asking > 1 and asking * 2 > len(run)


def _run(blocks: Sequence[Block], number: int, step: int) -> Iterator[str]:
    own = blocks[number]
    at = number + step
    while 0 <= at < len(blocks) and abs(at - number) < 20:
        block = blocks[at]
        if not isinstance(block, Paragraph) or not block.bullet or block.heading or not isinstance(own, Paragraph):
            return
        if kind_of_sign(block.sign) != kind_of_sign(own.sign):
            return
        yield block.text
        at += step
