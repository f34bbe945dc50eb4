"""Text that stays within its rectangle: wrapped or shortened, never clipped."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app.printing.look import font

Flag = Qt.AlignmentFlag


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    size: float,
    bold: bool,
    shade: str,
    flags: Flag,
    wrap: bool = False,
    most_lines: int = 3,
) -> None:
    """Text in a rectangle, wrapped or shortened so that it never leaves it."""
    if not text:
        return
    painter.setFont(font(size, bold))
    painter.setPen(QColor(shade))
    metrics = QFontMetricsF(painter.font())
    if wrap and metrics.horizontalAdvance(text) > rect.width():
        lines = wrapped(
            text, metrics, rect.width(), min(most_lines, max(int(rect.height() // (metrics.height() * 0.86)), 1))
        )
        height = metrics.height() * 0.86
        top = rect.top() if flags & Flag.AlignTop else rect.center().y() - height * len(lines) / 2
        for at, one in enumerate(lines):
            painter.drawText(
                QRectF(rect.left(), top + at * height - 2, rect.width(), height + 4),
                int((flags & ~Flag.AlignTop) | Flag.AlignVCenter | Qt.TextFlag.TextSingleLine),
                one,
            )
        return
    painter.drawText(rect, int(flags), metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1))


def wrapped(text: str, metrics: QFontMetricsF, width: float, most: int) -> list[str]:
    """A text in at most so many lines at its spaces; the last line ends with … where more follows."""
    words, lines = text.split(), [""]
    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            if len(lines) == most:
                lines[-1] = " ".join([lines[-1], *words])
                break
            lines.append(words.pop(0))
        else:
            lines[-1] = longer
            words.pop(0)
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
