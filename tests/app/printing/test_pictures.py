"""Pictures that leave: what is painted, that it fits, and what the files are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QImage, QPainter

from app.errors import Refused, Trouble
from app.insight.matrix import Cell, Heading, Matrix
from app.insight.selection import Organisation, Selection
from app.printing.look import PAPER, font
from app.printing.matrix_picture import fit_names, paint_cell, paint_matrix, size_of
from app.printing.matrix_table import TOTAL, CellWords, build_table, said_number
from app.printing.sheet import save_picture
from app.printing.text import wrapped

pytestmark = pytest.mark.usefixtures("qapp")


def small_matrix() -> tuple[Matrix, Selection]:
    organisations = {id: Organisation(id, id, None, None, None, None) for id in ("INAS", "PMA", "CVM")}
    rows = (Heading("MZ1001", "Beira", "place"), Heading("MZ1002", "Búzi", "place"))
    columns = (Heading("SPR", "Social protection", "sector"), Heading("WSH", "Water, sanitation and hygiene", "sector"))
    cells = {
        ("MZ1001", "SPR"): Cell(2, ("INAS", "PMA"), 0, ("a", "b")),
        ("MZ1002", "WSH"): Cell(1, ("CVM",), 0, ("c",)),
    }
    totals = {"MZ1001": Cell(2, ("INAS", "PMA")), "MZ1002": Cell(1, ("CVM",))}
    across = {"SPR": Cell(2, ("INAS", "PMA")), "WSH": Cell(1, ("CVM",))}
    counted = Matrix(
        2, "sector", "organisations", rows, columns, cells, totals, across, Cell(3, ("CVM", "INAS", "PMA"))
    )
    return counted, Selection((), organisations, {})


def test_the_words_of_a_cell_are_its_number_and_short_names() -> None:
    table = build_table(
        *small_matrix(),
        overlapping=frozenset({("MZ1001", "SPR")}),
        gaps=frozenset({("MZ1002", "SPR"), ("MZ1001", "SPR")}),
    )
    assert table.words_at(0, 0) == CellWords("2", ("INAS", "PMA"), 1, overlap=True)
    assert table.words_at(0, 0).spoken == "2: INAS, PMA"
    assert table.words_at(1, 0).gap, "a gap is marked where nobody is"
    assert not table.words_at(0, 0).gap, "and never where somebody is"
    assert table.words_at(1, 0).spoken == "gap"
    assert (table.rows[-1].id, table.columns[-1].id) == (TOTAL, TOTAL)
    assert table.words_at(2, 2).value == "3"


def test_a_number_nobody_gave_is_a_dash_and_not_zero() -> None:
    assert said_number(None) == "–"
    assert said_number(0) == "0"
    assert said_number(12480) == "12,480"


def test_names_that_do_not_fit_are_counted() -> None:
    metrics = QFontMetricsF(font(10.5))
    names = ["INAS", "PMA", "UNICEF", "CVM", "WVI", "CARE"]
    lines = fit_names(names, metrics, 70, 2)
    assert len(lines) == 2
    assert all(metrics.horizontalAdvance(line) <= 70 for line in lines)
    told = " ".join(lines).split()
    left = int(told[-1].removeprefix("+"))
    assert told[:-1] == names[: len(names) - left]
    assert fit_names([], metrics, 70, 2) == []


def test_a_long_text_is_wrapped_within_its_width_and_its_lines() -> None:
    metrics = QFontMetricsF(font(11))
    lines = wrapped("Camp coordination and camp management of displaced people everywhere", metrics, 90, 2)
    assert len(lines) == 2
    assert all(metrics.horizontalAdvance(line) <= 90 for line in lines)
    assert lines[-1].endswith("…")


def test_a_cell_is_shaded_by_its_class() -> None:
    image = QImage(80, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_cell(painter, QRectF(0, 0, 80, 50), CellWords("9", ("INAS",), 4), PAPER, right_to_left=False)
    painter.end()
    assert image.pixelColor(76, 46) == QColor(PAPER.shades[4])


@pytest.mark.parametrize("ending", [".png", ".pdf"])
def test_the_matrix_is_written_as_a_picture(tmp_path: Path, ending: str) -> None:
    table = build_table(*small_matrix())
    path = save_picture(
        tmp_path / f"matrix{ending}",
        "Who is where",
        "Sofala",
        "Edition 7 · cut-off 2019-05-31",
        size_of(table),
        lambda painter, at: paint_matrix(painter, at, table, PAPER, False),
    )
    if ending == ".png":
        image = QImage(str(path))
        assert image.width() >= 2 * size_of(table).width()
        inside = {
            image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
        }
        assert PAPER.shades[0].lower() in inside
    else:
        assert path.read_bytes().startswith(b"%PDF-")
        assert len(path.read_bytes()) > 2_000


def test_a_picture_of_another_kind_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.png or \.pdf"):
        save_picture(tmp_path / "matrix.gif", "", "", "", QSizeF(10, 10), lambda painter, at: None)


def test_a_picture_that_cannot_be_written_is_said_calmly(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="could not be written"):
        save_picture(tmp_path / "nowhere" / "matrix.png", "", "", "", QSizeF(10, 10), lambda painter, at: None)


def test_the_font_is_the_programs_own() -> None:
    assert QGuiApplication.instance() is not None
    assert QFontMetricsF(font(12)).horizontalAdvance("Ujima") > 0
    assert font(12).families()[0] == "Noto Sans"


def test_a_painter_returns_where_it_began(tmp_path: Path) -> None:
    table = build_table(*small_matrix())
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    size = paint_matrix(painter, QPointF(10, 10), table, PAPER, True)
    assert painter.worldTransform().isIdentity()
    painter.end()
    assert size == size_of(table)
