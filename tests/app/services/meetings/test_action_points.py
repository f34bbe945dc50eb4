"""Action points until they are done: carried over, blocked, referred, answered, verified, closed in bulk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.errors import Refused
from app.exchange.minutes.typed import ACTION, DECISION
from app.services import action_points, journal, tracker
from app.services.action_points import ActionLine, Wanted, list_actions
from app.services.meetings import closing, noting
from app.services.meetings.agenda import proposals
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.records import add, read, save
from tests.helpers.committee import DAY, Committee

NEXT = dt.date(2026, 12, 22)


def agree(committee: Committee, *texts: str, due: dt.date | None = DAY, by: str = "INAS") -> list[str]:
    """Action points of the meeting of the committee; their ids."""
    item = read_sitting(committee.store, committee.meeting()).items[0]
    for text in texts:
        noting.write(committee.store, item.id, Written(ACTION, text, (committee.organisations[by],), due))
    return [one.id for one in lines(committee) if one.text in texts]


def lines(committee: Committee, **wanted: object) -> list[ActionLine]:
    return list_actions(committee.store, Wanted(**wanted))  # type: ignore[arg-type]


def test_what_is_late_is_told_by_the_clock_and_only_while_it_is_open(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(committee, "Bring the list")
    assert [one.late for one in lines(committee)] == [0]
    monkeypatch.setenv("UJIMA_NOW", "2026-12-01T09:00:00")
    assert [one.late for one in lines(committee, overdue=True)] == [7]
    action_points.close(committee.store, [lines(committee)[0].id], "João Tomás")
    assert lines(committee, overdue=True) == []
    assert lines(committee)[0].done_by == "João Tomás"


def test_several_are_closed_by_one_act_and_opened_again_by_one_undo(committee: Committee) -> None:
    ids = agree(committee, "one", "two", "three")
    action_points.close(committee.store, ids)
    assert {one.status for one in lines(committee)} == {"done"}
    journal.undo(committee.store)
    assert {one.status for one in lines(committee)} == {"open"}
    action_points.close(committee.store, ids)
    action_points.reopen(committee.store, ids)
    assert [read(committee.store, "action_point", id)["done_on"] for id in ids] == [None] * 3


def test_a_second_person_verifies_what_has_high_priority(committee: Committee) -> None:
    (id,) = agree(committee, "Repair the roof")
    save(committee.store, "action_point", id, {"high_priority": True})
    action_points.close(committee.store, [id], "Rosa Machava")
    with pytest.raises(Refused, match="not the one who did it"):
        action_points.verify(committee.store, id, "rosa machava ")
    action_points.verify(committee.store, id, "Lina Mussa")
    assert lines(committee)[0].verified_by == "Lina Mussa"


def test_what_is_blocked_for_lack_of_resources_is_a_list_of_its_own(committee: Committee) -> None:
    first, second, _third = agree(committee, "one", "two", "three")
    action_points.block(committee.store, [first], "resources", "no fuel")
    action_points.block(committee.store, [second], "political_will")
    assert [(one.text, one.comment) for one in lines(committee, blocked_by="resources")] == [("one", "no fuel")]


@pytest.mark.parametrize("type", ["action_point", "decision"])
def test_what_is_referred_stays_open_until_its_answer_opens_the_next_agenda(committee: Committee, type: str) -> None:
    higher = add(committee.store, "forum", {"name": "Provincial council", "place": "MZ09"}).created[0][1]
    item = read_sitting(committee.store, committee.meeting()).items[0]
    kind = ACTION if type == "action_point" else DECISION
    id = noting.write(committee.store, item.id, Written(kind, "Fuel for the joint visit")).created[0][1]
    closing.finish(committee.store, committee.meeting())
    action_points.refer(committee.store, type, id, higher)
    assert next(one.topic for one in proposals(committee.store, higher, NEXT)) == "Referred: Fuel for the joint visit"
    if type == "action_point":
        assert [one.is_open for one in lines(committee, states=frozenset({"referred"}))] == [True]
    action_points.answer(committee.store, type, id, "200 litres are granted")
    offered = proposals(committee.store, committee.forum, NEXT)
    assert (offered[0].topic, offered[0].notes) == ("Answer: Fuel for the joint visit", "200 litres are granted")
    assert not [one for one in proposals(committee.store, higher, NEXT) if one.topic.startswith("Referred")]
    committee.meeting(NEXT)
    assert not [
        one
        for one in proposals(committee.store, committee.forum, dt.date(2027, 1, 26))
        if one.topic.startswith("Answer")
    ]


def test_what_is_not_for_circulation_is_in_no_message_and_no_workbook(committee: Committee, tmp_path: Path) -> None:
    agree(committee, "Bring the list", "Look into kestrel7731")
    item = read_sitting(committee.store, committee.meeting()).items[0]
    noting.write(committee.store, item.id, Written(ACTION, "open to all"))
    noting.keep_closed(committee.store, item.id, True)
    assert len(lines(committee)) == 3
    assert "kestrel" not in "".join(tracker.message(lines(committee)))
    tracker.write(committee.store, tmp_path / "tracker.xlsx")
    cells = [cell.value for row in load_workbook(tmp_path / "tracker.xlsx").active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell and "kestrel" in str(cell)]
    noting.keep_closed(committee.store, item.id, False)
    assert "kestrel" in "".join(tracker.message(lines(committee)))


def test_the_tracker_says_what_who_by_when_and_how_late(
    committee: Committee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(committee, "=Bring the list")
    closing.finish(committee.store, committee.meeting())
    monkeypatch.setenv("UJIMA_NOW", "2026-12-01T09:00:00")
    tracker.write(committee.store, tmp_path / "tracker.xlsx")
    sheet = load_workbook(tmp_path / "tracker.xlsx").active
    head, row = [[cell.value for cell in line] for line in sheet.iter_rows(max_row=2)]
    told = dict(zip(head, row, strict=True))
    assert (told["Reference"], told["Action point"], told["Who"], told["By when"], told["Days late"]) == (
        "1.1", "=Bring the list", "INAS", "24/11/2026", 7,
    )  # fmt: skip
    assert "=Bring the list (INAS · 24/11/2026 · 7 days late)" in tracker.message(lines(committee))[0]
