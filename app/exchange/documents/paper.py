"""How paper looks, for every writer: one size of page, one table of styles, a few colours. Lengths are in points."""

from __future__ import annotations

from dataclasses import dataclass

from app.exchange.documents.document import LATE, TOTAL

WIDTH, HEIGHT = 595.3, 841.9
"""A4."""
SIDE, TOP, BOTTOM = 56.7, 62.0, 62.0
"""Margins: 20 mm at the sides; the head and the foot of the page stand in the upper and lower ones."""
EDGE, FAR = 28.0, 0.24
"""How far the head and the foot of a page stand from its edge, and the share of their width for the state and the page's number."""
INNER = WIDTH - 2 * SIDE

INK, QUIET, NAVY, AMBER = "#16222E", "#516274", "#14304D", "#8A5300"
LINE, GRID, HEAD = "#D5DCE4", "#8593A1", "#EEF2F6"
SHADES = {LATE: "#FEF3DC", TOTAL: "#F6F8FA"}
FONT, ARABIC_FONT = "Noto Sans", "Noto Sans Arabic UI"
#: what stands in where a computer has no Noto
FALLBACK, ARABIC_FALLBACK = "Calibri", "Arial"
LABELS = 0.24
"""The share of the width that the labels of facts take."""
HAND = 27.0
"""The least height of a row to write in by hand."""
SIGNING = 44.0
"""The room above a line to sign on."""


@dataclass(frozen=True)
class Style:
    """A style of text: size, colour, weight, room before and after, indent, whether it stays with what follows."""

    size: float = 10
    colour: str = INK
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 4
    indent: float = 0
    stays: bool = False


STYLES = {
    "normal": Style(),
    "title": Style(19, NAVY, bold=True, after=2, stays=True),
    "subtitle": Style(11, QUIET, after=2, stays=True),
    "heading1": Style(13, NAVY, bold=True, before=14, after=5, stays=True),
    "heading2": Style(10.5, NAVY, bold=True, before=9, after=2, stays=True),
    "muted": Style(9, QUIET, stays=True),
    "closed": Style(9, QUIET, italic=True),
    "quote": Style(indent=14, italic=True),
    "bullet": Style(indent=14, after=2),
    "cell": Style(9, after=0),
    "cell_head": Style(8.5, NAVY, bold=True, after=0),
    "label": Style(9, QUIET, after=0),
    "stamp": Style(9, AMBER, bold=True, after=0),
    "gap": Style(1, after=6),
    "foot": Style(8, QUIET, after=0),
}
