"""Which column of a returned table is which of ours: by hashtag, by our header in any language, else by what stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from app.exchange.returned.sameness import is_blank, same
from app.exchange.workbook.columns import Column, by_key, columns
from app.exchange.workbook.stamp import read_id
from app.fold import fold

#: the share of known rows in which a column must say what was sent, to be known by its values alone; and the fewest rows for that
LEAST_SHARE, LEAST_ROWS = 0.6, 3


def sampled(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Rows spread over a table, enough to see whether it carries our ids: of a large file, some hundreds."""
    return rows[:: max(1, len(rows) // 500)]


def id_column(rows: Sequence[Sequence[Any]]) -> int | None:
    """The column that holds our record ids, wherever it was moved; None where there is none."""
    counts: dict[int, int] = {}
    for cells in sampled(rows):
        for position, cell in enumerate(cells):
            if read_id(cell):
                counts[position] = counts.get(position, 0) + 1
    return max(counts, key=lambda position: (counts[position], -position), default=None)


def identify(
    headers: Sequence[Sequence[str]],
    hashtags: Sequence[str],
    rows: Sequence[Sequence[Any]],
    sent: Sequence[Mapping[str, Any] | None],
) -> dict[int, str | None]:
    """Position -> key of our column, or None for a column that is not ours.

    `headers` are the texts above each column, `sent` what was sent for each row by key (None for a row that was not).
    """
    found: dict[int, str] = {}
    ids = id_column(rows)
    if ids is not None:
        found[ids] = "record_id"
    for position in range(len(headers)):
        key = _tags().get(_tag(hashtags[position])) if position < len(hashtags) else None
        if key and key not in found.values() and position not in found:
            found[position] = key
    for position, texts in enumerate(headers):
        if position not in found and not _tag(hashtags[position] if position < len(hashtags) else ""):
            keys = {key for text in texts for key in _headers().get(fold(text), ())} - set(found.values())
            if len(keys) == 1:
                found[position] = keys.pop()
    found |= _by_values(
        [position for position in range(len(headers)) if position not in found], set(found.values()), rows, sent
    )
    return {position: found.get(position) for position in range(len(headers))}


def _by_values(
    free: Sequence[int], taken: set[str], rows: Sequence[Sequence[Any]], sent: Sequence[Mapping[str, Any] | None]
) -> dict[int, str]:
    """What is left is known by its values, the surest pair first."""
    known = [(cells, values) for cells, values in zip(rows, sent, strict=True) if values is not None][:400]
    scores = []
    for position in free:
        for column in columns():
            if column.key in taken:
                continue
            share, said = _agreement(column, position, known)
            if said >= LEAST_ROWS and share >= LEAST_SHARE:
                scores.append((share, said, -position, position, column.key))
    found: dict[int, str] = {}
    for _share, _said, _order, position, key in sorted(scores, reverse=True):
        if position not in found and key not in found.values():
            found[position] = key
    return found


def _agreement(
    column: Column, position: int, known: Sequence[tuple[Sequence[Any], Mapping[str, Any]]]
) -> tuple[float, int]:
    """In how many rows, of those where either says something, the column says what was sent; and how many that are.

    Nearly every pair is none: it is given up, with the share 0, once too many rows say something else.
    """
    agreed = said = 0
    bearable = len(known) - int(LEAST_SHARE * len(known))
    for cells, values in known:
        back = cells[position] if position < len(cells) else None
        if is_blank(back) and is_blank(values.get(column.key)):
            continue
        said += 1
        agreed += same(column, values.get(column.key), back)
        if said - agreed > bearable:
            return 0.0, agreed
    return (agreed / said if said else 0.0), agreed


def _tag(text: str) -> str:
    return "".join((text or "").lower().split())


@cache
def _tags() -> dict[str, str]:
    """Our hashtags, with the attributes in any order."""
    return {_tag(column.hashtag): key for key, column in by_key().items()}


@cache
def _headers() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for column in columns():
        for text in dict.fromkeys(map(fold, column.headers.values())):
            found.setdefault(text, []).append(column.key)
    return {text: tuple(keys) for text, keys in found.items()}
