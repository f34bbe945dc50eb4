"""A workbook's own lists of places: what they add, what they only say."""

from app.exchange.matching.knowledge import build_places
from app.exchange.matching.references import extend_places

ROWS = [
    {"pcode": "MOZ", "level": 0, "name": "Mozambique", "country": "MOZ"},
    *({"pcode": f"MZ0{n}", "level": 1, "name": f"Province {n}", "parent": "MOZ"} for n in range(1, 5)),
    *(
        {"pcode": f"MZ0{n}0{m}", "level": 2, "name": f"District {n}.{m}", "parent": f"MZ0{n}"}
        for n in range(1, 5)
        for m in range(1, 4)
    ),
]
PLACES = build_places(ROWS)
POSTS = [["Name", "Code"], *([f"Post {n}{m}", f"MZ0{n}0101"] for n in range(1, 5) for m in (1,))]


def test_the_admin_3_list_of_mozambique_extends_the_pack_by_411_places(places_of, sheets_of):
    extension = extend_places(places_of("MOZ"), sheets_of("MOZ"))
    assert len(extension.rows) == 411
    assert {row["level"] for row in extension.rows} == {3}
    known = {row["pcode"] for row in extension.rows if row["pcode"].startswith(row["parent"])}
    assert len(known) == 411, "every code extends that of its parent"
    assert any("MZ0117" in note for note in extension.notes), "a district outside the gazetteer is said, not made"


def test_other_sheets_of_somalia_say_who_baidoa_is(places_of, sheets_of):
    extension = extend_places(places_of("SOM"), sheets_of("SOM"))
    assert extension.rows == ()
    assert {at: [hint.place for hint in hints] for at, hints in extension.hints.items()} == {(2, "baidoa"): ["SO2401"]}


def test_the_arabic_names_of_libya_are_learnt_from_its_sheet_of_places(places_of, sheets_of):
    hints = extend_places(places_of("LBY"), sheets_of("LBY")).hints
    assert hints[2, "بنغازي"][0].place == "LY0103"


def test_a_code_that_extends_no_known_one_is_left_out():
    extension = extend_places(PLACES, [("List", [*POSTS, ["Elsewhere", "XX990101"]])])
    assert sorted(row["pcode"] for row in extension.rows) == ["MZ010101", "MZ020101", "MZ030101", "MZ040101"]


def test_a_code_of_a_level_that_the_list_covers_is_not_made_a_place():
    extension = extend_places(PLACES, [("List", [[f"District {n}", f"MZ010{n}"] for n in range(1, 8)])])
    assert extension.rows == ()
    assert "MZ0104" in extension.notes[0]


def test_two_lists_beside_each_other_are_not_taken_for_one():
    side_by_side = [[*row, None, f"Thing {at}"] for at, row in enumerate(POSTS)]
    assert all(row["alternative_names"] == [] for row in extend_places(PLACES, [("List", side_by_side)]).rows)


def test_an_empty_sheet_and_a_sheet_without_codes_add_nothing():
    assert (
        extend_places(
            PLACES, [("Empty", []), ("Words", [["a", "b"], ["c", "d"]]), ("Ragged", [["a"], [], [None, 3]])]
        ).rows
        == ()
    )
