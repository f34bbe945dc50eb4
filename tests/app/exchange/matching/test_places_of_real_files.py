"""What the real files must show about places: by code, by name alone, with planted faults."""

import random
from collections import Counter

import pytest

from app.exchange.matching.decisions import read_answer, remember
from app.exchange.matching.knowledge import build_answers
from app.exchange.matching.place_questions import gather_place_decisions
from app.exchange.matching.places import CONTRADICTION, NONE, PROPOSED, RESOLVED, UNRESOLVED, match_lines

FOUND_BY_NAME = {"MOZ": 0.99, "NGA": 0.99, "CAF": 0.98, "GTM": 0.95}
BY_CODE = {"MOZ": 8188, "CAF": 1724, "NGA": 4648, "GTM": 1000, "LBY": 495}


def outcomes(matches):
    return Counter(match.outcome for match in matches)


@pytest.mark.parametrize("country", BY_CODE)
def test_every_code_of_the_gazetteer_becomes_exactly_that_place(places_of, lines_of, country):
    places, lines = places_of(country), lines_of(country)
    known = [
        (codes[2], match)
        for (codes, _names), match in zip(lines, match_lines(places, lines), strict=True)
        if codes[2] in places.by_id
    ]
    assert len(known) == BY_CODE[country]
    assert all(match.outcome == RESOLVED and match.place == code for code, match in known)


def test_the_workbooks_own_list_brings_its_lines_to_admin_3(places_of, lines_of):
    places, lines = places_of("MOZ", True), lines_of("MOZ")
    coded = [
        (codes[3], match) for (codes, _names), match in zip(lines, match_lines(places, lines), strict=True) if codes[3]
    ]
    assert len(coded) == 5087
    assert all(match.outcome == RESOLVED and match.place == code for code, match in coded)


def test_codes_outside_the_gazetteer_are_kept_as_text_and_said(places_of, lines_of):
    matches = match_lines(places_of("CAF"), lines_of("CAF"))
    outside = [match for match in matches if match.unknown_codes]
    assert outcomes(matches) == {RESOLVED: 1724, UNRESOLVED: 85}
    assert len(outside) == 85
    assert all(
        match.place == "CF71" and match.unknown_codes[0][1] in match.as_written and match.reason for match in outside
    )


def test_a_district_that_stands_in_no_gazetteer_is_not_settled_as_the_town_of_like_name(places_of, lines_of):
    lines = lines_of("MOZ")
    pemba = [
        match
        for (codes, _names), match in zip(lines, match_lines(places_of("MOZ"), lines), strict=True)
        if codes[2] == "MZ0117"
    ]
    assert len(pemba) == 42
    assert {(match.outcome, match.place, match.proposals) for match in pemba} == {(UNRESOLVED, "MZ01", ())}


@pytest.mark.parametrize("country", FOUND_BY_NAME)
def test_with_code_columns_blanked_lines_find_the_same_place_by_name(places_of, lines_of, country):
    places, lines = places_of(country, country == "MOZ"), lines_of(country)
    by_code = match_lines(places, lines)
    by_name = match_lines(places, [({}, names) for _codes, names in lines])
    wanted = [pair for pair in zip(by_code, by_name, strict=True) if pair[0].outcome == RESOLVED]
    same = sum(name.outcome == RESOLVED and name.place == code.place for code, name in wanted)
    assert same >= FOUND_BY_NAME[country] * len(wanted)
    assert all(name.place == code.place for code, name in wanted if name.outcome == RESOLVED), "never another place"


@pytest.mark.parametrize("country", ["MOZ", "CAF", "NGA", "GTM", "SOM", "TCD", "LBY", "SDN"])
def test_untouched_files_have_no_contradictions(places_of, lines_of, country):
    assert CONTRADICTION not in outcomes(match_lines(places_of(country), lines_of(country)))


@pytest.mark.parametrize("country", ["CAF", "MOZ", "NGA", "GTM", "LBY"])
@pytest.mark.parametrize("seed", range(5))
def test_twenty_codes_moved_to_a_sibling_give_exactly_twenty_contradictions(places_of, lines_of, country, seed):
    places, lines, rng = (
        places_of(country),
        [(dict(codes), names) for codes, names in lines_of(country)],
        random.Random(seed),
    )
    moved = set()
    for at in rng.sample(range(len(lines)), len(lines)):
        place = places.by_id.get(lines[at][0][2])
        siblings = [one.id for one in places.at(2, place.parent) if one != place] if place else []
        if siblings and len(moved) < 20:
            lines[at][0][2] = rng.choice(siblings)
            moved.add(at)
    matches = match_lines(places, lines)
    assert {at for at, match in enumerate(matches) if match.outcome == CONTRADICTION} == moved
    assert all(matches[at].place is None and matches[at].reason for at in moved)


def test_an_old_code_scheme_at_one_level_is_read_beside_a_new_one(places_of, lines_of):
    lines = [({1: codes[1]}, {}) for codes, _names in lines_of("NGA")]
    matches = match_lines(places_of("NGA"), lines)
    assert all(
        match.place == codes[1].replace("NGA", "NG") for (codes, _names), match in zip(lines, matches, strict=True)
    )


@pytest.mark.parametrize("with_sheets", [False, True])
def test_somalia_is_found_after_confirming_one_proposal(places_of, lines_of, with_sheets):
    places, lines = places_of("SOM", with_sheets), lines_of("SOM")
    matches = match_lines(places, lines)
    decisions = gather_place_decisions(places, matches)
    assert outcomes(matches) == {RESOLVED: 29593, PROPOSED: 1490, UNRESOLVED: 2}
    assert [(one.question, one.rows, one.proposal) for one in decisions] == [
        ("1,490 rows say Baidoa: Baydhaba?", 1490, "Baydhaba (SO2401)")
    ]
    answers = build_answers([remember(one, read_answer(one, "yes")) for one in decisions])
    assert outcomes(match_lines(places, lines, answers)) == {RESOLVED: 31083, UNRESOLVED: 2}


def test_one_misspelt_state_is_asked_once_for_all_its_districts(places_of, lines_of):
    places, lines = places_of("SDN"), lines_of("SDN")
    decisions = {one.written: one for one in gather_place_decisions(places, match_lines(places, lines))}
    assert decisions["Centeral Darfur"].rows == 139
    assert decisions["Centeral Darfur"].proposal == "Central Darfur (SD06)"


def test_national_rows_of_guatemala_are_the_country(places_of, lines_of):
    lines = lines_of("GTM")
    national = [
        match
        for (codes, _names), match in zip(lines, match_lines(places_of("GTM"), lines), strict=True)
        if codes[1] == "GT00"
    ]
    assert len(national) == 27
    assert {match.place for match in national} == {"GTM"}


def test_lines_of_mozambique_without_province_are_counted_as_giving_no_place(places_of, lines_of):
    assert outcomes(match_lines(places_of("MOZ"), lines_of("MOZ")))[NONE] == 83
