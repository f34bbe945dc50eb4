"""What goes back to the sender: a text for a message, and his own file with the cells in question marked."""

from __future__ import annotations

import csv

import openpyxl
import pytest

from app.services import importing
from tests.app.services.importing_files import DATA, FILES, office


@pytest.fixture
def proposal(tmp_path):
    with office(tmp_path / "office", "SOM") as store:
        yield importing.propose(store, DATA / FILES["som"][0])


def test_the_sender_is_told_what_was_taken_and_what_is_asked(proposal):
    text = importing.answer_to_sender(proposal)
    assert "1 question" in text
    assert "1,490 rows say Baidoa" in text


def test_his_own_workbook_comes_back_with_the_cells_in_question_marked(proposal, tmp_path):
    before = proposal.path.read_bytes()
    copy = importing.mark_copy(proposal, tmp_path)
    assert proposal.path.read_bytes() == before
    sheet = openpyxl.load_workbook(copy)["Data"]
    cell = sheet.cell(4, 5)
    assert cell.value == "Baidoa"
    assert "Baydhaba" in cell.comment.text
    assert cell.fill.start_color.rgb.endswith("FFE08A")
    assert sheet.cell(3, 5).comment is None


def test_a_csv_comes_back_as_a_workbook(tmp_path):
    path = tmp_path / "lines.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["Organisation", "Province", "Sector", "Activity", "People reached"],
                ["WFP", "Atlantis", "FSC", "=1+1", "c. 300"],
            ]
        )
    with office(tmp_path / "office", "MOZ") as store:
        copy = importing.mark_copy(importing.propose(store, path), tmp_path)
    sheet = openpyxl.load_workbook(copy).active
    assert copy.suffix == ".xlsx"
    assert "Atlantis" in sheet.cell(2, 2).comment.text
    assert "300" in sheet.cell(2, 5).comment.text
    assert (sheet.cell(2, 4).value, sheet.cell(2, 4).data_type) == ("=1+1", "s")
