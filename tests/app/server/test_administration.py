"""What an administrator changes of laptops and people that are there already: invitations, roles, places."""

from __future__ import annotations

import re

import pytest

from app.server import accounts
from app.services import belonging, records
from app.store.workspace import create_workspace
from sync.hub_tables import reading
from sync.keys import read_code
from sync.service import Refusal
from sync.signing import joining_text
from tests.app.server.conftest import add_person, join, send
from tests.app.server.test_exchange_pages import devices
from tests.helpers.coverage import BEIRA, BUZI

NAMPULA = "MZ07"


def audit_lines(admin, act):
    """The lines of the audit about one act, as texts."""
    body = admin.get(f"/audit?act={act}").text.partition("<tbody>")[2]
    return [re.sub(r"<[^>]+>", " ", line) for line in body.split("<tr>")[1:]]


def can_join(service, folder, code):
    """What a laptop that has only this code hears."""
    with create_workspace(folder) as store:
        keys, text = belonging.device_keys(store), read_code(code)
        asked = {"code": text, "name": "new", "key": keys.verify_key_text, "proof": keys.sign(joining_text(text)).hex()}
        return service.join(asked)["role"]


def test_an_invitation_that_was_withdrawn_opens_nothing(admin, service, tmp_path):
    codes = []
    for role in ("secretary", "coordinator"):
        page = send(admin, "/laptops", role=role, place="MZ09").text
        codes.append(re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)[1])
    listed = admin.get("/laptops").text.split("Invitations not used yet")[1]
    assert listed.count("Sofala") == 2, "each says where it leads"
    id = re.search(r'Secretary.*?name="id" value="(\w+)"', listed)[1]
    assert send(admin, "/laptops/withdraw", "/laptops", id=id).status_code == 303
    listed = admin.get("/laptops").text.split("Invitations not used yet")[1]
    assert "Secretary" not in listed
    assert "Coordinator" in listed
    with pytest.raises(Refusal, match="ask for a new one"):
        can_join(service, tmp_path / "withdrawn", codes[0])
    assert can_join(service, tmp_path / "open", codes[1]) == "coordinator"
    again = send(admin, "/laptops/withdraw", "/laptops", id=id)
    assert again.status_code == 422
    assert "open no longer" in again.text
    (line,) = audit_lines(admin, "invitation_withdrawn")
    assert "The administrator" in line
    assert "Secretary" in line
    assert "Sofala" in line


def test_an_invitation_that_was_used_cannot_be_withdrawn(admin, service, tmp_path):
    page = send(admin, "/laptops", role="secretary", place="MZ09").text
    id = re.search(r'action="/laptops/withdraw".*?name="id" value="(\w+)"', page)[1]
    can_join(service, tmp_path / "one", re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)[1])
    assert send(admin, "/laptops/withdraw", "/laptops", id=id).status_code == 422
    assert "new" in devices(service)
    assert audit_lines(admin, "invitation_withdrawn") == []


def test_a_laptop_works_in_several_places_and_reads_what_lies_there(admin, service, office, tmp_path):
    _store, _ids, _exchange = office
    sql = "SELECT count(*) FROM activity WHERE place = ?"
    with create_workspace(tmp_path / "desk") as desk:
        talk = join(service, desk, "secretary", BUZI)
        talk(desk)
        assert desk.reading().execute(sql, (BEIRA,)).fetchone()[0] == 0
        id = devices(service)["Laptop of secretary"].id
        fields = {"id": id, "role": "secretary", f"keep:{BUZI}": "1", "place": BEIRA}
        assert send(admin, "/laptops/place", "/laptops", **fields).status_code == 303
        row = admin.get("/laptops").text.split("Laptop of secretary")[1].split("</tr>")[0]
        assert "Búzi" in row or "Buzi" in row
        assert f'name="keep:{BEIRA}"' in admin.get(f"/laptops/edit?id={id}").text
        talk(desk)
        assert desk.reading().execute(sql, (BEIRA,)).fetchone()[0] == 3
        assert send(admin, "/laptops/place", "/laptops", id=id, role="secretary", place=BUZI).status_code == 303
        talk(desk)
        assert desk.reading().execute(sql, (BEIRA,)).fetchone()[0] == 0, "what it left is taken off its disk"
    assert devices(service)["Laptop of secretary"].areas == (BUZI,)
    first = audit_lines(admin, "laptop_changed")[-1]
    for word in ("The administrator", "Laptop of secretary", "Secretary, Buzi → Secretary, Buzi, Cidade Da Beira"):
        assert word in first


def test_a_laptop_with_another_role_writes_what_that_role_may(admin, service, office, tmp_path):
    store, ids, exchange = office
    with create_workspace(tmp_path / "desk") as desk:
        talk = join(service, desk, "viewer", BEIRA)
        talk(desk)
        id = devices(service)["Laptop of viewer"].id
        records.add(desk, "presence", {"organisation": ids["CVM"], "sector": "EDU", "place": BEIRA})
        talk(desk)
        assert "This laptop may read and not write" in admin.get("/health").text
        change = {"id": id, "role": "sector_lead", f"keep:{BEIRA}": "1"}
        assert "Say which sector" in send(admin, "/laptops/place", "/laptops", **change).text
        assert send(admin, "/laptops/place", "/laptops", **change, sector="HEA").status_code == 303
        assert devices(service)["Laptop of viewer"].role == "sector_lead:HEA"
        records.add(desk, "presence", {"organisation": ids["CVM"], "sector": "HEA", "place": BEIRA})
        talk(desk)
        exchange(store)
    found = store.reading().execute("SELECT sector FROM presence WHERE place = ?", (BEIRA,)).fetchall()
    assert found == [("HEA",)]


def test_what_no_laptop_can_be_is_refused(admin, service, office):
    id = devices(service)["Laptop of coordinator"].id
    for fields, words in (
        ({"id": "nobody", "role": "viewer", "place": BEIRA}, "There is no such laptop"),
        ({"id": id, "role": "viewer"}, "say in which one"),
        ({"id": id, "role": "king", "place": BEIRA}, "There is no role"),
        ({"id": id, "role": "viewer", "place": "XX99"}, "There is no place “XX99”"),
        ({"id": id, "role": "cso", "place": BEIRA, "organisation": "nobody"}, "Choose an organisation"),
        ({"id": id, "role": "cso", "place": BEIRA}, "A focal point works for an organisation"),
        ({"id": id, "role": "sector_lead", "place": BEIRA}, "Say which sector"),
    ):
        answer = send(admin, "/laptops/place", "/laptops", **fields)
        assert answer.status_code == 422, fields
        assert words in answer.text
    assert devices(service)["Laptop of coordinator"].areas == ("MZ09",)


def test_whoever_leaves_a_place_or_is_excluded_cannot_open_its_next_files(admin, service, office):
    def locks():
        with reading(service.engine) as tables:
            return {name: key for name, key in tables.facts().items() if name.startswith("area ")}

    before = locks()
    assert set(before) == {"area MZ09"}
    id = devices(service)["Laptop of coordinator"].id
    fields = {"id": id, "role": "coordinator", "keep:MZ09": "1", "place": NAMPULA}
    send(admin, "/laptops/place", "/laptops", **fields)
    assert locks() == before, "who stays keeps the key of his place"
    send(admin, "/laptops/place", "/laptops", id=id, role="coordinator", place=NAMPULA)
    left = locks()
    assert left["area MZ09"] != before["area MZ09"]
    send(admin, "/laptops/change", "/laptops", id=id, act="excluded")
    assert locks()[f"area {NAMPULA}"] != left.get(f"area {NAMPULA}")


def test_a_person_has_several_places(admin, service, office, client):
    id = add_person(service, "secretary", BUZI)
    change = {"id": id, "role": "secretary", f"keep:{BUZI}": "1", "place": BEIRA}
    assert send(admin, "/people/change", "/people", **change).status_code == 303
    with reading(service.engine) as tables:
        assert accounts.person(tables.connection, id).places == (BUZI, BEIRA)
    row = admin.get(f"/people/edit?id={id}").text
    assert row.count('type="checkbox" name="keep:') == 2
    assert send(admin, "/people/change", "/people", id=id, role="secretary", place="XX99").status_code == 422
    assert send(admin, "/people/change", "/people", id=id, role="secretary").status_code == 422, "it works in a place"
    assert send(admin, "/people/change", "/people", **{**change, "place": ""}).status_code == 303
    with reading(service.engine) as tables:
        assert accounts.person(tables.connection, id).places == (BUZI,)
    assert "Secretary, Buzi, Cidade Da Beira" in audit_lines(admin, "person_changed")[-1]
