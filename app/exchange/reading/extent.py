"""Where the lines of data begin and end: totals, repeated headers, legends and a second table below are no lines of data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.exchange.reading.book import Row, is_blank, text_of
from app.exchange.reading.header_rows import Headers
from app.exchange.reading.rows import is_foot, is_tags, is_total, look_at
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
    last = end = headers.after
    blank_before = False
    for number in range(headers.after + 1, len(rows) + 1):
        row = rows[number - 1]
        if not _filled(row, width):
            skipped.add(number)
            blank_before = True
            continue
        if _is_repeated_header(row, first_cells) or is_total(row[:width]) or (headers.hashtag_row and is_tags(row)):
            skipped.add(number)
        elif blank_before and width >= 4 and _is_foot_or_other_table(rows, number, headers, width):
            break
        elif width >= 4 and is_foot(row[:width]):
            skipped.add(number)
        else:
            last = number
        end = number
        blank_before = False
    first = next((number for number in range(headers.after + 1, last + 1) if number not in skipped), headers.after + 1)
    last = _without_legend(rows, first, last, skipped, width)
    assert end >= last or last == headers.after
    return Extent(first, last, frozenset(number for number in skipped if first <= number <= last))


def _filled(row: Row, width: int) -> bool:
    for cell in row[:width]:
        if cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()):
            return True
    return False


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
    look = look_at(rows[number - 1][:width])
    if look.is_textual() and look.known >= 3 and look.known >= 0.6 * look.width:
        return True
    rest = [row[:width] for row in rows[number - 1:number + 60] if _filled(row, width)]
    sparse = sum(sum(not is_blank(cell) for cell in row) <= max(2, 0.25 * width) for row in rest)
    near_end = number + 60 >= len(rows)
    return near_end and sparse == len(rest)


def _without_legend(rows: Sequence[Row], first: int, last: int, skipped: set[int], width: int) -> int:
    """The last row that is data, when notes stand directly under the table."""
    while last >= first and (last in skipped or is_foot(rows[last - 1][:width])):
        last -= 1
    return last
