"""The elements of a Word file that documents are made of. Each keeps the order of children that the schema asks for
(ECMA-376 part 1, 17.3 and 17.4): Word refuses a file with another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.exchange.documents.direction import (
    LEFT_TO_RIGHT_MARK,
    begins_with_a_letter,
    clean,
    needs_a_mark,
    runs_right_to_left,
    stretches,
    unbroken,
)

Element = Any
START, END, RIGHT, MIDDLE, OWN = "start", "end", "right", "middle", "own"
"""Where a text stands: where the document's lines begin, where they end, on the right in every language, in the middle, or where
its own letters begin."""
POINT = 20
"""Word counts lengths in twentieths of a point."""


def element(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """`element("w:jc", val="end")`; children that are None are left out."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def when(wanted: bool, tag: str, **attributes: str | int) -> Element | None:
    """The element, if it is wanted."""
    return element(tag, **attributes) if wanted else None


def paragraph(
    style: str,
    runs: Sequence[Element],
    *,
    right_to_left: bool,
    stays: bool = False,
    new_page: bool = False,
    justified: str = "",
) -> Element:
    """A paragraph. `justified` is Word's own word (w:jc); without one, the text stands where it begins."""
    facts = element(
        "w:pPr",
        element("w:pStyle", val=style),
        when(stays, "w:keepNext"),
        when(new_page, "w:pageBreakBefore"),
        when(right_to_left, "w:bidi"),
        when(bool(justified), "w:jc", val=justified),
    )
    return element("w:p", facts, *runs)


def text_paragraph(
    style: str,
    text: str,
    mirrored: bool,
    *,
    label: str = "",
    align: str = START,
    stays: bool = False,
) -> Element:
    """A paragraph in the direction of its own letters, in a document that may be mirrored; a label goes with its text."""
    text, label = clean(text), clean(label)
    runs_so = runs_right_to_left(text, mirrored)
    # LibreOffice breaks a number of no-break spaces between any two digits where the line runs from right to left
    runs = text_runs(text if runs_so else unbroken(text), runs_so)
    if label:
        runs = [*text_runs(f"{label} ", runs_so, bold=True), *runs]
    return paragraph(style, runs, right_to_left=runs_so, stays=stays, justified=justified(align, mirrored, runs_so))


def justified(align: str, mirrored: bool, runs_so: bool) -> str:
    """Word's own word (w:jc) for a side: in a paragraph from right to left its `right` is the left."""
    if align == MIDDLE:
        return "center"
    on_the_right = {START: mirrored, END: not mirrored, RIGHT: True, OWN: runs_so}[align]
    return "right" if on_the_right != runs_so else ""


def text_runs(text: str, right_to_left: bool, *, bold: bool = False) -> list[Element]:
    """The runs of a cleaned text, each told which way it goes. A number that has to stay one piece gets a mark in front."""
    runs = []
    for stretch, runs_so in stretches(text, right_to_left):
        marked = right_to_left and not runs_so and needs_a_mark(stretch) and not begins_with_a_letter(stretch)
        runs.append(run(*_lines(LEFT_TO_RIGHT_MARK * marked + stretch), right_to_left=runs_so, bold=bold))
    return runs


def run(*children: Element, right_to_left: bool, bold: bool = False) -> Element:
    """A run of text."""
    facts = element("w:rPr", when(bold, "w:b"), when(bold, "w:bCs"), when(right_to_left, "w:rtl"))
    return element("w:r", facts, *children)


def field(code: str) -> list[Element]:
    """A number that Word counts itself, such as PAGE. What stands in it until then is 1."""
    shown = element("w:t")
    shown.text = "1"
    told = element("w:instrText")
    told.text = code
    return [
        run(part, right_to_left=False)
        for part in (
            element("w:fldChar", fldCharType="begin"),
            told,
            element("w:fldChar", fldCharType="separate"),
            shown,
            element("w:fldChar", fldCharType="end"),
        )
    ]


def table(style: str, widths: Sequence[int], rows: Sequence[Element], right_to_left: bool, *, head: bool) -> Element:
    """A table with columns of fixed widths (twentieths of a point), mirrored where the document is."""
    facts = element(
        "w:tblPr",
        element("w:tblStyle", val=style),
        when(right_to_left, "w:bidiVisual"),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblInd", w=0, type="dxa"),
        element("w:tblLayout", type="fixed"),
        element(
            "w:tblLook",
            val="0020" if head else "0000",
            firstRow=int(head),
            lastRow=0,
            firstColumn=0,
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        ),
    )
    return element("w:tbl", facts, element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)), *rows)


def table_row(cells: Sequence[Element], *, head: bool = False, height: float = 0) -> Element:
    """A row that is not broken over pages; `height` is the least, in points."""
    facts = element(
        "w:trPr",
        element("w:cantSplit"),
        when(height > 0, "w:trHeight", val=round(height * POINT), hRule="atLeast"),
        when(head, "w:tblHeader"),
    )
    return element("w:tr", facts, *cells)


def table_cell(width: int, content: Element, *, shade: str = "", line: str = "", middle: bool = False) -> Element:
    """A cell; `shade` is the colour behind it, `line` the colour of a line below it."""
    facts = element(
        "w:tcPr",
        element("w:tcW", w=width, type="dxa"),
        element("w:tcBorders", element("w:top", val="single", sz=6, space=0, color=line[1:])) if line else None,
        when(bool(shade), "w:shd", val="clear", color="auto", fill=shade[1:]),
        when(middle, "w:vAlign", val="center"),
    )
    return element("w:tc", facts, content)


def _lines(text: str) -> list[Element]:
    """A text as pieces of a run, with a break where a line ends."""
    pieces: list[Element] = []
    for at, line in enumerate(text.split("\n")):
        if at:
            pieces.append(element("w:br"))
        if line:
            piece = element("w:t")
            piece.text = line
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            pieces.append(piece)
    return pieces
