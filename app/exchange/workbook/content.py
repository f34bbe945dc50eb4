"""What goes into a workbook, as plain data: the cover's facts, matrices, rows, directory, lists. A service fills it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.workbook.columns import Column

Matrix = Mapping[str, Any]
"""A matrix as data: `columns` [{id, name, total}], `rows` [{id, name, kind, cells {column: {value, organisations, unnamed}}, total}]."""


@dataclass(frozen=True)
class Cover:
    """What the chair trusts: each a sentence or a short text, already in the language of the file."""

    title: str
    subtitle: str
    edition: str
    cut_off: str
    date: str
    reporting: str
    validated: str
    filter: str
    local: str
    counted: str
    reach: Sequence[tuple[str, str, str]] = ()
    notes: Sequence[str] = ()

    @property
    def bears(self) -> str:
        """The line that every sheet and picture bears."""
        return " · ".join((self.edition, self.cut_off, self.reporting, self.validated, self.filter))


@dataclass(frozen=True)
class Table:
    """A plain table: its sheet's title, headers with widths, rows of cells."""

    title: str
    headers: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Content:
    """One workbook. `rows` are cells in the order of `columns`, read once; `meta` are facts for the `_meta` sheet,
    `late` the ids of rows that came after the deadline."""

    cover: Cover
    matrix: Matrix
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    lists: Mapping[str, Sequence[str]]
    picker: Sequence[str]
    moment: dt.datetime
    directory: Table | None = None
    contacts: Table | None = None
    changes: Table | None = None
    further: Sequence[Table] = ()
    split: Sequence[tuple[str, Matrix]] = ()
    readme: Sequence[tuple[str, str]] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    hashtags: bool = True
    late: frozenset[str] = frozenset()
