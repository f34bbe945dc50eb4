"""Minutes of others as paragraphs and tables: from a Word file, from a text file, from what was copied out of a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.exchange.minutes import columns, opening

if TYPE_CHECKING:
    from docx.table import Table as WordTable
    from docx.text.paragraph import Paragraph as WordParagraph

#: how lines end in what was copied, whatever machine wrote it
LINE_END = re.compile(r"\r\n|[\n\v\f\r\x85\u2028\u2029]")
_QUOTED = re.compile(r"^(?:\s*>)+ ?")
_BULLET = re.compile(
    r"^\s*(?P<sign>[-–—•*▪●○◦‣·➢➤►▶▸■□◆❖✓✔✅☑→⇒\uf0b7\uf0a7\uf0d8\uf0fc]|"
    r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?|[-=]>|o(?=\t| {2})"
    r"|\(?\d{1,2}(?:\.\d{1,2})*(?:[.)]|\s?[-–](?=\s))|\d{1,2}(?:\.\d{1,2})+(?=\s+[^\W\d_])|\(?[a-hA-H]\)|[a-h]\."
    r"|\(?[ivxIVX]{1,4}\)|[IVX]{2,4}\.|[A-HIVX]\.(?=\s+[^\W\d_a-z]{3}))\s*(?<=[\s)>→⇒➢➤])(?=\S)"
)
_STAMPED = re.compile(
    r"^\[?(?P<stamp>\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?,? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?)\]?\s*"
    r"(?:[-–]\s)?(?P<who>[^:\n]{2,40}):\s"
)
_STARRED = re.compile(r"(?<![*\w])\*{1,2}(?=[^\s*])([^*\n]*[^\s*])\*{1,2}(?!\w)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_ENDS = re.compile(r"[.:;!?؟۔؛…]\W*$")
_LETTER = re.compile(r"[^\W\d_]")
#: columns of spaces lie no farther apart
WIDEST_GAP = 150
_GAP = re.compile(rf"[ \t]{{{WIDEST_GAP},}}")
#: a line that was broken by a mail program or a typewriter is at least so long
WRAPPED = 55
#: a paragraph of a Word file all in bold with no more words is a heading
BOLD_HEADING = 12


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a line of a text; `bullet` where it is one of a list, its sign taken off and kept in `sign`
    (empty where Word draws it).
    """

    text: str
    bullet: bool = False
    heading: bool = False
    sign: str = ""


@dataclass(frozen=True)
class Table:
    """The cells of a table, row by row, each row as long as the longest. A cell may have several lines."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def blocks_of_docx(path: Path) -> list[Block]:
    """What stands in a Word file, in order. Raises Refused for what is none, is damaged or is too large to be minutes."""
    from docx.table import Table as WordTable  # 50 ms, and rarely wanted

    with opening.word_file(path) as document:
        found: list[Block] = []
        for part in document.iter_inner_content():
            if isinstance(part, WordTable):
                found.append(table_of(_word_rows(part)))
            else:
                found += _word_paragraph(part)
    return found


def blocks_of_text(text: str) -> list[Block]:
    """What stands in a text: lines, and the tables that tabs or columns of spaces make of them. Lines that were broken
    to be short are put together again.
    """
    lines = list(_lines(text))
    found: list[Block] = []
    position = 0
    while position < len(lines):
        rows, after = columns.rows_from(lines, position)
        if len(rows) > 1:
            found.append(table_of([[joined(cell) for cell in row] for row in rows]))
            position = after
            continue
        line = lines[position]
        if (
            found
            and isinstance(found[-1], Paragraph)
            and lines[position - 1].strip()
            and _goes_on(lines[position - 1], line)
        ):
            before = found[-1]
            found[-1] = Paragraph(f"{before.text} {line.strip()}", before.bullet, before.heading, before.sign)
        else:
            found += paragraphs_of(line)
        position += 1
    return found


def paragraphs_of(text: str, bullet: bool = False, heading: bool = False) -> Iterator[Paragraph]:
    """The paragraphs of a text, a line each, without the signs of a list."""
    for line in text.split("\n"):
        bare = _STARRED.sub(r"\1", line.replace("**", "*"))
        starred = _STARRED.fullmatch(line.strip()) is not None
        hashed = re.match(r"^\s*#{1,4} ", bare)
        bare = bare[hashed.end() :] if hashed else bare
        if bare.strip():
            sign = _BULLET.match(bare)
            rest = bare[sign.end() if sign else 0 :].strip()
            yield Paragraph(
                rest, bullet or bool(sign), heading or starred or bool(hashed), sign["sign"] if sign else ""
            )


def joined(text: str) -> str:
    """Lines put together where one only goes on with the line above it."""
    kept: list[str] = []
    for line in text.split("\n"):
        if kept and _goes_on(kept[-1], line, least=12):
            kept[-1] = f"{kept[-1]} {line.strip()}"
        else:
            kept.append(line)
    return "\n".join(kept)


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    """A table whose rows are all as long as the longest."""
    width = max((len(row) for row in rows), default=0)
    return Table(tuple((*row, *[""] * (width - len(row))) for row in rows))


def cleaned(text: str) -> str:
    """A text without signs that nobody sees, and with plain spaces."""
    return _GAP.sub(" " * WIDEST_GAP, _SPACES.sub(" ", _CONTROL.sub("", text)))


# --- text -----------------------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[str]:
    """The lines of a text without quoting, and without the stamps that a messenger puts before every message."""
    for raw in LINE_END.split(text):
        line = _QUOTED.sub("", cleaned(raw)).rstrip()
        if stamped := _STAMPED.match(line):
            yield ""
            yield f"{stamped['stamp']} {stamped['who']}"
            yield ""
            line = line[stamped.end() :]
        yield line


def _goes_on(above: str, line: str, least: int = WRAPPED) -> bool:
    """Whether a line only goes on with the one above it, which a program broke because it was long."""
    if len(above.strip()) < least or _ENDS.search(above) or "\t" in line or not line.strip() or _BULLET.match(line):
        return False
    first = line.strip()[0]
    if first.islower() or first == "(":
        return True
    unfinished = re.search(
        r"(?:[,،&/(-]|\b(?:and|the|of|to|et|de|la|le|du|des|da|do|a|y|e|el|os|as|في|من|على|و))\s*$", above
    )
    return least == WRAPPED and bool(unfinished) and (":" not in line[:40])


# --- Word -----------------------------------------------------------------------------------------------------------


def _word_paragraph(part: WordParagraph) -> Iterator[Paragraph]:
    text = cleaned(part.text)
    if not text.strip():
        return
    style = (part.style.name if part.style is not None else "") or ""
    numbered = part.paragraph_format.element.find(".//{*}numPr") is not None
    heading = style.startswith(("Heading", "Title")) or (len(text.split()) <= BOLD_HEADING and _all_bold(part))
    yield from paragraphs_of(text, style.startswith("List") or numbered, heading)


def _all_bold(part: WordParagraph) -> bool:
    return all(run.bold for run in part.runs if _LETTER.search(run.text)) and bool(part.runs)


def _word_rows(table: WordTable) -> list[list[str]]:
    """The texts of a table; a cell that is merged says the same in each place that it covers."""
    from docx.table import _Cell

    rows: list[list[str]] = []
    for row in table._tbl.tr_lst:
        texts: list[str] = []
        for cell in row.tc_lst:
            above = rows[-1][len(texts)] if rows and len(texts) < len(rows[-1]) else ""
            text = above if cell.vMerge == "continue" else cleaned(_Cell(cell, table).text).strip()
            texts += [text] * min(cell.grid_span, columns.WIDEST)
        rows.append(texts[: columns.WIDEST])
    return rows
