"""Who was at a meeting whose minutes somebody else wrote: from a table, from `Name (ORG), …`, from a list of acronyms.

Nobody is invented: what stands in a list of attendance is told as it is written, and whether the register knows it is asked
later. What is neither a person nor a body is left where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app import vocabulary
from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Block, Paragraph, Table
from app.exchange.minutes.headings import ABSENT, APOLOGY, ATTENDANCE, NAME, ORGANISATION, STATUS, WALK_IN
from app.fold import fold

PRESENT = "present"
_STATES = {ATTENDANCE: PRESENT, APOLOGY: "apology", ABSENT: "absent", WALK_IN: "walk_in"}
_LISTED = frozenset(_STATES)

_IN_BRACKETS = re.compile(r"\s*(?P<outside>[^()\[\],;،؛]+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]")
_DASHED = re.compile(r"\s+[–—-]\s+|\s*[–—]\s*|\s+(?:from|من|ممثلا عن|ممثلاً عن|ممثلة عن|مندوب|مندوبة)\s+")
_PARTS = re.compile(r"\s*[;\n]\s*|\s*،\s*|\s*,\s*")
_AND = re.compile(r"\s+(?:and|et|e|y|&)\s+|\s+و(?=\S)")
_ACRONYM = re.compile(r"[A-Z][\w&./-]*[A-Z][\w&./-]*|[A-Z]{2,}[\w&./-]*")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.-]*")
#: what stands before the names of several, and before an organisation
_ADDRESS = re.compile(
    r"^(?:os senhores|as senhoras|o senhor|a senhora|los señores|las señoras|el señor|la señora|messieurs|mesdames|"
    r"mm\.|mmes?|the following|السادة|السيد|السيدة)\s+(?=\S)", re.IGNORECASE)  # fmt: skip
_OF = re.compile(
    r"^(?:d[aoe]s?|del|de la|de los|du|des|de l['’]|d['’]|of the|of|from the|from|من|عن|ممثل)\s*(?=[^\W\d_])(?<!\w)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"^[\W\d_]*$")


@dataclass(frozen=True)
class Attendee:
    """One line of attendance, as it is written; a name or an organisation may be missing, not both."""

    name: str | None
    organisation: str | None
    state: str = PRESENT


def read_attendance(blocks: Sequence[Block]) -> tuple[list[Attendee], frozenset[int]]:
    """Everybody whom minutes list, and the numbers of the blocks in which they stand."""
    found: list[Attendee] = []
    used: set[int] = set()
    state: str | None = None
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            some = _from_table(block, state or PRESENT)
            state = None
        else:
            state, some = _from_paragraph(block, state)
            if state and not some:
                used.add(number)
        if some:
            found += some
            used.add(number)
    return _once(found), frozenset(used)


# --- paragraphs -----------------------------------------------------------------------------------------------------


def _from_paragraph(block: Paragraph, state: str | None) -> tuple[str | None, list[Attendee]]:
    """The state that holds behind a paragraph, and who is listed in it."""
    if labelled := headings.label(block.text):
        code, rest = labelled
        if code not in _LISTED:
            return None, []
        return (_STATES[code], []) if not rest else (None, list(_people(rest, _STATES[code])))
    announced = headings.heading(block.text)
    if announced in _LISTED:
        return _STATES[announced], []
    if opened := headings.opening(block.text):
        code, rest = opened
        some = list(_people(rest, _STATES[code]))
        if len(some) > 2 or (some and len(rest.split()) < 14):
            return None, some
    if announced or state is None:
        return None, []
    some = list(_people(block.text, state))
    is_list = block.bullet or len(some) > 1 or (len(some) == 1 and len(block.text.split()) < 14)
    return (state, some) if some and is_list else (None, [])


def _people(text: str, state: str) -> Iterator[Attendee]:
    """Everybody in a line of a list."""
    text = _ADDRESS.sub("", text.strip(" *")).rstrip(".")
    if _IN_BRACKETS.search(text):
        yield from _bracketed(text, state)
        return
    parts = [part for part in _PARTS.split(text) if part]
    if ";" in text or "\n" in text:
        groups = [[p for p in re.split(r"\s*,\s*", part) if p] for part in re.split(r"\s*[;\n]\s*", text) if part]
        for group in groups:
            yield from _one(group, state)
        return
    dashed = [part for part in _DASHED.split(text) if part]
    if len(dashed) > 1 and len(parts) == 1:
        yield from _one(dashed, state)
        return
    if len(parts) == 2 and is_body(parts[1]) and not is_body(parts[0]):
        yield from _one(parts, state)
        return
    for part in parts:
        for one in _AND.split(part):
            if len(_DASHED.split(one)) > 1:
                yield from _one([piece for piece in _DASHED.split(one) if piece], state)
            else:
                yield from _one([one], state)


def _bracketed(text: str, state: str) -> Iterator[Attendee]:
    position = 0
    for found in _IN_BRACKETS.finditer(text):
        if before := _between(text[position : found.start()]):
            yield from _people(before, state)
        outside, inside = found["outside"].strip(), found["inside"].strip()
        outside = re.sub(r"^(?:and|et|e|y|&)\s+|^و(?=\S)", "", outside).strip()
        if is_body(outside) and not is_body(inside) and _looks_like_people(inside):  # `UNICEF (Awa, Moussa)`
            for name in _PARTS.split(inside):
                yield Attendee(name, outside, state)
        elif is_body(outside) and not _looks_like_people(inside):
            yield Attendee(None, outside, state)
        elif not _NOBODY.match(outside):
            yield Attendee(outside, _body_in(inside), state)
        position = found.end()
    rest = _between(text[position:])
    if rest and not _IN_BRACKETS.search(rest):
        yield from _people(rest, state)


def _between(text: str) -> str:
    return text.strip(" ,;.\n\t،؛")


def _one(parts: Sequence[str], state: str) -> Iterator[Attendee]:
    """One person or one body, of whom `Name`, `ORG` and `position` stand apart."""
    parts = [_OF.sub("", _ADDRESS.sub("", part.strip(" .,;:*،؛"))) for part in parts if not _NOBODY.match(part)]
    if not parts:
        return
    bodies = [part for part in parts if is_body(part)]
    persons = [part for part in parts if part not in bodies]
    if bodies and not persons:
        for body in bodies:
            yield Attendee(None, body, state)
    elif is_person(persons[0]) or bodies:
        told = bodies[0] if bodies else (persons[1] if len(persons) > 1 else None)
        yield Attendee(persons[0], told, state)
    elif len(persons[0].split()) <= 7:
        yield Attendee(persons[0], persons[1] if len(persons) > 1 else None, state)


def _body_in(text: str) -> str:
    """The organisation among what stands in brackets behind a name: `UNICEF, cheffe de bureau`."""
    parts = [part for part in re.split(r"\s*[,;،]\s*|\s+[–—-]\s+", text) if part]
    return next((part for part in parts if is_body(part)), parts[0] if parts else text)


# --- tables ---------------------------------------------------------------------------------------------------------


def _from_table(table: Table, state: str) -> list[Attendee]:
    """Everybody in a table of attendance, or in the cells behind `Attending`, `Apologies` of a table of facts."""
    for top, row in enumerate(table.rows):
        columns = [headings.column(cell) if cell.strip() else None for cell in row]
        if _is_attendance(columns):
            return list(_from_rows(table.rows[top + 1 :], columns, state))
    found: list[Attendee] = []
    for row in table.rows:
        filled = [cell for cell in dict.fromkeys(row) if cell.strip()]
        said = headings.label(f"{filled[0].rstrip(': ')}: x") if len(filled) == 2 else None
        if said and said[0] in _LISTED:
            found += _people(filled[1], _STATES[said[0]])
    return found


def _is_attendance(columns: Sequence[str | None]) -> bool:
    if NAME in columns:
        return bool({ORGANISATION, "position", "contact", "signature", ATTENDANCE} & set(columns)) and not (
            {"action", "discussion", "deadline"} & set(columns)
        )
    return ORGANISATION in columns and bool({"signature", "contact", ATTENDANCE} & set(columns))


def _from_rows(rows: Iterable[Sequence[str]], columns: Sequence[str | None], state: str) -> Iterator[Attendee]:
    places = {code: columns.index(code) for code in dict.fromkeys(columns) if code}
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        if not filled:
            continue
        if len({fold(cell) for cell in filled}) == 1 and (said := headings.heading(filled[0])) in _LISTED:
            state = _STATES[said]
            continue
        name = _cell(row, places.get(NAME))
        organisation = _cell(row, places.get(ORGANISATION))
        if len({fold(cell) for cell in filled}) == 1 and len(filled) > 1:
            continue  # one text over the whole width: a heading of a group
        if name is None and organisation is None:
            continue
        yield Attendee(name, organisation, _state_of(row, columns) or state)


def _cell(row: Sequence[str], place: int | None) -> str | None:
    text = " ".join(row[place].split()) if place is not None and place < len(row) else ""
    return None if _NOBODY.match(text) else text


def _state_of(row: Sequence[str], columns: Sequence[str | None]) -> str | None:
    """What a cell of a row says of whether somebody was there."""
    listed = vocabulary.code_list("attendance_state")
    for cell, column in zip(row, columns, strict=False):
        if column in (ATTENDANCE, STATUS, "signature", None, "remarks") and cell.strip():
            if code := listed.find(cell.strip(" .")):
                return code
            if (said := headings.heading(cell)) in _LISTED:
                return _STATES[said]
    return None


# --- persons and bodies ---------------------------------------------------------------------------------------------


def is_body(text: str) -> bool:
    """Whether a text names an organisation: an acronym, or with a word such as ministry, association, وزارة."""
    words = text.split()
    if not words:
        return False
    folded = [fold(word).strip("'’.") for word in _WORD.findall(text)]
    if any(word in _body_words() for word in folded):
        return True
    return all(_ACRONYM.fullmatch(word.strip("()/,.")) or len(word) < 4 for word in words) and bool(
        _ACRONYM.fullmatch(words[0].strip("()/,."))
    )


def is_person(text: str) -> bool:
    """Whether a text may be the name of a person: two to six words, none of a body, letters alone."""
    words = text.replace("’", "'").split()
    return 2 <= len(words) <= 6 and not is_body(text) and all(_WORD.match(word) for word in words)


def _looks_like_people(text: str) -> bool:
    return all(is_person(part) for part in _PARTS.split(text) if part)


@cache
def _body_words() -> frozenset[str]:
    rows = vocabulary.code_list("body_sign").rows.values()
    return frozenset(fold(word) for row in rows for word in row["synonyms"].split("|") if " " not in word)


def _once(found: Iterable[Attendee]) -> list[Attendee]:
    """Each person once: who stands in the list and in the apologies is excused."""
    kept: dict[tuple[str, str], Attendee] = {}
    for one in found:
        key = fold(one.name or ""), "" if one.name else fold(one.organisation or "")
        if key not in kept or kept[key].state == PRESENT:
            kept[key] = one if key not in kept or one.state != PRESENT else kept[key]
    return list(kept.values())
