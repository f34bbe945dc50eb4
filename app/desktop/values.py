"""How the values of a kind look: dates, thousands, names of codes and of referenced records. Names no record."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app import clock, vocabulary
from app.fields import Amount, Coordinate, Count, Date, Flag, Kind, Ref, Tags
from app.words import _, language

Option = tuple[str, str]
NUMBERS = (Count, Amount, Coordinate)


def show_value(kind: Kind, value: Any, called: dict[str, str] | None = None) -> str:
    """A stored value as a person reads it: dates as 31/5/2019, thousands marked, references by what they are called."""
    if value is None:
        return ""
    if isinstance(kind, Date):
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
        return f"{day.day}/{day.month}/{day.year}"
    if isinstance(kind, Ref):
        return (called or {}).get(value, value)
    if isinstance(kind, Tags) and kind.to:
        return "; ".join((called or {}).get(id, id) for id in value)
    if isinstance(kind, Count):
        return f"{value:,}"
    if isinstance(kind, Amount):
        whole, point, rest = str(value).partition(".")
        return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", whole) + point + rest
    return kind.show(bool(value) if isinstance(kind, Flag) else value, language())


def reads_left_to_right(kind: Kind) -> bool:
    """Dates, numbers and codes run from left to right in every language."""
    return isinstance(kind, (Date, *NUMBERS))


def options_of(kind: Kind) -> list[Option]:
    """(code, name) of every answer of a code list or of yes and no; nothing for references, which are asked of the workspace."""
    of = "yes_no" if isinstance(kind, Flag) else getattr(kind, "of", "")
    if not of:
        return []
    listed = vocabulary.code_list(of)
    return [(code, listed.name(code, language())) for code in listed.codes]


def said_since(iso: str) -> str:
    """A moment (ISO, UTC) in words: today at 09:12, yesterday at 16:55, else the day and the time."""
    moment, today = dt.datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone(), clock.today()
    days = (today - moment.date()).days
    if days == 0:
        return _("today, {time}").format(time=f"{moment:%H:%M}")
    return _("yesterday, {time}").format(time=f"{moment:%H:%M}") if days == 1 else said_moment(iso)


def said_moment(iso: str) -> str:
    """A moment (ISO, UTC) as people here read it: 24/11/2026, 02:35, in local time."""
    moment = dt.datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone()
    return f"{moment.day}/{moment.month}/{moment.year}, {moment:%H:%M}"
