"""A document as rows to be set on pages: cells of laid-out lines, in points, mirrored where the document is.

Qt's own text document knows neither “keep with the next” nor mirrored columns; laid out row by row, a head never stands alone at
the foot of a page and no row of a table is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from app.exchange.documents import paper
from app.exchange.documents.direction import NO_BREAK_SPACE, clean, embedded, isolated, runs_right_to_left, unbroken
from app.exchange.documents.document import (
    CLOSED,
    CODE,
    FIGURES,
    MARK,
    MUTED,
    NORMAL,
    QUOTE,
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
from app.exchange.documents.paper import INNER, STYLES
from app.printing.look import font
from app.words import is_right_to_left

PAD, ASIDE = 2.6, 4.6
"""Room within a cell of a table, above and below, and at its sides."""
SHARPER = 10.0
"""Text is laid out ten times as large as it is painted, so that no width is rounded to a pixel."""
_DIVIDED = frozenset({NORMAL, MUTED, CLOSED, QUOTE})
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "middle": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True)
class Cell:
    """Laid-out lines at `left` (points from the margin), `width` wide."""

    left: float
    width: float
    layout: QTextLayout
    lines: tuple[QTextLine, ...]

    @property
    def height(self) -> float:
        """How high the lines stand together."""
        return sum(line.height() for line in self.lines) / SHARPER


@dataclass(frozen=True)
class PageRow:
    """What is set on a page as a whole. `keeps`: stays with the next row; `head`: the row to repeat when a page begins with this."""

    cells: tuple[Cell, ...]
    before: float = 0
    after: float = 0
    least: float = 0
    pad: float = 0
    shade: str = ""
    below: str = ""
    grid: str = ""
    ruled: tuple[tuple[float, float], ...] = ()
    keeps: bool = False
    divides: bool = False
    new_page: bool = False
    head: PageRow | None = field(default=None, repr=False)

    @property
    def height(self) -> float:
        """The height without the room before and after."""
        return max(max((cell.height for cell in self.cells), default=0) + 2 * self.pad, self.least)

    def divided(self, room: float) -> tuple[PageRow, PageRow]:
        """The row as what fits into `room` and what does not; at least one line of the longest cell goes into the first."""
        parts = [_divided(cell, room - 2 * self.pad) for cell in self.cells]
        first = replace(self, cells=tuple(top for top, _rest in parts), after=0, least=0, keeps=False)
        return first, replace(self, cells=tuple(rest for _top, rest in parts), before=0, least=0)


def _divided(cell: Cell, room: float) -> tuple[Cell, Cell]:
    taken, used = 0, 0.0
    for line in cell.lines:
        used += line.height() / SHARPER
        if used > room and taken:
            break
        taken += 1
    return replace(cell, lines=cell.lines[:taken]), replace(cell, lines=cell.lines[taken:])


def rows_of(document: Document) -> list[PageRow]:
    """The rows of a document, in order."""
    mirrored = is_right_to_left(document.language)
    rows = [
        _plain_row("title", document.title, mirrored),
        *(_plain_row("subtitle", line, mirrored) for line in document.subtitle),
    ]
    breaks = False
    for part in document.all_parts():
        if isinstance(part, PageBreak):
            breaks = True
            continue
        for row in _WRITERS[type(part)](part, mirrored):
            rows.append(replace(row, new_page=breaks))
            breaks = False
    return rows


def set_text(
    style: str, text: str, left: float, width: float, mirrored: bool, *, label: str = "", side: str = "start"
) -> Cell:
    """A text laid out in a width. `side` is start or end (of the document's lines), own (where its letters begin), left, right, middle."""
    text, label = unbroken(clean(text).strip()), clean(label).strip()
    own = runs_right_to_left(text, mirrored)
    said = "\u2028".join(isolated(line, own) for line in text.split("\n"))
    before = f"{embedded(label, own)} " if label else ""
    looks = STYLES[style]
    layout = QTextLayout(before + said, _font(looks.size, looks.bold, looks.italic))
    starts_on_the_right = {"start": mirrored, "end": not mirrored, "own": own}.get(side)
    where = side if starts_on_the_right is None else "right" if starts_on_the_right else "left"
    option = QTextOption(_SIDES[where] | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if own else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(looks.colour, len(before), looks.size))
    return Cell(left, width, layout, tuple(_laid_out(layout, width * SHARPER)))


def _font(points: float, bold: bool, italic: bool) -> QFont:
    made = font(points * SHARPER, bold)
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _formats(colour: str, label: int, size: float) -> list[QTextLayout.FormatRange]:
    """The colour of all, and a label in bold."""
    made = []
    for start, length, bold in ((0, label, True), (label, 1_000_000, False)):
        one = QTextLayout.FormatRange()
        one.start, one.length = start, length
        looks = QTextCharFormat()
        looks.setForeground(QColor(colour))
        if bold:
            looks.setFont(_font(size, True, False))
        one.format = looks
        made.append(one)
    return made


def _laid_out(layout: QTextLayout, width: float) -> Iterator[QTextLine]:
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, SHARPER))
        yield line
    layout.endLayout()


# --- parts ----------------------------------------------------------------------------------------------------------


def _plain_row(style: str, text: str, mirrored: bool, *, label: str = "", side: str = "start") -> PageRow:
    looks = STYLES[style]
    cell = set_text(style, text, 0, INNER, mirrored, label=label, side=side)
    if looks.indent:
        cell = set_text(style, text, looks.indent, INNER - 2 * looks.indent, mirrored, label=label, side=side)
    return PageRow((cell,), looks.before, looks.after, keeps=looks.stays, divides=style in _DIVIDED)


def _heading(part: Heading, mirrored: bool) -> list[PageRow]:
    return [_plain_row(f"heading{part.level}", part.text, mirrored)]


def _paragraph(part: Paragraph, mirrored: bool) -> list[PageRow]:
    return [_plain_row(part.style, part.text, mirrored, label=part.label, side="own")]


def _bullets(part: Bullets, mirrored: bool) -> list[PageRow]:
    """Each with its sign on the side where its letters begin."""
    looks, rows = STYLES["bullet"], []
    for item in part.items:
        own = runs_right_to_left(clean(item), mirrored)
        text_left = 0 if own else looks.indent
        cells = (
            set_text("bullet", "•", INNER - looks.indent if own else 0, looks.indent, own, side="middle"),
            set_text("bullet", item, text_left, INNER - looks.indent, mirrored, side="own"),
        )
        rows.append(PageRow(cells, after=looks.after, divides=True))
    return rows


def _facts(part: Facts, mirrored: bool) -> list[PageRow]:
    spans = list(_spans((paper.LABELS, 1 - paper.LABELS), mirrored))
    rows = []
    for at, pair in enumerate(part.pairs):
        cells = (
            set_text(style, text, *span, mirrored)
            for style, text, span in zip(("label", "cell"), pair, spans, strict=True)
        )
        rows.append(PageRow(tuple(cells), pad=2, before=6 * (not at), divides=True))
    return [*rows[:-1], replace(rows[-1], after=6)] if rows else []


def _table(part: Table, mirrored: bool) -> list[PageRow]:
    spans = list(_spans([column.share for column in part.columns], mirrored))
    grid = paper.GRID if part.by_hand else ""
    head = PageRow(
        _cells(part, "cell_head", [column.head for column in part.columns], spans, mirrored), before=4, pad=PAD
    )
    head = replace(head, shade=paper.HEAD, below=paper.LINE, grid=grid, keeps=True)
    rows = [head]
    for row in part.rows:
        cells = _cells(part, "cell", row.cells, spans, mirrored)
        least = paper.HAND if part.by_hand else 0
        shade = paper.SHADES.get(row.shade, "")
        rows.append(PageRow(cells, pad=PAD, least=least, shade=shade, below=paper.LINE, grid=grid, head=head))
    if len(rows) > 2:
        rows[-2] = replace(rows[-2], keeps=True)  # a last row, or a total, does not stand alone on a page
    rows[-1] = replace(rows[-1], after=8, keeps=False)
    return rows


def _cells(
    part: Table, style: str, texts: Sequence[str], spans: Sequence[tuple[float, float]], mirrored: bool
) -> tuple[Cell, ...]:
    sides = {FIGURES: "right", MARK: "middle"}
    return tuple(
        set_text(
            style,
            text.replace(" ", NO_BREAK_SPACE) if column.holds == CODE and style == "cell" else text,
            left + ASIDE,
            width - 2 * ASIDE,
            mirrored,
            side=sides.get(column.holds, "start"),
        )
        for column, text, (left, width) in zip(part.columns, texts, spans, strict=True)
    )


def _signatures(part: SignatureLine, mirrored: bool) -> list[PageRow]:
    if not part.labels:
        return []
    gap = 0.06
    spans = list(_spans([one for _label in part.labels for one in (1.0, gap * len(part.labels))][:-1], mirrored))[::2]
    cells = tuple(set_text("label", label, *span, mirrored) for label, span in zip(part.labels, spans, strict=True))
    return [PageRow((), least=paper.SIGNING, keeps=True), PageRow(cells, after=6, pad=3, ruled=tuple(spans))]


def _spans(shares: Sequence[float], mirrored: bool) -> Iterator[tuple[float, float]]:
    """Left side and width of columns by their shares; the first stands on the right in a mirrored document."""
    at, total = 0.0, sum(shares)
    for share in shares:
        width = INNER * share / total
        yield (INNER - at - width if mirrored else at), width
        at += width


_WRITERS: dict[type[Part], Callable[..., list[PageRow]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Table: _table,
    SignatureLine: _signatures,
}
