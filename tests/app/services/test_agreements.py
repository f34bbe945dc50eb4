"""Agreements, the grid of roles, protocols."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document as read_docx
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import load_workbook

from app.errors import Refused
from app.insight.responsibilities import LETTERS
from app.services import action_points, agreements, journal, memoranda, protocols, registers, roles
from app.services.records import add, read, save
from tests.helpers.committee import Committee, new_committee
from tests.helpers.coverage import BEIRA, BUZI, SOFALA

TODAY = dt.date(2026, 11, 24)
FUNCTIONS = [code for code, _name in roles.functions()]


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Committee]:
    """The committee of Buzi."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    made = new_committee(tmp_path / "desk")
    yield made
    made.store.close()


def agreed(committee: Committee, name: str, end: dt.date | None, place: str = BUZI, **more: object) -> str:
    values = {"name": name, "place": place, "end": end, "status": "in_force", **more}
    return add(committee.store, "agreement", values).created[0][1]


def test_an_agreement_is_spoken_of_90_days_before_its_end_or_as_early_as_it_says(committee: Committee) -> None:
    days = dt.timedelta
    for name, end, more in (
        ("in 90 days", TODAY + days(90), {}),
        ("in 91 days", TODAY + days(91), {}),
        ("in 120 days, notice of 120", TODAY + days(120), {"notice_days": 120}),
        ("over", TODAY - days(1), {}),
        ("without end", None, {}),
        ("a draft", TODAY + days(5), {"status": "draft"}),
    ):
        agreed(committee, name, end, **more)
    assert [one.name for one in agreements.ending_soon(committee.store, TODAY)] == [
        "in 90 days",
        "in 120 days, notice of 120",
    ]


def test_of_a_district_count_its_own_agreements_and_those_of_the_province_around_it(committee: Committee) -> None:
    soon = TODAY + dt.timedelta(days=10)
    for place in (BUZI, BEIRA, SOFALA):
        agreed(committee, place, soon, place)
    assert {one.name for one in agreements.ending_soon(committee.store, TODAY, [BUZI])} == {BUZI, SOFALA}
    assert {one.name for one in agreements.ending_soon(committee.store, TODAY, [SOFALA])} == {BUZI, BEIRA, SOFALA}


def test_an_activity_stands_under_no_valid_agreement_until_it_names_one_that_holds(committee: Committee) -> None:
    before = agreements.activities_under_none(committee.store)
    valid, over = agreed(committee, "valid", None), agreed(committee, "over", TODAY - dt.timedelta(days=1))
    save(committee.store, "activity", before[0], {"agreement": over})
    assert agreements.activities_under_none(committee.store) == before
    save(committee.store, "activity", before[0], {"agreement": valid})
    assert agreements.activities_under_none(committee.store) == before[1:]


def test_obligations_become_action_points_of_the_parties(committee: Committee) -> None:
    id = agreed(committee, "MoU", TODAY + dt.timedelta(days=40))
    with pytest.raises(Refused, match="which committee"):
        agreements.oblige(committee.store, id, ["Share the list"])
    for short in ("INAS", "WFP"):
        add(committee.store, "party", {"agreement": id, "organisation": committee.organisations[short]})
    save(committee.store, "agreement", id, {"forum": committee.forum})
    agreements.oblige(committee.store, id, ["Share the list", "Use one transfer value"])
    found = action_points.list_actions(committee.store)
    assert [(one.text, one.who, one.due) for one in found] == [
        (text, "INAS, WFP", TODAY + dt.timedelta(days=40)) for text in ("Share the list", "Use one transfer value")
    ]


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(FUNCTIONS[:4]), st.sampled_from(["INAS", "WFP", "CVM"])),
    st.sampled_from([*LETTERS, None]),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(st.lists(CELLS, min_size=1, max_size=4))
def test_the_grid_holds_what_was_typed_last_into_each_cell(
    committee: Committee, acts: list[dict[tuple[str, str], str | None]]
) -> None:
    held = dict.fromkeys(roles.read_grid(committee.store, BUZI).cells)
    roles.fill(committee.store, BUZI, held)
    expected: dict[tuple[str, str], str] = {}
    for act in acts:
        typed = {(function, committee.organisations[short]): letter for (function, short), letter in act.items()}
        roles.fill(committee.store, BUZI, typed)
        expected = {key: letter for key, letter in {**expected, **typed}.items() if letter}
    assert roles.read_grid(committee.store, BUZI).cells == expected


def test_the_terminal_tells_cells_and_what_is_to_be_settled(committee: Committee) -> None:
    o = committee.organisations
    roles.fill(
        committee.store,
        BUZI,
        {
            ("outreach", o["CVM"]): "R",
            ("provision", o["INAS"]): "A",
            ("provision", o["WFP"]): "A",
            ("grievances", o["AMAI"]): "A",
        },
    )
    told = roles.as_data(roles.read_grid(committee.store, BUZI))
    assert {(cell["function"], cell["organisation"], cell["role"]) for cell in told["cells"]} == {
        ("outreach", "CVM", "R"), ("provision", "INAS", "A"), ("provision", "WFP", "A"), ("grievances", "AMAI", "A"),
    }  # fmt: skip
    wrong = {
        one["function"]: (one["kind"], sorted(one["organisations"]))
        for one in told["findings"]
        if one["kind"] != "nobody"
    }
    assert wrong == {"outreach": ("nobody_accountable", []), "provision": ("two_accountable", ["INAS", "WFP"])}
    with pytest.raises(Refused, match="no P-code"):
        roles.read_grid(committee.store, "MZ99")
    with pytest.raises(Refused, match="no role"):
        roles.fill(committee.store, BUZI, {("outreach", o["CVM"]): "X"})
    journal.undo(committee.store)
    assert roles.read_grid(committee.store, BUZI).cells == {}


def test_register_and_grid_are_sheets_and_a_memorandum_is_drafted_from_the_grid(
    committee: Committee, tmp_path: Path
) -> None:
    o = committee.organisations
    with pytest.raises(Refused, match="is empty"):
        memoranda.write(committee.store, tmp_path / "mou.docx", "mou", BUZI)
    roles.fill(committee.store, BUZI, {("provision", o["INAS"]): "A", ("provision", o["WFP"]): "R"})
    agreed(committee, "MoU", TODAY)
    agreed(committee, "kestrel7731", TODAY, sensitivity="high")
    registers.write(committee.store, tmp_path / "register.xlsx")
    book = load_workbook(tmp_path / "register.xlsx")
    assert book.sheetnames == ["Agreements", "Roles Buzi"]
    cells = [[cell.value for cell in row] for row in book["Agreements"].iter_rows()]
    assert [row[0] for row in cells] == ["Title", "MoU"]
    for kind in ("mou", "sop"):
        path = memoranda.write(committee.store, tmp_path / f"{kind}.docx", kind, BUZI)
        document = read_docx(str(path))
        words = "\n".join(p.text for p in document.paragraphs) + "".join(
            cell.text for table in document.tables for row in table.rows for cell in row.cells
        )
        assert "INAS" in words
        assert "WFP" in words


def test_raising_a_protocol_makes_its_steps_action_points_by_the_clock(committee: Committee) -> None:
    o = committee.organisations
    id = add(
        committee.store, "protocol", {"name": "Cyclone", "place": BUZI, "trigger": "Alert 4", "forum": committee.forum}
    ).created[0][1]
    with pytest.raises(Refused, match="no steps"):
        protocols.raise_protocol(committee.store, id)
    for within, text in (("d7", "food"), ("h24", "open the centres"), ("h72", "assess")):
        add(
            committee.store, "protocol_step", {"protocol": id, "within": within, "text": text, "organisation": o["CVM"]}
        )
    protocols.raise_protocol(committee.store, id)
    found = action_points.list_actions(committee.store)
    assert [(one.text, one.due) for one in found] == [
        ("open the centres", dt.date(2026, 11, 25)), ("assess", dt.date(2026, 11, 27)), ("food", dt.date(2026, 12, 1)),
    ]  # fmt: skip
    assert {(one.who, one.high_priority, one.forum) for one in found} == {("CVM", True, committee.forum)}
    assert "Cyclone" in (found[0].comment or "")
    protocols.raise_protocol(committee.store, id)
    assert len(action_points.list_actions(committee.store)) == 6
    journal.undo(committee.store)
    assert read(committee.store, "action_point", found[0].id)["status"] == "open"


def test_places_that_are_called_alike_each_have_a_sheet_whatever_signs_their_names_hold(
    committee: Committee, tmp_path: Path
) -> None:
    store = committee.store
    for place in (BEIRA, BUZI, SOFALA):
        save(store, "place", place, {"name": "Posto [1/2]: a very long name of an administrative post"})
        roles.fill(store, place, {(FUNCTIONS[0], committee.organisations["INAS"]): "A"})
    registers.write(store, tmp_path / "register.xlsx")
    names = load_workbook(tmp_path / "register.xlsx").sheetnames
    assert len(names) == len(set(names)) == 3


def test_what_is_referred_goes_to_a_committee_that_is_there(committee: Committee) -> None:
    values = {"raised_in": "forum", "raised_in_id": committee.forum, "text": "Fuel", "status": "open"}
    id = add(committee.store, "action_point", values).created[0][1]
    with pytest.raises(Refused, match="Choose a committee from the list"):
        action_points.refer(committee.store, "action_point", id, "Provincial counc")
    assert action_points.list_actions(committee.store)[0].status == "open"
