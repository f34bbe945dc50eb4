"""Country packs: published files of every spelling read, wrong ones refused with a sentence."""

import csv
import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from python_calamine import CalamineWorkbook

from app.errors import Refused
from app.exchange.packs import (
    Pack,
    PlaceRow,
    join_packs,
    join_places,
    places_of_table,
    read_boundaries,
    read_gazetteer,
    read_pack,
    shipped_countries,
    shipped_pack,
)

REAL = Path(__file__).parents[2] / "data" / "3w"
SQUARE = [[34.0, -19.0], [35.0, -19.0], [35.0, -18.0], [34.0, -18.0], [34.0, -19.0]]


def write_csv(path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def collection(*features: tuple[dict, dict]) -> dict:
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
    }


@pytest.mark.parametrize(
    ("country", "counts"),
    [
        ("MOZ", {0: 1, 1: 11, 2: 159}),
        ("NGA", {0: 1, 1: 37, 2: 774}),
        ("MWI", {0: 1, 1: 3, 2: 32, 3: 367}),
        ("CAF", {0: 1, 1: 17, 2: 72}),
        ("GTM", {0: 1, 1: 22, 2: 342}),
        ("SOM", {0: 1, 1: 18, 2: 74}),
        ("LBY", {0: 1, 1: 3, 2: 22}),
    ],
)
def test_a_shipped_pack_has_every_place_once_and_each_below_its_parent(country, counts):
    pack = shipped_pack(country)
    assert {level: sum(row.level == level for row in pack.places) for level in counts} == counts
    codes = {row.pcode: row for row in pack.places}
    assert len(codes) == len(pack.places)
    assert all(codes[row.parent].level == row.level - 1 for row in pack.places if row.level)
    assert pack.problems == []


@pytest.mark.parametrize("country", ["MOZ", "NGA", "SOM", "MWI", "CAF", "GTM"])
def test_shipped_boundaries_belong_to_places_and_are_light(country):
    pack = shipped_pack(country)
    codes = {row.pcode: row.level for row in pack.places}
    assert {boundary.level for boundary in pack.boundaries} >= {1, 2}
    for boundary in pack.boundaries:
        assert codes[boundary.pcode] == boundary.level
        assert sum(map(len, boundary.rings)) <= 400
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in boundary.rings)


def test_every_country_of_the_global_list_is_shipped_with_its_own_name():
    assert len(shipped_countries()) == 156
    country = shipped_pack("SDN").places[0]
    assert (country.pcode, country.level, country.name) == ("SDN", 0, "Sudan")
    assert {"Soudan", "السودان"} <= set(country.alternative_names)
    assert shipped_pack("ZZZ") == Pack([], [])


def test_a_gazetteer_with_a_hashtag_row_dates_and_another_country_in_it(tmp_path):
    rows = [
        ["Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date", "Valid to date"],
        ["#country+code", "#geo+admin_level", "#adm+code", "#adm+name", "#adm+code+parent", "#date+start", "#date+end"],
        ["MOZ", "1", "MZ09", "Sofala", "MOZ", "2019-06-07", ""],
        ["MOZ", "2", "MZ0901", "Buzi", "MZ09", "2019-06-07", "2030-01-31"],
        ["MWI", "1", "MW1", "Northern", "MWI", "2019-06-07", ""],
    ]
    places = read_gazetteer(write_csv(tmp_path / "pcodes.csv", rows), "MOZ")
    assert [(row.pcode, row.level, row.parent) for row in places] == [("MZ09", 1, "MOZ"), ("MZ0901", 2, "MZ09")]
    assert (places[1].valid_from, places[1].valid_to) == (dt.date(2019, 6, 7), dt.date(2030, 1, 31))


WIDE_HEADERS = [
    ["ADM2_PT", "ADM2_PCODE", "ADM1_PT", "ADM1_PCODE", "ADM0_EN", "ADM0_PCODE", "validOn"],
    ["admin2Name_pt", "admin2Pcode", "admin1Name_pt", "admin1Pcode", "admin0Name_en", "admin0Pcode", "validOn"],
    ["adm2_name", "adm2_pcode", "adm1_name", "adm1_pcode", "adm0_name", "adm0_pcode", "valid_on"],
    ["Distrito", "Pcode2", "Província", "Pcode1", "País", "Country code", "Valid from"],
]


@pytest.mark.parametrize("header", WIDE_HEADERS, ids=lambda header: header[0])
@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_a_gazetteer_with_a_chain_of_places_per_row(tmp_path, header, delimiter, encoding):
    rows = [header, ["Búzi", "MZ0901", "Sofala", "MZ09", "Mozambique", "MZ", "2019-06-07"]]
    places = read_gazetteer(write_csv(tmp_path / "moz.csv", rows, delimiter, encoding), "MOZ")
    assert [(row.pcode, row.name, row.level, row.parent) for row in places] == [
        ("MZ09", "Sofala", 1, None),
        ("MZ0901", "Búzi", 2, "MZ09"),
    ]


def test_other_languages_and_alternative_names_are_other_names_of_the_place(tmp_path):
    rows = [
        ["ADM1_EN", "ADM1_AR", "ADM1ALT1EN", "ADM1_PCODE", "ADM1_TYPE"],
        ["Aleppo", "حلب", "Halab", "SY02", "Governorate"],
    ]
    (place,) = read_gazetteer(write_csv(tmp_path / "syr.csv", rows), "SYR")
    assert (place.name, place.alternative_names) == ("Aleppo", ("حلب", "Halab"))


def test_a_code_used_again_for_another_place_is_told_apart_by_its_dates(tmp_path):
    rows = [
        ["Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date", "Valid to date"],
        ["MOZ", "2", "MZ0199", "Old Town", "MZ01", "2010-01-01", "2018-12-31"],
        ["MOZ", "2", "MZ0199", "New Town", "MZ01", "2019-01-01", ""],
    ]
    places = read_gazetteer(write_csv(tmp_path / "moz.csv", rows), "MOZ")
    assert {(row.name, row.reused) for row in places} == {("Old Town", True), ("New Town", False)}


def test_the_sheet_of_places_of_mozambique_gives_its_third_level():
    rows = CalamineWorkbook.from_path(REAL / "moz_response_tracking_2019.xlsx").get_sheet_by_name("Admin_List")
    header, *body = rows.to_python(skip_empty_area=False)
    places = places_of_table(header, body, "MOZ")
    posts = [row for row in places if row.level == 3]
    assert len(posts) == 411
    assert all(row.pcode.startswith(row.parent) for row in posts)


def test_the_sheet_of_places_of_libya_gives_arabic_names_although_its_headers_were_cut_off():
    rows = CalamineWorkbook.from_path(REAL / "lby_3w_may2021.xlsx").get_sheet_by_name("CODs Libya")
    header, *body = rows.to_python(skip_empty_area=False)
    names = {row.pcode: (row.name, row.alternative_names, row.parent) for row in places_of_table(header, body, "LBY")}
    assert names["LY0103"] == ("Benghazi", ("بنغازي",), "LY01")


@pytest.mark.parametrize(
    "properties",
    [
        {"ADM2_EN": "Buzi", "ADM2_PCODE": "MZ0901", "ADM1_EN": "Sofala", "ADM1_PCODE": "MZ09", "ADM0_PCODE": "MZ"},
        {"admin2Name": "Buzi", "admin2Pcode": "MZ0901", "admin1Pcode": "MZ09", "admin1Name": "Sofala"},
        {"adm2_name": "Buzi", "adm2_pcode": "MZ0901", "adm1_name": "Sofala", "adm1_pcode": "MZ09"},
        {"ADM2_PT": "Buzi", "ADM2_PCODE": "MZ0901", "ADM1_PT": "Sofala", "ADM1_PCODE": "MZ09", "Shape_Area": 1.5},
    ],
)
def test_boundaries_are_read_whatever_their_properties_are_called(tmp_path, properties):
    file = write_json(tmp_path / "a.geojson", collection((properties, {"type": "Polygon", "coordinates": [SQUARE]})))
    (boundary,) = read_boundaries(file, "MOZ")
    assert (boundary.pcode, boundary.name, boundary.level, boundary.parent) == ("MZ0901", "Buzi", 2, "MZ09")
    assert boundary.rings == [[tuple(point) for point in SQUARE]]


def test_a_polygon_nested_like_several_is_read_too(tmp_path):
    shape = {"type": "Polygon", "coordinates": [[SQUARE], [SQUARE]]}
    file = write_json(tmp_path / "a.json", collection(({"ADM1_EN": "Sofala", "ADM1_PCODE": "MZ09"}, shape)))
    assert len(read_boundaries(file, "MOZ")[0].rings) == 2


def test_arcs_of_a_topology_are_strung_together_also_backwards(tmp_path):
    content = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [30, 10]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
        "objects": {
            "adm1": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0, ~1]],
                        "properties": {"admin1Name": "Lac", "admin1Pcode": "TD07"},
                    }
                ],
            }
        },
    }
    (boundary,) = read_boundaries(write_json(tmp_path / "a.topojson", content), "TCD")
    assert boundary.rings == [[(30, 10), (31, 10), (31, 11), (30, 11), (30, 10)]]


def test_compressed_files_are_read(tmp_path):
    file = tmp_path / "moz.csv.gz"
    file.write_bytes(gzip.compress(b"ADM1_EN,ADM1_PCODE\nSofala,MZ09\n"))
    assert [row.pcode for row in read_gazetteer(file, "MOZ")] == ["MZ09"]


WRONG = {
    "picture.geojson": (b"\x89PNG\r\n", "pack_unreadable"),
    "list.json": (b"[1, 2, 3]", "pack_unreadable"),
    "points.geojson": (b'{"type": "FeatureCollection", "features": []}', "pack_no_codes"),
    "no_codes.geojson": (
        json.dumps(collection(({"NAME_1": "Sofala"}, {"type": "Polygon", "coordinates": [SQUARE]}))).encode(),
        "pack_no_codes",
    ),
    "malawi.geojson": (
        json.dumps(
            collection(({"ADM1_EN": "Central", "ADM1_PCODE": "MW2"}, {"type": "Polygon", "coordinates": [SQUARE]}))
        ).encode(),
        "pack_other_country",
    ),
    "utm.geojson": (
        json.dumps(
            collection(
                (
                    {"ADM1_EN": "Sofala", "ADM1_PCODE": "MZ09"},
                    {
                        "type": "Polygon",
                        "coordinates": [[[600_000, 7_800_000], [600_100, 7_800_000], [600_000, 7_800_100]]],
                    },
                )
            )
        ).encode(),
        "pack_projected",
    ),
    "names.csv": (b"Province,District\nSofala,Buzi\n", "pack_no_codes"),
    "nigeria.csv": (b"ADM1_EN,ADM1_PCODE\nBorno,NG008\n", "pack_other_country"),
    "empty.csv": (b"", "pack_no_codes"),
    "broken.csv.gz": (b"no gzip at all", "pack_unreadable"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_a_problem_with_its_name_and_the_others_are_read(tmp_path, name):
    content, code = WRONG[name]
    (tmp_path / name).write_bytes(content)
    good = write_csv(tmp_path / "good.csv", [["ADM1_EN", "ADM1_PCODE"], ["Sofala", "MZ09"]])
    pack = read_pack([tmp_path / name, good], "MOZ")
    assert [(problem.code, problem.field) for problem in pack.problems] == [(code, name)]
    assert name in pack.problems[0].message
    assert [row.pcode for row in pack.places] == ["MOZ", "MZ09"]


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path):
    with pytest.raises(Refused, match=r"gone\.csv"):
        read_gazetteer(tmp_path / "gone.csv", "MOZ")


def test_places_of_a_boundary_file_complete_the_list_and_its_spelling_becomes_another_name(tmp_path):
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    file = write_json(
        tmp_path / "a.geojson",
        collection(
            ({"admin2Name": "Búzi Sede", "admin2Pcode": "MZ0901"}, shape),
            ({"admin2Name": "Nova", "admin2Pcode": "MZ0999"}, shape),
        ),
    )
    joined = join_packs(shipped_pack("MOZ"), read_pack([file], "MOZ"))
    by_code = {row.pcode: row for row in joined.places}
    assert (by_code["MZ0901"].name, by_code["MZ0901"].alternative_names) == ("Buzi", ("Búzi Sede",))
    assert by_code["MZ0999"].parent == "MZ09"
    assert next(b for b in joined.boundaries if b.pcode == "MZ0901").rings == [[tuple(point) for point in SQUARE]]


@given(
    st.permutations(
        [PlaceRow("A", 1, "One"), PlaceRow("A", 1, "Uno"), PlaceRow("A1", 2, "Two"), PlaceRow("A12", 3, "Three")]
    )
)
def test_joining_twice_is_joining_once_and_parents_come_first(rows):
    joined = join_places(rows)
    assert join_places(joined) == joined
    assert [row.pcode for row in joined] == ["A", "A1", "A12"]
    assert [row.parent for row in joined] == [None, "A", "A1"]
