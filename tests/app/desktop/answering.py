"""The page of answers as a test sees it: its cards, their buttons, what is written there."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.desktop.pages.answers import AnswersPage
from app.desktop.pages.answers_cards import RecordCard
from app.desktop.window import Window
from app.store import find
from tests.helpers.desktop import show_page


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


def card_in(page: AnswersPage, id: str) -> bool:
    """Whether a record is among those that are shown."""
    return any(card.objectName() == f"asked_{id}" for card in page.cards)
