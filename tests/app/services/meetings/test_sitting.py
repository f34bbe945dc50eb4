"""A meeting from its announcement to its approved minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from app.errors import Invalid, Refused
from app.exchange.minutes.people import WalkIn
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.services import journal
from app.services.action_points import list_actions
from app.services.meetings import attending, closing, noting, planning
from app.services.meetings.agenda import left_out, proposals
from app.services.meetings.noting import Written
from app.services.meetings.papers import minutes_of
from app.services.meetings.sitting import Sitting, read_sitting
from app.services.records import add, delete, read, save
from tests.helpers.committee import DAY, Committee


def sitting_of(committee: Committee, meeting: str) -> Sitting:
    return read_sitting(committee.store, meeting)


def test_a_committee_is_announced_on_the_day_of_its_rhythm_with_what_is_known_of_it(committee: Committee) -> None:
    assert planning.next_date(committee.store, committee.forum) == dt.date(2026, 12, 22)
    meeting = read(committee.store, "meeting", committee.meeting(dt.date(2026, 12, 22)))
    assert (meeting["starts_at"], meeting["venue"], meeting["number"]) == ("09:00", "Administration hall", 1)
    assert planning.next_date(committee.store, committee.forum) == dt.date(2027, 1, 26)


def test_one_committee_meets_once_a_day(committee: Committee) -> None:
    assert committee.meeting() == committee.meeting()


def test_a_meeting_that_was_deleted_or_moved_leaves_its_day_to_another(committee: Committee) -> None:
    first = committee.meeting()
    save(committee.store, "meeting", first, {"date": DAY + dt.timedelta(days=1)})
    second = committee.meeting()
    delete(committee.store, "meeting", second)
    assert len({first, second, committee.meeting()}) == 3


def test_members_are_expected_by_kind_of_actor_and_noted_when_they_come(committee: Committee) -> None:
    meeting = committee.meeting()
    people = sitting_of(committee, meeting).people
    assert [one.state for one in people] == [None] * 5
    rosa = next(one for one in people if one.name == "Rosa Machava")
    lina = next(one for one in people if one.name == "Lina Mussa")
    attending.note(committee.store, meeting, rosa, attending.PRESENT)
    attending.note(committee.store, meeting, lina, attending.APOLOGY)
    after = sitting_of(committee, meeting)
    assert after.present == 1
    assert len(after.people) == 5
    assert {one.name: one.state for one in after.people if one.state} == {
        "Rosa Machava": "present",
        "Lina Mussa": "apology",
    }
    attending.note(committee.store, meeting, next(one for one in after.people if one.name == "Lina Mussa"), "present")
    assert sitting_of(committee, meeting).present == 2


def test_an_apology_that_comes_days_before_does_not_say_that_the_meeting_was_held(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = committee.meeting(dt.date(2026, 12, 22))
    lina = next(one for one in sitting_of(committee, meeting).people if one.name == "Lina Mussa")
    attending.note(committee.store, meeting, lina, attending.APOLOGY)
    assert sitting_of(committee, meeting).meeting["status"] == "planned"
    monkeypatch.setenv("UJIMA_NOW", "2026-12-22T09:00:00")
    attending.note(committee.store, meeting, sitting_of(committee, meeting).people[0], attending.PRESENT)
    assert sitting_of(committee, meeting).meeting["status"] == "held"


def test_a_walk_in_of_a_new_organisation_stands_in_the_directory_afterwards(committee: Committee) -> None:
    meeting = committee.meeting()
    attending.walk_in(committee.store, meeting, WalkIn("Elisa João", "Casa Esperança"))
    attending.walk_in(committee.store, meeting, WalkIn("Tomé Dique", "inas"))
    attending.walk_in(committee.store, meeting, WalkIn("Somebody"))
    came = {one.name: one.written for one in sitting_of(committee, meeting).people if one.state == "walk_in"}
    assert came == {"Elisa João": "Casa Esperança", "Tomé Dique": "INAS", "Somebody": ""}
    names = [person.name for person in attending.known_people(committee.store, ())]
    assert "Elisa João" in names
    assert "Tomé Dique" in names
    assert "Somebody" not in names
    journal.undo(committee.store)
    assert len(sitting_of(committee, meeting).people) == 7


def test_lines_stand_in_the_order_in_which_they_were_typed(committee: Committee) -> None:
    meeting = committee.meeting()
    item = sitting_of(committee, meeting).items[0]
    inas = committee.organisations["INAS"]
    typed = [
        Written(NOTE, "INAS paid 1,840 households."),
        Written(DECISION, "Lists are compared before December."),
        Written(ACTION, "INAS brings the list", (inas,), dt.date(2026, 11, 27)),
        Written(NOTE, "Food is not stopped meanwhile."),
        Written(NEXT_TIME, "Fuel for the joint visit"),
    ]
    for line in typed:
        noting.write(committee.store, item.id, line)
    found = sitting_of(committee, meeting)
    said = next(one for one in found.items if one.id == item.id).said
    assert [(one.kind, one.text) for one in said] == [(one.kind, one.text) for one in typed]
    assert (said[2].who, said[2].due, said[2].status) == ("INAS", dt.date(2026, 11, 27), "open")
    assert [text.text for _number, text in found.kept] == ["Fuel for the joint visit"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from([NOTE, DECISION, ACTION, NEXT_TIME]), st.sampled_from(["again", "one", "two"])),
        max_size=8,
    )
)
def test_any_lines_in_any_order_read_back_as_they_were_typed(
    committee: Committee, typed: list[tuple[str, str]]
) -> None:
    meeting = committee.meeting()
    planning.add_item(committee.store, meeting, "Another item")
    item = sitting_of(committee, meeting).items[-1]
    for kind, text in typed:
        noting.write(committee.store, item.id, Written(kind, text))
    said = sitting_of(committee, meeting).items[-1].said
    assert [(one.kind, one.text) for one in said] == typed
    delete(committee.store, "agenda_item", item.id)


def test_a_line_is_corrected_in_its_place_whatever_it_becomes(committee: Committee) -> None:
    meeting = committee.meeting()
    item = sitting_of(committee, meeting).items[0]
    for text in ("first", "second", "third"):
        noting.write(committee.store, item.id, Written(NOTE, text))

    def said() -> list[tuple[str, str]]:
        return [(one.kind, one.text) for one in sitting_of(committee, meeting).items[0].said]

    second = sitting_of(committee, meeting).items[0].said[1]
    noting.correct(committee.store, item.id, second, Written(DECISION, "second"))
    assert said() == [(NOTE, "first"), (DECISION, "second"), (NOTE, "third")]
    decision = sitting_of(committee, meeting).items[0].said[1]
    noting.correct(
        committee.store, item.id, decision, Written(ACTION, "second, by INAS", (committee.organisations["INAS"],))
    )
    action = sitting_of(committee, meeting).items[0].said[1]
    assert action.who == "INAS"
    noting.correct(committee.store, item.id, action, Written(NOTE, "second"))
    assert said() == [(NOTE, "first"), (NOTE, "second"), (NOTE, "third")]
    noting.take_back(committee.store, item.id, sitting_of(committee, meeting).items[0].said[0])
    assert said() == [(NOTE, "second"), (NOTE, "third")]
    journal.undo(committee.store)
    assert said()[0] == (NOTE, "first")


def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(committee: Committee) -> None:
    item = sitting_of(committee, committee.meeting()).items[0]
    noting.write(committee.store, item.id, Written(NOTE, "first"))
    said = sitting_of(committee, committee.meeting()).items[0].said[0]
    save(committee.store, "agenda_item", item.id, {"discussion": "other words"})
    with pytest.raises(Refused, match="changed this line"):
        noting.correct(committee.store, item.id, said, Written(NOTE, "mine"))
    with pytest.raises(Invalid):
        noting.write(committee.store, item.id, Written(DECISION, "  "))


def test_action_points_get_numbers_at_the_end_and_keep_them(committee: Committee) -> None:
    meeting = committee.meeting()
    planning.add_item(committee.store, meeting, "Cyclone season")
    first, last = sitting_of(committee, meeting).items
    noting.write(committee.store, last.id, Written(ACTION, "later item"))
    noting.write(committee.store, first.id, Written(ACTION, "earlier item"))
    closing.finish(committee.store, meeting, "11:30")
    assert {one.text: one.reference for one in sitting_of(committee, meeting).actions} == {
        "earlier item": "1.1",
        "later item": "1.2",
    }
    noting.write(committee.store, first.id, Written(ACTION, "forgotten"))
    closing.finish(committee.store, meeting)
    assert {one.text: one.reference for one in sitting_of(committee, meeting).actions}["forgotten"] == "1.3"
    about = sitting_of(committee, meeting).meeting
    assert (about["status"], about["minutes"], about["ends_at"]) == ("held", "draft", "11:30")


def test_what_changes_after_minutes_went_out_is_a_correction_and_what_becomes_of_them_is_none(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = committee.meeting()
    item = sitting_of(committee, meeting).items[0]
    noting.write(committee.store, item.id, Written(ACTION, "Bring the list", (committee.organisations["INAS"],)))
    with pytest.raises(Refused, match="not circulated"):
        closing.approve(committee.store, meeting)
    closing.finish(committee.store, meeting)
    closing.circulate(committee.store, meeting)
    assert closing.corrections(committee.store, meeting) == []
    monkeypatch.setenv("UJIMA_NOW", "2026-11-25T09:00:00")
    action = sitting_of(committee, meeting).actions[0]
    save(committee.store, "action_point", action.id, {"due": dt.date(2026, 12, 1), "status": "under_way"})
    found = closing.corrections(committee.store, meeting)
    assert [(one.field, one.before, one.after) for one in found] == [("due", None, "2026-12-01")]
    closing.circulate(committee.store, meeting)
    assert sitting_of(committee, meeting).meeting["minutes"] == "corrected"
    closing.approve(committee.store, meeting, dt.date(2026, 12, 22))
    assert sitting_of(committee, meeting).meeting["approved_on"] == dt.date(2026, 12, 22)


def test_the_next_agenda_writes_itself_from_what_was_left_open(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = committee.meeting()
    item = sitting_of(committee, meeting).items[0]
    noting.write(committee.store, item.id, Written(ACTION, "Bring the list", (committee.organisations["INAS"],), DAY))
    noting.write(committee.store, item.id, Written(NEXT_TIME, "Fuel for the joint visit"))
    closing.finish(committee.store, meeting)
    monkeypatch.setenv("UJIMA_NOW", "2026-12-20T09:00:00")
    offered = proposals(committee.store, committee.forum, dt.date(2026, 12, 22))
    topics = [one.topic for one in offered]
    assert topics[0] == "Minutes and action points of meeting no. 1"
    assert offered[0].because == "minutes to be approved, 1 open, 1 overdue"
    assert topics[1] == "Fuel for the joint visit"
    assert topics[-1] == "Any other business and next date"
    following = committee.meeting(dt.date(2026, 12, 22))
    assert [one.topic for one in sitting_of(committee, following).items] == topics
    assert left_out(committee.store, following) == []
    assert sitting_of(committee, following).earlier[0].carried == 0
    closing.finish(committee.store, following)
    assert "Fuel for the joint visit" not in [
        one.topic for one in proposals(committee.store, committee.forum, dt.date(2027, 1, 26))
    ]
    third = committee.meeting(dt.date(2027, 1, 26))
    assert sitting_of(committee, third).earlier[0].carried == 1


def test_an_item_that_was_taken_off_is_offered_again_and_put_in_order(committee: Committee) -> None:
    meeting = committee.meeting()
    planning.add_item(committee.store, meeting, "Cyclone season")
    items = sitting_of(committee, meeting).items
    delete(committee.store, "agenda_item", items[0].id)
    offered = left_out(committee.store, meeting)
    assert [one.comes_from for one in offered] == [items[0].comes_from]
    planning.take(committee.store, meeting, offered)
    after = sitting_of(committee, meeting).items
    planning.put_in_order(committee.store, [one.id for one in reversed(after)])
    assert [one.id for one in sitting_of(committee, meeting).items] == [one.id for one in reversed(after)]


def test_what_was_put_in_by_the_terminal_without_an_item_stands_in_the_minutes_too(committee: Committee) -> None:
    meeting = committee.meeting()
    raised = {"raised_in": "meeting", "raised_in_id": meeting}
    add(committee.store, "decision", {**raised, "text": "The lists are compared"})
    inas = committee.organisations["INAS"]
    add(committee.store, "action_point", {**raised, "text": "Bring the list", "assigned_to": [inas], "status": "open"})
    add(
        committee.store,
        "action_point",
        {"raised_in": "forum", "raised_in_id": committee.forum, "text": "Report", "status": "open"},
    )
    told = minutes_of(committee.store, meeting)
    assert [one.text for one in told.decisions] == ["The lists are compared"]
    assert [(one.text, one.who) for one in told.actions] == [("Bring the list", "INAS")]
    assert {one.forum for one in list_actions(committee.store)} == {committee.forum}
