"""What is done on the page of answers: taken back at once, withdrawn, put together; with a real server."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.pages.answers_twins import TwinsCard
from app.desktop.pages.home_lines import Questions
from app.services import exchanging, journal, records, settings, twins
from app.store.workspace import Store
from tests.app.desktop.answering import answers, stored, texts, waiting
from tests.app.desktop.serving import Server, new_laptop, organisation
from tests.helpers.desktop import open_window, show_page, wait, wait_until


def test_one_undo_takes_an_answer_to_several_questions_back(store: Store, differing: str) -> None:
    with open_window(store) as window:
        kubatsirana = organisation(window.desk.runner.store, "Kubatsirana")
        page = answers(window)
        page.all.click()
        page.theirs.click()
        wait(window.desk)
        assert "5 questions answered." in texts(window.status)
        assert stored(window, "activity", differing, "start") == "2019-02-11"
        assert stored(window, "organisation", kubatsirana, "website") == "https://b.mz"
        assert journal.undo_and_redo(window.desk.runner.store)[0] == "5 questions settled"
        window.run_action("undo")
        wait(window.desk)
        before = {"start": "2019-02-05", "status": "ongoing"}
        assert {name: stored(window, "activity", differing, name) for name in before} == before
        assert "320 families" in stored(window, "activity", differing, "description")
        assert stored(window, "organisation", kubatsirana, "website") == "https://a.mz"


def test_home_says_how_many_questions_wait_and_leads_to_them(store: Store, differing: str) -> None:
    with open_window(store) as window:
        home = show_page(window, "home")
        line = home.findChild(Questions)
        assert isinstance(line, Questions)
        assert "2 questions wait for your answer" in texts(line)
        line.answering.click()
        wait(window.desk)
        assert window.shown() == "answers"
        page = answers(window)
        page.all.click()
        page.mine.click()
        wait(window.desk)
        home = show_page(window, "home")
        assert not any("wait for your answer" in text for text in texts(home))


def test_what_the_server_did_not_take_stands_there_with_its_reason(
    store: Store, server: Server, other: Store, tmp_path: Path
) -> None:
    viewer = new_laptop(tmp_path / "viewer", server, "viewer")
    settings.put(viewer, {"server_role": "secretary"})  # it has not heard yet that it may only read
    records.save(viewer, "organisation", organisation(viewer, "Kubatsirana"), {"website": "https://c.mz"})
    exchanging.exchange(viewer)
    with open_window(viewer) as window:
        said = texts(answers(window))
        assert "You may read here, and not write: ask the administrator for another role." in said
        assert "Fields: Website" in said
        assert waiting(window) == 1


def test_what_the_server_did_not_take_is_withdrawn_by_a_click_and_stands_in_the_history(
    server: Server, other: Store, tmp_path: Path
) -> None:
    id = organisation(other, "Kubatsirana")
    third = new_laptop(tmp_path / "third", server, "viewer")
    settings.put(third, {"server_role": "secretary"})  # it has not heard yet that it may only read
    records.save(third, "organisation", id, {"website": "https://a.mz"})
    exchanging.exchange(third)
    with open_window(third) as window:
        assert waiting(window) == 1
        page = answers(window)
        assert "You may read here, and not write: ask the administrator for another role." in texts(page)
        withdrawing = next(one for one in page.findChildren(QPushButton) if one.text() == "Withdraw it")
        withdrawing.click()
        wait(window.desk)
        assert stored(window, "organisation", id, "website") is None
        assert waiting(window) == 0
        assert "Withdrawn. The history keeps it." in texts(window.status)
        assert "Nothing waits for your answer" in texts(page)
        kept = [(line.field, line.after) for line in journal.history(window.desk.runner.store, "organisation", id)]
        assert kept[:2] == [("website", None), ("website", "https://a.mz")]
        window.desk.exchange.now()
        wait_until(window.desk.exchange.ended, lambda: not window.desk.exchange.is_running)
        wait(window.desk)
        assert window.desk.exchange.standing.state == "green"


def test_two_organisations_that_look_like_one_are_put_together_or_told_apart(store: Store, qtbot: QtBot) -> None:
    records.add(store, "organisation", {"name": "Kubatsirana "})
    records.add(store, "organisation", {"name": "Programa Mundial de Alimentos"})
    assert [pair.reason for pair in twins.twins(store)] == [
        "They have the same name.",
        "Both are names of one well-known organisation.",
    ]
    with open_window(store) as window:
        page = answers(window)
        first, second = page.findChildren(TwinsCard)
        kept, rest = first.pair.other.id, second.objectName()
        first.choices[1].setChecked(True)
        first.same.click()
        wait(window.desk)
        assert stored(window, "organisation", first.pair.one.id, "merged_into") == kept
        page.findChildren(TwinsCard, rest)[-1].two.click()
        wait(window.desk)
        assert twins.twins(window.desk.runner.store) == []
        assert "Nothing waits for your answer" in texts(page)


def test_who_may_not_put_organisations_together_is_told_whom_to_ask(
    server: Server, other: Store, tmp_path: Path
) -> None:
    third = new_laptop(tmp_path / "third", server, "secretary")
    records.add(third, "organisation", {"name": "Kubatsirana"})
    with open_window(third) as window:
        card = answers(window).findChild(TwinsCard)
        assert isinstance(card, TwinsCard)
        assert not card.same.isEnabled()
        assert "Two organisations are put together by a coordinator: ask one to do it." in texts(card)
