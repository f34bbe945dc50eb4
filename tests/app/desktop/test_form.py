"""The form: sections of a record, problems beside fields, drafts that survive a power cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.form import Form
from app.records import REGISTRY
from app.services import drafts, journal, records
from app.store import find
from tests.helpers.desktop import wait


@pytest.fixture
def form(desk: Desk, qtbot: QtBot) -> Iterator[Form]:
    """The form of organisations, not yet opened."""
    made = Form(desk, "organisation")
    qtbot.addWidget(made)
    made.resize(360, 600)
    made.show()
    return made


def an_organisation(desk: Desk, name: str = "Kubatsirana") -> str:
    """The id of an organisation that the workspace has."""
    return find.find_ids(desk.runner.store.reading(), find.Query("organisation", {"name": name}))[0]


def type_in(form: Form, **texts: str) -> None:
    """Type into fields as a person would."""
    for name, text in texts.items():
        form.fields[name].editor.set_typed(text)
        form.fields[name].editor.edited.emit()


@pytest.mark.parametrize("type", sorted(REGISTRY))
def test_every_record_type_has_a_form_with_every_field_once(desk: Desk, qtbot: QtBot, type: str) -> None:
    made = Form(desk, type)
    qtbot.addWidget(made)
    assert set(made.fields) == {name for names in REGISTRY[type].sections.values() for name in names}


def test_the_first_section_is_open_and_the_others_wait(form: Form) -> None:
    form.open_new()
    assert form.fields["name"].isVisible()
    assert not form.fields["website"].isVisible()


def test_what_is_saved_is_what_was_changed_and_no_more(form: Form) -> None:
    id = an_organisation(form.desk)
    form.open_record(id)
    wait(form.desk)
    type_in(form, acronym="KUB", domain="DRM")
    assert form.changed_fields() == {"acronym": "KUB", "domain": "DRM"}
    form.save()
    wait(form.desk)
    newest = journal.history(form.desk.runner.store, "organisation", id)[:2]
    assert {(entry.field, entry.after) for entry in newest} == {("acronym", "KUB"), ("domain", "DRM")}


def test_a_new_record_is_made_by_save_and_stays_open(form: Form) -> None:
    form.open_new()
    type_in(form, name="Rede Púngoè", type="441")
    form.save()
    wait(form.desk)
    assert records.read(form.desk.runner.store, "organisation", form.id)["name"] == "Rede Púngoè"
    assert form.changed_fields() == {}


def test_a_problem_stands_under_its_field_and_nothing_is_saved(form: Form) -> None:
    form.open_new()
    type_in(form, name="Kuyera", active_from="31 of May")
    form.save()
    wait(form.desk)
    problem = form.findChild(QLabel, "problem_active_from")
    assert problem is not None
    assert "31 of May" in problem.text()
    assert find.find_ids(form.desk.runner.store.reading(), find.Query("organisation", {"name": "Kuyera"})) == []


def test_a_record_that_cannot_be_shared_yet_says_so_when_it_is_opened(form: Form) -> None:
    form.open_new()
    type_in(form, name="Kuyera")
    form.save()
    wait(form.desk)
    problem = form.findChild(QLabel, "problem_type")
    assert problem is not None
    assert problem.text() == "Type is missing."


def test_typed_text_is_kept_as_a_draft_and_offered_when_the_form_is_opened_again(form: Form, qtbot: QtBot) -> None:
    id = an_organisation(form.desk)
    form.open_record(id)
    wait(form.desk)
    type_in(form, name="Kubatsirana Ma", active_from="31 of")
    form.keep_draft()
    wait(form.desk)
    again = Form(form.desk, "organisation")
    qtbot.addWidget(again)
    again.show()
    again.open_record(id)
    wait(form.desk)
    assert again.fields["name"].editor.typed() == "Kubatsirana", "what is saved is shown until the person decides"
    again.continue_draft()
    wait(form.desk)
    assert again.fields["name"].editor.typed() == "Kubatsirana Ma"
    assert again.fields["active_from"].editor.typed() == "31 of", "text that is no date yet comes back, too"


def test_a_saved_form_leaves_no_draft(form: Form) -> None:
    form.open_new()
    type_in(form, name="Kuyera")
    form.keep_draft()
    form.save()
    wait(form.desk)
    assert drafts.kept(form.desk.runner.store) == []


def test_a_reference_in_a_draft_comes_back_by_name(desk: Desk, qtbot: QtBot) -> None:
    made = Form(desk, "activity")
    qtbot.addWidget(made)
    id = an_organisation(desk)
    made.open_draft("", {"lead": id, "implementing": id})
    wait(desk)
    assert made.fields["lead"].editor.typed() == id
    assert made.fields["lead"].editor.line.text() == "Kubatsirana"  # type: ignore[attr-defined]


def test_somebody_elses_change_after_the_form_was_opened_is_not_passed_over_in_silence(form: Form) -> None:
    id = an_organisation(form.desk)
    form.open_record(id)
    wait(form.desk)
    form.desk.change(records.save, "organisation", id, {"acronym": "OTHER"})
    wait(form.desk)
    type_in(form, acronym="MINE")
    form.save()
    wait(form.desk)
    store = form.desk.runner.store
    assert records.read(store, "organisation", id)["acronym"] == "MINE"
    assert len(records.versions(store, "organisation", id)["acronym"]) == 2, (
        "both values stand until a person has chosen"
    )
