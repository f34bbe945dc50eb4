"""The country itself is a place to choose: for a laptop, for a person, for a filter; and it has a line of its own."""

from __future__ import annotations

import re

from app.server import accounts
from app.services import records
from app.store.workspace import create_workspace
from sync.hub_tables import reading
from tests.app.server.conftest import add_person, join_with, send, sign_in
from tests.app.server.test_exchange_pages import devices
from tests.helpers.coverage import BEIRA

COUNTRY = "MOZ"


def offered(page, name="place"):
    """What a list to choose from offers: values with their words."""
    select = re.search(rf'<select name="{name}">(.*?)</select>', page, re.S)[1]
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', select)


def test_every_form_offers_the_country_before_its_provinces(admin, office):
    for path in ("/laptops", "/people", "/3w"):
        found = [one for one in offered(admin.get(path).text) if one[0]]
        assert found[0] == (COUNTRY, "All of Mozambique"), path
        assert found[1][0].startswith("MZ"), path
    assert admin.get(f"/3w/rows?place={COUNTRY}").status_code == 200


def test_an_office_of_the_country_is_invited_and_reads_all_of_it(admin, service, office, tmp_path):
    page = send(admin, "/laptops", role="coordinator", place=COUNTRY).text
    code = re.search(r'class="code" dir="ltr">([A-Z0-9-]+)<', page)[1]
    assert "All of Mozambique" in page
    with create_workspace(tmp_path / "national office") as store:
        talk = join_with(service, store, code, "National office")
        talk(store)
        assert store.reading().execute("SELECT count(*) FROM activity WHERE place = ?", (BEIRA,)).fetchone()[0] == 3
        row = admin.get("/laptops").text.split("National office")[1].split("</tr>")[0]
        assert "Mozambique" in row
        records.add(store, "presence", {"organisation": office[1]["WFP"], "sector": "EDU", "place": COUNTRY})
        talk(store)
    assert devices(service)["National office"].areas == (COUNTRY,)
    page = admin.get("/districts").text
    nation = page.split("<summary><b>Mozambique</b>")[1].split("</details>")[0]
    assert re.search(r'All of Mozambique</th><td class="number">1<', nation)
    assert "National office" in nation
    assert page.index("<b>Mozambique</b>") < page.index("<b>Sofala</b>")
    assert "served by the country" in page.split("<b>Zambezia</b>")[1].split("</details>")[0]
    assert "served by the province" in page.split("<b>Sofala</b>")[1].split("</details>")[0]


def test_a_person_may_work_in_the_whole_country_without_a_national_role(admin, service, office, client):
    assert send(admin, "/people", name="Ana", login="ana", role="secretary", place=COUNTRY).status_code == 200
    with reading(service.engine) as tables:
        (ana,) = (one for one in accounts.persons(tables.connection) if one.login == "ana")
    assert ana.places == (COUNTRY,)
    add_person(service, "viewer", COUNTRY)
    viewer = client.another()
    sign_in(viewer, "viewer")
    page = viewer.get("/3w?place=MZ0906&level=2").text
    assert "INAS" in page
    places = offered(page)
    assert (COUNTRY, "All of Mozambique") in places
    assert (BEIRA, "Cidade Da Beira") in places


def test_whoever_works_in_a_district_is_offered_that_district_alone(service, office, client):
    add_person(service, "viewer", BEIRA)
    viewer = client.another()
    sign_in(viewer, "viewer")
    assert [id for id, _name in offered(viewer.get("/3w").text)] == ["", "MZ09", BEIRA]
