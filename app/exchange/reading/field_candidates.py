"""What a heading, its group and its hashtag say a column is, before its values are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app import vocabulary
from app.exchange.reading.contents import Knowledge, profile
from app.exchange.reading.header_rows import Headers
from app.exchange.reading.headings import EXACT, WITHIN, heading
from app.exchange.reading.hxl import parse_tag
from app.exchange.reading.kinds import guess_by_values
from app.exchange.reading.tag_fields import fields_of_tag


def by_header(parts: Sequence[str], group: str = "") -> tuple[tuple[str, ...], str]:
    """The fields a heading may stand for, and how surely; a heading in two languages stands for what both have in common.

    A heading that says nothing by itself is read with its group ("WHERE", "Lead organisation") before it.
    """
    found = [heading(part) for part in parts]
    found = [one for one in found if one[0]]
    if not found and any(map(vocabulary.is_other_header, parts)):
        return (), EXACT
    if not found:
        return (heading(f"{group} {parts[0]}")[0], WITHIN) if group and parts else ((), "")
    found.sort(key=lambda one: (one[1] != EXACT, one[1] != WITHIN))
    fields, manner = found[0]
    common = tuple(name for name in fields if all(name in other for other, _manner in found[1:]))
    return common or fields, manner


def quick_fields(rows: Sequence[Sequence[Any]], headers: Headers, knowledge: Knowledge | None = None) -> list[str]:
    """The fields of a sheet at first sight, for telling the data sheet among several."""
    found = []
    for index, parts in enumerate(headers.texts):
        tag = parse_tag(headers.hashtags[index])
        said = (*(fields_of_tag(tag) if tag else ()), *by_header(parts, headers.groups[index])[0])
        if said:
            found.append(said[0])
        elif (guessed := guess_by_values(profile(rows[:300], index, knowledge))) is not None:
            found.append(guessed[0])
    return found
