"""What goes back to the sender: a text for a message, and his own file with the cells in question marked."""

from __future__ import annotations

import csv

import openpyxl
import pytest

from app.services import importing
from tests.app.services.importing_files import DATA, FILES


@pytest.fixture(scope="module")
def proposal(office, tmp_path_factory):
    with office(tmp_path_factory.mktemp("asked") / "office", "SOM") as store:
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


def test_a_csv_comes_back_as_a_workbook(office, tmp_path):
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


def test_a_draft_leads_back_to_its_file_even_when_the_stick_is_gone(office, tmp_path):
    path = tmp_path / "stick" / "lines.csv"
    path.parent.mkdir()
    path.write_text(
        "Organisation,Province,Sector,Activity,People reached\nWFP,Sofala,FSC,Food,c. 300\n", encoding="utf-8"
    )
    with office(tmp_path / "office", "MOZ") as store:
        importing.take(store, importing.propose(store, path))
        (open_one,) = importing.list_imports(store)
        assert (open_one.is_open, open_one.waiting) == (True, 1)
        assert importing.draft_file(store, open_one.id) == path
        content = path.read_bytes()
        path.unlink()
        copy = importing.draft_file(store, open_one.id)
        assert (copy.name, copy.read_bytes()) == ("lines.csv", content)
        importing.take(store, importing.propose(store, copy, importing.Options(confirm="proposed")))
        assert not importing.list_imports(store)[0].is_open
        assert importing.draft_file(store, open_one.id) is None


def test_the_period_of_a_file_can_be_overruled(office, tmp_path):
    path = tmp_path / "3w_mar2022.csv"
    path.write_text("Organisation,Province,Sector\nWFP,Sofala,FSC\n", encoding="utf-8")
    for folder, answer, day in (("a", None, "2022-03-01"), ("b", "May 2022", "2022-05-01"), ("c", "no", "None")):
        with office(tmp_path / folder, "MOZ") as store:
            (asked,) = [one for one in importing.propose(store, path).decisions if one.kind == "period"]
            answers = [{"id": asked.id, "answer": answer}] if answer else []
            importing.take(store, importing.propose(store, path, importing.Options(answers=answers)))
            assert str(store.reading().execute("SELECT as_of FROM presence").fetchone()[0])[:10] == day


def test_zeros_that_are_zeros_can_be_kept(office, tmp_path):
    path = tmp_path / "3w.csv"
    path.write_text(
        "Organisation,Province,Sector,Activity,People reached,Girls,Boys\nWFP,Sofala,FSC,Food,30,0,0\n",
        encoding="utf-8",
    )
    for folder, answers, girls in (("a", [], None), ("b", ["no"], 0)):
        with office(tmp_path / folder, "MOZ") as store:
            (asked,) = [one for one in importing.propose(store, path).decisions if one.kind == "not_disaggregated"]
            given = [{"id": asked.id, "answer": answer} for answer in answers]
            importing.take(store, importing.propose(store, path, importing.Options(answers=given)))
            assert store.reading().execute("SELECT people, girls FROM figures").fetchone() == (30, girls)
