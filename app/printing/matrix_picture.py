"""Painting the matrix: one cell, the headings, and the whole of it for a picture that leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.insight.matrix import Heading
from app.printing.charts import LEGEND_LINE, paint_legend
from app.printing.look import Look, font
from app.printing.matrix_table import MEASURES, TOTAL, CellWords, MatrixTable
from app.printing.text import Flag, write
from app.words import _

ROW_HEIGHT, HEAD_HEIGHT, LEGEND_HEIGHT = 50, 66, 54
NAME_WIDTH, COLUMN_WIDTH, TOTAL_WIDTH = 150, 78, 74


def paint_cell(painter: QPainter, rect: QRectF, words: CellWords, look: Look, right_to_left: bool) -> None:
    """The ground by its shade, the number, as many names as fit, and the marks of an overlap or a gap."""
    painter.save()
    crowded = False
    if words.step is not None:
        painter.fillRect(rect, QColor(look.shades[min(words.step, len(look.shades) - 1)]))
    elif words.is_total:
        painter.fillRect(rect, QColor(look.head))
    inner = rect.adjusted(7, 3, -5, -3) if not right_to_left else rect.adjusted(5, 3, -7, -3)
    if words.gap:
        _paint_gap(painter, rect, look)
    elif words.is_total:
        write(painter, inner, words.value or "0", 13, True, look.text, Flag.AlignCenter)
    elif words.value:
        side = (Flag.AlignRight if right_to_left else Flag.AlignLeft) | Flag.AlignAbsolute
        height = 18.0 if words.names else inner.height()
        write(
            painter,
            QRectF(inner.left(), inner.top(), inner.width(), height),
            words.value,
            13,
            True,
            look.text,
            side | (Flag.AlignTop if words.names else Flag.AlignVCenter),
        )
        crowded = words.overlap and QFontMetricsF(painter.font()).horizontalAdvance(words.value) > inner.width() - 20
        shade = look.text if (words.step or 0) >= 2 else look.muted
        _write_names(painter, inner.adjusted(0, 17, 0, -14 if crowded else 0), words.names, shade, side)
    if words.overlap:
        top = rect.bottom() - 17 if crowded else rect.top() + 4
        _paint_warning(painter, QRectF(rect.left() + 5 if right_to_left else rect.right() - 19, top, 14, 13), look)
    painter.restore()


def paint_heading(painter: QPainter, rect: QRectF, heading: Heading, look: Look) -> None:
    """A column's heading: the code of the sector, and below it what it is called."""
    painter.fillRect(rect, QColor(look.head))
    if heading.id in ("", TOTAL) or heading.kind != "sector":
        top = QRectF(rect.left(), rect.top() + 5, rect.width(), 17)
        name = heading.name
        below = _("counted once") if heading.kind == "total" else ""
    else:
        top, name, below = QRectF(rect.left(), rect.top() + 5, rect.width(), 17), heading.id, heading.name
    write(
        painter,
        top if below else rect.adjusted(4, 4, -4, -4),
        name,
        12.5,
        True,
        look.text,
        Flag.AlignHCenter | (Flag.AlignTop if below else Flag.AlignVCenter),
        wrap=not below,
    )
    write(
        painter,
        rect.adjusted(4, 22, -4, -2),
        below,
        10.5,
        False,
        look.muted,
        Flag.AlignHCenter | Flag.AlignTop,
        wrap=True,
        most_lines=3,
    )


def paint_matrix(painter: QPainter, at: QPointF, table: MatrixTable, look: Look, right_to_left: bool) -> QSizeF:
    """The whole matrix with its legend. Returns the size it took; see `size_of` for it beforehand."""
    size = size_of(table)
    widths = [*([COLUMN_WIDTH] * (len(table.columns) - 1)), TOTAL_WIDTH]
    lefts = [NAME_WIDTH + sum(widths[:column]) for column in range(len(widths))]

    def box(left: float, top: float, width: float, height: float) -> QRectF:
        x = at.x() + (size.width() - left - width if right_to_left else left)
        return QRectF(x, at.y() + top, width, height)

    side = (Flag.AlignRight if right_to_left else Flag.AlignLeft) | Flag.AlignAbsolute
    corner = box(0, 0, NAME_WIDTH, HEAD_HEIGHT)
    painter.fillRect(corner, QColor(look.head))
    write(painter, corner.adjusted(10, 6, -6, -6), table.corner, 12, True, look.muted, side | Flag.AlignBottom)
    for column, heading in enumerate(table.columns):
        paint_heading(painter, box(lefts[column], 0, widths[column], HEAD_HEIGHT), heading, look)
    for row, place in enumerate(table.rows):
        top = HEAD_HEIGHT + row * ROW_HEIGHT
        name = box(0, top, NAME_WIDTH, ROW_HEIGHT)
        if place.id == TOTAL:
            painter.fillRect(name, QColor(look.head))
        write(
            painter,
            name.adjusted(10, 4, -6, -4),
            place.name,
            12,
            place.kind == "total",
            look.text,
            side | Flag.AlignVCenter,
            wrap=True,
            most_lines=2,
        )
        for column in range(len(table.columns)):
            paint_cell(
                painter,
                box(lefts[column], top, widths[column], ROW_HEIGHT),
                table.words_at(row, column),
                look,
                right_to_left,
            )
    _rule(painter, box, table, lefts, look, size)
    paint_key(
        painter, box(0, size.height() - LEGEND_HEIGHT + 8, size.width(), LEGEND_HEIGHT - 8), table, look, right_to_left
    )
    return size


def size_of(table: MatrixTable) -> QSizeF:
    """How large the whole matrix is, with its legend."""
    width = NAME_WIDTH + COLUMN_WIDTH * (len(table.columns) - 1) + TOTAL_WIDTH
    return QSizeF(width, HEAD_HEIGHT + ROW_HEIGHT * len(table.rows) + LEGEND_HEIGHT)


def paint_key(painter: QPainter, rect: QRectF, table: MatrixTable, look: Look, right_to_left: bool) -> None:
    """The legend: what the shades say, and the marks that are there."""
    entries = list(zip(table.classes.words(), look.shades, strict=False))
    end = paint_legend(painter, rect, _(MEASURES[table.measure]), entries, look, right_to_left)
    used, rect = end.x(), QRectF(rect.left(), rect.top() + end.y(), rect.width(), LEGEND_LINE)
    marks: list[tuple[Callable[[QPainter, QRectF, Look], None], QSizeF, str]] = []
    if any(words.overlap for words in table.words.values()):
        marks.append((_paint_warning, QSizeF(14, 13), _("overlap to discuss")))
    if any(words.gap for words in table.words.values()):
        marks.append((_paint_gap, QSizeF(36, 20), _("need recorded, nobody there")))
    for paint, size, words in marks:
        left = rect.right() - used - size.width() if right_to_left else rect.left() + used
        paint(painter, QRectF(QPointF(left, rect.center().y() - size.height() / 2), size), look)
        used += size.width() + 5
        width = QFontMetricsF(font(12)).horizontalAdvance(words) + 2
        text = QRectF(
            rect.right() - used - width if right_to_left else rect.left() + used, rect.top(), width, rect.height()
        )
        write(painter, text, words, 12, False, look.text, Flag.AlignCenter)
        used += width + 14


def fit_names(names: Sequence[str], metrics: QFontMetricsF, width: float, lines: int) -> list[str]:
    """Names in at most so many lines of a width; what does not fit is counted at the end: `+3`."""
    made: list[str] = []
    left = list(names)
    while left and len(made) < lines:
        last = len(made) == lines - 1
        count = _fitting(left, metrics, width, last)
        rest = len(left) - count
        text = " ".join(left[:count])
        if last and rest:
            text = f"{text} +{rest}"
        made.append(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
        left = left[count:]
    return made


def _fitting(names: Sequence[str], metrics: QFontMetricsF, width: float, last: bool) -> int:
    """How many names fit in a line, at least one; the last line keeps room for the count of the rest."""
    for count in range(len(names), 1, -1):
        more = f" +{len(names) - count}" if last and count < len(names) else ""
        if metrics.horizontalAdvance(" ".join(names[:count]) + more) <= width:
            return count
    return 1


def _write_names(painter: QPainter, rect: QRectF, names: Sequence[str], shade: str, side: Flag) -> None:
    if not names:
        return
    painter.setFont(font(10.5))
    metrics = QFontMetricsF(painter.font())
    height = 13.0
    painter.setPen(QColor(shade))
    for at, text in enumerate(fit_names(names, metrics, rect.width(), max(int((rect.height() + 2) // height), 1))):
        painter.drawText(
            QRectF(rect.left(), rect.top() + at * height, rect.width(), height + 3), int(side | Flag.AlignTop), text
        )


def _paint_gap(painter: QPainter, rect: QRectF, look: Look) -> None:
    box = rect.adjusted(4, 5, -4, -5) if rect.height() > 24 else rect
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.warning_mid), 1, Qt.PenStyle.DashLine))
    painter.setBrush(QColor(look.warning_soft))
    painter.drawRoundedRect(box, 4, 4)
    write(painter, box, _("gap"), 12 if rect.height() > 24 else 11, True, look.warning, Flag.AlignCenter)
    painter.restore()


def _paint_warning(painter: QPainter, box: QRectF, look: Look) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    triangle = QPainterPath(QPointF(box.center().x(), box.top()))
    triangle.lineTo(box.right(), box.bottom())
    triangle.lineTo(box.left(), box.bottom())
    triangle.closeSubpath()
    painter.setPen(
        QPen(QColor(look.warning), 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(QColor(look.warning_soft))
    painter.drawPath(triangle)
    middle = box.center().x()
    painter.drawLine(QPointF(middle, box.top() + 4.6), QPointF(middle, box.bottom() - 4.8))
    painter.drawPoint(QPointF(middle, box.bottom() - 2.6))
    painter.restore()


def _rule(painter: QPainter, box, table: MatrixTable, lefts: Sequence[float], look: Look, size: QSizeF) -> None:  # type: ignore[no-untyped-def]
    painter.setPen(QPen(QColor(look.line), 1))
    bottom = HEAD_HEIGHT + ROW_HEIGHT * len(table.rows)
    for row in range(len(table.rows) + 1):
        line = box(0, HEAD_HEIGHT + row * ROW_HEIGHT, size.width(), 0)
        painter.drawLine(line.topLeft(), line.topRight())
    for left in lefts:
        line = box(left, 0, 0, bottom)
        painter.drawLine(line.topLeft(), line.bottomLeft())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box(0, 0, size.width(), bottom))
