"""Minutes of others as paragraphs and tables: from a Word file, from a text file, from what was copied out of a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import Refused
from app.words import _

_QUOTED = re.compile(r"^(?:\s*>)+ ?")
_BULLET = re.compile(r"^\s*(?:[-–—•*▪●○◦‣·➢✓✔o\uf0b7\uf0a7]|\(?\d{1,2}[.)]|\(?[a-hA-H][.)])\s+(?=\S)")
_CELLS = re.compile(r"\t+| {3,}|\s\|\s|^\||\|$")
_ALIGNED = re.compile(r" {2,}|\t+")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a line of a text; `bullet` where it is one of a list, its sign taken off."""

    text: str
    bullet: bool = False
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """The cells of a table, row by row, each row as long as the longest. A cell may have several lines."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def blocks_of_docx(path: Path) -> list[Block]:
    """What stands in a Word file, in order. Raises Refused (not_a_docx) for what is none."""
    from docx import Document  # 50 ms, and rarely wanted
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as WordTable

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        text = _("“{name}” is not a Word document (.docx): save it as one in Word or LibreOffice, or copy its text.")
        raise Refused("not_a_docx", text.format(name=path.name)) from error
    found: list[Block] = []
    for part in document.iter_inner_content():
        if isinstance(part, WordTable):
            rows = [[cell.text.strip() for cell in row.cells] for row in part.rows]
            found.append(_table(rows))
            continue
        style = (part.style.name if part.style is not None else "") or ""
        numbered = part.paragraph_format.element.find(".//{*}numPr") is not None
        found += _paragraphs(part.text, style.startswith("List") or numbered, style.startswith(("Heading", "Title")))
    return found


def blocks_of_text(text: str) -> list[Block]:
    """What stands in a text: lines, and the tables that tabs or columns of spaces make of them."""
    lines = [_QUOTED.sub("", line).rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    found: list[Block] = []
    position = 0
    while position < len(lines):
        rows, after = _rows_from(lines, position)
        if len(rows) > 1:
            found.append(_table(rows))
            position = after
            continue
        found += _paragraphs(lines[position])
        position += 1
    return found


def _paragraphs(text: str, bullet: bool = False, heading: bool = False) -> Iterator[Paragraph]:
    for line in text.split("\n"):
        if line.strip():
            sign = _BULLET.match(line)
            yield Paragraph(line[sign.end() if sign else 0 :].strip(), bullet or bool(sign), heading)


def _rows_from(lines: list[str], position: int) -> tuple[list[list[str]], int]:
    """The rows of a table that begins at a line, and the line behind it. A line that only goes on in some columns belongs
    to the row above it.
    """
    starts = _columns(lines[position])
    if len(starts) < 2:
        return [], position
    rows = [[text for _start, text in starts]]
    edges = [start for start, _text in starts]
    at = position + 1
    while at < len(lines):
        cells = _columns(lines[at])
        goes_on = bool(cells) and "\t" not in lines[at] and cells[0][0] > edges[0] + 2
        if goes_on and len(edges) > 1 and len(cells) < len(edges):
            for start, text in cells:
                column = max(n for n, edge in enumerate(edges) if edge <= start + 2)
                row = rows[-1] + [""] * (column + 1 - len(rows[-1]))
                row[column] = f"{row[column]}\n{text}".strip()
                rows[-1] = row
        elif len(cells) > 1:
            rows.append([text for _start, text in cells])
        elif lines[at].strip() or at + 1 >= len(lines) or len(_columns(lines[at + 1])) < 2:
            break
        at += 1
    return rows, at


def _columns(line: str) -> list[tuple[int, str]]:
    """The cells of a line, each with where it begins; one for a line that is no row."""
    if "\t" in line:
        cells = [(0, text.strip()) for text in line.strip("\n").split("\t")]
        return cells if sum(bool(text) for _start, text in cells) > 1 or len(cells) > 2 else []
    pattern = _CELLS if _CELLS.search(line.strip()) else _ALIGNED
    found, begin = [], 0
    for gap in [*pattern.finditer(line), None]:
        end = gap.start() if gap else len(line)
        if text := line[begin:end].strip():
            found.append((begin + len(line[begin:end]) - len(line[begin:end].lstrip()), text))
        begin = gap.end() if gap else end
    return found if pattern is _CELLS or len(found) > 2 else found[:1]


def _table(rows: list[list[str]]) -> Table:
    width = max((len(row) for row in rows), default=0)
    return Table(tuple(tuple(row + [""] * (width - len(row))) for row in rows))
