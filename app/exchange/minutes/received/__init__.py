"""Minutes that somebody else wrote, read into proposals: who was there, what was decided, who does what by when.

Nothing is taken over by itself: a person looks at every proposal, so nobody is invented and what is doubtful is told apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.exchange.minutes import opening
from app.exchange.minutes.blocks import Block, Table, blocks_of_docx, blocks_of_text
from app.exchange.minutes.received import facts
from app.exchange.minutes.received.attendance import read_attendance
from app.exchange.minutes.received.cast import Cast
from app.exchange.minutes.received.marks import Asked
from app.exchange.minutes.received.reading import read_blocks
from app.exchange.minutes.received.results import Attendee, Received, Said, Task, of_plain, plain_of
from app.exchange.minutes.received.signs import spelled_out
from app.exchange.minutes.received.tasks import Reading

__all__ = [
    "Attendee",
    "Received",
    "Said",
    "Task",
    "of_plain",
    "opened_file",
    "opened_text",
    "plain_of",
    "read_file",
    "read_minutes",
    "read_text",
]

#: a line has at most so many signs; patterns look at a line again and again
LONGEST = 4_000


def read_minutes(blocks: Sequence[Block], held_on: dt.date | None = None) -> Received:
    """What minutes say. Dates are counted from `held_on`, or from the day that the minutes themselves tell."""
    blocks, numbers = _bounded(blocks)
    day = held_on or facts.held_on(blocks)
    language = facts.language_of(blocks)
    attendance, used, missed = read_attendance(blocks)
    cast = Cast(
        [one.name for one in attendance if one.name], [one.organisation for one in attendance if one.organisation]
    )
    reading = Reading(cast, Asked(day, facts.next_meeting(blocks, day)), language)
    found = read_blocks(blocks, used, reading)
    return Received(
        held_on=day,
        language=language,
        attendance=tuple(attendance),
        decisions=tuple(replace(one, block=numbers[one.block]) for one in found.decisions),
        actions=tuple(replace(one, block=numbers[one.block]) for one in found.actions),
        unsure=tuple(dict.fromkeys([*missed, *found.unsure])),
        number=facts.number_of(blocks),
        title=facts.title_of(blocks),
    )


def _bounded(blocks: Sequence[Block]) -> tuple[list[Block], list[int]]:
    """Blocks of which none has a line that is longer than any paragraph, each with the number of the block it comes from."""
    kept: list[Block] = []
    numbers: list[int] = []
    for number, block in enumerate(blocks):
        some: list[Block] = [block]
        if isinstance(block, Table):
            some = [Table(tuple(tuple("\n".join(_pieces(cell)) for cell in row) for row in block.rows))]
        elif len(block.text) > LONGEST:
            some = [replace(block, text=piece) for piece in _pieces(block.text)]
        kept += some
        numbers += [number] * len(some)
    return kept, numbers


def _pieces(text: str) -> list[str]:
    """A text cut where a sentence ends, or anywhere, so that no line is too long."""
    pieces: list[str] = []
    for line in text.split("\n"):
        rest = line
        while len(rest) > LONGEST:
            end = max(rest.rfind(". ", 0, LONGEST) + 1, rest.rfind("، ", 0, LONGEST) + 1) or LONGEST
            pieces.append(rest[:end])
            rest = rest[end:]
        pieces.append(rest)
    return pieces


def opened_text(text: str) -> list[Block]:
    """The paragraphs and tables of a text that was copied out of a mail, a document or a messenger.

    Raises Refused: empty, too_large, not_minutes.
    """
    return blocks_of_text(spelled_out(opening.checked(text)))


def opened_file(path: Path) -> list[Block]:
    """The paragraphs and tables of a Word or text file. Raises Refused with what is wrong with the file and what to do."""
    if opening.kind_of_file(path) == "docx":
        return blocks_of_docx(path)
    return blocks_of_text(spelled_out(opening.text_of_file(path)))


def read_text(text: str, held_on: dt.date | None = None) -> Received:
    """What a text says. Raises Refused as `opened_text`."""
    return read_minutes(opened_text(text), held_on)


def read_file(path: Path, held_on: dt.date | None = None) -> Received:
    """What a Word or a text file says. Raises Refused as `opened_file`."""
    return read_minutes(opened_file(path), held_on)
