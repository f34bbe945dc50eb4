"""Tables in a plain text: columns of tabs, of bars, of spaces; and pages of two columns, discussion here, actions there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_CELLS = re.compile(r"\t+|\.{4,}(?!\s*:)| {3,}|\s\|\s|^\s*\||\|\s*$")
_ALIGNED = re.compile(r" {2,}|\t+")
_RULED = re.compile(r"[-:=_+\s]*")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.)]|[IVX]{1,4}[.)])\s")
#: a table has at most so many columns
WIDEST = 60
#: the second of two columns begins at least so far to the right
MIDDLE = 24
#: so many lines with a second column make a page of two columns
LEAST = 3


def rows_from(lines: Sequence[str], position: int) -> tuple[list[list[str]], int]:
    """The rows of a table that begins at a line, and the line behind it; fewer than two rows where none begins there."""
    for read in (_two_columns, _tabbed_pages, _rows):
        rows, after = read(lines, position)
        if len(rows) > 1:
            return rows, after
    return [], position


def _rows(lines: Sequence[str], position: int) -> tuple[list[list[str]], int]:
    """A row a line. A line that only goes on in some columns belongs to the row above it."""
    starts = cells(lines[position])
    if len(starts) < 2:
        return [], position
    rows = [[text for _start, text in starts]]
    edges = [start for start, _text in starts]
    at = position + 1
    while at < len(lines):
        found = cells(lines[at])
        goes_on = bool(found) and "\t" not in lines[at] and found[0][0] > edges[0] + 2
        if goes_on and len(edges) > 1 and len(found) < len(edges):
            for start, text in found:
                column = max(n for n, edge in enumerate(edges) if edge <= start + 2)
                row = rows[-1] + [""] * (column + 1 - len(rows[-1]))
                row[column] = f"{row[column]}\n{text}".strip()
                rows[-1] = row
        elif len(found) > 1:
            if len(found) > len(edges):
                edges = [start for start, _text in found]
            rows.append([text for _start, text in found])
        elif (lines[at].strip() and not _is_rule(lines[at])) or at + 1 >= len(lines) or len(cells(lines[at + 1])) < 2:
            break
        at += 1
    return rows, at


def cells(line: str) -> list[tuple[int, str]]:
    """The cells of a line, each with where it begins; at most one for a line that is no row."""
    if "\t" in line:
        found = [(0, text.strip()) for text in line.strip("\n").split("\t")][:WIDEST]
        return found if sum(bool(text) for _start, text in found) > 1 or len(found) > 2 else []
    if _is_rule(line):
        return []
    pattern = _CELLS if _CELLS.search(line.strip()) else _ALIGNED
    found = list(_split(line, pattern))[:WIDEST]
    return found if pattern is _CELLS or len(found) > 2 else found[:1]


def _split(line: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    begin = 0
    barred = line.strip().startswith("|")
    for gap in [*pattern.finditer(line), None]:
        end = gap.start() if gap else len(line)
        part = line[begin:end]
        if part.strip() or (barred and begin > 0 and gap is not None):
            yield begin + len(part) - len(part.lstrip()), part.strip()
        begin = gap.end() if gap else end


def _is_rule(line: str) -> bool:
    """Whether a line is only drawn: `|---|---|`, `=====`."""
    return bool(line.strip()) and all(_RULED.fullmatch(part) for part in line.split("|"))


# --- pages of two columns -------------------------------------------------------------------------------------------


def _two_columns(lines: Sequence[str], position: int) -> tuple[list[list[str]], int]:
    """Two columns of running text, as they are copied out of a document: a row for each group of lines."""
    edge = _edge(lines[position])
    if edge is None:
        return [], position
    at, last, both, left_only, left = position, position, 0, 0, 0
    while at < len(lines):
        line = lines[at]
        if _edge(line) == edge or (len(line) - len(line.lstrip()) == edge and line.strip()):
            last, both, left_only = at, both + 1, left
        elif len(line.rstrip()) >= edge:
            break
        else:
            left += bool(line.strip())
        at += 1
    if both < LEAST or left_only < max(2, both // 3):
        return [], position
    end = last + 1
    while end < len(lines) and lines[end].strip() and len(lines[end].rstrip()) < edge:
        end += 1
    rows: list[list[str]] = [[]]
    for line in lines[position:end]:
        if not line.strip():
            rows.append([])
            continue
        rows[-1] = rows[-1] or ["", ""]
        for side, part in enumerate((line[:edge], line[edge:])):
            rows[-1][side] = f"{rows[-1][side]}\n{part.strip()}".strip() if part.strip() else rows[-1][side]
    return [row for row in rows if row], end


def _edge(line: str) -> int | None:
    """Where the second of exactly two cells begins."""
    if "\t" in line or "|" in line:
        return None
    parts = list(_split(line, re.compile(r" {3,}")))
    return parts[1][0] if len(parts) == 2 and parts[1][0] >= MIDDLE else None


def _tabbed_pages(lines: Sequence[str], position: int) -> tuple[list[list[str]], int]:
    """Two columns whose cells have several lines, copied with one tab between the last line of the left and the first of
    the right: what follows belongs to the right one, until a numbered line begins the next row.
    """
    head = _pair(lines[position])
    if head is None or max(len(part.split()) for part in head) > 4:
        return [], position
    if position + 1 >= len(lines) or "\t" in lines[position + 1] or not lines[position + 1].strip():
        return [], position
    rows, at = [[*head], ["", ""]], position + 1
    pairs = 0
    while at < len(lines) and lines[at].strip() and lines[at].count("\t") < 2:
        pair = _pair(lines[at])
        side = 1 if rows[-1][1] else 0
        if pair or (side and _NUMBERED.match(lines[at])):
            if side:
                rows.append(["", ""])
            side = 0
        for n, part in enumerate(pair or (lines[at],)):
            rows[-1][side + n] = f"{rows[-1][side + n]}\n{part.strip()}".strip()
        pairs += pair is not None
        at += 1
    return (rows, at) if pairs > 1 else ([], position)


def _pair(line: str) -> tuple[str, str] | None:
    left, tab, right = line.strip("\n").partition("\t")
    return (left.strip(), right.strip()) if tab and "\t" not in right and left.strip() and right.strip() else None
