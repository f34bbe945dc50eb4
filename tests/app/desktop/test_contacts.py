"""The people of an organisation: whom to call, who agreed to be listed, and how one is erased."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QToolButton, QWidget

from app.desktop.window import Window
from app.services import records
from tests.helpers.country import everything_on
from tests.helpers.desktop import organisation, said, show_page, wait


def test_a_contact_says_whether_it_may_be_listed(window: Window) -> None:
    store = window.desk.runner.store
    wfp = organisation(store, "World")
    records.add(store, "contact", {"organisation": wfp, "name": "Helena Nhantumbo", "phones": ["+258 84 000 0000"]})
    page: Any = show_page(window, "organisations", id=wfp)
    page.panel.setCurrentIndex(2)
    wait(window.desk)
    text = said(page.panel.contacts)
    assert "Helena Nhantumbo" in text
    assert "Has not agreed to be listed" in text


def test_a_new_contact_belongs_to_the_organisation_it_was_added_to(window: Window) -> None:
    store = window.desk.runner.store
    wfp = organisation(store, "World")
    page: Any = show_page(window, "organisations", id=wfp)
    page.panel.open_contact("")
    form = page.panel.contact_form
    form.fields["name"].editor.set_typed("João Macuácua")
    wait(window.desk)
    form.save()
    wait(window.desk)
    assert records.read(store, "contact", form.id)["organisation"] == wfp


def test_law_15_a_person_is_erased_for_good_from_the_card(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    store = window.desk.runner.store
    wfp = organisation(store, "World")
    records.add(store, "contact", {"organisation": wfp, "name": "Helena Nhantumbo", "phones": ["+258 84 000 0000"]})
    page: Any = show_page(window, "organisations", id=wfp)
    page.panel.setCurrentIndex(2)
    wait(window.desk)
    asked: list[str] = []
    answers = iter([False, True])
    monkeypatch.setattr(
        "app.desktop.pages.contacts.ask_plainly", lambda *words: asked.append(words[2]) or next(answers)
    )
    door = named(page.panel.contacts, "Erase Helena Nhantumbo for good")
    door.click()
    wait(window.desk)
    assert "Helena Nhantumbo" in said(page.panel.contacts)
    door.click()
    wait(window.desk)
    assert asked == ["Erase Helena Nhantumbo for good?"] * 2
    assert "Helena" not in said(page.panel.contacts)
    assert "Helena" not in everything_on(store.reading())


def named(inside: QWidget, words: str) -> QToolButton:
    """The button with this accessible name."""
    (found,) = [one for one in inside.findChildren(QToolButton) if one.accessibleName() == words]
    return found
