"""A picture that leaves: a title, what was painted, and below it what the chair trusts. PNG for a message, PDF for paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.errors import Refused, Trouble
from app.printing.look import PAPER, font
from app.printing.text import Flag, wrapped, write
from app.words import _, is_right_to_left

MARGIN, HEAD, LINE = 28, 62, 17
SHARP = 2
#: a picture has at most so many pixels a side, whatever is painted: what the program needs of memory stays bounded
MOST_PIXELS = 12_000
Paint = Callable[[QPainter, QPointF], object]


def save_picture(path: Path, title: str, below: str, stamp: str, size: QSizeF, paint: Paint) -> Path:
    """Write `path` (.png or .pdf). `paint(painter, top left)` paints `size` pixels; `stamp` is the line at the foot.

    Raises Refused for another ending, Trouble where the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".png", ".pdf"):
        raise Refused("format_unknown", _("Write to a file that ends in .png or .pdf."))
    width = max(size.width(), 480) + 2 * MARGIN
    foot = wrapped(stamp, QFontMetricsF(font(11.5)), width - 2 * MARGIN, 6)
    whole = QSizeF(width, size.height() + HEAD + MARGIN + 12 + LINE * len(foot) + 16)

    def paint_all(painter: QPainter) -> None:
        _paint_frame(painter, whole, title, below, foot)
        paint(painter, QPointF(MARGIN, MARGIN / 2 + HEAD))

    written = _write_pdf(path, whole, paint_all) if suffix == ".pdf" else _write_png(path, whole, paint_all)
    if not written:
        raise Trouble(
            "cannot_write",
            _("{file} could not be written: is it open elsewhere, or is the disk full?").format(file=path.name),
        )
    return path


def _paint_frame(painter: QPainter, whole: QSizeF, title: str, below: str, foot: list[str]) -> None:
    painter.fillRect(QRectF(QPointF(0, 0), whole), QColor(PAPER.ground))
    side = (Flag.AlignRight if is_right_to_left() else Flag.AlignLeft) | Flag.AlignAbsolute
    inner = QRectF(MARGIN, MARGIN / 2, whole.width() - 2 * MARGIN, whole.height() - MARGIN)
    write(
        painter,
        QRectF(inner.left(), inner.top(), inner.width(), 30),
        title,
        20,
        True,
        PAPER.text,
        side | Flag.AlignVCenter,
    )
    write(
        painter,
        QRectF(inner.left(), inner.top() + 30, inner.width(), 20),
        below,
        13,
        False,
        PAPER.muted,
        side | Flag.AlignVCenter,
    )
    top = whole.height() - 16 - LINE * len(foot)
    for at, line in enumerate(foot):
        write(
            painter,
            QRectF(inner.left(), top + at * LINE, inner.width(), LINE),
            line,
            11.5,
            False,
            PAPER.muted,
            side | Flag.AlignVCenter,
        )


def _write_png(path: Path, whole: QSizeF, paint: Callable[[QPainter], None]) -> bool:
    scale = min(SHARP, MOST_PIXELS / max(whole.width(), whole.height()))
    image = QImage((whole * scale).toSize(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    paint(painter)
    painter.end()
    return image.save(str(path))


def _write_pdf(path: Path, whole: QSizeF, paint: Callable[[QPainter], None]) -> bool:
    """One page of A4, upright or lying as the picture is, scaled to fit."""
    writer = QPdfWriter(str(path))
    lying = QPageLayout.Orientation.Landscape if whole.width() > whole.height() else QPageLayout.Orientation.Portrait
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), lying, QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    )
    painter = QPainter()
    if not painter.begin(writer):
        return False
    fitting = whole.scaled(QSizeF(writer.width(), writer.height()), Qt.AspectRatioMode.KeepAspectRatio)
    scale = fitting.width() / whole.width()
    painter.scale(scale, scale)
    paint(painter)
    return bool(painter.end())
