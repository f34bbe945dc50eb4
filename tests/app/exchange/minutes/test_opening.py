"""Files that are no minutes: each is refused in a moment, with a sentence that says what to do."""

import contextlib
import time
import zipfile

import pytest
from docx import Document
from hypothesis import given, strategies as st
from openpyxl import Workbook

from app.errors import Refused
from app.exchange.minutes.opening import MOST_BYTES, MOST_PARAGRAPHS, OLE
from app.exchange.minutes.received import read_file, read_text

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def code_of(path):
    """The code with which a file is refused, in less than some seconds."""
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        read_file(path)
    assert time.monotonic() - begun < 10
    assert len(refused.value.message) > 30
    return refused.value.code


@pytest.fixture
def minutes(tmp_path):
    path = tmp_path / "minutes.docx"
    document = Document()
    document.add_paragraph("Minutes of the meeting held on 24 November 2026")
    document.add_heading("Action points")
    document.add_paragraph("WFP to share the list by Friday", "List Bullet")
    document.save(path)
    return path


def with_document(path, minutes, xml):
    """A Word file with another main part."""
    with zipfile.ZipFile(minutes) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return path


def test_a_word_file_is_read(minutes):
    assert [task.text for task in read_file(minutes).actions] == ["WFP to share the list by Friday"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "notes.txt"
    path.write_bytes(
        "Réunion du 24 novembre 2026 à Kaya, préparée dès l'été\nPrésents : OCHA, PAM, DRC".encode(encoding)
    )
    assert [one.organisation for one in read_file(path).attendance] == ["OCHA", "PAM", "DRC"]


def test_a_file_that_is_not_there_or_empty_is_refused(tmp_path):
    (tmp_path / "empty.docx").write_bytes(b"")
    assert code_of(tmp_path / "none.docx") == "no_file"
    assert code_of(tmp_path) == "no_file"
    assert code_of(tmp_path / "empty.docx") == "empty"
    (tmp_path / "blank.txt").write_text("  \n\n ", encoding="utf-8")
    assert code_of(tmp_path / "blank.txt") == "empty"


def test_a_workbook_under_another_name_is_refused(tmp_path):
    path = tmp_path / "minutes.docx"
    Workbook().save(path)
    assert code_of(path) == "not_minutes"


@pytest.mark.parametrize(
    "name, content",
    [
        ("minutes.pdf", b"%PDF-1.7 anything"), ("minutes.docx", b"%PDF-1.7 anything"), ("minutes.doc", OLE + b"\0" * 600),
        ("minutes.doc", b"Minutes of the meeting"), ("minutes.odt", b"Minutes of the meeting"), ("minutes.rtf", b"{\\rtf1 a}"),
        ("minutes.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 90), ("minutes.txt", bytes(range(32)) * 40),
        ("minutes.html", b"<!DOCTYPE html><p>Minutes"),
    ],
)  # fmt: skip
def test_other_kinds_of_files_are_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert code_of(tmp_path / name) == "not_minutes"


def test_an_open_document_is_refused(tmp_path):
    path = tmp_path / "minutes.odt"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<office:document-content/>")
    assert code_of(path) == "not_minutes"


def test_a_file_with_a_password_is_refused(tmp_path):
    path = tmp_path / "minutes.docx"
    path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert code_of(path) == "password_protected"


def test_a_damaged_file_is_refused(tmp_path, minutes):
    whole = minutes.read_bytes()
    for name, content in (("half", whole[: len(whole) // 2]), ("name", b"PK\x03\x04" + b"x" * 100)):
        (tmp_path / f"{name}.docx").write_bytes(content)
        assert code_of(tmp_path / f"{name}.docx") == "damaged"
    for xml in ("<w:document", "<other/>", f"<w:document {W}><w:body><w:tbl><w:tr><w:tc/></w:tr>"):
        assert code_of(with_document(tmp_path / "xml.docx", minutes, xml)) == "damaged"
    with zipfile.ZipFile(tmp_path / "bare.docx", "w") as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("word/document.xml", f"<w:document {W}><w:body/></w:document>")
    assert code_of(tmp_path / "bare.docx") == "damaged"


def test_a_file_beyond_all_bounds_is_refused(tmp_path, minutes):
    path = tmp_path / "large.docx"
    with path.open("wb") as file:
        file.write(b"PK")
        file.truncate(MOST_BYTES + 1)
    assert code_of(path) == "too_large"


def test_a_zip_bomb_is_refused(tmp_path, minutes):
    many = f"<w:document {W}><w:body>{' ' * (50 * 2**20)}</w:body></w:document>"
    assert code_of(with_document(tmp_path / "bomb.docx", minutes, many)) == "too_large"


def test_more_paragraphs_than_any_meeting_has_are_refused(tmp_path, minutes):
    many = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * (MOST_PARAGRAPHS * 5)
    path = with_document(tmp_path / "many.docx", minutes, f"<w:document {W}><w:body>{many}</w:body></w:document>")
    assert code_of(path) == "too_large"


def test_a_cell_that_covers_a_million_columns_is_read_within_bounds(tmp_path, minutes):
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>Present: WFP</w:t></w:r></w:p></w:tc>'
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{f'<w:tr>{cell}</w:tr>' * 50}</w:tbl>"
    path = with_document(tmp_path / "wide.docx", minutes, f"<w:document {W}><w:body>{table}</w:body></w:document>")
    begun = time.monotonic()
    read_file(path)
    assert time.monotonic() - begun < 10


def test_entities_that_grow_without_end_are_not_followed(tmp_path, minutes):
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = "<w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body>"
    xml = f'<!DOCTYPE d [<!ENTITY e0 "aaaaaaaaaa">{grown}]><w:document {W}>{body}</w:document>'
    path = with_document(tmp_path / "grown.docx", minutes, xml)
    begun = time.monotonic()
    with contextlib.suppress(Refused):
        assert not read_file(path).actions
    assert time.monotonic() - begun < 10


def test_a_text_that_is_too_long_or_is_none_is_refused():
    for text, code in (("a " * 400_000, "too_large"), (" \n ", "empty"), ("\x01\x02" * 500, "not_minutes")):
        with pytest.raises(Refused) as refused:
            read_text(text)
        assert refused.value.code == code


def test_control_characters_in_minutes_are_left_out():
    text = "Present: WFP,\x07 FAO, IOM\n\nAction points\n- WFP to sha\x00re the list"
    assert [task.text for task in read_text(text).actions] == ["WFP to share the list"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "minutes.docx"
    path.write_bytes(content)
    with contextlib.suppress(Refused):
        read_file(path)


def test_long_minutes_are_read_in_a_moment():
    line = "The committee agreed that WFP and the Ministry of Health share the list, which (they said) is long, by Friday. "
    text = "Minutes of the meeting held on 24 November 2026\n" + "\n".join(line * 3 for _ in range(600))
    begun = time.monotonic()
    read_text(text)
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    "piece",
    [
        "a. ",
        "(",
        "Ali and ",
        "Awa, ",
        "RRC was asked to ",
        "a – ",
        "Action: ",
        "A/",
        "على وزارة الصحة و",
        "   ",
        "1.1",
        "[",
        "*",
        "Ana Pérez – jefa, ",
        "/1",
    ],
)
def test_a_text_that_says_one_thing_over_and_over_takes_no_longer_than_another(piece):
    for opening in ("Present: ", "AP 1 ", "MIN 1"):
        begun = time.monotonic()
        read_text(opening + piece * (40_000 // len(piece)) + "b")
        assert time.monotonic() - begun < 20
