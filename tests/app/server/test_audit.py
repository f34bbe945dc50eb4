"""The audit tells what is done at the terminal and what laptops do, beside what people do on the pages."""

from __future__ import annotations

import pytest
from anyio.from_thread import start_blocking_portal

from app.server import hub
from app.server.app import create_app
from app.server.main import main
from app.services import belonging
from app.store.workspace import create_workspace
from sync.hub_tables import transact
from sync.registry import change_device
from sync.signing import coming_back_text
from tests.app.server.conftest import Browser, add_person, join, send, sign_in
from tests.app.server.test_administration import audit_lines
from tests.app.server.test_exchange_pages import devices
from tests.helpers.coverage import BEIRA


def test_what_laptops_do_is_noted(admin, service, office, tmp_path):
    with create_workspace(tmp_path / "desk") as desk:
        talk = join(service, desk, "secretary", BEIRA)
        talk(desk)
        keys, now = belonging.device_keys(desk), service.now_ms()
        proof = keys.sign(coming_back_text(service.keys.verify_key_text, now)).hex()
        service.come_back({"key": keys.verify_key_text, "now": now, "proof": proof})
        id = devices(service)["Laptop of secretary"].id
        transact(service.engine, lambda tables: change_device(tables.connection, id, wipe=True))
        talk(desk)
    for act in ("joined", "came_back", "told_to_wipe"):
        assert any(
            "Laptop of secretary" in line and "Secretary, Cidade Da Beira" in line for line in audit_lines(admin, act)
        ), act


def test_an_invitation_bears_the_name_of_who_made_it(admin, service):
    send(admin, "/laptops", role="secretary", place=BEIRA)
    hub.invite(service, BEIRA, "viewer", None, "terminal")
    by_hand, by_page = audit_lines(admin, "invited")
    for word in ("Terminal", "Viewer", "Cidade Da Beira"):
        assert word in by_hand
    assert "The administrator" in by_page
    assert "Cidade Da Beira" in by_page
    arabic = admin.get("/audit", headers={"accept-language": "ar"}).text.partition("<tbody>")[2]
    for code in ("terminal", "viewer", "secretary", BEIRA):
        assert code not in arabic.casefold(), "codes are for programs"


@pytest.mark.long
def test_what_the_terminal_does_is_noted(tmp_path, capsys):
    url, file = f"sqlite:///{tmp_path / 'hub.db'}", str(tmp_path / "country.backup")
    service = hub.open_service(url)
    add_person(service)
    for command in (["invite", "--district", BEIRA, "--role", "viewer"], ["backup", file], ["restore", file]):
        assert main(["--database", url, *command]) == 0, capsys.readouterr().err
    app = create_app(service, tmp_path / "reading")
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        browser = Browser(app, portal)
        assert sign_in(browser).status_code == 303
        for act, words in (("invited", BEIRA), ("restored", "country.backup")):
            (line,) = audit_lines(browser, act)
            assert "Terminal" in line
            assert words in line
        assert audit_lines(browser, "backed_up") == [], "the backup was read before it was written down"
    service.engine.dispose()
