"""Word files: whatever goes in is in them, and an office can work with what comes out."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given

from app.errors import Trouble
from app.exchange.documents import paper
from app.exchange.documents.document import (
    CODE,
    FIGURES,
    LATE,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    SignatureLine,
    Table,
)
from app.exchange.documents.docx import docx_bytes, write_docx
from app.exchange.documents.word_xml import POINT
from tests.helpers.documents import DOCUMENTS, HOSTILE, bare, text_of_docx, texts_of, words_of, xml_of_docx

TABLE = Table(
    (Column("Reference", 1, CODE), Column("What", 4), Column("People", 1, FIGURES)),
    (Row(("AP 3", "Compare the lists", "1,840")), Row(("AP 4", "قائمة المستفيدين", "12"), LATE)),
)


@given(DOCUMENTS)
def test_every_word_of_a_document_is_in_the_file(document: Document) -> None:
    assert words_of(texts_of(document)) <= set(bare(text_of_docx(docx_bytes(document))).split())


@given(DOCUMENTS)
def test_the_same_document_is_the_same_file(document: Document) -> None:
    assert docx_bytes(document) == docx_bytes(document)


@given(DOCUMENTS)
def test_the_facts_of_paragraphs_runs_and_tables_stand_in_the_order_that_word_asks_for(document: Document) -> None:
    orders = {
        "w:pPr": ("w:pStyle", "w:keepNext", "w:pageBreakBefore", "w:bidi", "w:jc"),
        "w:rPr": ("w:b", "w:bCs", "w:rtl"),
        "w:tblPr": ("w:tblStyle", "w:bidiVisual", "w:tblW", "w:tblInd", "w:tblLayout", "w:tblLook"),
        "w:tcPr": ("w:tcW", "w:tcBorders", "w:shd", "w:vAlign"),
    }
    body = xml_of_docx(docx_bytes(document))
    for tag, order in orders.items():
        known = [qn(name) for name in order]
        for facts in body.iter(qn(tag)):
            places = [known.index(child.tag) for child in facts]
            assert places == sorted(places)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_or_like_xml_stays_text(text: str) -> None:
    content = docx_bytes(Document(text, "en", (Paragraph(text, label=text), Table((Column(text),), (Row((text,)),)))))
    word = docx.Document(io.BytesIO(content))
    assert bare(word.paragraphs[0].text) == text
    assert bare(word.tables[0].rows[1].cells[0].text) == text
    assert not xml_of_docx(content).findall(f".//{qn('w:instrText')}")


def test_headings_and_the_title_are_real_styles() -> None:
    word = docx.Document(io.BytesIO(docx_bytes(Document("Minutes", "en", (Heading("Decisions"), Heading("One", 2))))))
    assert [one.style.name for one in word.paragraphs] == ["Title", "Heading 1", "Heading 2"]
    assert all(one.style.paragraph_format.keep_with_next for one in word.paragraphs)


def test_the_head_of_a_table_is_repeated_and_no_row_is_broken() -> None:
    rows = tuple(Row((f"AP {at}", "text " * 30, "1")) for at in range(300))
    word = docx.Document(io.BytesIO(docx_bytes(Document("Tracker", "en", (Table(TABLE.columns, rows),)))))
    facts = [row._tr.trPr for row in word.tables[0].rows]
    assert len(facts) == 301
    assert [at for at, one in enumerate(facts) if one.find(qn("w:tblHeader")) is not None] == [0]
    assert all(one.find(qn("w:cantSplit")) is not None for one in facts)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_table_is_wider_than_the_page(language: str) -> None:
    body = xml_of_docx(docx_bytes(Document("", language, (TABLE, SignatureLine(("a", "b", "c"))), facts=(("a", "b"),))))
    for grid in body.iter(qn("w:tblGrid")):
        assert sum(int(column.get(qn("w:w"))) for column in grid) <= paper.INNER * POINT + 3


def test_a_document_in_arabic_is_mirrored() -> None:
    parts = (Paragraph("نسق WFP مع +258 84 123 4567"), TABLE)
    body = xml_of_docx(docx_bytes(Document("محضر", "ar", parts)))
    assert body.find(f".//{qn('w:sectPr')}/{qn('w:bidi')}") is not None
    assert body.find(f".//{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None
    runs = {
        "".join(run.itertext()): run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in body.iter(qn("w:r"))
    }
    assert runs["محضر"]
    assert not runs["WFP"]
    assert not runs["\u200e+258 84 123 4567"], "a mark in front keeps the groups of a phone in order"


def test_what_was_written_in_another_script_keeps_its_own_direction() -> None:
    word = docx.Document(
        io.BytesIO(docx_bytes(Document("Minutes", "fr", (Paragraph("قال الوزير إن القائمة جاهزة."),))))
    )
    assert [one._p.pPr.find(qn("w:bidi")) is not None for one in word.paragraphs] == [False, True]


def test_every_page_bears_its_number_its_state_and_what_the_chair_trusts() -> None:
    content = docx_bytes(Document("Minutes", "en", bears="Edition 7", stamp="DRAFT"))
    section = docx.Document(io.BytesIO(content)).sections[0]
    for foot in (section.footer, section.first_page_footer):
        told = [one.text for one in foot._element.iter(qn("w:instrText"))]
        assert told == ["PAGE", "NUMPAGES"]
        assert foot.tables[0].rows[0].cells[0].text == "Edition 7"
    for head in (section.header, section.first_page_header):
        assert head.tables[0].rows[0].cells[1].text == "DRAFT"


def test_the_properties_say_title_author_and_language_and_no_time() -> None:
    content = docx_bytes(Document("Minutes 14", "fr", author="INAS Sofala"))
    facts = docx.Document(io.BytesIO(content)).core_properties
    assert (facts.title, facts.author, facts.language, facts.comments) == ("Minutes 14", "INAS Sofala", "fr", "")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert b"dcterms" not in file.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")
        assert {one.date_time[0] for one in file.infolist()} == {1980}
        assert not [name for name in file.namelist() if "thumbnail" in name]
        assert b'w:lang w:val="fr-FR"' in file.read("word/styles.xml")


def test_a_page_break_behind_a_full_page_leaves_no_empty_one() -> None:
    body = xml_of_docx(docx_bytes(Document("", "en", (TABLE, PageBreak(), Heading("Annex")))))
    assert not body.findall(f".//{qn('w:br')}")
    assert len(body.findall(f".//{qn('w:pageBreakBefore')}")) == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_file_that_cannot_be_written_is_a_trouble_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "minutes.docx").mkdir()
    with pytest.raises(Trouble) as caught:
        write_docx(tmp_path / "minutes.docx", Document("Minutes", "en"))
    assert caught.value.code == "cannot_write"
    assert [one.name for one in tmp_path.iterdir()] == ["minutes.docx"]


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "minutes.docx"
    path.write_bytes(b"older")
    document = Document("Minutes", "en", (TABLE,))
    assert write_docx(path, document).read_bytes() == docx_bytes(document)
    assert [one.name for one in tmp_path.iterdir()] == ["minutes.docx"]
