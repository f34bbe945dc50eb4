"""The shell of the pages: who gets in, what a form must bear, and which headers everything has."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.server import access, accounts
from app.server.tables import audit_table, person_table, session_table
from sync.hub_tables import reading
from sync.service import HubService
from tests.app.server.conftest import PASSWORD, Browser, add_person, form_token, send, sign_in

ACTS = {
    "/3w": "see_3w", "/3w/map": "see_3w", "/3w/rows": "see_3w", "/conflicts": "settle", "/laptops": "see_laptops",
    "/districts": "see_districts", "/health": "see_health", "/people": "manage_people", "/feed": "manage_feed",
    "/audit": "see_audit", "/organisations": "edit_organisations",
}  # fmt: skip
NEEDED = ("content-security-policy", "x-content-type-options", "referrer-policy")


def routes(client: Browser, method: str) -> list[str]:
    """The paths of our pages with this method."""
    found = []
    for route in client.app.routes:
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            path = getattr(one, "path", "")
            if method in (getattr(one, "methods", None) or ()) and not path.startswith(("/sync", "/static")):
                found.append(path)
    return sorted(set(found))


def count(service: HubService, table: sa.Table) -> int:
    """How many rows a table has."""
    with reading(service.engine) as tables:
        return tables.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_the_route_table_holds_every_page(client):
    assert set(ACTS) < set(routes(client, "GET"))
    assert len(routes(client, "POST")) >= 12


def test_without_a_session_every_page_leads_to_the_sign_in(client):
    for path in routes(client, "GET"):
        answer = client.get(path)
        if path != "/sign-in":
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
        for name in NEEDED:
            assert name in answer.headers, (path, name)


def test_every_answer_forbids_scripts_and_frames(admin):
    for path in [*routes(admin, "GET"), "/static/ujima.css", "/nothing", "/sync/v1/hello", "/api/v1/openapi.json"]:
        answer = admin.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "language, direction", [("en", "ltr"), ("ar", "rtl"), ("fr", "ltr"), ("es", "ltr"), ("pt", "ltr")]
)
def test_every_page_is_made_in_every_language(admin, office, language, direction):
    for path in routes(admin, "GET"):
        answer = admin.get(path, headers={"accept-language": language})
        if "download" in path or answer.status_code == 303:
            continue
        assert answer.status_code == 200, path
        assert f'<html lang="{language}" dir="{direction}">' in answer.text, path
        assert not re.search(r"[{}]", answer.text), (path, re.search(r".{30}[{}].{30}", answer.text))
        for forbidden in ("<script", " style=", "javascript:", " onclick"):
            assert forbidden not in answer.text, path
    assert admin.get("/sign-in?language=ar").status_code == 303


def test_the_style_sheet_is_not_sent_twice(client):
    first = client.get("/static/ujima.css")
    again = client.get("/static/ujima.css", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_form_without_the_token_is_refused(admin, service):
    people = count(service, person_table)
    for path in routes(admin, "POST"):
        for fields in ({}, {"token": ""}, {"token": "0" * 64}):
            answer = admin.post(path, data={"name": "Eve", "login": "eve", "role": "administrator", **fields})
            assert answer.status_code == 403, path
    assert count(service, person_table) == people


def test_a_form_from_another_site_is_refused_even_with_the_token(admin):
    token = form_token(admin.get("/feed").text)
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        answer = admin.post("/feed", data={"name": "x", "token": token}, headers=headers)
        assert answer.status_code == 403, headers
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert admin.post("/feed", data={"name": "x", "token": token}, headers=own).status_code == 200


def test_the_token_of_another_session_opens_nothing(admin, service, client):
    token = form_token(admin.get("/feed").text)
    admin.cookies.clear()
    assert sign_in(admin).status_code == 303
    assert form_token(admin.get("/feed").text) != token
    assert admin.post("/feed", data={"name": "x", "token": token}).status_code == 403


def test_a_form_that_is_too_large_is_refused(admin):
    assert send(admin, "/feed", name="x" * 100_000).status_code == 403


@pytest.mark.parametrize("role", sorted(access.EVERYBODY - {"administrator"}))
def test_a_role_reaches_only_what_it_may(client, service, role):
    add_person(service)
    add_person(service, role, "MZ09")
    sign_in(client, role)
    token = form_token(client.get("/3w").text)
    for path, act in ACTS.items():
        expected = 200 if role in access.ACTS[act] else 403
        assert client.get(path).status_code == expected, path
    fields = {"role": "secretary", "place": "MZ09", "name": "Eve", "login": "eve", "act": "excluded", "token": token}
    for path in ("/laptops", "/laptops/change", "/people", "/laptops/withdraw", "/laptops/place", "/people/change",
                 "/people/password", "/feed",
                 "/health/waiting"):  # fmt: skip
        assert client.post(path, data=fields).status_code == 403, path


def test_an_unknown_name_is_answered_like_a_wrong_password(client, service, monkeypatch):
    add_person(service)
    looked_at: list[str] = []
    real = accounts.HASHER.verify

    class Watching:
        hash = accounts.HASHER.hash

        def verify(self, kept: str, password: str) -> bool:
            looked_at.append(kept)
            return real(kept, password)

    monkeypatch.setattr(accounts, "HASHER", Watching())
    wrong = sign_in(client, password="wrong password, sorry")
    unknown = sign_in(client, "nobody", "wrong password, sorry")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("administrator", "nobody") == unknown.text
    assert len(looked_at) == 2
    assert looked_at[0].split("$")[:4] == looked_at[1].split("$")[:4], "the same work for both"


def test_after_failures_even_the_right_password_has_to_wait(client, service, monkeypatch):
    add_person(service)
    monkeypatch.setenv("UJIMA_NOW", "2026-11-26T12:00:00")
    for _attempt in range(accounts.FREE_TRIES["both"]):
        assert sign_in(client, password="wrong password").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "wait" in answer.text
    monkeypatch.setenv("UJIMA_NOW", "2026-11-26T12:00:05")
    assert sign_in(client).status_code == 303
    client.cookies.clear()
    assert sign_in(client).status_code == 303, "what was right is forgotten as a failure"


def test_a_session_that_somebody_planted_is_not_taken_over(client, service):
    add_person(service)
    client.cookies.set("ujima", "planted")
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"login": "administrator", "password": PASSWORD, "token": token})
    assert answer.status_code == 303
    client.cookies.clear()
    client.cookies.set("ujima", "planted")
    assert client.get("/3w").status_code == 303, "the planted cookie is nobody's"
    assert count(service, session_table) == 1


def test_signing_in_again_ends_the_former_session(admin):
    former = admin.cookies["ujima"]
    admin.cookies.delete("ujima")
    admin.cookies.set("ujima", former)
    send(admin, "/sign-out", "/account")
    admin.cookies.set("ujima", former)
    assert admin.get("/3w").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, service):
    add_person(service)
    told = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "secure" not in told, "plain http on this very computer"
    elsewhere = client.another("https://ujima.example")
    assert "secure" in elsewhere.get("/sign-in").headers["set-cookie"].lower()


def test_a_session_ends_twelve_hours_after_its_last_use(client, service, monkeypatch):
    add_person(service)
    monkeypatch.setenv("UJIMA_NOW", "2026-11-26T06:00:00")
    sign_in(client)
    monkeypatch.setenv("UJIMA_NOW", "2026-11-26T17:59:00")
    assert client.get("/account").status_code == 200
    monkeypatch.setenv("UJIMA_NOW", "2026-11-27T06:00:00")
    assert client.get("/account").status_code == 303


def test_after_signing_in_one_never_lands_elsewhere(client, service):
    add_person(service)
    for to, expected in (("/audit?act=invited", "/audit?act=invited"), ("//evil.example", "/"), ("https://e.x", "/")):
        client.cookies.clear()
        assert sign_in(client, to=to).headers["location"] == expected


def test_a_first_password_is_changed_before_anything_else(admin, service):
    answer = send(admin, "/people", name="Rosa Machava", login="rosa", role="national")
    first = re.search(r'class="code" dir="ltr">([\w-]+)<', answer.text)
    assert first
    admin.cookies.clear()
    assert sign_in(admin, "rosa", first[1]).status_code == 303
    assert admin.get("/3w").headers["location"] == "/account"
    answer = send(admin, "/account/password", "/account", old=first[1], new="a new long one", again="a new long one")
    assert answer.headers["location"] == "/account?done=password"
    assert admin.get("/3w").status_code == 200
    admin.cookies.clear()
    assert sign_in(admin, "rosa", first[1]).status_code == 422


def test_who_lost_his_access_is_signed_out_and_the_last_administrator_cannot(admin, service):
    id = add_person(service, "national")
    other = admin.another()
    sign_in(other, "national")
    assert other.get("/laptops").status_code == 200
    assert send(admin, "/people/change", "/people", id=id, role="national", disabled="1").status_code == 303
    assert other.get("/laptops").status_code == 303
    assert sign_in(other, "national").status_code == 422
    with reading(service.engine) as tables:
        own = next(p.id for p in accounts.persons(tables.connection) if p.role == "administrator")
    assert send(admin, "/people/change", "/people", id=own, role="viewer", place="MZ09").status_code == 422


def test_passwords_are_kept_by_argon2id_and_tokens_as_hashes(admin, service):
    with reading(service.engine) as tables:
        kept = tables.connection.execute(sa.select(person_table.c.password)).scalar_one()
        session = tables.connection.execute(sa.select(session_table.c.token_hash)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert session != admin.cookies["ujima"]


def test_what_is_done_is_in_the_audit(admin, service):
    send(admin, "/laptops", role="secretary", place="MZ09")
    page = admin.get("/audit").text
    for words in ("Signed in", "Laptop invited", "The administrator"):
        assert words in page
    assert "Signed in" not in admin.get("/audit?act=invited").text.split("<tbody>")[1]
    assert count(service, audit_table) == 2


ODD = ("\x00", "'", "<script>alert(1)</script>", "../../etc/passwd", "%", "9" * 400, "-1", "١", "{{7*7}}", "a" * 2000)


def test_no_odd_word_in_an_address_breaks_a_page(admin):
    names = ("place", "sector", "period", "status", "organisation", "domain", "level", "measure", "page", "days", "act",
             "before", "to", "language", "done")  # fmt: skip
    for path in ACTS:
        for odd in ODD:
            answer = admin.get(path, params=dict.fromkeys(names, odd))
            assert answer.status_code in (200, 422), (path, odd)
            assert "<script" not in answer.text


def test_no_odd_word_in_a_form_breaks_the_server(admin):
    token = form_token(admin.get("/account").text)
    names = ("name", "login", "role", "place", "id", "act", "key", "type", "field", "keep", "seen", "sector", "old",
             "new", "again", "organisation")  # fmt: skip
    for path in routes(admin, "POST"):
        for odd in ODD if path != "/sign-out" else ():
            answer = admin.post(path, data={**dict.fromkeys(names, odd), "token": token})
            assert answer.status_code in (200, 303, 422), (path, odd)
            assert "<script" not in answer.text
