"""Waiting for your answer, with a real server and two laptops that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.dialogs.another_answer import AnotherAnswer
from app.desktop.pages.answers import AnswersPage
from app.desktop.pages.answers_cards import RecordCard
from app.desktop.pages.answers_twins import TwinsCard
from app.desktop.window import Window
from app.services import cells, conflicts, exchanging, records, twins
from app.store import find
from app.store.workspace import Store
from tests.app.desktop.serving import Server, a_server, another_laptop, disagree, new_laptop, organisation
from tests.helpers.desktop import open_window, show_page, wait

ROW = {
    "lead": "WFP",
    "sector": "Health",
    "place": "Beira",
    "start": "1/2/2019",
    "people_targeted": "100",
    "description": "Cash for 300 families. Paid by phone.",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is new."""
    with a_server(tmp_path / "server") as server:
        yield server


@pytest.fixture
def other(store: Store, server: Server, tmp_path: Path) -> Iterator[Store]:
    """A second laptop; both have exchanged and hold the same."""
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other:
        yield other


@pytest.fixture
def differing(store: Store, other: Store) -> str:
    """An activity about which the two differ in four fields, and an organisation about which they differ in one. The activity's id."""
    id = cells.enter(store, "activity", {"new0": ROW}).created[0][1]
    for one in (store, other):
        exchanging.exchange(one)
    lead = (organisation(store, "Instituto Nacional de Acção Social"), organisation(store, "Cruz Vermelha"))
    disagree(
        store,
        other,
        ("activity", id),
        lead=lead,
        status=("ongoing", "planned"),
        start=("2019-02-05", "2019-02-11"),
        description=("Cash for 320 families. Paid by phone.", "Cash for 300 households. Paid by phone."),
    )
    disagree(
        store, other, ("organisation", organisation(store, "Kubatsirana")), website=("https://a.mz", "https://b.mz")
    )
    return id


def answers(window: Window) -> AnswersPage:
    """The page, shown and read."""
    page = show_page(window, "answers")
    assert isinstance(page, AnswersPage)
    return page


def texts(widget: QWidget) -> list[str]:
    """Everything that is written there."""
    return [re.sub("[\u2066-\u2069]", "", one.text()) for one in widget.findChildren(QLabel) if one.isVisibleTo(widget)]


def card_of(page: AnswersPage, id: str) -> RecordCard:
    """The card of a record."""
    return next(card for card in page.cards if card.objectName() == f"asked_{id}")


def press(card: QWidget, field: str, name: str) -> None:
    """Press a button of a question."""
    question = card.findChild(QWidget, f"question_{field}")
    assert isinstance(question, QWidget)
    found = question.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def waiting(window: Window) -> int:
    """The count in the navigation."""
    return window.navigation.ways["answers"].waiting


def stored(window: Window, type: str, id: str, name: str) -> Any:
    """What is stored in a field now."""
    return find.find_rows(window.desk.runner.store.reading(), type, [id], [name])[0][0]


def test_both_values_stand_side_by_side_in_words_and_a_click_settles(store: Store, differing: str) -> None:
    with open_window(store) as window:
        assert waiting(window) == 2
        page = answers(window)
        said = texts(card_of(page, differing))
        assert {"Yours", "João Macuácua", "Ongoing", "Planned", "5/2/2019", "11/2/2019"} <= set(said)
        assert {"Instituto Nacional de Acção Social", "Cruz Vermelha de Moçambique"} <= set(said)
        for field in ("lead", "status", "start"):
            press(card_of(page, differing), field, "keep_mine" if field != "status" else "keep_theirs_1")
            wait(window.desk)
        assert waiting(window) == 2, "one question about the activity is still open"
        press(card_of(page, differing), "description", "keep_mine")
        wait(window.desk)
        assert waiting(window) == 1
        assert not card_in(page, differing)
        assert stored(window, "activity", differing, "start") == "2019-02-05"
        assert "320 families" in stored(window, "activity", differing, "description")


def card_in(page: AnswersPage, id: str) -> bool:
    """Whether a record is among those that are shown."""
    return any(card.objectName() == f"asked_{id}" for card in page.cards)


def test_no_code_and_no_id_is_shown(store: Store, differing: str) -> None:
    with open_window(store) as window:
        said = " ".join(texts(answers(window)))
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", said)
        assert not {"ongoing", "planned", "MZ1001", "HEA"} & set(said.split())


def test_of_wordings_only_the_words_that_differ_are_marked(store: Store, differing: str) -> None:
    with open_window(store) as window:
        card = card_of(answers(window), differing)
        wording = next(text for text in texts(card) if "320" in text)
        assert re.findall(r"<span[^>]*>([^<]*)</span>", wording) == ["320", "families."]


def test_several_are_ticked_and_answered_at_once(store: Store, differing: str) -> None:
    with open_window(store) as window:
        page = answers(window)
        assert not page.mine.isEnabled()
        page.all.click()
        assert page.theirs.isEnabled()
        page.theirs.click()
        wait(window.desk)
        assert waiting(window) == 0
        assert conflicts.conflicts(window.desk.runner.store) == []
        assert stored(window, "activity", differing, "start") == "2019-02-11"
        assert "Nothing waits for your answer" in texts(page)


def test_what_was_ticked_stays_ticked_when_something_else_changes(store: Store, differing: str) -> None:
    with open_window(store) as window:
        page = answers(window)
        card_of(page, differing).ticks["activity", differing, "status"].setChecked(True)
        window.desk.change(records.add, "organisation", {"name": "Kuyera"})
        wait(window.desk)
        ticks = card_of(page, differing).ticks
        assert [key[2] for key, tick in ticks.items() if tick.isChecked()] == ["status"]


def test_a_third_value_is_written_in_the_fields_own_editor(store: Store, differing: str, qtbot: QtBot) -> None:
    with open_window(store) as window:
        page = answers(window)
        press(card_of(page, differing), "start", "another_start")
        dialog = page.findChild(AnotherAnswer)
        assert isinstance(dialog, AnotherAnswer)
        dialog.field.editor.set_typed("soon")
        dialog.take()
        wait(window.desk)
        assert dialog.isVisible(), "it stays open with the sentence"
        assert any("soon" in text for text in texts(dialog))
        dialog.field.editor.set_typed("8/2/2019")
        dialog.take()
        wait(window.desk)
        assert not dialog.isVisible()
        assert stored(window, "activity", differing, "start") == "2019-02-08"


def test_where_one_deleted_what_the_other_changed_the_record_is_kept_or_deleted(store: Store, other: Store) -> None:
    id = organisation(store, "Kubatsirana")
    records.delete(other, "organisation", id)
    records.save(store, "organisation", id, {"website": "https://a.mz"})
    for one in (other, store):
        exchanging.exchange(one)
    with open_window(store) as window:
        page = answers(window)
        assert {"Kept, and changed", "Deleted"} <= set(texts(page))
        press(card_of(page, id), "deleted", "keep_theirs_1")
        wait(window.desk)
        assert stored(window, "organisation", id, "deleted") == 1


def test_what_the_server_did_not_take_stands_there_with_its_reason(
    store: Store, server: Server, other: Store, tmp_path: Path
) -> None:
    viewer = new_laptop(tmp_path / "viewer", server, "viewer")
    records.save(viewer, "organisation", organisation(viewer, "Kubatsirana"), {"website": "https://c.mz"})
    exchanging.exchange(viewer)
    with open_window(viewer) as window:
        said = texts(answers(window))
        assert "You may read here, and not write: ask the administrator for another role." in said
        assert "Fields: Website" in said
        assert waiting(window) == 1


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


def test_nothing_to_answer_is_said_in_words(window: Window) -> None:
    page = answers(window)
    assert "Nothing waits for your answer" in texts(page)
    assert waiting(window) == 0


def test_everything_in_the_cards_says_what_it_is(store: Store, differing: str) -> None:
    with open_window(store) as window:
        answers(window)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and widget.isVisibleTo(window)
            and not isinstance(widget, (QScrollBar, QScrollArea, QLabel))
            and not widget.accessibleName()
            and not (isinstance(widget, QPushButton) and widget.text().strip())
            and not isinstance(widget.parent(), QAbstractScrollArea)
        ]
        assert [widget.objectName() for widget in nameless if getattr(widget, "text", str)() == ""] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_fits_a_small_window(store: Store, differing: str, language: str) -> None:
    with open_window(store, language, width=1280, height=640) as window:
        answers(window)
        least = window.minimumSizeHint()
        assert (least.width() <= 1280, least.height() <= 640) == (True, True), least
        assert (window.width(), window.height()) == (1280, 640)
