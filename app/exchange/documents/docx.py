"""A document as a Word file: A4, real styles and headings, tables whose heads are repeated, mirrored where the language is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.exchange.documents import paper, word_xml as xml
from app.exchange.documents.direction import NO_BREAK_SPACE, clean, runs_right_to_left
from app.exchange.documents.document import (
    CODE,
    FIGURES,
    MARK,
    Bullets,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    SignatureLine,
    Table,
)
from app.exchange.documents.files import save
from app.exchange.documents.word_package import GRID, LINED, PLAIN, WORD_STYLES, begin, packed
from app.words import _, is_right_to_left

_INNER = round(paper.INNER * xml.POINT)
_SIDES = {FIGURES: xml.RIGHT, MARK: xml.MIDDLE}
_NUMBERS = re.compile(r"(\{page\}|\{pages\})")
_COUNTED = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def write_docx(path: Path, document: Document) -> Path:
    """Write a Word file, whole or not at all. Raises Trouble (cannot_write)."""
    return save(path, docx_bytes(document))


def docx_bytes(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes."""
    mirrored = is_right_to_left(document.language)
    word = begin(document, mirrored)
    body = word.element.body
    for found in _elements(document, mirrored):
        body.insert(len(body) - 1, found)  # the facts of the page come last
    _fill_head_and_foot(word, document, mirrored)
    return packed(word)


def _elements(document: Document, mirrored: bool) -> list[Any]:
    made = [xml.text_paragraph(WORD_STYLES["title"], document.title, mirrored)]
    made += [xml.text_paragraph(WORD_STYLES["subtitle"], line, mirrored) for line in document.subtitle]
    for part in document.all_parts():
        made += _WRITERS[type(part)](part, mirrored)
    return made


def _heading(part: Heading, mirrored: bool) -> list[Any]:
    return [xml.text_paragraph(WORD_STYLES[f"heading{part.level}"], part.text, mirrored)]


def _paragraph(part: Paragraph, mirrored: bool) -> list[Any]:
    return [xml.text_paragraph(WORD_STYLES[part.style], part.text, mirrored, label=part.label, align=xml.OWN)]


def _bullets(part: Bullets, mirrored: bool) -> list[Any]:
    return [xml.text_paragraph(WORD_STYLES["bullet"], item, mirrored, align=xml.OWN) for item in part.items]


def _facts(part: Facts, mirrored: bool) -> list[Any]:
    widths = (round(_INNER * paper.LABELS), _INNER - round(_INNER * paper.LABELS))
    rows = [
        xml.table_row(
            [
                xml.table_cell(widths[0], xml.text_paragraph(WORD_STYLES["label"], label, mirrored)),
                xml.table_cell(widths[1], xml.text_paragraph(WORD_STYLES["cell"], value, mirrored)),
            ]
        )
        for label, value in part.pairs
    ]
    return [xml.table(PLAIN, widths, rows, mirrored, head=False), _gap(mirrored)] if rows else []


def _table(part: Table, mirrored: bool) -> list[Any]:
    total = sum(column.share for column in part.columns)
    widths = [round(_INNER * column.share / total) for column in part.columns]
    head = [
        xml.table_cell(width, _cell_text("cell_head", column.head, column.holds, mirrored, stays=True))
        for width, column in zip(widths, part.columns, strict=True)
    ]
    rows = [xml.table_row(head, head=True)]
    for at, row in enumerate(part.rows, 1):
        stays = at == len(part.rows) - 1  # a last row, or a total, does not stand alone on a page
        cells = [
            xml.table_cell(
                width,
                _cell_text("cell", text, column.holds, mirrored, stays),
                shade=paper.SHADES.get(row.shade, ""),
                middle=part.by_hand,
            )
            for width, column, text in zip(widths, part.columns, row.cells, strict=True)
        ]
        rows.append(xml.table_row(cells, height=paper.HAND if part.by_hand else 0))
    return [xml.table(GRID if part.by_hand else LINED, widths, rows, mirrored, head=True), _gap(mirrored)]


def _cell_text(style: str, text: str, holds: str, mirrored: bool, stays: bool = False) -> Any:
    if holds == CODE and style == "cell":
        text = text.replace(" ", NO_BREAK_SPACE)
    return xml.text_paragraph(WORD_STYLES[style], text, mirrored, align=_SIDES.get(holds, xml.START), stays=stays)


def _signatures(part: SignatureLine, mirrored: bool) -> list[Any]:
    """Lines with room above them; between two there is a narrow column without a line."""
    gap = round(_INNER * 0.06)
    width = (_INNER - gap * (len(part.labels) - 1)) // max(len(part.labels), 1)
    widths: list[int] = []
    above, below = [], []
    for at, label in enumerate(part.labels):
        if at:
            widths.append(gap)
            above.append(xml.table_cell(gap, xml.text_paragraph(WORD_STYLES["cell"], "", mirrored, stays=True)))
            below.append(xml.table_cell(gap, xml.text_paragraph(WORD_STYLES["label"], "", mirrored)))
        widths.append(width)
        above.append(xml.table_cell(width, xml.text_paragraph(WORD_STYLES["cell"], "", mirrored, stays=True)))
        below.append(xml.table_cell(width, xml.text_paragraph(WORD_STYLES["label"], label, mirrored), line=paper.QUIET))
    rows = [xml.table_row(above, height=paper.SIGNING), xml.table_row(below)]
    return [xml.table(PLAIN, widths, rows, mirrored, head=False), _gap(mirrored)] if part.labels else []


def _page_break(part: PageBreak, mirrored: bool) -> list[Any]:
    """A break of its own would leave an empty page behind a page that is just full."""
    return [xml.paragraph(WORD_STYLES["gap"], [], right_to_left=mirrored, new_page=True)]


def _gap(mirrored: bool) -> Any:
    """What follows a table: without a paragraph between them, two tables would become one."""
    return xml.paragraph(WORD_STYLES["gap"], [], right_to_left=mirrored)


_WRITERS: dict[type[Part], Callable[..., list[Any]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Table: _table,
    SignatureLine: _signatures,
    PageBreak: _page_break,
}


def _fill_head_and_foot(word: Any, document: Document, mirrored: bool) -> None:
    """The state above every page, the title above every page but the first; below, what the page bears and its number."""
    section = word.sections[0]
    section.different_first_page_header_footer = True
    for place, content in (
        (section.first_page_header, _head("", document.stamp, mirrored)),
        (section.header, _head(document.running_title(), document.stamp, mirrored)),
        (section.first_page_footer, _foot(document.bears, mirrored)),
        (section.footer, _foot(document.bears, mirrored)),
    ):
        place.is_linked_to_previous = False
        for old in list(place._element):
            place._element.remove(old)
        place._element.extend(content)


def _head(title: str, stamp: str, mirrored: bool) -> list[Any]:
    return _two_sides(
        xml.text_paragraph(WORD_STYLES["foot"], title, mirrored),
        xml.text_paragraph(WORD_STYLES["stamp"], stamp, mirrored, align=xml.END),
        mirrored,
    )


def _foot(bears: str, mirrored: bool) -> list[Any]:
    runs = []
    said = clean(_("page {page} of {pages}"))
    runs_so = runs_right_to_left(_NUMBERS.sub("", said), mirrored)
    for piece in _NUMBERS.split(said):
        runs += xml.field(_COUNTED[piece]) if piece in _COUNTED else xml.text_runs(piece, runs_so)
    number = xml.paragraph(
        WORD_STYLES["foot"], runs, right_to_left=runs_so, justified=xml.justified(xml.END, mirrored, runs_so)
    )
    return _two_sides(xml.text_paragraph(WORD_STYLES["foot"], bears, mirrored), number, mirrored)


def _two_sides(begins: Any, ends: Any, mirrored: bool) -> list[Any]:
    """Two texts at the two ends of a line. A table closes with a paragraph, or Word mends the file."""
    far = round(_INNER * paper.FAR)
    widths = (_INNER - far, far)
    cells = [xml.table_cell(width, content) for width, content in zip(widths, (begins, ends), strict=True)]
    return [xml.table(PLAIN, widths, [xml.table_row(cells)], mirrored, head=False), _gap(mirrored)]
