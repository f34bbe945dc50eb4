"""By what a line is known again: the sender's id, or all its cells, whatever the order of the columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from app.exchange.reading.book import text_of
from app.exchange.reading.columns import Column
from app.exchange.reading.layout import Layout
from app.exchange.reading.lines import Line
from app.fold import fold
from app.precedence import giving_way

OWN_COLUMNS = frozenset({"record_id", "row_action", "sender_row_id"})
"""Columns that say which line it is, not what it says: left out of the key of all cells, so that a file without ids is known again."""

CHANGING = frozenset(
    {
        "people",
        "households",
        "girls",
        "boys",
        "women",
        "men",
        "older_women",
        "older_men",
        "persons_with_disability",
        "age_band",
        "total_male",
        "total_female",
        "quantity_planned",
        "quantity_delivered",
        "amount_paid",
        "people_targeted",
        "households_targeted",
        "end",
        "status",
        "remarks",
        "updated_at",
        "period",
        "period_start",
        "period_end",
        "month",
        "year",
        "validation",
        "recurrence",
        "round_number",
        "count_basis",
    }
)
"""Fields that differ from one month to the next for one and the same line of work."""


def headings(layout: Layout) -> list[str]:
    """The headings of all columns, each once: a repeated heading carries its turn."""
    seen: dict[str, int] = {}
    found = []
    for column in range(layout.width):
        name = (
            " ".join((layout.headers[column][0] if layout.headers[column] else layout.hashtags[column]).split())
            or f"#{column + 1}"
        )
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} [{seen[name]}]")
    return found


def line_keys(layout: Layout, columns: Sequence[Column], lines: Sequence[Line], whose: str = "") -> list[str]:
    """One key per line, of all its cells under their headings; and of whose lines they are, where no column says it."""
    names = headings(layout)
    order = sorted((fold(names[column.index]), column.index) for column in columns if column.field not in OWN_COLUMNS)
    owner = [f"whose={fold(whose)}"] if whose else []
    return [
        _digest([f"{name}={text_of(cell)}" for name, index in order if (cell := line.cells[index]) is not None] + owner)
        for line in giving_way(lines)
    ]


def sender_keys(layout: Layout, columns: Sequence[Column], lines: Sequence[Line]) -> list[str | None]:
    """One key per line of the sender's own id, where ids are unique in the file; None where the line has none."""
    column = next((column for column in columns if column.field == "sender_row_id"), None)
    if column is None:
        return [None] * len(lines)
    ids = [text_of(line.cells[column.index]) for line in lines]
    repeated = _repeated(ids)
    scope = fold("|".join(sorted(headings(layout))))
    return [_digest([scope, id]) if id and id not in repeated else None for id in ids]


def _repeated(ids: Sequence[str]) -> set[str]:
    seen: set[str] = set()
    return {id for id in ids if id in seen or seen.add(id)}  # type: ignore[func-returns-value]


def resemblance(named_cells: Mapping[str, str], changing: set[str]) -> str:
    """The key of the cells that do not change from month to month, from {folded heading: text}."""
    return _digest(sorted(f"{name}={text}" for name, text in named_cells.items() if text and name not in changing))


def cells_json(line: Line) -> str:
    """The original cells of a line, as the store keeps them: a list under the headings of its file."""
    return json.dumps(
        [cell if isinstance(cell, (int, float, str, bool)) or cell is None else text_of(cell) for cell in line.cells],
        ensure_ascii=False,
    )


def _digest(parts: Sequence[str]) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
