"""The small charts: what is painted where, in both directions of reading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from app.printing.charts import LEGEND_LINE, mirrored, paint_bar, paint_columns, paint_legend
from app.printing.look import PAPER

pytestmark = pytest.mark.usefixtures("qapp")
BLUE, RED, GREY = "#0000ff", "#ff0000", "#cccccc"
RECT = QRectF(0, 0, 100, 20)


@pytest.fixture
def image() -> QImage:
    made = QImage(100, 20, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    return made


def colour_at(image: QImage, x: int, y: int = 10) -> str:
    return image.pixelColor(x, y).name()


def test_the_segments_of_a_bar_are_as_long_as_their_share(image: QImage) -> None:
    painter = QPainter(image)
    paint_bar(painter, RECT, [(25, BLUE), (0, "#00ff00"), (50, RED)], 100, GREY)
    painter.end()
    assert [colour_at(image, x) for x in (12, 50, 90)] == [BLUE, RED, GREY]


def test_a_bar_runs_the_other_way_where_the_language_does(image: QImage) -> None:
    painter = QPainter(image)
    with mirrored(painter, RECT, True):
        paint_bar(painter, RECT, [(25, BLUE)], 100, GREY)
    painter.end()
    assert [colour_at(image, x) for x in (12, 88)] == [GREY, BLUE]


def test_a_column_of_nothing_keeps_a_foot_to_be_seen(image: QImage) -> None:
    painter = QPainter(image)
    paint_columns(painter, RECT, [4, 0], BLUE, RED)
    painter.end()
    assert (colour_at(image, 10, 4), colour_at(image, 36, 4), colour_at(image, 36, 19)) == (BLUE, "#ffffff", RED)


def test_a_legend_goes_on_in_the_next_line() -> None:
    image = QImage(260, 80, QImage.Format.Format_RGB32)
    entries = [("1–1,000", BLUE), ("1,001–5,000", RED), ("5,001 or more", GREY)]
    for right_to_left in (False, True):
        painter = QPainter(image)
        end = paint_legend(
            painter, QRectF(0, 0, 260, 80), "People reached", entries, PAPER, right_to_left, "nobody recorded"
        )
        painter.end()
        assert end.y() >= LEGEND_LINE
        assert end.x() <= 300
