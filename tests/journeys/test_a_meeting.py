"""A whole meeting by keys alone; two secretaries in one; a crash in its middle; what is not for circulation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document as read_docx
from PySide6.QtCore import Qt

from app.exchange.documents.plain import plain_text
from app.exchange.minutes.people import WalkIn
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.printing import meeting_papers
from app.server import sticks as server_sticks
from app.services import conflicts, drafts, exchanging, sticks
from app.services.action_points import list_actions
from app.services.meetings import attending, closing, noting, planning
from app.services.meetings.noting import Written
from app.services.meetings.sitting import Sitting, read_sitting
from app.services.records import add
from app.services.unit import unit
from app.store.workspace import Store, open_workspace
from tests.helpers.committee import DAY, Committee, new_committee
from tests.helpers.country import DISTRICT, Server, a_desk, all_agree, an_organisation
from tests.helpers.desktop import open_window, show_page, wait
from tests.helpers.keys import press, type_text
from tests.helpers.zygote import Zygote

Key = Qt.Key
PEOPLE, ITEMS, ACTIONS = 40, 12, 30


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Committee]:
    """A committee in which forty people sit, and a meeting of twelve items."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    made = new_committee(tmp_path / "desk")
    shorts = list(made.organisations)
    with unit(made.store, "Forty people") as changing:
        for number in range(PEOPLE - len(made.people)):
            organisation = made.organisations[shorts[number % len(shorts)]]
            name = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}na {'QXZWKYJVBG'[number // 4]}{number}"
            made.people[name] = changing.create("contact", {"name": name, "organisation": organisation})
            values = {"forum": made.forum, "organisation": organisation, "person": made.people[name], "role": "member"}
            changing.create("membership", values)
    meeting = made.meeting()
    for number in range(ITEMS - len(read_sitting(made.store, meeting).items)):
        planning.add_item(made.store, meeting, f"Topic {number + 1}", {"minutes_planned": 10})
    return made


def test_a_meeting_of_forty_people_twelve_items_and_thirty_action_points_is_typed_without_the_mouse(
    committee: Committee, qtbot: Any, tmp_path: Path
) -> None:
    names = sorted(committee.people)
    with open_window(committee.store) as window:
        page: Any = show_page(window, "meetings", id=committee.meeting())
        wait(window.desk)
        view = page.meeting.view
        line = view.agenda.composer.line
        press(line, Key.Key_F6)
        assert view.attendance.line.hasFocus() or not window.isActiveWindow()
        for number, name in enumerate(names):
            type_text(view.attendance.line, name)
            modifier = Qt.KeyboardModifier.ShiftModifier if number % 10 == 9 else Qt.KeyboardModifier.NoModifier
            press(view.attendance.line, Key.Key_Return, modifier)
            wait(window.desk)
        type_text(view.attendance.line, "Elisa João, Casa Esperança")
        press(view.attendance.line, Key.Key_Return)
        press(view.attendance.line, Key.Key_Escape)
        wait(window.desk)
        written = 0
        for item in range(ITEMS):
            type_text(line, f"What was said about topic {item}: INAS paid households.")
            press(line, Key.Key_Return)
            type_text(line, f"Décision : topic {item} is agreed")
            press(line, Key.Key_Return)
            for _ in range(3 if item % 2 else 2):
                written += 1
                type_text(line, f"> INAS brings list {written} by Friday")
                press(line, Key.Key_Return)
            wait(window.desk)
            press(line, Key.Key_F8)
            wait(window.desk)
        assert written == ACTIONS
        page.meeting.finish()
        wait(window.desk)
    with open_workspace(committee.store.folder, check=False) as store:
        found = read_sitting(store, committee.meeting_id(store))
        assert found.present == PEOPLE - PEOPLE // 10 + 1
        assert sum(one.state == "apology" for one in found.people) == PEOPLE // 10
        assert len(found.items) == ITEMS
        kinds = [said.kind for item in found.items for said in item.said]
        assert (kinds.count(NOTE), kinds.count(DECISION), kinds.count(ACTION)) == (ITEMS, ITEMS, ACTIONS)
        assert {(one.who, one.due) for one in found.actions} == {("INAS", dt.date(2026, 11, 27))}
        assert sorted(one.reference for one in found.actions) == sorted(f"1.{n}" for n in range(1, ACTIONS + 1))
        path = meeting_papers.write_paper(store, tmp_path / "minutes.docx", found.id)
        assert "INAS brings list 30 by Friday" in words_of(path)


def words_of(path: Path) -> str:
    document = read_docx(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# --- what is not for circulation ------------------------------------------------------------------------------------


def test_what_is_not_for_circulation_is_in_no_document_no_message_and_no_list_that_leaves(
    committee: Committee, tmp_path: Path
) -> None:
    store, meeting = committee.store, committee.meeting()
    item = read_sitting(store, meeting).items[0]
    for kind in (NOTE, DECISION, ACTION, NEXT_TIME):
        noting.write(
            store,
            item.id,
            Written(kind, f"{kind} kestrel7731", (committee.organisations["INAS"],) if kind == ACTION else ()),
        )
    noting.keep_closed(store, item.id, True)
    closing.finish(store, meeting)
    closing.circulate(store, meeting)
    for ending in (".docx", ".pdf", ".txt"):
        for kind in ("minutes", "invitation"):
            meeting_papers.write_paper(store, tmp_path / f"{kind}{ending}", meeting, kind)
    assert "kestrel" not in words_of(tmp_path / "minutes.docx") + words_of(tmp_path / "invitation.docx")
    assert "kestrel" not in (tmp_path / "minutes.txt").read_text() + (tmp_path / "invitation.txt").read_text()
    assert "kestrel" not in plain_text(meeting_papers.document(store, meeting))
    assert "1 item not for circulation" in words_of(tmp_path / "minutes.docx")
    noting.keep_closed(store, item.id, False)
    assert "kestrel" in plain_text(meeting_papers.document(store, meeting))


def test_what_is_not_for_circulation_reaches_no_laptop_of_a_civil_society_organisation(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    with a_desk(server, tmp_path, "secretary") as secretary:
        amai = an_organisation(secretary, "AMAI")
        forum = add(secretary, "forum", {"name": "Committee", "place": DISTRICT, "frequency": "weekly"}).created[0][1]
        meeting = planning.plan(secretary, forum, DAY)
        planning.add_item(secretary, meeting, "Closed matter hoopoe7732")
        open_item, closed_item = read_sitting(secretary, meeting).items
        noting.write(secretary, open_item.id, Written(ACTION, "for all kestrel7731", (amai,)))
        for kind in (NOTE, DECISION, ACTION):
            noting.write(secretary, closed_item.id, Written(kind, f"{kind} nightjar7733"))
        noting.keep_closed(secretary, closed_item.id, True)
        exchanging.exchange(secretary)
        with a_desk(server, tmp_path, "coordinator", "coordinator", DISTRICT) as peer:
            assert "nightjar7733" in everything_of(peer)
        with a_desk(server, tmp_path, "amai", "cso", DISTRICT, amai) as theirs:
            told = everything_of(theirs)
            assert "kestrel7731" in told
            assert "nightjar7733" not in told
            assert "hoopoe7732" not in told


def test_an_item_that_is_closed_after_it_went_out_is_gone_from_the_laptops_that_may_not_have_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    with a_desk(server, tmp_path, "secretary") as secretary:
        amai = an_organisation(secretary, "AMAI")
        forum = add(secretary, "forum", {"name": "Committee", "place": DISTRICT, "frequency": "weekly"}).created[0][1]
        meeting = planning.plan(secretary, forum, DAY)
        item = read_sitting(secretary, meeting).items[0].id
        for kind in (NOTE, DECISION, ACTION):
            noting.write(secretary, item, Written(kind, f"{kind} nightjar7733"))
        exchanging.exchange(secretary)
        with a_desk(server, tmp_path, "amai", "cso", DISTRICT, amai) as theirs:
            assert "nightjar7733" in everything_of(theirs)
            noting.keep_closed(secretary, item, True)
            exchanging.exchange(secretary)
            exchanging.exchange(theirs)
            assert "nightjar7733" not in everything_of(theirs)
        assert "nightjar7733" in everything_of(secretary)


def everything_of(store: Store) -> str:
    reader = store.reading()
    words = []
    for table in ("agenda_item", "decision", "action_point", "sync_changeset", "search_entry"):
        words += [str(row) for row in reader.execute(f"SELECT * FROM {table}")]
    return "\n".join(words)


# --- two secretaries ------------------------------------------------------------------------------------------------


def sentences(found: Sitting) -> set[str]:
    return {said.text for item in found.items for said in item.said}


def test_two_laptops_offline_in_one_meeting_are_one_meeting_after_a_stick_with_nothing_lost(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        amai = an_organisation(one, "AMAI")
        forum = add(one, "forum", {"name": "Committee", "place": DISTRICT, "frequency": "weekly"}).created[0][1]
        rosa = add(one, "contact", {"name": "Rosa Machava", "organisation": amai}).created[0][1]
        add(one, "membership", {"forum": forum, "organisation": amai, "person": rosa, "role": "member"})
        all_agree(one, two)
        for desk, name in ((one, "first"), (two, "second")):
            meeting = planning.plan(desk, forum, DAY)
            item = read_sitting(desk, meeting).items[0]
            person = next(p for p in read_sitting(desk, meeting).people if p.name == "Rosa Machava")
            attending.note(desk, meeting, person, attending.PRESENT)
            attending.walk_in(desk, meeting, WalkIn(f"Guest of the {name}", "Casa Esperança"))
            noting.write(desk, item.id, Written(NOTE, f"What the {name} secretary heard."))
            noting.write(desk, item.id, Written(DECISION, f"Decided, says the {name}"))
            noting.write(desk, item.id, Written(ACTION, f"AMAI does it, says the {name}", (amai,)))
            planning.add_item(desk, meeting, f"Item of the {name}")
            closing.finish(desk, meeting)
        sticks.write(two, tmp_path / "two.ujima")
        server_sticks.read(server.service(), tmp_path / "two.ujima", tmp_path / "two.answer")
        exchanging.exchange(one)
        sticks.write(two, tmp_path / "again.ujima")
        server_sticks.read(server.service(), tmp_path / "again.ujima", tmp_path / "again.answer")
        sticks.read(two, tmp_path / "again.answer")
        for desk in (one, two):
            meetings = desk.reading().execute("SELECT id FROM meeting WHERE NOT deleted").fetchall()
            assert len(meetings) == 1
            found = read_sitting(desk, meetings[0][0])
            for name in ("first", "second"):
                assert {
                    f"What the {name} secretary heard.",
                    f"Decided, says the {name}",
                    f"AMAI does it, says the {name}",
                } <= sentences(found)
                assert f"Item of the {name}" in [item.topic for item in found.items]
            assert [p.state for p in found.people if p.name == "Rosa Machava"] == ["present"]
            assert sum(p.state == "walk_in" for p in found.people) == 2
            assert [item.topic for item in found.items].count("Any other business and next date") == 1
            assert len(list_actions(desk)) == 2


def test_what_two_secretaries_wrote_over_the_same_sentence_stands_side_by_side(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        forum = add(one, "forum", {"name": "Committee", "place": DISTRICT, "frequency": "weekly"}).created[0][1]
        meeting = planning.plan(one, forum, DAY)
        item = read_sitting(one, meeting).items[0].id
        for text in ("INAS paid households.", "Food goes on."):
            noting.write(one, item, Written(NOTE, text))
        all_agree(one, two)
        for desk, number in ((one, "1,840"), (two, "1,804")):
            said = read_sitting(desk, meeting).items[0].said[0]
            noting.correct(desk, item, said, Written(NOTE, f"INAS paid {number} households."))
        for desk in (one, two, one):
            exchanging.exchange(desk)
        texts = sentences(read_sitting(one, meeting))
        assert {"INAS paid 1,840 households.", "INAS paid 1,804 households.", "Food goes on."} <= texts
        assert [(one_.type, one_.field) for one_ in conflicts.conflicts(one)] == [("agenda_item", "discussion")]


# --- a crash --------------------------------------------------------------------------------------------------------


@pytest.mark.timeout(120)
def test_a_crash_in_mid_meeting_takes_nothing_that_was_typed_more_than_five_seconds_before(
    committee: Committee, tmp_path: Path, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, meeting = committee.store.folder, committee.meeting()
    committee.store.close()
    told = tmp_path / "typed.txt"
    child = zygote.run("tests.helpers.busy_secretary:work", str(folder), meeting, str(told), log=str(tmp_path / "log"))
    wait_for(lambda: told.exists() and len(told.read_text().split("\n")) > 12, child)
    child.kill()
    typed = [entry.split(" ", 1) for entry in told.read_text().split("\n") if " " in entry]
    last = float(typed[-1][0])
    with open_workspace(folder, check=False) as store:
        said = sentences(read_sitting(store, meeting))
        drafted = " ".join(
            " ".join([draft.values["text"], *(line["text"] for line in draft.values["lines"])])
            for draft in drafts.kept(store)
        )
        for moment, text in typed:
            if last - float(moment) > 5:
                assert any(text in one for one in (*said, drafted)), (text, last - float(moment))
        assert store.faults() == []


def wait_for(holds: Any, child: Any) -> None:
    import time

    for _ in range(1_000):
        if holds():
            return
        assert child.running(), "the secretary stopped"
        time.sleep(0.05)
    raise AssertionError("nothing was typed")
