"""The feed: public rows only, in pages that lose and repeat nothing, described for programs."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from app.server.feed import BUCKET
from app.services import records
from tests.app.server.conftest import send
from tests.helpers.coverage import BUZI


@pytest.fixture
def token(admin, office):
    """A token of the feed."""
    answer = send(admin, "/feed", name="Ministry's dashboard")
    return re.search(r'dir="ltr">(ujima_[\w-]+)<', answer.text)[1]


def bearer(token, **headers):
    """The headers of a request with this token."""
    return {"authorization": f"Bearer {token}", **headers}


def feed_pace(browser):
    """What counts the requests of the feed."""
    mounted = next(route for route in browser.app.routes if getattr(route, "path", "") == "/api/v1")
    return mounted.app.state.pace


def test_without_a_token_nothing_is_told(admin, token):
    for headers in ({}, bearer("ujima_wrong"), {"authorization": f"Basic {token}"}, bearer("")):
        for path in ("/api/v1/3w", "/api/v1/3w.json", "/api/v1/3w.csv"):
            answer = admin.get(path, headers=headers)
            assert answer.status_code == 401, (path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["code"] == "no_token"


def test_a_token_that_was_withdrawn_opens_nothing(admin, token):
    assert admin.get("/api/v1/3w", headers=bearer(token)).status_code == 200
    page = admin.get("/feed").text
    assert token not in page, "shown once"
    assert "just now" in page
    id = re.search(r'name="id" value="([\w-]+)"', page)[1]
    assert send(admin, "/feed/withdraw", "/feed", id=id).status_code == 303
    assert admin.get("/api/v1/3w", headers=bearer(token)).status_code == 401


def test_pages_lose_nothing_and_repeat_nothing(admin, token):
    whole = admin.get("/api/v1/3w", headers=bearer(token)).json()
    assert len(whole["rows"]) == 5
    assert whole["next"] is None
    found, after = [], ""
    for _page in range(9):
        page = admin.get(f"/api/v1/3w.json?limit=2&after={after}", headers=bearer(token)).json()
        found += page["rows"]
        if page["next"] is None:
            break
        after = page["next"]
    assert found == whole["rows"]
    assert {row["lead_acronym"] for row in found} == {"INAS", "WFP", "CVM"}


def test_an_unchanged_page_costs_nothing(admin, token, office):
    store, ids, exchange = office
    first = admin.get("/api/v1/3w?limit=3", headers=bearer(token))
    etag = first.headers["etag"]
    again = admin.get("/api/v1/3w?limit=3", headers=bearer(token, **{"if-none-match": f'"x", W/{etag}'}))
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = admin.get("/api/v1/3w?limit=2", headers=bearer(token, **{"if-none-match": etag}))
    assert other.status_code == 200
    records.add(store, "presence", {"organisation": ids["WFP"], "sector": "EDU", "place": BUZI})
    exchange(store)
    assert admin.get("/api/v1/3w?limit=3", headers=bearer(token, **{"if-none-match": etag})).status_code == 200


def test_the_answer_itself_leads_on_to_the_next_page(admin, token):
    for form, rows_of in (("json", lambda a: len(a.json()["rows"])), ("csv", lambda a: a.text.count("\r\n") - 2)):
        here, seen, sizes = f"/api/v1/3w.{form}?limit=2&place=MZ09&language=pt", set(), []
        while here:
            assert here not in seen
            seen.add(here)
            answer = admin.get(here, headers=bearer(token))
            sizes.append(rows_of(answer))
            link = answer.headers.get("link", "")
            assert bool(link) == ("ujima-next" in answer.headers)
            here = re.fullmatch('<(.+)>; rel="next"', link)[1] if link else ""
        assert sizes == [2, 2, 1], form
        assert all("place=MZ09" in one and "language=pt" in one for one in seen)


def test_a_token_that_asks_too_often_is_told_how_long_to_wait_and_others_are_not(admin, token, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(feed_pace(admin), "clock", lambda: now[0])
    other = re.search(r'dir="ltr">(ujima_[\w-]+)<', send(admin, "/feed", name="another").text)[1]
    etag = admin.get("/api/v1/3w?limit=1", headers=bearer(token)).headers["etag"]

    def ask(by=token, language="en"):
        return admin.get(f"/api/v1/3w?limit=1&language={language}", headers=bearer(by, **{"if-none-match": etag}))

    assert {ask().status_code for _ in range(BUCKET - 1)} == {304}
    answer = ask()
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "1", "too_often")
    assert answer.json()["message"] == "This token asks too often: ask again in 1 s."
    assert ask(language="ar").json()["message"] != answer.json()["message"], "in the language that was asked for"
    assert ask(other).status_code == 304, "another token has its own"
    assert admin.get("/api/v1/3w", headers=bearer("ujima_wrong")).status_code == 401
    now[0] += int(answer.headers["retry-after"])
    assert ask().status_code == 304


def test_only_public_rows_and_columns_are_told(admin, token, office):
    store, ids, exchange = office
    for sensitivity in ("high", "severe"):
        secret = records.add(store, "organisation", {"name": f"Secret {sensitivity}"}).created[0][1]
        values = {"lead": secret, "sector": "PRO", "place": BUZI, "sensitivity": sensitivity, "status": "ongoing"}
        records.add(store, "activity", values)
    told = {"lead": ids["WFP"], "sector": "HEA", "place": BUZI, "description": "call +258 84 123 4567 or a@b.org",
            "remarks": "private words", "status": "ongoing"}  # fmt: skip
    activity = records.add(store, "activity", told).created[0][1]
    records.add(store, "figures", {"activity": activity, "people": 50, "girls": 3, "boys": 20})
    exchange(store)
    answer = admin.get("/api/v1/3w", headers=bearer(token))
    for word in ("Secret", "private words", "+258", "a@b.org", "focal_point", "latitude"):
        assert word not in answer.text, word
    row = next(row for row in answer.json()["rows"] if row["people"] == 50)
    assert (row["girls"], row["boys"]) == (None, 20), "small cells are not shown"


def test_csv_has_keys_and_hashtags_and_no_formulas(admin, token, office):
    store, _ids, exchange = office
    odd = records.add(store, "organisation", {"name": "=HYPERLINK(1)"}).created[0][1]
    records.add(store, "presence", {"organisation": odd, "sector": "EDU", "place": BUZI})
    exchange(store)
    answer = admin.get("/api/v1/3w.csv?limit=1000", headers=bearer(token))
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0][0] == "record_id"
    assert rows[1][0] == "#meta+id"
    assert len(rows) == 8
    assert "'=HYPERLINK(1)" in answer.text
    assert admin.get("/api/v1/3w.csv?limit=2", headers=bearer(token)).headers["ujima-next"]


def test_filters_and_languages_and_what_is_refused(admin, token):
    rows = admin.get("/api/v1/3w?sector=SPR&place=MZ09&period=2019-05&language=ar", headers=bearer(token)).json()[
        "rows"
    ]
    assert len(rows) == 2
    assert {row["sector"] for row in rows} == {"الحماية الاجتماعية"}
    for odd in (
        "limit=0",
        "limit=1001",
        "limit=x",
        "place=XX",
        "sector=XX",
        "period=never",
        "language=xx",
        "sectr=HEA",
    ):
        answer = admin.get(f"/api/v1/3w?{odd}", headers=bearer(token))
        assert (answer.status_code, set(answer.json())) == (422, {"code", "message"}), odd


def test_it_is_described_for_programs(admin):
    described = admin.get("/api/v1/openapi.json").json()
    assert sorted(described["paths"]) == ["/3w", "/3w.csv", "/3w.json"]
    asked = {one["name"] for one in described["paths"]["/3w"]["get"]["parameters"]}
    assert {"after", "limit", "place", "sector", "period", "language", "If-None-Match"} <= asked
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert described["servers"] == [{"url": "/api/v1"}]
    assert "304" in described["paths"]["/3w"]["get"]["responses"]
    assert "sync" not in json.dumps(described["paths"])


def test_what_the_feed_has_not_is_answered_as_every_fault(client):
    for method, path, status, code in (
        ("get", "/api/v1/nothing", 404, "no_such_address"),
        ("get", "/api/v1/3w/deeper", 404, "no_such_address"),
        ("post", "/api/v1/3w", 405, "no_such_method"),
    ):
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
        assert set(answer.json()) == {"code", "message"}
    assert answer.headers["allow"] == "GET"
