"""What a person says about an import before it is proposed, and how questions are answered when nobody is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NONE, PROPOSED = "none", "proposed"


@dataclass(frozen=True)
class Options:
    """`sheet`: the data sheet by name. `country`: ISO3, else the workspace's. `values`: {field: text} for lines that lack the field.
    `date_order`: dmy, mdy or ymd. `columns`: {column from 0: field or None}, a person's words. `confirm`: "proposed" takes the program's
    proposals, "none" leaves the lines that wait for an answer. `answers`: [{question or id, answer}]. `header_row`, `first_data_row`:
    where a person says that they stand (rows of the file, from 1)."""

    sheet: str | None = None
    country: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    columns: Mapping[int, str | None] = field(default_factory=dict)
    confirm: str = NONE
    answers: Sequence[Mapping[str, Any]] = ()
    header_row: int | None = None
    first_data_row: int | None = None
