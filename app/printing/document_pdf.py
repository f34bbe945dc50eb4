"""A document as a PDF: A4, numbered pages that bear its state and what the chair trusts, mirrored where the language is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.exchange.documents import paper
from app.exchange.documents.direction import clean
from app.exchange.documents.document import Document
from app.exchange.documents.files import save
from app.exchange.documents.paper import BOTTOM, EDGE, FAR, HEIGHT, INNER, SIDE, TOP
from app.printing.page_rows import ASIDE, SHARPER, Cell, PageRow, rows_of, set_text
from app.printing.pages import Page, set_on_pages
from app.words import _, is_right_to_left


def write_pdf(path: Path, document: Document) -> Path:
    """Write a PDF, whole or not at all. Raises Trouble (cannot_write)."""
    return save(path, pdf_bytes(document))


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF. Without a screen and without the window's program it starts Qt's drawing by itself."""
    laid = _lay_out(document)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(clean(document.title))
    writer.setAuthor(clean(document.author))
    writer.setCreator("Ujima")
    whole = QMarginsF(0, 0, 0, 0)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, whole))
    painter = QPainter(writer)
    painter.scale(writer.logicalDpiX() / 72, writer.logicalDpiY() / 72)
    for number in range(1, len(laid.pages) + 1):
        if number > 1:
            writer.newPage()
        _paint_page(painter, document, laid, number)
    painter.end()
    buffer.close()
    return bytes(content.data())


def pictures(document: Document, width: int) -> list[QImage]:
    """The pages as pictures, `width` pixels wide: what a person looks at before they leave."""
    laid = _lay_out(document)
    scale = width / (INNER + 2 * SIDE)
    found = []
    for number in range(1, len(laid.pages) + 1):
        image = QImage(width, round(HEIGHT * scale), QImage.Format.Format_RGB32)
        image.fill(QColor("#FFFFFF"))
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        _paint_page(painter, document, laid, number)
        painter.end()
        found.append(image)
    return found


@dataclass(frozen=True)
class _Laid:
    pages: list[Page]
    foot: Cell
    mirrored: bool


def _lay_out(document: Document) -> _Laid:
    _need_qt()
    mirrored = is_right_to_left(document.language)
    _far, near = _two_sides(mirrored)
    foot = set_text("foot", document.bears, *near, mirrored)
    return _Laid(set_on_pages(rows_of(document), HEIGHT - TOP - max(BOTTOM, EDGE + foot.height + 10)), foot, mirrored)


def _paint_page(painter: QPainter, document: Document, laid: _Laid, number: int) -> None:
    _paint_frame(painter, document, laid.foot, number, len(laid.pages), laid.mirrored)
    for place in laid.pages[number - 1].places:
        _paint_row(painter, place.row, place.top)


@cache
def _need_qt() -> QGuiApplication:
    """The running program's Qt, or one without a screen, kept as long as the process."""
    running = QGuiApplication.instance()
    return running if isinstance(running, QGuiApplication) else QGuiApplication(["ujima", "-platform", "offscreen"])


# --- painting -------------------------------------------------------------------------------------------------------


def _two_sides(mirrored: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Left side and width of the far and of the near part of a page's head and foot."""
    far, near = INNER * FAR, INNER * (1 - FAR)
    return ((0, far), (far, near)) if mirrored else ((near, far), (0, near))


def _paint_frame(painter: QPainter, document: Document, foot: Cell, number: int, count: int, mirrored: bool) -> None:
    """The title above every page but the first and the state above all; below, what it bears and the number of the page."""
    far, near = _two_sides(mirrored)
    if number > 1:
        _paint_cell(painter, set_text("foot", document.running_title(), *near, mirrored), EDGE - TOP)
    _paint_cell(painter, set_text("stamp", document.stamp, *far, mirrored, side="end"), EDGE - TOP)
    said = set_text("foot", _("page {page} of {pages}").format(page=number, pages=count), *far, mirrored, side="end")
    top = HEIGHT - TOP - EDGE - max(foot.height, said.height)
    _paint_cell(painter, foot, top)
    _paint_cell(painter, said, top)


def _paint_row(painter: QPainter, row: PageRow, top: float) -> None:
    whole = QRectF(SIDE, TOP + top, INNER, row.height)
    if row.shade:
        painter.fillRect(whole, QColor(row.shade))
    if row.below:
        _paint_line(painter, whole.bottomLeft(), whole.bottomRight(), row.below)
    if row.grid:
        edges = {SIDE + cell.left - ASIDE for cell in row.cells} | {whole.right(), whole.left()}
        for x in edges:
            _paint_line(painter, QPointF(x, whole.top()), QPointF(x, whole.bottom()), row.grid)
        for y in (whole.top(), whole.bottom()):
            _paint_line(painter, QPointF(whole.left(), y), QPointF(whole.right(), y), row.grid)
    for left, width in row.ruled:
        _paint_line(painter, QPointF(SIDE + left, whole.top()), QPointF(SIDE + left + width, whole.top()), paper.QUIET)
    for cell in row.cells:
        in_the_middle = (row.height - cell.height) / 2 if row.least else row.pad
        _paint_cell(painter, cell, top + in_the_middle)


def _paint_line(painter: QPainter, start: QPointF, end: QPointF, colour: str) -> None:
    across = start.y() == end.y()
    size = (end.x() - start.x(), 0.6) if across else (0.6, end.y() - start.y())
    painter.fillRect(QRectF(start.x() - 0.3, start.y() - 0.3, *size), QColor(colour))


def _paint_cell(painter: QPainter, cell: Cell, top: float) -> None:
    """The lines of a cell, one below the other from `top`."""
    painter.save()
    painter.translate(SIDE + cell.left, TOP + top)
    painter.scale(1 / SHARPER, 1 / SHARPER)
    down = 0.0
    for line in cell.lines:
        line.draw(painter, QPointF(0, down - line.y()))
        down += line.height()
    painter.restore()
