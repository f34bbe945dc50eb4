"""Laptops, what waits, and questions: what an administrator decides reaches every laptop as a changeset."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app import clock
from app.server.national import OWN
from app.services import conflicts, journal, records, untaken
from app.store.workspace import create_workspace
from sync import registry
from sync.hub_tables import reading, transact
from tests.app.server.conftest import form_token, join, send
from tests.helpers.coverage import BEIRA, BUZI


def devices(service):
    """The laptops, by name."""
    with reading(service.engine) as tables:
        return {one.name: one for one in registry.devices(tables.connection) if not one.id.startswith(OWN)}


def test_an_invitation_is_shown_once_with_its_picture(admin, service):
    answer = send(admin, "/laptops", role="secretary", place="MZ09")
    code = re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', answer.text)
    assert code
    assert "<svg" in answer.text.split('class="qr">')[1][:40]
    page = admin.get("/laptops").text
    assert code[1] not in page
    assert "Secretary" in page.split("Invitations not used yet")[1]
    with reading(service.engine) as tables:
        kept = tables.connection.exec_driver_sql("SELECT code_hash FROM hub_invitation").scalar()
    assert code[1] not in kept


def test_an_invitation_says_what_is_missing(admin):
    for fields, words in (
        ({"role": "secretary"}, "This role works in a place: say in which one."),
        ({"role": "sector_lead", "place": "MZ09"}, "Say which sector"),
        ({"role": "king"}, "There is no role"),
        ({"role": "cso", "place": "MZ09"}, "works for an organisation"),
        ({"role": "secretary", "place": "XX99"}, "There is no place “XX99”"),
        ({"role": "national", "organisation": "no such"}, "Choose an organisation that the server knows"),
    ):
        answer = send(admin, "/laptops", **fields)
        assert answer.status_code == 422
        assert words in answer.text, fields
        assert "--" not in re.sub(r"<[^>]+>", "", answer.text), "no option of the terminal on a page"
    assert send(admin, "/laptops", role="sector_lead", sector="WSH", place="MZ09").status_code == 200
    listed = admin.get("/laptops", headers={"accept-language": "fr"}).text
    assert "(Eau, hygiène et assainissement)" in listed, "a sector by its name, and not by its code"
    assert "(WSH)" not in listed


def test_a_laptop_is_listed_excluded_readmitted_and_marked(admin, service, office):
    page = admin.get("/laptops").text
    assert "Laptop of coordinator" in page
    assert "Sofala" in page
    assert "server" not in page.split("<tbody>")[1].split("</tbody>")[0], "the server's own device is no laptop"
    id = devices(service)["Laptop of coordinator"].id
    for act, said in (("excluded", "excluded"), ("readmitted", ""), ("wiped", "to be wiped"), ("wipe_taken_back", "")):
        assert send(admin, "/laptops/change", "/laptops", id=id, act=act).status_code == 303
        body = admin.get("/laptops").text.split("<tbody>")[1]
        assert (f">{said}</span>" in body) if said else ('class="chip' not in body), act
    for fields in ({"id": id, "act": "eaten"}, {"id": "nobody", "act": "excluded"}):
        assert send(admin, "/laptops/change", "/laptops", **fields).status_code == 422
    with reading(service.engine) as tables:
        own = next(one.id for one in registry.devices(tables.connection) if one.id.startswith(OWN))
    assert send(admin, "/laptops/change", "/laptops", id=own, act="excluded").status_code == 422


def test_who_was_not_heard_of_is_named(admin, service, office):
    assert "Every laptop was heard of" in admin.get("/health").text
    id, then = devices(service)["Laptop of coordinator"].id, clock.now_ms() - 20 * 86_400_000
    transact(service.engine, lambda tables: registry.change_device(tables.connection, id, seen_at=then))
    assert "20 days ago" in admin.get("/health").text
    assert "Every laptop was heard of" in admin.get("/health?days=30").text
    for odd in ("love", "0", "-3", "9" * 5000, "٣"):
        assert admin.get(f"/health?days={odd}").status_code == 200, odd
    assert "not heard of for 3 days" in admin.get("/health?days=3").text


def test_the_longest_silent_come_first_and_who_was_excluded_is_not_missed(admin, service, office, tmp_path):
    for name, days in (("national", 40), ("secretary", 20), ("viewer", 90)):
        with create_workspace(tmp_path / name) as store:
            join(service, store, name, "MZ09")
        id, then = devices(service)[f"Laptop of {name}"].id, clock.now_ms() - days * 86_400_000
        excluded = clock.now_ms() if name == "viewer" else None
        transact(
            service.engine,
            lambda tables, id=id, then=then, excluded=excluded: registry.change_device(
                tables.connection, id, seen_at=then, revoked_at=excluded
            ),
        )
    page = admin.get("/health").text
    assert re.findall(r"<bdi>Laptop of (\w+)</bdi>", page) == ["national", "secretary"]
    assert "<b>2</b> laptops not heard of for 14 days" in page


def test_open_questions_are_counted_by_place_and_lead_to_those_of_the_place(admin, service, office, tmp_path):
    store, ids, exchange = office
    assert "Open questions by place" not in admin.get("/health").text
    sql = "SELECT id FROM activity WHERE lead = ? AND place = ?"
    activity = store.reading().execute(sql, (ids["INAS"], BEIRA)).fetchone()[0]
    with create_workspace(tmp_path / "other") as other:
        ask = join(service, other, "secretary", "MZ09")
        ask(other)
        for desk, n in ((store, 1), (other, 2)):
            records.save(
                desk, "activity", activity, {"status": ("planned", "suspended")[n - 1], "end": dt.date(2019, 6, n)}
            )
            records.save(desk, "organisation", ids["CVM"], {"name": f"Red Cross {n}"})
        for _turn in range(2):
            exchange(store)
            ask(other)
    page = admin.get("/health").text.split("Open questions by place")[1].split("</table>")[0]
    counted = dict(re.findall(r'<bdi>([^<]+)</bdi></th><td class="number">(\d+)<', page))
    assert counted == {"Cidade Da Beira": "2", "Lists for everybody": "1"}
    assert f"<b>{sum(map(int, counted.values()))}</b> open questions" in admin.get("/health").text
    to = next(one for one in re.findall(r'href="(/conflicts\?area=[^"]+)"', page) if BEIRA in one)
    shown = admin.get(to).text
    assert "Only those of Cidade Da Beira" in shown
    assert "Red Cross" not in shown
    assert shown.count('class="card question"') == int(counted["Cidade Da Beira"])
    assert "Red Cross 1" in admin.get("/conflicts").text


def test_districts_say_what_they_hold_and_who_works_there(admin, office):
    page = admin.get("/districts").text
    sofala = page.split("<b>Sofala</b>")[1].split("</details>")[0]
    assert "1 laptop" in sofala
    assert "served by the province" in sofala
    beira = re.search(r'Cidade Da Beira</th><td class="number">(\d+)<', sofala)
    assert beira
    assert int(beira[1]) >= 5, "rows lie in their district, for the server laid the places down first"


@pytest.fixture
def held(admin, service, office, tmp_path):
    """A focal point has changed a row that is not his: it waits at the hub."""
    _store, ids, _exchange = office
    with create_workspace(tmp_path / "cso") as theirs:
        ask = join(service, theirs, "cso", "MZ09", ids["CVM"])
        ask(theirs)
        sql = "SELECT id FROM activity WHERE lead = ? AND place = ?"
        activity = theirs.reading().execute(sql, (ids["INAS"], BEIRA)).fetchone()[0]
        records.save(theirs, "activity", activity, {"status": "suspended"}, None)
        ask(theirs)
        yield activity, theirs, ask


def test_a_change_that_waits_is_shown_with_its_reason_and_can_be_taken(admin, service, office, held):
    store, _ids, exchange = office
    activity, theirs, ask = held
    page = admin.get("/health").text
    assert "It belongs to another organisation" in page
    assert "Suspended" in page
    key = re.search(r'name="key" value="([\w.]+)"', page)[1]
    assert send(admin, "/health/waiting", "/health", key=key, act="left").status_code == 303
    assert "1 was left" in admin.get("/health").text
    assert send(admin, "/health/waiting", "/health", key=key, act="taken").status_code == 303
    assert "Nothing waits" in admin.get("/health").text
    exchange(store)
    ask(theirs)
    for desk in (store, theirs):
        assert records.read(desk, "activity", activity)["status"] == "suspended"
    assert untaken.not_taken(theirs) == []
    assert send(admin, "/health/waiting", "/people", key=key, act="taken").status_code == 422, "it waits no longer"


def test_an_administrator_settles_a_question_as_a_changeset_like_any_other(admin, service, office, tmp_path):
    store, ids, exchange = office
    with create_workspace(tmp_path / "other") as other:
        ask = join(service, other, "secretary", "MZ09")
        ask(other)
        for desk, name in ((store, "Red Cross"), (other, "Cruz Vermelha de Moçambique")):
            records.save(
                desk, "organisation", ids["CVM"], {"name": name}, records.versions(desk, "organisation", ids["CVM"])
            )
        for _turn in range(2):
            exchange(store)
            ask(other)
        page = admin.get("/conflicts").text
        assert "Red Cross" in page
        assert "Cruz Vermelha de Moçambique" in page
        forms = re.findall(r"<form method=\"post\" action=\"/conflicts\">.*?</form>", page, re.S)
        chosen = next(form for form in forms if "Red Cross" in form.split('class="value"')[1])
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', chosen))
        assert admin.post("/conflicts", data={**fields, "seen": "0"}).status_code == 422, "seen something else"
        assert admin.post("/conflicts", data={**fields, "keep": "9" * 5000}).status_code == 422
        assert admin.post("/conflicts", data=fields).status_code == 303
        assert "There is no open question" in admin.get("/conflicts").text
        assert admin.post("/conflicts", data=fields).status_code == 422, "settled already"
        line = re.sub(r"<[^>]+>", " ", admin.get("/audit?act=settled").text.partition("<tbody>")[2])
        assert "Organisation Red Cross" in line
        assert "Name" in line
        for desk, talk in ((store, exchange), (other, ask)):
            talk(desk)
            assert records.read(desk, "organisation", ids["CVM"])["name"] == "Red Cross"
            assert conflicts.count(desk) == 0
        history = journal.history(store, "organisation", ids["CVM"])
        assert history[0].who == "The administrator"


def test_every_form_of_every_page_bears_the_token(admin, office, held):
    for path in ("/3w", "/laptops", "/health", "/people", "/feed", "/account", "/conflicts"):
        page = admin.get(path).text
        token = form_token(page)
        for form in re.findall(r'<form method="post".*?</form>', page, re.S):
            assert token in form, path


def test_a_place_nobody_knows_is_no_reason_to_fail(admin, office):
    store, ids, exchange = office
    records.add(store, "presence", {"organisation": ids["WFP"], "sector": "EDU", "place": BUZI})
    exchange(store)
    assert admin.get("/3w/map?place=MZ09").status_code == 200
