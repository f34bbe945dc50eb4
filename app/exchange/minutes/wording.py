"""Days, times and people as documents of a meeting say them, in the language spoken now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app import vocabulary
from app.exchange.documents.direction import joined, led
from app.exchange.minutes.content import Person, Sitting
from app.vocabulary.days import said_day
from app.words import _, is_right_to_left, language


def said_time(begins: dt.time | None, ends: dt.time | None) -> str:
    """A time, or from when to when: 09:00, 09:00 to 11:30; nothing where no beginning is known."""
    if begins is None:
        return ""
    if ends is None:
        return f"{begins:%H:%M}"
    return _("{begins} to {ends}").format(begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")


def said_when(sitting: Sitting) -> str:
    """Day and time of a meeting."""
    return listed((said_day(sitting.date), said_time(sitting.begins, sitting.ends)))


def said_where(sitting: Sitting) -> str:
    """Venue of a meeting, and how people meet."""
    mode = vocabulary.code_list("meeting_mode").name(sitting.mode, language()) if sitting.mode else ""
    return f"{sitting.venue} ({mode})" if sitting.venue and mode else sitting.venue or mode


def said_person(person: Person) -> str:
    """A name with its organisation: Rosa Machava (INAS)."""
    if person.name and person.organisation:
        return f"{person.name} ({person.organisation})"
    return person.name or person.organisation


def said_people(people: Iterable[Person]) -> str:
    """Several, one behind the other; the list runs as the document does, whoever is named first."""
    return led(listed(said_person(person) for person in people), is_right_to_left())


def listed(texts: Iterable[str]) -> str:
    """Texts with commas between them, those of the script; what is empty is left out."""
    return joined(texts, "، " if is_right_to_left() else ", ", is_right_to_left())


def named(list_: str, code: str) -> str:
    """A code by its name in the language spoken now."""
    return vocabulary.code_list(list_).name(code, language())
