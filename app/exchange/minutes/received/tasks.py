"""What a line becomes that is known to be an action point: who does it, by when, how it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.exchange.minutes.received import doers
from app.exchange.minutes.received.cast import Cast, looks_like_body, looks_like_person
from app.exchange.minutes.received.doers import Doers, leading, starts_with_verb
from app.exchange.minutes.received.marks import Asked, Marks, due_of, marks_of
from app.exchange.minutes.received.results import Task
from app.exchange.minutes.received.tokens import tokens_of, word_set, words
from app.fold import fold

_STILL = word_set(
    "is are be being remain remains stay stays keep keeps lose loses become becomes continue continues has "
    "have est sont être sera seront reste restent demeure demeurent devient garde gardent continue continuent "
    "perd es son será serán sigue siguen queda quedan permanece mantiene pierde é são fica ficam mantém "
    "mantem continua continuam perde يكون تكون تبقى يبقى يظل تظل"
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What one document is read with: its names, the days that dates are counted from, its language."""

    cast: Cast
    asked: Asked
    language: str


def task_of(
    text: str, block: int, reading: Reading, review: bool = False, names: tuple[str, ...] = (), strict: bool = False
) -> Task:
    """An action point from a line. `names` do it where the line names nobody; `review` where earlier matters are told of."""
    marks = marks_of(text, reading.cast, reading.asked, review)
    told = marks.names or names
    if not told:
        first = leading(text, reading.cast, reading.language, strict)
        told = first.names if first else ()
    return made(text, block, reading, told, marks, review)


def made(
    text: str, block: int, reading: Reading, names: tuple[str, ...], marks: Marks | None = None, review: bool = False
) -> Task:
    """An action point whose doers are known."""
    due, written = due_of(marks.due, reading.asked, True) if marks and marks.due else (None, None)
    if due is None:
        due, written = due_of(text, reading.asked, review=review) if not written else (due, written)
    return Task(
        text=text.strip(),
        block=block,
        assigned_to=tuple({fold(name): name for name in _unattached(names)}.values()),
        person=person_among(names, reading.cast),
        due=due,
        due_as_written=written or (marks.due if marks else None),
        status=marks.status if marks else None,
    )


def _unattached(names: tuple[str, ...]) -> list[str]:
    """Names without the “and” that Arabic writes before the second."""
    return [name[1:] if n and name[:1] == "و" and looks_like_body(name[1:]) else name for n, name in enumerate(names)]


def person_among(names: tuple[str, ...], cast: Cast) -> str | None:
    """The person, where only a person is named."""
    return names[0] if len(names) == 1 and cast.is_person(names[0]) and not looks_like_body(names[0]) else None


@lru_cache(maxsize=4_096)
def asks(text: str, reading: Reading) -> bool:
    """Whether a line of a list says by itself that somebody is to do something: it names the doer apart, or begins with
    him and with what he is to do by when.
    """
    marks = marks_of(text, reading.cast, reading.asked, False)
    if marks.names:
        ahead = re.split(r"\s+[–—-]\s+|\s*[–—(]\s*|,\s", text, maxsplit=1)[0]
        named = looks_like_person(ahead) and (reading.cast.at(ahead, 0) is not None or len(words(ahead)) < 5)
        return not named or starts_with_verb(ahead, reading.language)
    starts = starts_with_verb(text, reading.language)
    due, _written = due_of(text, reading.asked)
    if starts and (due or marks.due):
        return True
    first = leading(text, reading.cast, reading.language)
    if first is None:
        return False
    if first.how == doers.TO:
        return True
    if first.how == doers.COLON:
        return due is not None or starts_with_verb(text[first.end :].lstrip(), reading.language)
    return marks.due is not None if first.how == doers.START else due is not None


def does(first: Doers, text: str) -> bool:
    """Whether those with whom a text begins are to do something, and not only to be or to stay something."""
    end = first.end
    for token in tokens_of(text):
        if first.how != doers.TO and token.end == end and token.word in _STILL:
            return False
        if token.start >= end:
            return token.word not in _STILL
    return True
