"""The header of one sheet: one or two languages, merged headings over several columns, a group row above, hashtags below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.reading.book import Row, is_blank, text_of
from app.exchange.reading.hxl import parse_tag
from app.exchange.reading.rows import Look, is_guide, is_tags, is_total, look_at
from app.fold import fold

SEARCHED = 120
PROBED = 30
WIDEST_MERGED = 40


@dataclass(frozen=True)
class Headers:
    """The header of a sheet: rows from 1; per column its headings (first language first), hashtag, and group.

    `after` is the last row of the header block (hashtags and rows of guidance included); data begin below it.
    """

    rows: tuple[int, ...]
    hashtag_row: int | None
    group_row: int | None
    after: int
    texts: tuple[tuple[str, ...], ...]
    hashtags: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def first(self) -> int:
        """The uppermost row of the header block."""
        return min(row for row in (*self.rows, self.hashtag_row, self.group_row) if row is not None)


def find_headers(rows: Sequence[Row], header_row: int | None = None) -> Headers | None:
    """The header block of a sheet (about the row that a person named), or None when nothing in it looks like one."""
    hashtag_row = next((number for number, row in enumerate(rows[:SEARCHED], 1) if is_tags(row)), None)
    if header_row and header_row <= len(rows):
        main: int | None = header_row
    else:
        main = _header_beside_tags(rows, hashtag_row) if hashtag_row else _likeliest_header(rows)
    if main is None and hashtag_row is None:
        return None
    block, group_row = _block(rows, main, hashtag_row) if main else ((), None)
    after = max(filter(None, (*block, hashtag_row)))
    while after < len(rows) and (
        is_guide(rows[after]) or (not any(not is_blank(cell) for cell in rows[after]) and after < max(block or (0,)))
    ):
        after += 1
    return _compose(rows, block, hashtag_row, group_row, after)


def _header_beside_tags(rows: Sequence[Row], hashtag_row: int) -> int | None:
    """The header belongs above the hashtags; some files put it below, some have none."""
    for number in range(hashtag_row - 1, max(0, hashtag_row - 4), -1):
        look = look_at(rows[number - 1])
        if look.width and look.is_textual() and (look.width >= 2 or look_at(rows[hashtag_row - 1]).width <= 2):
            return number
        if look.width:
            break
    below = look_at(rows[hashtag_row]) if hashtag_row < len(rows) else None
    if below and below.is_textual() and below.known >= max(2, 0.5 * below.width):
        return hashtag_row + 1
    return None


def _likeliest_header(rows: Sequence[Row]) -> int | None:
    """The row with the most known headings that fills the width of what stands below it."""
    best, best_score = None, 0.0
    for number, row in enumerate(rows[:SEARCHED], 1):
        look = look_at(row)
        if look.width < 2 or not look.is_textual() or is_total(row) or look.long:
            continue
        below = _filled_below(rows, number)
        if not below:
            continue
        covered = len(below & set(look.filled)) / len(below)
        distinct = look.distinct / max(1, look.texts)
        score = 3.0 * look.known + 4.0 * covered + 2.0 * distinct + min(look.width, 12) / 6 - number / 1_000
        score -= 6.0 * _recurrence(rows, number, look)
        if covered < 0.34 and look.known < 3:
            continue
        if score > best_score + 1e-9:
            best, best_score = number, score
    return best


def _filled_below(rows: Sequence[Row], number: int) -> set[int]:
    """The columns that are filled in at least a fifth of the rows below."""
    counts: dict[int, int] = {}
    probed = [row for row in rows[number : number + PROBED] if any(not is_blank(cell) for cell in row)]
    for row in probed:
        for index, cell in enumerate(row):
            if not is_blank(cell):
                counts[index] = counts.get(index, 0) + 1
    return {index for index, count in counts.items() if count >= 0.2 * len(probed)}


def _recurrence(rows: Sequence[Row], number: int, look: Look) -> float:
    """The share of a row's texts that stand again in the same column below: values recur, headings do not (a header repeated as a
    whole aside)."""
    said = {index: fold(text_of(rows[number - 1][index])) for index in look.filled}
    again: set[int] = set()
    for row in rows[number : number + PROBED]:
        here = {
            index
            for index, text in said.items()
            if index < len(row) and isinstance(row[index], str) and fold(row[index]) == text
        }
        if len(here) < 0.7 * look.width or look.width < 3:
            again |= here
    return len(again) / look.width


def _block(rows: Sequence[Row], main: int, hashtag_row: int | None) -> tuple[tuple[int, ...], int | None]:
    """All header rows round the main one, in order, and the group row above them."""
    block = [main]
    number = main + 1
    while number <= len(rows) and number != hashtag_row and len(block) < 3 and _is_second_header(rows, number, main):
        block.append(number)
        number += 1
    number, group_row = main - 1, None
    while number >= 1 and len(block) < 4:
        look = look_at(rows[number - 1])
        if number == hashtag_row or not look.is_textual() or look.long or look.width < 2 or is_total(rows[number - 1]):
            break
        if _is_group(rows, number, look, block[0]):
            group_row = number
            break
        block.insert(0, number)
        number -= 1
    return tuple(block), group_row


def _is_group(rows: Sequence[Row], number: int, look: Look, first: int) -> bool:
    """A sparse row whose words are no headings of columns of their own: every column under it has its heading below."""
    below = set(look_at(rows[first - 1]).filled)
    return look.width < 0.6 * len(below) and (set(look.filled) <= below or look.known < 0.5 * look.width)


def _is_second_header(rows: Sequence[Row], number: int, main: int) -> bool:
    """The header again in another language, or the parts of merged headings: text, known words, nothing that recurs below."""
    look, above = look_at(rows[number - 1]), look_at(rows[main - 1])
    if not look.is_textual() or look.dates_and_years or look.width < 2 or look.long > 1 or is_total(rows[number - 1]):
        return False
    new = set(look.filled) - set(above.filled)
    if look.distinct < 0.7 * look.texts:  # "HH, people" repeat under "Targeted" and "Reached", and only there
        return (
            bool(new) and look.known >= 1 and set(look.filled) <= _spanned(above) and _numbers_below(rows, number, new)
        )
    if look.known >= max(2, 0.4 * look.width) and _recurrence(rows, number, look) < 0.34:
        return not _mostly_same_kind_below(rows, number, look) or look.known >= 0.6 * look.width
    return (
        bool(new)
        and len(new) >= 0.5 * look.width
        and _recurrence(rows, number, look) == 0.0
        and _numbers_below(rows, number, new)
    )


def _spanned(look: Look) -> set[int]:
    """The columns that merged headings of a row may stand over: those that are followed by empty cells, and these cells."""
    filled = set(look.filled)
    spanned = {column for column in filled if column + 1 not in filled}
    return spanned | {column for column in range(max(filled) + WIDEST_MERGED) if column not in filled}


def _mostly_same_kind_below(rows: Sequence[Row], number: int, look: Look) -> bool:
    """Whether the columns hold text below as they do here, so that this may be a line of data."""
    below = [row for row in rows[number : number + 10] if any(not is_blank(cell) for cell in row)]
    texts = sum(
        sum(index < len(row) and isinstance(row[index], str) and bool(row[index].strip()) for index in look.filled)
        for row in below
    )
    return bool(below) and texts >= 0.9 * len(below) * look.width


def _numbers_below(rows: Sequence[Row], number: int, columns: set[int]) -> bool:
    below = [row for row in rows[number : number + 10] if any(not is_blank(cell) for cell in row)]
    numbers = sum(sum(index < len(row) and isinstance(row[index], (int, float)) for index in columns) for row in below)
    return bool(below) and numbers >= 0.3 * len(below) * len(columns)


def _compose(
    rows: Sequence[Row], block: tuple[int, ...], hashtag_row: int | None, group_row: int | None, after: int
) -> Headers:
    """The headings per column: a merged heading holds until the next one where the columns under it have parts or hashtags."""
    tags_row = rows[hashtag_row - 1] if hashtag_row else []
    width = max([_last_filled(rows[number - 1]) for number in block] + [_last_filled(tags_row)], default=0)
    width = max(width, _data_width(rows, after, width))
    parts: list[list[str]] = [[] for _column in range(width)]
    merged: list[str] = [""] * width
    for number in block:
        row = rows[number - 1]
        for column in range(width):
            text = text_of(row[column]) if column < len(row) else ""
            if text and text not in parts[column]:
                parts[column].append(text)
            if text and number == block[0]:
                merged[column] = text
    hashtags = tuple(text_of(tags_row[column]) if column < len(tags_row) else "" for column in range(width))
    _spread_merged(parts, merged, hashtags)
    for column in range(width):  # "Comments" written into the row of hashtags is a heading
        if not parts[column] and hashtags[column] and parse_tag(hashtags[column]) is None:
            parts[column] = [hashtags[column]]
    return Headers(
        block, hashtag_row, group_row, after, tuple(map(tuple, parts)), hashtags, _groups(rows, group_row, width)
    )


def _spread_merged(parts: list[list[str]], merged: list[str], hashtags: tuple[str, ...]) -> None:
    """Give the columns under a merged heading that heading: with a part of their own after it ("Reached / Girls"), else alone."""
    for begin in (column for column, text in enumerate(merged) if text):
        end = begin + 1
        while (
            end < len(parts)
            and not merged[end]
            and end - begin <= WIDEST_MERGED
            and (parts[end] or parse_tag(hashtags[end]))
        ):
            end += 1
        if end == begin + 1:
            continue
        for column in range(begin, end):
            own = [part for part in parts[column] if part != merged[begin]]
            parts[column] = [f"{merged[begin]} / {own[0]}", *own] if own else [merged[begin]]


def _groups(rows: Sequence[Row], group_row: int | None, width: int) -> tuple[str, ...]:
    if group_row is None:
        return ("",) * width
    row, groups, current = rows[group_row - 1], [], ""
    for column in range(width):
        current = (text_of(row[column]) if column < len(row) else "") or current
        groups.append(current)
    return tuple(groups)


def _last_filled(row: Sequence[Any]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if not is_blank(cell)), default=0)


def _data_width(rows: Sequence[Row], after: int, width: int) -> int:
    """Columns without any heading belong to the table when they follow it directly and are filled in most rows."""
    below = [row for row in rows[after : after + PROBED] if any(not is_blank(cell) for cell in row)]
    while below and sum(width < len(row) and not is_blank(row[width]) for row in below) >= 0.5 * len(below):
        width += 1
    return width
