"""Files as they arrive: every format, every encoding, and everything that only pretends to be a workbook."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.errors import Refused
from app.exchange.reading.opening import open_book

TABLE = [["Région", "Secteur", "Bénéficiaires"], ["Bahr el Ghazal", "Santé", "120"], ["Guéra", "Éducation", "80"]]


def rows_of(path: Path) -> list[list[object]]:
    return open_book(path).sheets[0].rows


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "file.csv"
    path.write_bytes("\r\n".join(separator.join(row) for row in TABLE * 4).encode(encoding))
    assert rows_of(path)[:3] == TABLE


def test_an_arabic_csv_of_windows_is_read(tmp_path):
    path = tmp_path / "file.csv"
    rows = [["المحافظة", "القطاع"], ["طرابلس", "الصحة"], ["بنغازي", "التعليم"]]
    path.write_bytes("\r\n".join(";".join(row) for row in rows).encode("cp1256"))
    assert rows_of(path) == rows


def test_a_csv_keeps_line_breaks_in_cells_and_counts_records_as_rows(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('sep=;\nA;B\n"one\ntwo";2\n;\n3;"4 ""x"""\n', encoding="utf-8")
    assert rows_of(path) == [[], ["A", "B"], ["one\ntwo", "2"], [], ["3", '4 "x"']]


def test_a_lone_quote_does_not_swallow_the_file(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("A,B\n" + 'pipe 2" wide,5\n"unclosed,6\n' + "plain,7\n" * 400, encoding="utf-8")
    assert len(rows_of(path)) == 403


def test_sheets_keep_their_names_places_and_whether_they_are_hidden(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "First"
    book.active["C4"] = 5
    hidden = book.create_sheet("Second")
    hidden.sheet_state = "hidden"
    hidden["A1"] = dt.datetime(2019, 3, 15)
    book.save(tmp_path / "file.xlsx")
    first, second = open_book(tmp_path / "file.xlsx").sheets
    assert (first.name, first.hidden, first.cell(4, 2), first.cell(4, 0)) == ("First", False, 5, "")
    assert (second.name, second.hidden) == ("Second", True)
    assert second.cell(1, 0) in (dt.datetime(2019, 3, 15), dt.date(2019, 3, 15))


def test_an_ods_is_read(tmp_path):
    path = tmp_path / "file.ods"
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Province", "Secteur")
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Feuille1"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", content)
    assert rows_of(path) == [["Province", "Secteur"]]


def refused(path: Path) -> Refused:
    with pytest.raises(Refused) as error:
        open_book(path)
    assert len(error.value.message) > 20
    assert error.value.message.endswith(".")
    return error.value


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not_a_workbook"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "not_a_workbook"),
        (b"%PDF-1.4\n" + b"x" * 400, "not_a_workbook"),
        (b"\xef\xbb\xbf<html><table><tr><td>Organisation</td></tr></table></html>", "not_a_workbook"),
        (bytes(range(256)) * 20, "not_a_workbook"),
        (b"PK\x03\x04" + b"\0" * 400, "damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
            "password_protected",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "damaged"),
        (b"\n\n  \n", "empty"),
    ],
)
def test_what_only_pretends_to_be_a_workbook_is_refused_with_a_sentence(tmp_path, content, code):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    assert refused(path).code == code


def test_a_stray_control_character_does_not_make_a_csv_unreadable(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"Organisation,Sector\nUNI\x01CEF,WASH\nW\x00HO,Health\n")
    assert rows_of(path)[1:] == [["UNICEF", "WASH"], ["WHO", "Health"]]


def test_a_file_that_the_system_will_not_open_is_refused_with_its_reason(tmp_path):
    assert refused(tmp_path / ("n" * 300 + ".xlsx")).code == "not_readable"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_it_is_refused(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Organisation,Sector\n", encoding="utf-8")
    path.chmod(0)
    assert refused(path).code == "not_readable"


def test_a_folder_is_said_to_be_one(tmp_path):
    assert "folder" in refused(tmp_path).message


def test_a_cut_off_workbook_is_refused(tmp_path, real):
    path = tmp_path / "file.xlsx"
    whole = real("tcd_3w_oct2021.xlsx").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(path).code == "damaged"


def test_a_workbook_with_a_broken_sheet_is_refused(tmp_path, real):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(real("tcd_3w_oct2021.xlsx")) as whole, zipfile.ZipFile(path, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, whole.read(name)[:300] if "sheet1.xml" in name else whole.read(name))
    assert refused(path).code == "damaged"


def test_a_packed_folder_and_a_text_document_are_refused(tmp_path):
    for name, inside in (("a.xlsx", "photo.txt"), ("b.xlsx", "word/document.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr(inside, "x")
            packed.writestr("[Content_Types].xml" if "word" in inside else "other.txt", "x")
        assert refused(tmp_path / name).code == "not_a_workbook"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (60 * 2**20))
    assert refused(path).code == "too_large"


def test_one_cell_at_the_far_corner_is_left_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "near"
    book.active.cell(1_048_576, 16_384, "far")
    book.save(tmp_path / "file.xlsx")
    read = open_book(tmp_path / "file.xlsx")
    assert read.sheets[0].rows == [["near"]]
    assert read.notes


def test_a_million_empty_rows_are_no_rows(tmp_path):
    path = tmp_path / "file.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    rows = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(2, 1_000_000))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", rows.encode() + b"</sheetData>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert rows_of(path) == [["x"]]


def test_a_missing_file_is_told(tmp_path):
    assert refused(tmp_path / "nowhere.xlsx").code == "no_file"


def test_reading_can_be_cancelled(real):
    with pytest.raises(Refused) as error:
        open_book(real("moz_response_tracking_2019.xlsx"), cancelled=lambda: True)
    assert error.value.code == "cancelled"


def test_progress_counts_the_rows(real):
    seen: list[int] = []
    open_book(real("sdn_3w_2021.xlsx"), progress=seen.append)
    assert seen[-1] == 2775
