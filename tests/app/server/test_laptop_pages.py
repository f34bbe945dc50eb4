"""The list of laptops stays small however many have joined, and says what waits of each."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.services import records
from app.store.workspace import create_workspace
from sync import registry
from sync.hub_tables import transact
from tests.app.server.conftest import join, send
from tests.helpers.coverage import BEIRA


@pytest.fixture
def crowd(admin, service, office):
    """Another hundred and twenty laptops."""
    rows = [
        {"id": f"d{n}", "name": f"Laptop {n:03}", "verify_key": f"{n:064x}", "role": "secretary", "areas": '["MZ07"]',
         "joined_at": 1, "wipe": False}
        for n in range(120)
    ]  # fmt: skip
    transact(service.engine, lambda tables: tables.connection.execute(sa.insert(registry.device_table), rows))


def listed(admin, address="/laptops"):
    """The names in the list."""
    body = admin.get(address).text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<th scope="row"><bdi>([^<]*)</bdi>', body)


def test_many_laptops_are_listed_in_pages_and_found_by_words(admin, crowd):
    page = admin.get("/laptops").text
    assert "121 have joined" in page
    assert len(page) < 150_000
    assert len(listed(admin)) == 50
    assert len(listed(admin, "/laptops?page=3")) == 21
    assert listed(admin, "/laptops?q=laptop+01") == [f"Laptop {n:03}" for n in range(10, 20)]
    assert listed(admin, "/laptops?q=sofala") == ["Laptop of coordinator"]
    assert len(listed(admin, "/laptops?q=nampula&page=2")) == 50
    assert "No laptop is called so" in admin.get("/laptops?q=zzz").text


def test_few_laptops_need_no_search(admin, office):
    assert 'name="q"' not in admin.get("/laptops").text


def test_a_row_carries_no_list_of_places_and_leads_to_the_laptop(admin, crowd):
    row = admin.get("/laptops").text.split("Laptop 001")[1].split("</tr>")[0]
    assert "<option" not in row
    page = admin.get(re.search(r'href="(/laptops/edit\?id=[^"]+)"', row)[1]).text
    assert "<h1><bdi>Laptop 001</bdi></h1>" in page
    assert 'value="MZ07"' in page
    assert admin.get("/laptops/edit?id=nobody").headers["location"] == "/laptops"


def test_a_laptop_says_how_much_of_it_waits_for_a_decision(admin, service, office, tmp_path):
    with create_workspace(tmp_path / "reader") as reader:
        ask = join(service, reader, "viewer", BEIRA)
        ask(reader)
        for sector in ("EDU", "WSH"):
            records.add(reader, "presence", {"organisation": office[1]["CVM"], "sector": sector, "place": BEIRA})
        ask(reader)
    row = admin.get("/laptops").text.split("Laptop of viewer")[1].split("</tr>")[0]
    to = re.search(r'href="(/health/waiting\?laptop=[^"]+)">2</a>', row)
    assert admin.get(to[1]).text.count("<article") == 2


def test_an_invitation_says_how_it_is_handed_over(admin):
    page = send(admin, "/laptops", role="secretary", place="MZ09").text
    assert "camera" not in page
    assert "any telephone" in page
    code = re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)[1]
    assert f"http://testserver/#code={code}&amp;hub=" in page, "the text of the picture, to be pasted"
