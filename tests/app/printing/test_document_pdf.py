"""Documents as PDF: every line is set once, heads do not stand alone, and the file says what the document says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from app.errors import Trouble
from app.exchange.documents import paper
from app.exchange.documents.document import (
    CODE,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    SignatureLine,
    Table,
)
from app.exchange.minutes.written import minutes_document
from app.printing.document_pdf import pdf_bytes, write_pdf
from app.printing.page_rows import PageRow, rows_of
from app.printing.pages import set_on_pages
from app.words import speaking
from tests.helpers.documents import DOCUMENTS
from tests.helpers.meetings import MINUTES

pytestmark = pytest.mark.usefixtures("qapp")
ROOM = 500.0


def lines_of(row: PageRow) -> int:
    return sum(len(cell.lines) for cell in row.cells)


def text_of(path: Path) -> str:
    """What a reader of PDF finds in a file."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


@given(DOCUMENTS)
def test_every_line_is_set_once_and_within_its_page(document: Document) -> None:
    rows = rows_of(document)
    repeated = {id(row.head) for row in rows if row.head}
    pages = set_on_pages(rows, ROOM)
    places = [place for page in pages for place in page.places]
    again = sum(
        lines_of(page.places[0].row) for page in pages[1:] if page.places and id(page.places[0].row) in repeated
    )
    assert sum(lines_of(place.row) for place in places) - again == sum(map(lines_of, rows))
    for page in pages:
        for place, following in zip(page.places, page.places[1:], strict=False):
            assert place.top + place.row.height <= following.top + 1e-6
        assert all(place.top + place.row.height <= ROOM + 1e-6 for place in page.places)


@given(DOCUMENTS)
def test_no_text_leaves_the_page_at_its_sides(document: Document) -> None:
    for row in rows_of(document):
        for cell in row.cells:
            assert cell.left >= -1e-6
            assert cell.left + cell.width <= paper.INNER + 1e-6


@settings(max_examples=25)
@given(DOCUMENTS)
def test_whatever_stands_in_a_document_its_pdf_has_pages(document: Document) -> None:
    content = pdf_bytes(document)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") >= 1


@pytest.mark.parametrize("room", range(90, 400, 7))
def test_a_heading_never_stands_alone_at_the_foot_of_a_page(room: float) -> None:
    table = Table((Column("What"),), tuple(Row((f"row {at}",)) for at in range(3)))
    parts = tuple(
        part
        for at in range(8)
        for part in (Heading(f"Item {at}", 2), Paragraph("word " * 12 * at), Heading("List"), table)
    )
    pages = set_on_pages(rows_of(Document("Minutes", "en", parts)), room)
    assert len(pages) > 1
    assert [number for number, page in enumerate(pages) if page.places[-1].row.keeps] == []


@pytest.mark.parametrize("room", range(100, 400, 17))
def test_no_line_of_a_paragraph_stands_alone_on_a_page(room: float) -> None:
    parts = tuple(Paragraph("word " * 20 * at) for at in range(2, 14))
    pages = set_on_pages(rows_of(Document("Minutes", "en", parts)), room)
    lines = [lines_of(place.row) for page in pages for place in page.places[:1] + page.places[-1:] if place.row.divides]
    assert min(lines) >= 2


def test_the_head_of_a_table_is_repeated_on_every_page() -> None:
    table = Table(
        (Column("Reference", 1, CODE), Column("What", 5)), tuple(Row((f"AP {at}", "x " * 60)) for at in range(300))
    )
    rows = rows_of(Document("Tracker", "en", (table,)))
    pages = set_on_pages(rows, ROOM)
    head = next(row.head for row in rows if row.head)
    assert len(pages) > 10
    assert all(page.places[0].row is head for page in pages[1:])


def test_a_row_is_broken_only_if_no_page_could_hold_it() -> None:
    long = Table((Column("What"),), (Row(("short",)), Row(("word " * 3000,)), Row(("short",))))
    rows = rows_of(Document("Tracker", "en", (long,)))
    pages = set_on_pages(rows, ROOM)
    assert len(pages) > 3
    assert [page.places[-1].row.cells[0].layout.text()[:5] for page in pages[1:]] == ["word "] * (len(pages) - 2) + [
        "short"
    ]


def test_a_head_that_would_fill_the_page_is_not_repeated() -> None:
    table = Table((Column("x" * 900, 1), Column("What", 20)), tuple(Row(("", f"row {at}")) for at in range(90)))
    pages = set_on_pages(rows_of(Document("Tracker", "en", (table,))), ROOM)
    assert all(place.top + place.row.height <= ROOM for page in pages for place in page.places)


def test_columns_are_reversed_in_a_document_from_right_to_left() -> None:
    table = Table((Column("first"), Column("second")), (Row(("1", "2")),))
    for language, first_is_left in (("en", True), ("ar", False)):
        cells = rows_of(Document("", language, (table,)))[-1].cells
        assert (cells[0].left < cells[1].left) is first_is_left


def test_a_page_break_begins_one_page_and_leaves_none_empty() -> None:
    parts = (PageBreak(), Heading("One"), Paragraph("text"), PageBreak(), PageBreak(), Heading("Two"), PageBreak())
    pages = set_on_pages(rows_of(Document("", "en", parts)), ROOM)
    assert len(pages) == 3
    assert all(page.places for page in pages)


def test_there_is_room_to_sign_also_at_the_top_of_a_page() -> None:
    pages = set_on_pages(rows_of(Document("", "en", (PageBreak(), SignatureLine(("Chair", "Secretariat"))))), ROOM)
    assert pages[1].places[-1].top >= paper.SIGNING


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_says_what_the_document_says(tmp_path: Path, language: str) -> None:
    parts = (
        Paragraph("UNICEF compares +258 84 123 4567"),
        Table((Column("Who"),), (Row(("INAS",)),)),
        PageBreak(),
        Heading("Annex"),
    )
    path = write_pdf(tmp_path / "minutes.pdf", Document("Minutes", language, parts, bears="Edition 7", stamp="DRAFT"))
    first, second, _end = text_of(path).split("\f")
    for told in ("Minutes", "UNICEF compares +258 84 123 4567", "INAS", "Edition 7", "DRAFT", "page 1 of 2"):
        assert told in first
    for told in ("Minutes", "Annex", "Edition 7", "DRAFT", "page 2 of 2"):
        assert told in second


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_file_that_cannot_be_written_is_a_trouble(tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").mkdir()
    with pytest.raises(Trouble) as caught:
        write_pdf(tmp_path / "minutes.pdf", Document("Minutes", "en"))
    assert caught.value.code == "cannot_write"


def test_a_terminal_without_a_screen_and_without_the_window_can_write_one(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from app.exchange.documents.document import Document; from app.printing.document_pdf import write_pdf; "
        "write_pdf(pathlib.Path(sys.argv[1]), Document('Minutes', 'ar')); assert 'PySide6.QtWidgets' not in sys.modules"
    )
    without = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    answer = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "m.pdf"], env=without, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "m.pdf").stat().st_size > 1000


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_minutes_can_be_printed_in_every_language(tmp_path: Path, language: str) -> None:
    with speaking(language):
        path = write_pdf(tmp_path / "minutes.pdf", minutes_document(MINUTES))
    said = text_of(path)
    for told in ("AP 14.1", "Send the register", "Rosa Machava (INAS)", "4/12/2026"):
        assert told in said
    assert said.count("Send the register") == 1
