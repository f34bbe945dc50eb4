"""What a person may write through the pages is what his role may write anywhere: in his places, of his organisation, of his sector."""

from __future__ import annotations

import html
import re

import pytest

from app.server import access, accounts
from app.services import conflicts, records
from app.store.workspace import create_workspace
from sync.hub_tables import reading
from tests.app.server.conftest import add_person, join, send, sign_in
from tests.app.server.test_organisation_pages import opened
from tests.app.server.test_places import offered
from tests.helpers.coverage import BEIRA, BUZI, SOFALA

NAMPULA = "MZ07"


@pytest.fixture
def disputed(admin, service, office, tmp_path):
    """Two laptops have written different things about an activity in Beira, led by INAS, and about the Red Cross."""
    store, ids, exchange = office
    sql = "SELECT id FROM activity WHERE lead = ? AND place = ?"
    activity = store.reading().execute(sql, (ids["INAS"], BEIRA)).fetchone()[0]
    with create_workspace(tmp_path / "other") as other:
        ask = join(service, other, "secretary", SOFALA)
        ask(other)
        for desk, n in ((store, 0), (other, 1)):
            records.save(desk, "activity", activity, {"status": ("planned", "suspended")[n]})
            records.save(desk, "organisation", ids["CVM"], {"name": f"Red Cross {n}"})
        for _turn in range(2):
            exchange(store)
            ask(other)
    return activity


def browser_of(service, client, role, place, organisation=""):
    """A browser in which somebody of a role is signed in."""
    add_person(service, role, place, organisation)
    made = client.another()
    assert sign_in(made, role).status_code == 303
    return made


def questions(browser):
    """The forms of the page of questions, each as its fields."""
    page = browser.get("/conflicts").text
    forms = re.findall(r'<form method="post" action="/conflicts">.*?</form>', page, re.S)
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) for form in forms]


def test_a_coordinator_settles_the_questions_of_his_places(service, office, client, disputed):
    store, _ids, exchange = office
    coordinator = browser_of(service, client, "coordinator", BEIRA)
    assert 'href="/conflicts"' in coordinator.get("/3w").text
    mine = [one for one in questions(coordinator) if one["id"] == disputed]
    assert len(mine) == 2
    assert coordinator.post("/conflicts", data=mine[1]).status_code == 303
    exchange(store)
    assert [one.type for one in conflicts.conflicts(store)] == ["organisation"]
    assert coordinator.get("/health").status_code == 403


def test_a_coordinator_neither_sees_nor_settles_the_questions_of_other_places(service, client, disputed, admin):
    asked = next(one for one in questions(admin) if one["id"] == disputed)
    elsewhere = browser_of(service, client, "coordinator", NAMPULA)
    assert {one["type"] for one in questions(elsewhere)} == {"organisation"}, "the lists for everybody are his too"
    token = re.search(r'name="token" value="(\w+)"', elsewhere.get("/account").text)[1]
    answer = elsewhere.post("/conflicts", data={**asked, "token": token})
    assert answer.status_code == 422
    assert "ask the office of that place" in html.unescape(answer.text)
    assert len([one for one in questions(admin) if one["id"] == disputed]) == 2


@pytest.mark.parametrize("short, sees", [("INAS", {"activity"}), ("CVM", {"organisation"})])
def test_a_focal_point_answers_about_the_own_organisation_alone(service, office, client, disputed, short, sees):
    focal_point = browser_of(service, client, "cso", BEIRA, office[1][short])
    assert {one["type"] for one in questions(focal_point)} == sees


@pytest.mark.parametrize("sector, sees", [("SPR", {"activity", "organisation"}), ("WSH", {"organisation"})])
def test_a_sector_lead_answers_about_the_own_sector_alone(service, office, client, disputed, admin, sector, sees):
    answer = send(admin, "/people", name="Lead", login="lead", role="sector_lead", sector=sector, place=SOFALA)
    password = re.search(r'class="code" dir="ltr">([\w-]+)<', answer.text)[1]
    lead = client.another()
    sign_in(lead, "lead", password)
    send(lead, "/account/password", "/account", old=password, new="a new long one", again="a new long one")
    assert {one["type"] for one in questions(lead)} == sees


def test_a_focal_point_changes_the_own_organisation_and_no_other(service, office, client, admin):
    store, ids, exchange = office
    focal_point = browser_of(service, client, "cso", BEIRA, ids["CVM"])
    listed = focal_point.get("/organisations").text
    assert re.findall(r"edit\?id=([\w-]+)", listed) == [ids["CVM"]]
    form = opened(focal_point, ids["CVM"])
    assert focal_point.post("/organisations/edit", data={**form, "name": "Red Cross"}).status_code == 303
    exchange(store)
    assert records.read(store, "organisation", ids["CVM"])["name"] == "Red Cross"
    assert focal_point.get(f"/organisations/edit?id={ids['WFP']}").status_code == 422
    other = {**opened(admin, ids["WFP"]), "token": opened(focal_point, ids["CVM"])["token"], "name": "Eve"}
    answer = focal_point.post("/organisations/edit", data=other)
    assert answer.status_code == 422
    assert "another organisation" in answer.text
    exchange(store)
    assert records.read(store, "organisation", ids["WFP"])["name"] == "World Food Programme"


def test_rights_of_pages_follow_from_the_one_table():
    assert access.ACTS["settle"] == {"cso", "secretary", "coordinator", "sector_lead", "national", "administrator"}
    assert access.ACTS["edit_organisations"] == {"cso", "national", "administrator"}
    assert access.ACTS["see_health"] == {"national", "administrator"}


def test_a_person_is_given_an_organisation_and_a_sector_and_refused_without_what_the_role_needs(admin, service, office):
    _store, ids, _exchange = office
    assert (ids["CVM"], "Cruz Vermelha (CVM)") in offered(admin.get("/people").text, "organisation")
    new = {"name": "Rosa", "login": "rosa", "place": BUZI}
    for fields, words in (
        ({"role": "cso"}, "A focal point works for an organisation: choose which one."),
        ({"role": "cso", "organisation": "nobody"}, "Choose an organisation that the server knows."),
        ({"role": "sector_lead"}, "Say which sector the sector lead leads."),
        ({"role": "secretary", "place": ""}, "This role works in a place: say in which one."),
    ):
        answer = send(admin, "/people", **{**new, **fields})
        assert answer.status_code == 422, fields
        assert words in answer.text, fields
    assert send(admin, "/people", **new, role="cso", organisation=ids["CVM"]).status_code == 200
    row = admin.get("/people").text.split(">Rosa<")[1].split("</tr>")[0]
    assert "Cruz Vermelha" in row
    with reading(service.engine) as tables:
        (rosa,) = (one for one in accounts.persons(tables.connection) if one.login == "rosa")
    assert (rosa.member.role, rosa.member.organisation, rosa.member.sector) == ("cso", ids["CVM"], None)
    change = {"id": rosa.id, "role": "sector_lead", "sector": "WSH", f"keep:{BUZI}": "1"}
    assert send(admin, "/people/change", "/people", **change).status_code == 303
    assert "Sector lead (Water" in admin.get("/people").text
    with reading(service.engine) as tables:
        changed = accounts.person(tables.connection, rosa.id)
    assert (changed.role, changed.organisation, changed.member.sector) == ("sector_lead:WSH", None, "WSH")


def test_a_form_that_was_refused_keeps_what_was_chosen(admin, service, office):
    id = add_person(service, "secretary", BUZI)
    change = {"id": id, "role": "cso", f"keep:{BUZI}": "1", "place": BEIRA}
    page = send(admin, "/people/change", "/people", **change).text
    assert "choose which one" in page
    assert '<option value="cso" selected>' in page
    assert f'name="keep:{BEIRA}" value="1" checked' in page
