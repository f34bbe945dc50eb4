"""Codes and names of a line together: spellings, schemes, national rows, several places, contradictions, laws."""

import pytest
from hypothesis import given, strategies as st

from app.exchange.matching.contradictions import gather_usage
from app.exchange.matching.knowledge import build_answers, build_places
from app.exchange.matching.places import (
    CONTRADICTION,
    NONE,
    PROPOSED,
    RESOLVED,
    SEVERAL,
    UNRESOLVED,
    match_lines,
    match_place,
)

ROWS = [
    {"pcode": "MOZ", "level": 0, "name": "Mozambique", "alternative_names": ["Moçambique"], "parent": None, "country": "MOZ"},
    *(
        {"pcode": code, "level": (len(code) - 2) // 2, "name": name, "parent": code[:-2] if len(code) > 4 else "MOZ", "country": "MOZ"}
        for code, name in {
            "MZ01": "Cabo Delgado", "MZ0104": "Cidade De Pemba", "MZ0109": "Metuge", "MZ0110": "Mocimboa Da Praia",
            "MZ09": "Sofala", "MZ0901": "Buzi", "MZ0906": "Cidade Da Beira", "MZ0907": "Dondo", "MZ0908": "Chibabava",
            "MZ090101": "Buzi Sede", "MZ090102": "Estaquinha", "MZ10": "Manica", "MZ1001": "Sussundenga", "MZ1002": "Manica",
            "MZ1003": "1er Bairro", "MZ1004": "2e Bairro", "MZ11": "Inhambane", "MZ1101": "Sede", "MZ1102": "Chibabava Norte",
        }.items()
    ),
]  # fmt: skip
PLACES = build_places(ROWS)
NAMED = [one for one in PLACES.by_id.values() if one.level > 0]


def match(codes=(), names=(), **more):
    return match_place(PLACES, dict(codes), dict(names), **more)


@pytest.mark.parametrize(
    "written",
    [
        "Buzi",
        "  BUZI ",
        "búzi",
        "District of Buzi",
        "Distrito de Búzi",
        "Buzi District",
        "Buzi LGA",
        "Sous-préfecture de Buzi",
        "Búzi (Buzi)",
    ],
)
def test_a_name_is_found_within_its_province_however_it_is_written(written):
    assert match(names={1: "Província da Sofala", 2: written}).place == "MZ0901"


def test_the_kind_of_a_town_is_part_of_its_name():
    assert match(names={1: "Sofala", 2: "Beira City"}).place == "MZ0906"
    only_proposed = match(names={1: "Sofala", 2: "Beira"})
    assert (only_proposed.outcome, only_proposed.place, only_proposed.proposals) == (PROPOSED, "MZ09", ("MZ0906",))


@pytest.mark.parametrize("code", ["MZ0901", "mz0901 ", "MZ-09-01", "MOZ0901", "MZ 0901", "MZ901"])
def test_codes_of_other_lengths_and_prefixes_are_the_same_code(code):
    assert match({2: code}).place == "MZ0901"


def test_a_bare_number_is_a_code_only_beside_a_name_or_parent_that_fits():
    assert match({1: "MZ09", 2: "901"}).place == "MZ0901"
    junk = match({1: "MZ09", 2: "31"})
    assert (junk.outcome, junk.place, junk.unknown_codes) == (UNRESOLVED, "MZ09", ((2, "31"),))


def test_a_code_within_the_cell_of_a_name_is_read():
    assert match(names={2: "Buzi (MZ0901)"}).place == "MZ0901"
    assert match(names={3: "Sofala > Buzi > Estaquinha | MZ090102"}).place == "MZ090102"
    assert match(names={3: "Sofala > Buzi > Estaquinha"}).place == "MZ090102"


@pytest.mark.parametrize(
    "text",
    [
        "National",
        "NATION-WIDE",
        "Countrywide",
        "MZ00 Cobertura Nacional",
        "Cobertura nacional",
        "Couverture nationale",
        "todo o país",
        "على المستوى الوطني",
        "Moçambique",
        "Tout le pays",
    ],
)
def test_national_rows_are_the_country_in_five_languages(text):
    assert match(names={1: text}).place == "MOZ"


@pytest.mark.parametrize(
    "text",
    ["toda a província", "All districts", "Todos os distritos", "tous les districts", "whole province", "Sofala"],
)
def test_the_whole_of_a_province_is_the_province(text):
    found = match(names={1: "Sofala", 2: text})
    assert (found.outcome, found.place) == (RESOLVED, "MZ09")


def test_a_name_in_arabic_and_latin_is_one_place():
    rows = [{"pcode": "LBY", "level": 0, "name": "Libya", "country": "LBY"},
            {"pcode": "LY01", "level": 1, "name": "East", "parent": "LBY"},
            {"pcode": "LY0103", "level": 2, "name": "Benghazi", "alternative_names": ["بنغازي"], "parent": "LY01"},
            {"pcode": "LY0101", "level": 2, "name": "Derna", "parent": "LY01"}]  # fmt: skip
    places = build_places(rows)
    for written in ("بنغازي Benghazi", "Benghazi - بنغازي", "بنغازى", "Derna درنة"):
        assert match_place(places, {}, {2: written}).outcome == RESOLVED


@pytest.mark.parametrize("text", ["Beira, Buzi, Dondo", "Buzi & Dondo", "Buzi/Dondo", "Buzi e Dondo", "Buzi and Dondo"])
def test_several_places_in_a_cell_are_listed_and_their_common_parent_holds_the_line(text):
    found = match(names={1: "Sofala", 2: text})
    assert (found.outcome, found.place, found.as_written) == (SEVERAL, "MZ09", text)
    assert {"MZ0901", "MZ0907"} <= set(found.several)


def test_several_codes_in_a_cell_are_several_places():
    found = match({2: "MZ0901; MZ0907"})
    assert (found.outcome, found.place, found.several) == (SEVERAL, "MZ09", ("MZ0901", "MZ0907"))


def test_near_everything_is_near_nothing():
    assert match(names={1: "Manica", 2: "3e Bairro"}).proposals == ()
    assert match(names={1: "Inhambane", 2: "Chibabava Sul"}).proposals == ()


def test_a_near_name_is_proposed_within_its_parent_with_the_reason():
    found = match(names={1: "Sofala", 2: "Chibabave"})
    assert (found.outcome, found.place, found.proposals) == (PROPOSED, "MZ09", ("MZ0908",))
    assert found.reason == "“Chibabave” is near Chibabava; no other place in Sofala is."


def test_a_name_of_another_province_stays_unresolved_and_the_reason_says_where_it_is():
    found = match(names={1: "Sofala", 2: "Metuge"})
    assert (found.outcome, found.place, found.proposals) == (UNRESOLVED, "MZ09", ())
    assert found.reason == "There is no “Metuge” in Sofala; there is one in Cabo Delgado."


def test_a_deeper_name_is_found_within_the_code_above_it():
    assert match({2: "MZ0901"}, {3: "ESTAQUINHA"}).place == "MZ090102"
    assert match({1: "MZ09"}, {3: "Estaquinha"}).place == "MZ090102"


def test_levels_that_the_list_lacks_are_kept_as_written():
    found = match({2: "MZ0901"}, {4: "Bandua"})
    assert (found.outcome, found.place, found.as_written) == (RESOLVED, "MZ0901", "Bandua")


@pytest.mark.parametrize("name", ["Dondo", "DONDO ", "Distrito de Dondo", "Metuge", "Chibbabava"])
def test_a_name_that_clearly_says_another_place_contradicts_the_code(name):
    found = match({2: "MZ0901"}, {2: name})
    assert found.outcome == CONTRADICTION
    assert found.place is None
    assert "MZ0901" in found.reason


@pytest.mark.parametrize(
    "name",
    ["Buzy", "Búzi-Sede", "Centro de saúde 3", "Sofala", "Estaquinha", "Buzi, Dondo", "National", "Vila do Buzi", ""],
)
def test_a_spelling_a_site_or_a_place_of_another_level_is_no_contradiction(name):
    assert match({2: "MZ0901"}, {2: name}).place == "MZ0901"


def test_codes_of_two_provinces_contradict_each_other_unless_the_deeper_has_its_own_name():
    assert match({1: "MZ01", 2: "MZ0901"}).outcome == CONTRADICTION
    assert match({1: "MZ01", 2: "MZ0901"}, {1: "Cabo Delgado", 2: "Buzi"}).place == "MZ0901"


def test_a_code_that_the_list_lacks_leaves_its_name_to_a_person():
    found = match({1: "MZ09", 2: "MZ0955"}, {2: "Buzi"})
    assert (found.outcome, found.place, found.proposals) == (PROPOSED, "MZ09", ("MZ0901",))
    assert match({1: "MZ01", 2: "MZ0117"}, {2: "Pemba"}).proposals == ()


def test_a_name_of_the_file_beside_a_code_it_never_has_elsewhere_is_a_contradiction():
    lines = (
        [({2: "MZ1003"}, {2: "3e Zona"})] * 5
        + [({2: "MZ1004"}, {2: "4e Zona"})] * 5
        + [({2: "MZ1004"}, {2: "3e Zona"})]
    )
    assert [one.outcome for one in match_lines(PLACES, lines)] == [RESOLVED] * 10 + [CONTRADICTION]


def test_a_remembered_answer_comes_first_and_only_within_its_parent():
    answers = build_answers([{"about": "place", "written": "Sede ", "within": "MZ09", "means": ["MZ0906"]}])
    assert match(names={1: "Sofala", 2: "SEDE"}, answers=answers).place == "MZ0906"
    assert match(names={1: "Inhambane", 2: "Sede"}, answers=answers).place == "MZ1101"


def test_an_answer_that_names_no_place_asks_no_more():
    answers = build_answers([{"about": "place", "written": "Chibabave", "within": "MZ09", "means": []}])
    found = match(names={1: "Sofala", 2: "Chibabave"}, answers=answers)
    assert (found.outcome, found.place, found.asks) == (UNRESOLVED, "MZ09", ())


def test_a_name_of_two_districts_is_asked_without_a_proposal():
    rows = [*ROWS, {"pcode": "MZ1105", "level": 2, "name": "Buzi", "parent": "MZ11"}]
    found = match_place(build_places(rows), {}, {2: "Buzi"})
    assert (found.outcome, found.proposals) == (UNRESOLVED, ())
    assert {*found.asks[0].options} == {"MZ0901", "MZ1105"}


def test_a_code_used_again_stands_for_the_place_in_force():
    old = {
        "id": "MZ0901@2007-01-01",
        "pcode": "MZ0901",
        "level": 2,
        "name": "Old Buzi",
        "parent": "MZ09",
        "valid_to": "2010-01-01",
    }
    assert match_place(build_places([old, *ROWS]), {2: "MZ0901"}, {}).place == "MZ0901"


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "#REF!", "unknown", "غير معروف"])
def test_a_cell_that_names_nothing_gives_no_place(text):
    assert match({1: text}, {1: text, 2: text}).outcome == NONE


def disguise(name, rng):
    """The name as somebody else would type it: case, spaces, hyphens for spaces, accents."""
    accents = str.maketrans("aeiou", "áéíóú")
    return "".join(
        rng.choice([sign, sign.upper(), sign.lower(), sign.lower().translate(accents)])
        if sign != " "
        else rng.choice([" ", "-", "  "])
        for sign in name
    ).center(len(name) + rng.randrange(6))


@given(st.sampled_from(NAMED), st.randoms(use_true_random=False))
def test_a_known_name_in_any_disguise_is_itself_within_its_parent(place, rng):
    names = {
        PLACES.by_id[one].level: disguise(PLACES.by_id[one].name, rng) for one in place.line if PLACES.by_id[one].level
    }
    assert match(names=names).place == place.id


@given(
    st.sampled_from([one for one in NAMED if one.level == 1]),
    st.text(max_size=25) | st.sampled_from([one.name for one in NAMED]),
)
def test_a_match_never_leaves_its_parent(parent, text):
    for found in (match({1: parent.pcode}, {2: text}), match(names={1: parent.name, 2: text})):
        said = [*found.proposals, *found.several, *([found.place] if found.place else [])]
        if found.outcome != CONTRADICTION:
            assert all(PLACES.by_id[one].is_within(parent.id) for one in said)


@given(st.sampled_from([one for one in NAMED if one.level == 2]), st.integers(0, 30), st.sampled_from("abcdeijkmnostz"))
def test_a_name_with_another_letter_is_never_resolved_by_nearness(place, at, letter):
    word = place.name[: at % len(place.name)] + letter + place.name[at % len(place.name) :]
    parent = PLACES.by_id[place.parent]
    if not PLACES.named(2, word, parent.id):
        assert match({1: parent.pcode}, {2: word}).place in (None, parent.id)


@given(
    st.lists(st.tuples(st.sampled_from(NAMED), st.sampled_from(NAMED)), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_matching_does_not_depend_on_the_order_of_the_rows(pairs, rng):
    lines = [({code.level: code.pcode}, {name.level: name.name}) for code, name in pairs]
    order = rng.sample(range(len(lines)), len(lines))
    straight, mixed = match_lines(PLACES, lines), match_lines(PLACES, [lines[at] for at in order])
    assert [straight[at] for at in order] == mixed


def test_usage_counts_codes_beside_names_whatever_their_spelling():
    usage = gather_usage([({1: "mz09"}, {1: "Sofala "}), ({1: "MZ-09"}, {1: "SOFALA"})])
    assert usage.codes[1, "sofala"] == {"MZ09": 2}


def test_a_line_of_another_country_stays_there_though_its_province_has_a_name_of_ours():
    found = match(names={0: "Kenya", 1: "Sofala"})
    assert (found.outcome, found.place, found.as_written) == (UNRESOLVED, None, "Kenya; Sofala")
    assert match(names={0: "Moçambique", 1: "Sofala"}).place == match({0: "MZ"}, {1: "Sofala"}).place == "MZ09"


def test_a_question_is_the_same_whether_or_not_the_file_names_the_country():
    named, unnamed = match({0: "MOZ"}, {1: "Sofalla"}), match(names={1: "Sofalla"})
    assert named.asks == unnamed.asks
    assert named.asks[0].within is None


def test_the_name_of_the_province_once_more_may_be_its_town_where_there_is_one():
    rows = [*ROWS, {"pcode": "MZ0912", "level": 2, "name": "Cidade De Sofala", "parent": "MZ09"}]
    found = match_place(build_places(rows), {}, {1: "Sofala", 2: "Sofala"})
    assert (found.outcome, found.place, found.proposals) == (PROPOSED, "MZ09", ("MZ0912",))
