"""The national 3W on the server's reading copy: the same counts, the same files, the same rules for what leaves."""

from __future__ import annotations

import csv
import io
import json
import re

import openpyxl
import pytest

from app.insight.selection import Filters
from app.server import hub, map_svg, national, three_w
from app.services import packs, records
from app.store.workspace import create_workspace
from sync.hub_tables import reading
from tests.app.server.conftest import add_person, sign_in
from tests.helpers.coverage import BEIRA, BUZI, SOFALA


def cells(page: str) -> list[str]:
    """The texts of a page, without its tags."""
    return [text.strip() for text in re.sub(r"<[^>]+>", "\n", page.split("<main")[1]).splitlines() if text.strip()]


def test_the_heat_table_counts_what_the_laptops_sent(admin, office):
    found = cells(admin.get("/3w").text)
    for text in ("Sofala", "INAS", "WFP", "CVM", "SPR", "Social protection"):
        assert text in found, text
    page = admin.get(f"/3w?place={SOFALA}&level=2").text
    assert "Dondo" in page
    assert f"/3w/rows?place={BEIRA}&amp;sector=SPR&amp;level=2" in page


def test_a_need_that_nobody_answers_is_a_gap(admin, office):
    store, ids, exchange = office
    records.add(store, "presence", {"organisation": ids["CVM"], "sector": "WSH", "place": BUZI})
    exchange(store)
    page = admin.get(f"/3w?place={SOFALA}&level=2").text
    assert 'class="gap" title="Dondo, Water, sanitation and hygiene: 3400 people in need' in page


def test_a_gap_elsewhere_is_none_of_the_place_that_was_asked_for(office):
    store, _ids, _exchange = office
    for place, found in ((SOFALA, {(SOFALA, "WSH")}), (BUZI, set())):
        asked = three_w.Asked(Filters(places=(place,)), 1, "organisations", {})
        assert set(three_w.count(store, asked).gaps) == found, place


def test_filters_stand_in_the_address(admin, office):
    assert "WFP" not in admin.get("/3w?sector=HEA").text.split("<tbody>")[1]
    assert "CVM" not in admin.get("/3w?domain=SP").text.split("<tbody>")[1].split("<tfoot")[0]
    assert "Nothing is recorded" in admin.get("/3w?period=2018-01").text
    assert admin.get("/3w?period=2019-05").text.count("INAS") >= 1
    rows = admin.get("/3w/rows?status=planned").text
    assert "1 row<" in rows
    for odd in ("place=XX99", "sector=XYZ", "level=99", "measure=love", "period=yesterday", "organisation=nobody"):
        assert admin.get(f"/3w?{odd}").status_code == 422, odd


def test_whoever_works_in_a_place_sees_that_place_alone(client, admin, office, service):
    store, ids, exchange = office
    records.add(store, "presence", {"organisation": ids["CVM"], "sector": "EDU", "place": "MZ09"})
    exchange(store)
    add_person(service, "secretary", BUZI)
    client.cookies.clear()
    sign_in(client, "secretary")
    for path in ("/3w", "/3w/rows", f"/3w/rows?place={BEIRA}", "/3w/rows?place=MZ09"):
        body = client.get(path).text.split("<tbody>")[1]
        assert "Cidade Da Beira" not in body, path
        assert "INAS" not in body, path
    listed = client.get(f"/3w/download.csv?place={BEIRA}").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(listed)))) == 3, "headers, hashtags and the one row of Búzi"


def test_what_is_sensitive_does_not_leave_by_the_pages(admin, office):
    store, _ids, exchange = office
    secret = records.add(store, "organisation", {"name": "Secret Shelter"}).created[0][1]
    records.add(store, "activity", {"lead": secret, "sector": "PRO", "place": BUZI, "sensitivity": "severe",
                                    "status": "ongoing"})  # fmt: skip
    quiet = records.add(store, "organisation", {"name": "Quiet Help"}).created[0][1]
    records.add(store, "activity", {"lead": quiet, "sector": "PRO", "place": BUZI, "sensitivity": "high",
                                    "status": "ongoing"})  # fmt: skip
    exchange(store)
    for path in ("/3w", "/3w?level=2", "/3w/rows", "/3w/map", "/3w/map?level=2"):
        page = admin.get(path).text
        assert "Secret Shelter" not in page, path
        assert "Quiet Help" not in page, path
    assert '<i dir="ltr">+1</i>' in admin.get("/3w").text, "counted at the first level, not named"


def test_the_map_is_small_and_has_every_place(admin, office):
    for path, places in (("/3w/map", 11), ("/3w/map?level=2", 150)):
        page = admin.get(path).text
        drawn = page[page.index('<svg class="map"') : page.index("</svg>", page.index('<svg class="map"'))]
        assert drawn.count("<title>") >= places
        assert len(drawn) < 60_000, path
        assert len(re.sub(r'<a href="[^"]*">|</a>|<title>.*?</title>', "", drawn)) < 45_000, path
    assert "Sofala: 3" in admin.get("/3w/map").text


@pytest.mark.parametrize("country", ["MWI", "MOZ"])
def test_the_map_of_a_country_with_many_districts_stays_small(tmp_path, service, country):
    with create_workspace(tmp_path / "desk") as store:
        packs.begin_country(store, country)
        asked = three_w.Asked(Filters(), 2, "organisations", {})
        drawn, _classes, listed = map_svg.draw(store, three_w.count(store, asked))
    assert len(listed) > 30
    paths = "".join(re.findall(r' d="([^"]+)"', drawn))
    assert len(paths) < 40_000


def test_the_files_are_those_of_the_desktop_and_are_logged(admin, office, service):
    _store, _ids, _exchange = office
    book = openpyxl.load_workbook(io.BytesIO(admin.get("/3w/download.xlsx").content))
    assert len(book.sheetnames) > 4
    listed = admin.get("/3w/download.csv?sector=SPR")
    assert listed.headers["content-disposition"].endswith('.csv"')
    assert len(list(csv.reader(io.StringIO(listed.content.decode("utf-8-sig"))))) == 4
    features = json.loads(admin.get("/3w/download.geojson").content)["features"]
    assert any(one["properties"]["name"] == "Sofala" for one in features)
    with reading(service.engine) as tables:
        sql = "SELECT count(*) FROM hub_row WHERE type = 'export_log'"
        assert tables.connection.exec_driver_sql(sql).scalar() == 3, "a changeset like any other"
    assert "3W downloaded" in admin.get("/audit").text


def test_in_arabic_the_page_is_mirrored_and_names_keep_their_own_direction(admin, office):
    page = admin.get("/3w", headers={"accept-language": "ar-EG,ar;q=0.9"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "الحماية الاجتماعية" in page
    assert "<bdi>WFP</bdi>" in page


def test_two_servers_on_one_database_have_a_copy_each(service, tmp_path):
    one, two = (national.ReadingCopy(service, tmp_path / "copies") for _n in range(2))
    places = [copy.fresh().reading().execute("SELECT count(*) FROM place").fetchone()[0] for copy in (one, two)]
    assert places[0] == places[1] > 100
    assert one.fresh().folder != two.fresh().folder
    one.close()
    two.close()


def test_a_copy_of_another_hub_is_made_anew_and_tells_this_one_nothing(service, tmp_path):
    copy = national.ReadingCopy(service, tmp_path / "copies")
    copy.change("Amélia", lambda store: records.add(store, "organisation", {"name": "Of the first"}))
    copy.close()
    other = hub.open_service(f"sqlite:///{tmp_path / 'other.db'}")
    copy = national.ReadingCopy(other, tmp_path / "copies")
    assert copy.fresh().reading().execute("SELECT count(*) FROM organisation").fetchone()[0] == 0
    copy.close()
    with reading(other.engine) as tables:
        assert tables.last_seq() == 0
    other.engine.dispose()


def test_a_copy_that_is_damaged_is_made_anew(service, tmp_path):
    copy = national.ReadingCopy(service, tmp_path / "copies")
    copy.fresh()
    copy.close()
    (tmp_path / "copies" / "0" / "workspace.json").write_text("{", encoding="utf-8")
    assert copy.fresh().reading().execute("SELECT count(*) FROM place").fetchone()[0] > 100
    copy.close()


def test_a_backup_keeps_the_people_and_ends_their_sessions(admin, service, tmp_path, office):
    hub.back_up(service, tmp_path / "backup")
    target = f"sqlite:///{tmp_path / 'new.db'}"
    hub.restore(target, tmp_path / "backup")
    restored = hub.open_service(target)
    with reading(restored.engine) as tables:
        one = tables.connection.exec_driver_sql
        assert one("SELECT count(*) FROM hub_person").scalar() == 1
        assert one("SELECT count(*) FROM hub_session").scalar() == 0
        assert one("SELECT count(*) FROM hub_boundary").scalar() > 100
    restored.engine.dispose()


def test_names_in_a_cell_are_told_apart(admin, office):
    table = admin.get("/3w?place=MZ09&level=2").text.split('class="heat"')[1]
    assert "INAS, WFP" in " ".join(re.sub(r"<[^>]+>", "", table).split())
