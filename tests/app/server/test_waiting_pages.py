"""What waits is gathered by act: an import of many rows is one line, its records are looked at page by page, and decided at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.server import waiting
from app.services import records, untaken
from app.services.unit import unit
from app.store.workspace import create_workspace
from sync.hub_tables import reading
from tests.app.server.conftest import add_person, join, send, sign_in
from tests.helpers.coverage import BEIRA

MANY = 230


@pytest.fixture
def imported(admin, service, office, tmp_path):
    """Somebody who may only read has brought many rows in one act, and one more by itself: all of it waits."""
    _store, ids, _exchange = office
    with create_workspace(tmp_path / "reader") as reader:
        ask = join(service, reader, "viewer", BEIRA)
        ask(reader)
        with unit(reader, "Import of country.xlsx") as changing:
            for number in range(MANY - 1):
                changing.create("organisation", {"name": f"Post {number}"})
            changing.create("presence", {"organisation": ids["CVM"], "sector": "HEA", "place": BEIRA})
        records.add(reader, "presence", {"organisation": ids["WFP"], "sector": "EDU", "place": BEIRA})
        ask(reader)
        yield reader, ask


def keys_of(page):
    """The names that the buttons of a page bear."""
    return re.findall(r'name="key" value="([\w.]+)"', page)


def act_key(admin):
    """The act of many records on the page of the exchange."""
    return next(key for key in keys_of(admin.get("/health").text) if key.startswith("act"))


def act_key_of(admin, words):
    """The same of the act with these words."""
    return keys_of(next(a for a in admin.get("/health").text.split("<article")[1:] if words in a))[0]


def waiting_at(service):
    with reading(service.engine) as tables:
        return len(tables.all_waiting())


def test_many_changes_of_one_act_are_one_line_with_one_button(admin, imported):
    page = admin.get("/health").text
    assert f"<b>{MANY + 1}</b> changes wait for a decision" in page
    assert len(keys_of(page)) == 2, "one act of many records, and one of one"
    assert page.count("Take all of it") == 1
    line = re.sub(r"<[^>]+>", " ", next(a for a in page.split("<article")[1:] if "Take all of it" in a))
    told = " ".join(line.split())
    for words in ("Import of country.xlsx", f"{MANY} records", f"Organisations {MANY - 1}", "Presences 1", "Laptop of viewer",
                  "Post 0", "Post 2", f"and {MANY - 3} more", "may read and not write"):  # fmt: skip
        assert words in told, words
    assert "Post 3" not in told
    assert len(page) < 200_000


def test_the_records_of_an_act_are_looked_at_page_by_page_and_taken_one_by_one(admin, service, imported):
    key = act_key(admin)
    first, last = (admin.get(f"/health/waiting?of={key}&page={n}").text for n in (1, 5))
    assert "page 1 of 5" in first
    assert first.count("Take it anyway") == 50
    assert last.count("Take it anyway") == MANY - 200
    assert "Post 49" in first
    one = keys_of(last)[-1]
    answer = send(admin, "/health/waiting", f"/health/waiting?of={key}", key=one, act="taken", of=key)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/health/waiting?of={key}")
    assert waiting_at(service) == MANY
    assert f"{MANY - 1} records" in admin.get(f"/health/waiting?of={key}").text
    assert send(admin, "/health/waiting", "/health", key=one, act="taken").status_code == 422, "it waits no longer"
    assert admin.get("/health/waiting?of=actnothing").headers["location"] == "/health"


def test_all_of_an_act_is_taken_at_once_and_reaches_everybody(admin, service, office, imported, monkeypatch):
    monkeypatch.setattr(waiting, "TAKEN_AT_ONCE", 1)
    store, _ids, exchange = office
    reader, ask = imported
    key = act_key(admin)
    assert send(admin, "/health/waiting", "/health", key=key, act="taken").status_code == 303
    page = admin.get("/health").text
    assert "<b>1</b> change waits for a decision" in page
    assert "Take all of it" not in page
    exchange(store)
    ask(reader)
    found = store.reading().execute("SELECT count(*) FROM organisation WHERE name LIKE 'Post %'").fetchone()
    assert found[0] == MANY - 1
    assert len(untaken.not_taken(reader)) == 1
    line = admin.get("/audit?act=taken").text.partition("<tbody>")[2]
    assert f"Laptop of viewer · Import of country.xlsx · {MANY} / {MANY}" in line
    assert key not in line, "nobody reads keys"


def test_what_takes_too_long_is_taken_in_turns_and_the_page_says_so(admin, service, imported, monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_S", -1.0)
    answer = send(admin, "/health/waiting", "/health", key=act_key(admin), act="taken")
    assert answer.status_code == 422
    assert f"0 of {MANY} were taken, the rest still waits" in answer.text
    assert waiting_at(service) == MANY + 1


def test_what_even_an_administrator_cannot_take_goes_on_waiting_and_the_page_says_why(admin, service, office, tmp_path):
    with create_workspace(tmp_path / "reader") as reader:
        ask = join(service, reader, "viewer", BEIRA)
        ask(reader)
        with unit(reader, "Two made") as changing:
            made = [changing.create("organisation", {"name": name}) for name in ("Alfa", "Beta")]
        with unit(reader, "Two changed") as changing:
            for id in made:
                changing.update("organisation", id, {"acronym": "AB"})
        ask(reader)
    card = next(a for a in admin.get("/health").text.split("<article")[1:] if "Two changed" in a)
    answer = send(admin, "/health/waiting", "/health", key=keys_of(card)[0], act="taken")
    assert answer.status_code == 422
    assert "2 of 2 cannot be taken: The record it belongs to has not arrived yet" in answer.text
    assert waiting_at(service) == 4
    card = next(a for a in admin.get("/health").text.split("<article")[1:] if "Two changed" in a)
    assert "Laptop of viewer" in card, "it is still the laptop's, not the administrator's"
    assert send(admin, "/health/waiting", "/health", key=act_key_of(admin, "Two made"), act="taken").status_code == 303


def test_all_of_an_act_is_left_and_may_be_taken_later(admin, service, imported):
    assert send(admin, "/health/waiting", "/health", key=act_key(admin), act="left").status_code == 303
    page = admin.get("/health").text
    assert "<b>1</b> change waits for a decision" in page
    assert f"{MANY} were left" in page
    left = admin.get("/health/waiting?left=1").text
    assert "Changes that were left" in left
    assert "Leave all of it" not in left
    (key,) = keys_of(left)
    assert send(admin, "/health/waiting", "/health", key=key, act="taken").status_code == 303
    assert waiting_at(service) == 1


def test_who_may_not_decide_sees_what_waits_and_no_button(admin, service, imported, client):
    add_person(service, "national")
    other = client.another()
    sign_in(other, "national")
    page = other.get("/health").text
    assert "Import of country.xlsx" in page
    assert keys_of(page) == []
    key = act_key(admin)
    assert keys_of(other.get(f"/health/waiting?of={key}").text) == []


def test_acts_of_one_laptop_are_listed_page_by_page(admin, service, office, tmp_path, imported):
    _store, ids, _exchange = office
    reader, ask = imported
    for number in range(21):
        records.add(
            reader,
            "presence",
            {"organisation": ids["CVM"], "sector": "EDU", "place": BEIRA, "as_of": dt.date(2019, 5, 1 + number)},
        )
    ask(reader)
    page = admin.get("/health").text
    assert page.count("<article") == 10
    assert "Show 13 more" in page
    device = next(act.device for act in acts_at(service))
    listed = admin.get(f"/health/waiting?laptop={device}").text
    assert "Laptop of viewer" in listed
    assert listed.count("<article") == 20
    assert admin.get(f"/health/waiting?laptop={device}&page=2").text.count("<article") == 3
    assert "<article" not in admin.get("/health/waiting?laptop=nobody").text


def acts_at(service):
    """Everything that waits, by act."""
    with reading(service.engine) as tables:
        return waiting.acts(tables)
