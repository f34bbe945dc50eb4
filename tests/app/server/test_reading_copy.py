"""The server's reading copy is read before anybody asks, keeps nobody waiting who can be shown something, and says of when it is."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time

import pytest
from anyio.from_thread import start_blocking_portal

from app import clock
from app.errors import Trouble
from app.server import hub, national
from app.server.app import create_app
from app.services import records
from tests.app.server.conftest import Browser, add_person, sign_in
from tests.helpers.coverage import BUZI


@pytest.fixture
def gate(monkeypatch):
    """While it is closed the copy cannot be brought up to date; `reached` says that somebody is trying to."""
    opened, reached, real = threading.Event(), threading.Event(), national.ReadingCopy._exchange
    opened.set()

    def behind(copy, store):
        reached.set()
        assert opened.wait(60)
        real(copy, store)

    monkeypatch.setattr(national.ReadingCopy, "_exchange", behind)
    yield opened, reached
    opened.set()


def test_a_server_reads_its_copy_when_it_starts(service, tmp_path):
    app = create_app(service, tmp_path / "reading")
    read = threading.Event()
    real = national.ReadingCopy.warm

    def warm(copy):
        real(copy)
        read.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(national.ReadingCopy, "warm", warm)
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
            assert read.wait(60)
    assert (tmp_path / "reading" / "0").is_dir(), "nobody has opened a page"


def test_a_server_whose_pages_nobody_has_opened_keeps_no_copy(tmp_path):
    bare = hub.open_service(f"sqlite:///{tmp_path / 'bare.db'}")
    copy = national.ReadingCopy(bare, tmp_path / "reading")
    copy.warm()
    assert not (tmp_path / "reading").exists()
    bare.engine.dispose()


def test_the_start_waits_for_no_copy_and_the_end_neither(service, tmp_path, gate):
    opened, reached = gate
    opened.clear()
    app = create_app(service, tmp_path / "reading")
    add_person(service)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        assert reached.wait(60)
        browser = Browser(app, portal)
        assert sign_in(browser).status_code == 303
        assert browser.get("/account").status_code == 200
        opened.set()


def test_who_asks_while_the_copy_is_brought_up_to_date_sees_what_it_holds(admin, office, gate):
    store, ids, exchange = office
    opened, reached = gate
    assert "CVM" not in admin.get("/3w/rows?sector=EDU").text.split("</form>")[-1]
    records.add(store, "presence", {"organisation": ids["CVM"], "sector": "EDU", "place": BUZI})
    exchange(store)
    opened.clear()
    reached.clear()
    answers: list[str] = []
    first = threading.Thread(target=lambda: answers.append(admin.get("/3w/rows?sector=EDU").text))
    first.start()
    assert reached.wait(60)
    meanwhile = admin.get("/3w/rows?sector=EDU")
    assert meanwhile.status_code == 200
    assert "0 rows" in meanwhile.text or "Nothing is recorded" in meanwhile.text
    opened.set()
    first.join(60)
    assert "1 row<" in answers[0]
    assert "1 row<" in admin.get("/3w/rows?sector=EDU").text


def test_a_page_says_of_when_it_is(admin, office, monkeypatch):
    told = re.compile(r'class="as-of">as of ([\d:/, ]+)<')
    later = clock.now_ms() + 10 * 60_000  # no longer than a person stays signed in, whatever the hour
    monkeypatch.setattr(clock, "now_ms", lambda: later)
    for path in ("/3w", "/3w/map", "/3w/rows", "/health"):
        assert told.search(admin.get(path).text)[1] == f"{dt.datetime.fromtimestamp(later / 1000):%H:%M}", path


def test_the_first_to_ask_for_a_copy_that_holds_nothing_is_not_kept_for_ever(
    service, tmp_path, gate, monkeypatch, ears
):
    opened, reached = gate
    opened.clear()
    monkeypatch.setattr(national, "PATIENCE_S", 0.05)
    app = create_app(service, tmp_path / "reading")
    add_person(service)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        browser = Browser(app, portal)
        sign_in(browser)
        assert reached.wait(60)
        answer = browser.get("/3w")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "still reading what it holds" in answer.text
        assert "still reading" in " ".join(ears.heard)
        ears.heard.clear()
        opened.set()


def test_who_brings_the_copy_up_to_date_waits_no_longer_than_anybody(admin, office, gate, monkeypatch, ears):
    store, ids, exchange = office
    opened, reached = gate
    admin.get("/3w")
    records.add(store, "presence", {"organisation": ids["CVM"], "sector": "EDU", "place": BUZI})
    exchange(store)
    monkeypatch.setattr(national, "PATIENCE_S", 0.05)
    opened.clear()
    reached.clear()
    answer = admin.get("/3w/rows?sector=EDU")
    assert reached.wait(60)
    assert answer.status_code == 200, "what it holds already is shown"
    assert "1 row<" not in answer.text
    download = admin.get("/3w/download.csv")
    assert (download.status_code, download.headers["retry-after"]) == (503, "5"), "nothing is written upon what is old"
    assert "still reading" in " ".join(ears.heard)
    ears.heard.clear()
    opened.set()
    monkeypatch.setattr(national, "PATIENCE_S", 20.0)
    for _attempt in range(200):
        if "1 row<" in admin.get("/3w/rows?sector=EDU").text:
            break
        time.sleep(0.05)
    assert "1 row<" in admin.get("/3w/rows?sector=EDU").text


def test_the_first_to_read_a_copy_himself_is_told_to_come_again(service, tmp_path, gate, monkeypatch):
    opened, reached = gate
    opened.clear()
    monkeypatch.setattr(national, "PATIENCE_S", 0.05)
    copy = national.ReadingCopy(service, tmp_path / "alone")
    with pytest.raises(Trouble, match="still reading what it holds"):
        copy.shown()
    assert reached.wait(60)
    opened.set()
    assert copy.fresh().reading().execute("SELECT count(*) FROM place").fetchone()[0] > 100
    copy.close()


def test_a_copy_read_before_is_shown_at_once_after_a_restart(admin, office, service, tmp_path, gate):
    opened, reached = gate
    admin.get("/3w")
    copies = national.ReadingCopy(service, tmp_path / "again")
    copies.fresh()
    copies.close()
    later = national.ReadingCopy(service, tmp_path / "again")
    opened.clear()
    reached.clear()
    warming = threading.Thread(target=later.warm)
    warming.start()
    assert reached.wait(60)
    assert later.read_at is not None
    assert later.shown().reading().execute("SELECT count(*) FROM activity").fetchone()[0] == 4
    opened.set()
    warming.join(60)
    later.close()


def test_a_feed_names_what_it_told_and_not_what_came_meanwhile(admin, office, gate, service):
    from tests.app.server.conftest import send

    store, ids, exchange = office
    opened, reached = gate
    token = re.search(r'dir="ltr">(ujima_[\w-]+)<', send(admin, "/feed", name="dashboard").text)[1]
    headers = {"authorization": f"Bearer {token}"}
    before = admin.get("/api/v1/3w", headers=headers)
    records.add(store, "presence", {"organisation": ids["CVM"], "sector": "EDU", "place": BUZI})
    exchange(store)
    opened.clear()
    reached.clear()
    first = threading.Thread(target=lambda: admin.get("/3w"))
    first.start()
    assert reached.wait(60)
    meanwhile = admin.get("/api/v1/3w", headers=headers)
    assert (meanwhile.json(), meanwhile.headers["etag"]) == (before.json(), before.headers["etag"])
    opened.set()
    first.join(60)
    after = admin.get("/api/v1/3w", headers={**headers, "if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert len(after.json()["rows"]) == len(before.json()["rows"]) + 1
