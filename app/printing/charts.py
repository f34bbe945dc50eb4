"""Small charts: a bar in segments, columns, a legend. They print and export because they only need a painter.

A chart is painted from left to right; where the language runs the other way, the caller mirrors the painter (`mirrored`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.printing.look import Look, font

Segment = tuple[float, str]
"""A value and a colour."""
GAP = 2.0
LEGEND_LINE = 22.0


@contextmanager
def mirrored(painter: QPainter, rect: QRectF, yes: bool) -> Iterator[None]:
    """Paint as in a mirror within a rectangle: for charts of a language that runs from right to left. Never around text."""
    painter.save()
    if yes:
        painter.translate(rect.left() + rect.right(), 0)
        painter.scale(-1, 1)
    yield
    painter.restore()


def paint_bar(painter: QPainter, rect: QRectF, segments: Sequence[Segment], whole: float, track: str) -> None:
    """Segments side by side on a track; `whole` is what the full width stands for."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = min(rect.height() / 2, 4)
    painter.setBrush(QColor(track))
    painter.drawRoundedRect(rect, radius, radius)
    left = rect.left()
    for value, shade in segments:
        if value <= 0:
            continue
        width = value / max(whole, 1e-9) * rect.width()
        painter.setBrush(QColor(shade))
        painter.drawRoundedRect(QRectF(left, rect.top(), max(width - GAP, GAP), rect.height()), radius, radius)
        left += width
    painter.restore()


def paint_columns(
    painter: QPainter, rect: QRectF, values: Sequence[float], shade: str, of_zero: str, widest: float = 26
) -> None:
    """One column for each value, in the order given; what is zero keeps a foot to be seen, in a colour of its own."""
    if not values:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    highest = max(*values, 1)
    step = min(rect.width() / len(values), widest)
    for at, value in enumerate(values):
        height = max(value / highest * rect.height(), 3)
        painter.setBrush(QColor(shade if value else of_zero))
        painter.drawRoundedRect(QRectF(rect.left() + at * step, rect.bottom() - height, max(step - 3, 2), height), 2, 2)
    painter.restore()


def paint_legend(
    painter: QPainter,
    rect: QRectF,
    title: str,
    entries: Sequence[tuple[str, str]],
    look: Look,
    right_to_left: bool = False,
    hatched: str = "",
) -> QPointF:
    """Boxes of colour with their words, in as many lines as the width asks for; `hatched` is the word of the box that is hatched.

    Returns where the next entry would begin: pixels from the start of the line of reading, and from the top.
    """
    painter.save()
    painter.setFont(font(12))
    metrics = QFontMetricsF(painter.font())
    x = y = 0.0

    def place(width: float) -> QRectF:
        left = rect.right() - x - width if right_to_left else rect.left() + x
        return QRectF(left, rect.top() + y, width, LEGEND_LINE)

    isolated = [(f"\u2068{words}\u2069", shade) for words, shade in entries]
    for words, shade in [(title, ""), *isolated, *([(hatched, "")] if hatched else [])]:
        width = metrics.horizontalAdvance(words) + 1
        if x and x + width + 19 > rect.width():
            x, y = 0.0, y + LEGEND_LINE
        if words != title or shade:
            box = place(13)
            paint_box(painter, QRectF(box.left(), box.center().y() - 6.5, 13, 13), shade, look)
            x += 19
        painter.setPen(QColor(look.muted if words == title and not shade else look.text))
        painter.drawText(place(width), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, words)
        x += width + 14
    painter.restore()
    return QPointF(x, y)


def paint_box(painter: QPainter, box: QRectF, shade: str, look: Look) -> None:
    """One box of a legend: in a colour, or hatched where there is none."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.border), 0.8))
    painter.setBrush(QColor(shade) if shade else QColor(look.ground))
    painter.drawRoundedRect(box, 3, 3)
    if not shade:
        for step in (0.35, 0.7, 1.05, 1.4, 1.7):
            along = step * box.width()
            start = QPointF(box.left() + max(along - box.width(), 0), box.top() + min(along, box.height()))
            end = QPointF(box.left() + min(along, box.width()), box.top() + max(along - box.height(), 0))
            painter.drawLine(start, end)
