"""Where the lines of data begin and end: totals, repeated headers, legends and a second table below are no lines of data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.reading.book import Row, is_blank, text_of
from app.exchange.reading.header_rows import Headers
from app.exchange.reading.rows import is_foot, is_tags, is_total, look_at, says_note, says_total
from app.fold import fold


@dataclass(frozen=True)
class Extent:
    """First and last row of data (from 1; last < first when there is none) and the rows between that are not data."""

    first: int
    last: int
    skipped: frozenset[int]


def find_extent(rows: Sequence[Row], headers: Headers) -> Extent:
    """The lines of data below a header."""
    width = len(headers.texts)
    first_cells = _signature(rows, headers)
    skipped: set[int] = set()
    last = headers.after
    blank_before = False
    for number in range(headers.after + 1, len(rows) + 1):
        row = rows[number - 1]
        start = _first_filled(row, width)
        if start is None:
            skipped.add(number)
            blank_before = True
            continue
        if isinstance(start, str) and _is_no_data(row[:width], start, first_cells):
            skipped.add(number)
        elif blank_before and width >= 4 and _is_foot_or_other_table(rows, number, headers, width):
            break
        else:
            last = number
        blank_before = False
    first = next((number for number in range(headers.after + 1, last + 1) if number not in skipped), headers.after + 1)
    last = _without_legend(rows, first, last, skipped, width)
    return Extent(first, last, frozenset(number for number in skipped if first <= number <= last))


def _first_filled(row: Row, width: int) -> Any:
    for cell in row[:width]:
        if cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()):
            return cell
    return None


def _is_no_data(row: Row, start: str, signatures: list[tuple[int, list[str]]]) -> bool:
    """Totals, hashtags and headers repeated, notes: what a row begins with tells whether to look closer."""
    if start.lstrip().startswith("#") and is_tags(row):
        return True
    if says_total(start) and is_total(row):
        return True
    return _is_repeated_header(row, signatures) or (len(row) >= 4 and says_note(start) and is_foot(row))


def _signature(rows: Sequence[Row], headers: Headers) -> list[tuple[int, list[str]]]:
    """The folded texts of each header row, by which a repeated header is known."""
    found = []
    for number in (*headers.rows, *filter(None, (headers.group_row,))):
        texts = [(index, fold(text_of(cell))) for index, cell in enumerate(rows[number - 1]) if not is_blank(cell)]
        if len(texts) >= 2:
            found.append((texts[0][0], [text for _index, text in texts]))
    return found


def _is_repeated_header(row: Row, signatures: list[tuple[int, list[str]]]) -> bool:
    for index, texts in signatures:
        if index < len(row) and isinstance(row[index], str) and fold(row[index]) == texts[0]:
            said = [fold(text_of(cell)) for cell in row if not is_blank(cell)]
            if sum(text in texts for text in said) >= 0.7 * len(said):
                return True
    return False


def _is_foot_or_other_table(rows: Sequence[Row], number: int, headers: Headers, width: int) -> bool:
    """After a gap: a legend to the end of the sheet, or the header of another table, ends the data."""
    if _is_header(rows[number - 1], width, 3):
        return True
    if look_at(rows[number - 1][:width]).width == 1:  # a title: what stands under it?
        under = next((row for row in rows[number : number + 3] if _first_filled(row, width) is not None), None)
        if under is not None and _is_header(under, width, 2):
            return True
    rest = [row[:width] for row in rows[number - 1 : number + 60] if _first_filled(row, width) is not None]
    sparse = sum(sum(not is_blank(cell) for cell in row) <= max(2, 0.25 * width) for row in rest)
    near_end = number + 60 >= len(rows)
    return near_end and sparse == len(rest)


def _is_header(row: Row, width: int, least: int) -> bool:
    """Whether most of a row's cells are headings that we know, and at least so many of them."""
    look = look_at(row[:width])
    return look.is_textual() and look.known >= max(least, 0.6 * look.width)


def _without_legend(rows: Sequence[Row], first: int, last: int, skipped: set[int], width: int) -> int:
    """The last row that is data, when notes stand directly under the table."""
    while last >= first and (last in skipped or is_foot(rows[last - 1][:width])):
        last -= 1
    return last
