"""A workbook's own list of places: further levels for the list of the country, other writings of names it knows.

A sheet is read by its values alone: a column of codes that are, or extend, codes of the list, and beside it, up to the next
empty column, the columns of text that go one to one with the codes: their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.matching import spelling
from app.exchange.matching.knowledge import Hint, Place, Places, split_code
from app.words import _

LEAST_CODES = 3
MOSTLY = 0.9
"""A column is one of codes, and a text goes one to one with them, when this share of its cells says so."""

Cell = Any
Table = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Extension:
    """What a workbook adds to the list of places.

    `rows`: new places, as plain rows for `build_places`, only of levels that the list does not have. `hints`: names that the
    workbook writes beside codes of known places. `notes`: what was left out and why, in sentences.
    """

    rows: tuple[dict[str, Any], ...] = ()
    hints: Mapping[tuple[int, str], tuple[Hint, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Listed:
    """One column of codes with its names: the codes in order, each with the texts that stand for it, the nearest first."""

    sheet: str
    names: dict[str, tuple[str, ...]]


def extend_places(places: Places, sheets: Iterable[tuple[str, Table]]) -> Extension:
    """What the sheets of a workbook, each as (name, rows of cells), add to the list of places.

    A new place is of a level that the list has nowhere, its code extends that of a known place, which becomes its parent, and
    it has a name. A code of a level that the list covers is not made a place: it is outside the list, and said.
    """
    lists = [one for sheet, rows in sheets for one in _find_lists(places, sheet, rows)]
    rows: dict[str, dict[str, Any]] = {}
    hints: dict[tuple[int, str], dict[str, Hint]] = {}
    notes: list[str] = []
    for listed in lists:
        strange = [code for code in listed.names if code not in places.by_code]
        parents = {code: parent for code in strange if (parent := _parent(places, code))}
        level = Counter(parent.level + 1 for parent in parents.values()).most_common(1)[0][0] if parents else None
        if level is not None and level not in places.levels:
            rows |= {code: _row(code, level, parent, listed) for code, parent in parents.items() if code not in rows}
        elif strange:
            notes.append(_say_strange(listed.sheet, strange))
        for code, names in listed.names.items():
            _note_names(places, hints, code, names, listed.sheet)
    return Extension(
        tuple(rows.values()), {at: tuple(each.values()) for at, each in hints.items()}, tuple(dict.fromkeys(notes))
    )


def _note_names(
    places: Places, hints: dict[tuple[int, str], dict[str, Hint]], code: str, names: tuple[str, ...], sheet: str
) -> None:
    for one in places.by_code.get(code, ()):
        place = places.by_id[one]
        for name in names:
            if place not in places.named(place.level, name, None):
                hints.setdefault((place.level, spelling.key(name)), {}).setdefault(place.id, Hint(place.id, sheet))


def _row(code: str, level: int, parent: Place, listed: _Listed) -> dict[str, Any]:
    first, *others = listed.names[code]
    return {
        "id": code, "pcode": code, "level": level, "name": first, "alternative_names": sorted(others), "parent": parent.id,
        "country": parent.line[-1], "source": listed.sheet,
    }  # fmt: skip


def _parent(places: Places, code: str) -> Place | None:
    """The known place whose code is the longest beginning of this one; never the country alone."""
    for end in range(len(code) - 1, 2, -1):
        for one in places.by_code.get(code[:end], ()):
            if places.by_id[one].level > 0:
                return places.by_id[one]
    return None


def _find_lists(places: Places, sheet: str, rows: Table) -> Iterator[_Listed]:
    for block in _blocks(rows):
        columns = list(zip(*block, strict=True))
        codes = [_codes(places, column) for column in columns]
        texts = [[_text(cell) for cell in column] for column in columns]
        for at, column in enumerate(codes):
            if column is not None:
                nearest = sorted(range(len(columns)), key=lambda other: (abs(other - at), other))
                if listed := _name(column, [texts[other] for other in nearest if codes[other] is None]):
                    yield _Listed(sheet, listed)


def _blocks(rows: Table) -> Iterator[list[tuple[Cell, ...]]]:
    """The parts of a sheet between empty columns, so that two lists beside each other are not taken for one."""
    width = max((len(row) for row in rows), default=0)
    full = [[row[at] if at < len(row) else None for row in rows] for at in range(width)]
    block: list[list[Cell]] = []
    for column in [*full, []]:
        if any(_text(cell) for cell in column):
            block.append(column)
        elif block:
            if len(block) > 1:
                yield list(zip(*block, strict=True))
            block = []


def _codes(places: Places, column: Sequence[Cell]) -> list[str] | None:
    """The codes of a column, empty where a cell has none, if nearly all its cells are codes of the list or extend one."""
    found, filled = [], 0
    for cell in column:
        text = _text(cell)
        letters, number = split_code(text)
        plain = letters + number if letters and number.isdigit() and " " not in text else ""
        found.append(plain if plain in places.by_code or (plain and _parent(places, plain)) else "")
        filled += bool(text)
    good = sum(map(bool, found))
    return found if good >= LEAST_CODES and good >= MOSTLY * (filled - 2) else None


def _name(codes: list[str], texts: list[list[str]]) -> dict[str, tuple[str, ...]]:
    """The names of every code: the texts of the columns that go one to one with the codes."""
    named: dict[str, dict[str, None]] = {}
    for column in texts:
        pairs = Counter((code, text) for code, text in zip(codes, column, strict=True) if code and text)
        of_code, of_text = Counter(code for code, _text in pairs), Counter(text for _code, text in pairs)
        if len(of_code) < LEAST_CODES or len(of_code) < MOSTLY * len(set(codes) - {""}):
            continue
        if len(of_code) < MOSTLY * len(pairs) or len(of_text) < MOSTLY * len(pairs):
            continue
        for code, text in pairs:
            named.setdefault(code, {}).setdefault(text)
    return {code: tuple(names) for code, names in named.items()}


def _text(cell: Cell) -> str:
    """A cell as text; a number is no name and no code, so it says nothing here but that the cell is filled."""
    if cell is None or isinstance(cell, bool):
        return ""
    text = str(cell).strip()
    return text if any(sign.isalpha() for sign in text) else ""


def _say_strange(sheet: str, codes: list[str]) -> str:
    return _("The sheet “{sheet}” has codes that stand in no list of places: {codes}. They are kept as text.").format(
        sheet=sheet, codes=", ".join(codes[:5]) + (" …" if len(codes) > 5 else "")
    )
