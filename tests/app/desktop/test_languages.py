"""Long languages: nothing of a page goes beyond what is seen of it, since a page never scrolls sideways."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea

from app.store.workspace import Store
from tests.app.desktop.serving import Server
from tests.helpers.desktop import open_window, show_page


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ar"])
def test_the_cards_of_settings_are_seen_whole(store: Store, server: Server, language: str) -> None:
    server.join(store)
    with open_window(store, language) as window:
        assert beyond(show_page(window, "settings")) == []


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ar"])
def test_the_buttons_that_answer_several_questions_are_seen_whole(store: Store, differing: str, language: str) -> None:
    with open_window(store, language, width=900) as window:
        page = show_page(window, "answers")
        assert beyond(page) == []
        assert page.minimumSizeHint().width() <= page.width()


def beyond(page: object) -> list[str]:
    """What is wider than the area it stands in."""
    return [
        f"{area.widget().width()} in {area.viewport().width()}"
        for area in page.findChildren(QScrollArea)  # type: ignore[attr-defined]
        if area.isVisibleTo(page) and area.widget().width() > area.viewport().width()
    ]
