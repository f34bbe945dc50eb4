from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from app.errors import Refused
from app.services import editions, exporting, importing, packs, reach, records, rounds
from app.services.exporting import Options
from app.store.workspace import Store, create_workspace
from tests.helpers.workbooks import Sheet


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Three organisations with a row each in Sofala, on 20 May 2026."""
    monkeypatch.setenv("UJIMA_NOW", "2026-05-20T10:00:00")
    with create_workspace(tmp_path / "desk") as store:
        packs.begin_country(store, "MOZ", place="MZ09", office="INGC Sofala")
        for name, sector in (("Alfa", "FSC"), ("Beta", "HEA"), ("Gama", "WSH")):
            id = records.add(store, "organisation", {"name": name, "type": "441"}).created[0][1]
            activity = records.add(
                store, "activity", {"lead": id, "sector": sector, "place": "MZ0901", "status": "ongoing"}
            ).created[0][1]
            records.add(
                store,
                "figures",
                {
                    "activity": activity,
                    "period_start": dt.date(2026, 5, 1),
                    "period_end": dt.date(2026, 5, 31),
                    "people": 10,
                    "validation": "submitted",
                },
            )
        yield store


def ids(store: Store) -> dict[str, str]:
    return dict(store.reading().execute("SELECT name, id FROM organisation"))


def a_round(store: Store) -> str:
    return rounds.begin_round(
        store, "May 2026", (dt.date(2026, 5, 1), dt.date(2026, 5, 31)), dt.date(2026, 5, 25), place="MZ09"
    )


def test_who_has_rows_in_the_place_is_expected(store):
    round = a_round(store)
    assert [(line.name, line.state, line.last_line) for line in rounds.overview(store, round)] == [
        (name, "expected", "2026-05-31") for name in ("Alfa", "Beta", "Gama")
    ]


def test_answers_after_the_deadline_are_late_and_no_answer_is_silence(store, monkeypatch):
    round, known = a_round(store), ids(store)
    rounds.receive(store, round, known["Alfa"], rows=3)
    monkeypatch.setenv("UJIMA_NOW", "2026-05-28T10:00:00")
    rounds.receive(store, round, known["Beta"], rows=1)
    assert [(line.name, line.state) for line in rounds.overview(store, round)] == [
        ("Alfa", "received"),
        ("Beta", "late"),
        ("Gama", "silent"),
    ]
    assert rounds.rate_of(store, round).sentence() == "2 of 3 organisations reported, 0 nil, 1 silent"


def test_a_nil_return_is_an_answer_of_its_own(store):
    round, known = a_round(store), ids(store)
    rounds.receive(store, round, known["Gama"], nil=True)
    assert rounds.rate_of(store, round).sentence() == "0 of 3 organisations reported, 1 nil, 2 silent"


def test_a_reminder_brings_the_organisations_own_rows_and_its_return_is_its_answer(store, tmp_path):
    round, known = a_round(store), ids(store)
    records.add(store, "contact", {"organisation": known["Alfa"], "name": "Ana", "phones": ["+258 84 111 1111"]})
    reminder = rounds.remind(store, round, known["Alfa"], tmp_path)
    assert reminder["message"].startswith("Dear Ana, for May 2026 we are waiting for the rows of Alfa.")
    assert reminder["phones"] == ["+258 84 111 1111"]
    path = Path(reminder["file"])
    assert path.name == "May 2026 - Alfa.xlsx"
    top = next(
        number
        for number, row in enumerate(openpyxl.load_workbook(path)["Rows"].iter_rows(values_only=True), 1)
        if row[0] == "Record ID"
    )
    sheet = Sheet(path, "Rows", top)
    sheet.put(sheet.first, {"People reached": 33})
    sheet.put(
        sheet.first + 1,
        {
            "Cluster/sector": "Nutrition",
            "Activity": "Screening",
            "Admin2 name": "Buzi",
            "Admin1 name": "Sofala",
            "People reached": 8,
        },
    )
    proposal = importing.propose(store, sheet.save(tmp_path / "back.xlsx"))
    importing.take(store, proposal)
    report = importing.report(proposal)
    assert (report["created"], report["updated"], report["held"]) == (1, 1, 0)
    line = next(line for line in rounds.overview(store, round) if line.name == "Alfa")
    assert (line.state, line.rows, line.reminded_on) == ("received", 2, "2026-05-20")
    new = (
        store.reading()
        .execute("SELECT a.lead, f.period_start FROM activity a JOIN figures f ON f.activity = a.id WHERE f.people = 8")
        .fetchone()
    )
    assert new == (known["Alfa"], "2026-05-01")


def test_sending_back_keeps_why_and_validating_reaches_the_figures_in_one_undo(store):
    from app.services import journal

    round, known = a_round(store), ids(store)
    rounds.send_back(store, round, known["Beta"], "Which district?")
    assert store.reading().execute("SELECT state, remarks FROM round_reply").fetchone() == (
        "returned",
        "Which district?",
    )
    rounds.validate(store, round, known["Beta"], "Health cluster")
    states = "SELECT validation FROM figures f JOIN activity a ON a.id = f.activity WHERE a.lead = ?"
    assert store.reading().execute(states, (known["Beta"],)).fetchone()[0] == "validated"
    assert store.reading().execute(states, (known["Alfa"],)).fetchone()[0] == "submitted"
    journal.undo(store)
    assert store.reading().execute(states, (known["Beta"],)).fetchone()[0] == "submitted"


def test_closing_a_round_makes_the_edition_and_can_be_done_once(store):
    round, known = a_round(store), ids(store)
    rounds.receive(store, round, known["Alfa"], rows=1)
    edition = rounds.close_round(store, round)
    assert {line.state for line in rounds.overview(store, round)} == {"received", "silent"}
    made = editions.list_editions(store)[0]
    assert (made["id"], made["number"], made["expected"], made["reported"], made["silent"], made["rows"]) == (
        edition,
        1,
        3,
        1,
        2,
        3,
    )
    with pytest.raises(Refused):
        rounds.close_round(store, round)


def test_an_edition_stays_as_it_was_whatever_is_changed_later(store, tmp_path):
    first = exporting.export(store, tmp_path / "one.xlsx", Options(edition=True))
    before = reach.read_matrix(store)
    alfa = (
        store.reading()
        .execute("SELECT a.id FROM activity a JOIN organisation o ON o.id = a.lead WHERE o.name = 'Alfa'")
        .fetchone()[0]
    )
    records.delete(store, "activity", alfa)
    records.save(store, "organisation", ids(store)["Beta"], {"name": "Beta renamed"})
    exporting.export(store, tmp_path / "again.xlsx", Options(of_edition=first["edition_id"]))
    rows = [
        python_calamine.load_workbook(str(tmp_path / name)).get_sheet_by_name("Rows").to_python()
        for name in ("one.xlsx", "again.xlsx")
    ]
    assert rows[0] == rows[1]
    from app.insight.matrix import as_data, matrix

    frozen = editions.selection_of(store, first["edition_id"])
    assert as_data(matrix(frozen), frozen)["total"] == before["total"] == 3
    assert reach.read_matrix(store)["total"] == 2


def test_the_second_edition_says_what_changed_since_the_first(store, tmp_path):
    assert exporting.export(store, tmp_path / "one.xlsx", Options(edition=True))["edition"] == 1
    assert "Changes" not in openpyxl.load_workbook(tmp_path / "one.xlsx").sheetnames
    rows = dict(store.reading().execute("SELECT o.name, a.id FROM activity a JOIN organisation o ON o.id = a.lead"))
    records.save(store, "activity", rows["Alfa"], {"status": "completed"})
    records.delete(store, "activity", rows["Beta"])
    records.add(store, "activity", {"lead": ids(store)["Gama"], "sector": "EDU", "place": "MZ0903"})
    report = exporting.export(store, tmp_path / "two.xlsx", Options(edition=True))
    assert report["edition"] == 2
    table = python_calamine.load_workbook(str(tmp_path / "two.xlsx")).get_sheet_by_name("Changes").to_python()
    assert table[0][0] == "Changed since edition 1"
    assert sorted(row[:2] + row[4:] for row in table[1:]) == [
        ["Changed", "Alfa", "Status", "Ongoing", "Completed"],
        ["New row", "Gama", "", "", ""],
        ["No longer here", "Beta", "", "", ""],
    ]


def test_an_edition_bears_its_number_cut_off_rate_share_and_filter(store, tmp_path):
    round, known = a_round(store), ids(store)
    rounds.receive(store, round, known["Alfa"], rows=1)
    rounds.validate(store, round, known["Alfa"], "lead")
    edition = rounds.close_round(store, round)
    exporting.export(store, tmp_path / "a.xlsx", Options(of_edition=edition, language="en"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    bears = "Edition 1 · cut-off 2026-05-20 · 1 of 3 organisations reported, 0 nil, 2 silent · 33% of rows with figures validated · Sofala"
    assert all(sheet.oddFooter.left.text.endswith(bears) for sheet in book.worksheets if sheet.sheet_state == "visible")


def test_an_edition_made_elsewhere_is_refused_with_a_sentence(store):
    with pytest.raises(Refused) as refused:
        editions.source_of(store, "0199aaaa-0000-7000-8000-000000000000")
    assert refused.value.code == "edition_not_here"


def test_late_rows_are_marked_and_said_on_the_cover(store, tmp_path, monkeypatch):
    round, known = a_round(store), ids(store)
    monkeypatch.setenv("UJIMA_NOW", "2026-05-28T10:00:00")
    rounds.receive(store, round, known["Beta"], rows=1)
    report = exporting.export(store, tmp_path / "a.xlsx", Options(of_edition=rounds.close_round(store, round)))
    assert "1 row came after the deadline: its record ID is marked." in report["notes"]
    sheet = Sheet(tmp_path / "a.xlsx", "Rows")
    who = sheet.column("Lead organisation name")
    colours = {sheet.sheet.cell(row, who).value: sheet.sheet.cell(row, 1).fill.fgColor.rgb for row in (3, 4, 5)}
    assert colours["Beta"] == "FFFFE3B3"
    assert colours["Alfa"] == colours["Gama"] != colours["Beta"]
