"""Organisations on the server: what is changed there reaches every laptop as a changeset like any other."""

from __future__ import annotations

import html
import re

from app.services import conflicts, journal, records
from tests.app.server.conftest import add_person, send, sign_in


def opened(browser, id):
    """The fields of the form as it was opened."""
    page = browser.get(f"/organisations/edit?id={id}").text
    form = re.search(r'<form method="post" action="/organisations/edit".*?</form>', page, re.S)[0]
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    chosen = re.search(r'<option value="(\w+)" selected>', form)
    return {**fields, "type": chosen[1] if chosen else ""}


def lines_of(browser):
    """The rows of the list, as texts."""
    body = browser.get("/organisations").text.split("<tbody>")[1].split("</tbody>")[0]
    return [re.sub(r"<[^>]+>", " ", row) for row in body.split("</tr>")[:-1]]


def test_a_name_and_a_type_that_are_changed_on_the_server_reach_a_laptop(admin, office):
    store, ids, exchange = office
    form = opened(admin, ids["CVM"])
    assert (form["name"], form["acronym"], form["type"]) == ("Cruz Vermelha", "CVM", "")
    new = {**form, "name": "Cruz Vermelha de Moçambique", "type": "441"}
    answer = admin.post("/organisations/edit", data=new)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organisations?done=1")
    assert any("Cruz Vermelha de Moçambique" in line and "National NGO" in line for line in lines_of(admin))
    exchange(store)
    found = records.read(store, "organisation", ids["CVM"])
    assert (found["name"], found["acronym"], found["type"]) == ("Cruz Vermelha de Moçambique", "CVM", "441")
    assert conflicts.count(store) == 0
    assert journal.history(store, "organisation", ids["CVM"])[0].who == "The administrator"
    audit = admin.get("/audit?act=organisation_changed").text
    assert "name: Cruz Vermelha → Cruz Vermelha de Moçambique; type: – → 441" in audit
    assert "The administrator" in audit.split("<tbody>")[1]


def test_what_two_wrote_without_seeing_each_other_is_kept_and_asked(admin, office):
    store, ids, exchange = office
    form = opened(admin, ids["CVM"])
    records.save(store, "organisation", ids["CVM"], {"name": "Red Cross", "acronym": "RC"})
    exchange(store)
    admin.get("/organisations")  # the server has heard of it; the form was opened before
    assert admin.post("/organisations/edit", data={**form, "name": "Cruz Vermelha de Moçambique"}).status_code == 303
    exchange(store)
    (asked,) = conflicts.conflicts(store)
    assert {value.value for value in asked.values} == {"Red Cross", "Cruz Vermelha de Moçambique"}
    assert records.read(store, "organisation", ids["CVM"])["acronym"] == "RC", "what was not changed is not written"
    assert "Red Cross" in admin.get("/conflicts").text
    assert "wrote different things" in admin.get(f"/organisations/edit?id={ids['CVM']}").text


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(admin, office):
    store, ids, exchange = office
    form = opened(admin, ids["CVM"])
    for odd, words in (
        ({"name": " "}, "name"),
        ({"type": "circus"}, "circus"),
        ({"seen": "[]"}, "open the page again"),
    ):
        answer = admin.post("/organisations/edit", data={**form, "acronym": "typed", **odd})
        assert answer.status_code == 422, odd
        notice = answer.text.split('role="alert"')[1].split("</p>")[0]
        assert words in notice, odd
        assert 'value="typed"' in answer.text
    exchange(store)
    assert records.read(store, "organisation", ids["CVM"])["acronym"] == "CVM"
    assert admin.post("/organisations/edit", data={**form, "id": "nobody", "name": "New"}).status_code == 303
    assert admin.post("/organisations/edit", data=form).headers["location"] == "/organisations", "nothing was changed"
    assert "organisation_changed" not in admin.get("/audit").text.split("<tbody>")[1]


def test_the_list_is_searched_and_leaves_out_who_is_the_same_as_another(admin, office):
    store, ids, exchange = office
    assert len(lines_of(admin)) == 3
    for words, count in (("accao social", 1), ("wfp", 1), ("nobody", 0)):
        assert admin.get(f"/organisations?named={words}").text.count("/organisations/edit?id=") == count, words
    records.save(store, "organisation", ids["WFP"], {"merged_into": ids["INAS"]})
    records.delete(store, "organisation", ids["CVM"])
    exchange(store)
    assert [line.split()[0] for line in lines_of(admin)] == ["Instituto"]
    assert admin.get(f"/organisations/edit?id={ids['CVM']}").status_code == 303
    assert admin.get("/organisations?page=9").status_code == 200


def test_who_works_in_a_place_changes_no_organisation_here(admin, office, service, client):
    _store, ids, _exchange = office
    form = opened(admin, ids["CVM"])
    add_person(service, "coordinator", "MZ09")
    client.cookies.clear()
    sign_in(client, "coordinator")
    assert client.get(f"/organisations/edit?id={ids['CVM']}").status_code == 403
    answer = send(client, "/organisations/edit", "/3w", **{**form, "token": "", "name": "Mine"})
    assert answer.status_code == 403
