"""What the real files must show about organisations: gathered once, asked once, and known when the file comes again."""

import random

import pytest

from app.exchange.matching.decisions import JOINT, NEW, SAME, read_answer, remember
from app.exchange.matching.knowledge import build_answers
from app.exchange.matching.organisation_columns import Writing, gather_organisations, settle_organisations
from app.exchange.matching.organisations import JOINT as JOINT_NAME, NOBODY, RESOLVED, match_organisation
from app.exchange.matching.register import NO_ORGANISATIONS, build_organisations

COUNTRIES = ["MOZ", "SOM", "CAF", "NGA", "TCD", "LBY", "SDN", "GTM"]


def proposals_of(gathered):
    return {one.id: read_answer(one, one.proposal) for one in gathered.decisions if one.proposal}


def register_of(new):
    rows = [
        {"id": name, "name": one.name, "acronym": one.acronym, "aliases": one.aliases, "type": one.type}
        for name, one in new.items()
    ]
    return build_organisations(rows)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_writing_is_settled_once_the_proposals_are_confirmed(writings_of, country):
    settled = settle_organisations(
        gathered := gather_organisations(NO_ORGANISATIONS, writings_of(country)), proposals_of(gathered)
    )
    assert None not in settled.meaning.values()
    made = {one.removeprefix(NEW) for meant in settled.meaning.values() for one in meant}
    assert made == set(settled.new)


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_same_file_again_brings_no_new_organisation(writings_of, country):
    counts = writings_of(country)
    settled = settle_organisations(gathered := gather_organisations(NO_ORGANISATIONS, counts), proposals_of(gathered))
    again = gather_organisations(register_of(settled.new), counts)
    assert again.new == {}
    assert {match.outcome for match in again.matches.values()} <= {RESOLVED, NOBODY, JOINT_NAME, "none"}


@pytest.mark.parametrize("country", ["MOZ", "LBY"])
def test_gathering_does_not_depend_on_the_order_of_the_rows(writings_of, country):
    counts = writings_of(country)
    mixed = list(counts.items())
    random.Random(1).shuffle(mixed)
    assert gather_organisations(NO_ORGANISATIONS, dict(mixed)) == gather_organisations(NO_ORGANISATIONS, counts)


def test_wfp_and_its_name_are_asked_about_as_one_organisation(writings_of):
    gathered = gather_organisations(NO_ORGANISATIONS, writings_of("MOZ"))
    asked = next(one for one in gathered.decisions if one.kind == SAME and "World Food Programme" in one.question)
    assert asked.question == "World Food Programme (139) and WFP (2,353): one organisation?"
    merged = settle_organisations(gathered, {asked.id: read_answer(asked, "yes")})
    assert (merged.new["World Food Programme"].acronym, "WFP" in merged.new) == ("WFP", False)
    apart = settle_organisations(gathered, {asked.id: read_answer(asked, "no")})
    assert {"WFP", "World Food Programme"} <= set(apart.new)


def test_a_question_whether_two_names_are_one_makes_no_line_wait(writings_of):
    gathered = gather_organisations(NO_ORGANISATIONS, writings_of("MOZ"))
    settled = settle_organisations(gathered, {})
    assert settled.meaning[Writing("WFP", "", "Agências das Nações Unidas")] == ("new:WFP",)
    waiting = {writing for writing, meant in settled.meaning.items() if meant is None}
    assert waiting == set(gathered.open)


def test_a_joint_name_is_asked_once_for_all_its_spellings(writings_of):
    gathered = gather_organisations(NO_ORGANISATIONS, writings_of("MOZ"))
    asked = {one.written: one for one in gathered.decisions if one.kind == JOINT}
    assert asked["UNICEF/ Dorcas"].rows == 78
    assert asked["COSACA/Save the Children"].rows == 344, "with COSACA (Save the children)"
    one, several = (
        read_answer(asked["UNICEF/ Dorcas"], answer)
        for answer in ("One organisation: UNICEF/ Dorcas", asked["UNICEF/ Dorcas"].options[0].text)
    )
    assert one == ("new:UNICEF/ Dorcas",)
    assert several == ("new:United Nations Children's Fund", "new:Dorcas")


def test_somalia_has_no_joint_names_and_each_organisation_once(writings_of):
    gathered = gather_organisations(NO_ORGANISATIONS, writings_of("SOM"))
    assert gathered.decisions == ()
    trocaire = [one for one in gathered.new.values() if "trocaire" in one.name.lower()]
    assert [len({writing.name for writing in one.writings}) for one in trocaire] == [2]


def test_nigerias_names_and_acronyms_stay_in_their_fields_and_one_acronym_may_be_two_organisations(writings_of):
    new = gather_organisations(NO_ORGANISATIONS, writings_of("NGA")).new
    assert len(new) == 99
    assert new["World Food Programme"].acronym == "WFP"
    assert {one.name for one in new.values() if one.acronym == "SCI"} == {
        "Save The Children International",
        "Samaritan Care International",
    }


def test_libya_has_no_organisation_called_no_partner(writings_of):
    gathered = gather_organisations(NO_ORGANISATIONS, writings_of("LBY"))
    assert settle_organisations(gathered, {}).meaning[Writing("No partner")] == ()
    assert not any("partner" in name.lower() for name in gathered.new)


def test_a_name_and_its_acronym_alone_are_gathered_when_the_file_itself_says_so():
    counts = {Writing("Horn Aid (HA)"): 2, Writing("HA"): 3, Writing("horn aid"): 1}
    gathered = gather_organisations(NO_ORGANISATIONS, counts)
    assert [(one.name, one.acronym, one.rows) for one in gathered.new.values()] == [("Horn Aid", "HA", 6)]


def test_an_answer_about_a_joint_name_speaks_of_the_name_that_was_kept_and_holds_for_every_spelling():
    counts = {Writing("COSACA/CARE"): 2, Writing("COSACA"): 1, Writing("CARE"): 3, Writing("CARE International"): 4}
    gathered = gather_organisations(NO_ORGANISATIONS, counts)
    settled = settle_organisations(
        gathered, proposals_of(gathered) | {one.id: one.options[0].means for one in gathered.decisions}
    )
    joint = next(one for one in gathered.decisions if one.kind == JOINT)
    assert (
        settled.answered[joint.id]
        == settled.meaning[Writing("COSACA/CARE")]
        == ("new:COSACA", "new:CARE International")
    )
    row = remember(joint, [one.removeprefix(NEW) for one in settled.answered[joint.id]])
    again = match_organisation(register_of(settled.new), "Cosaca (CARE)", answers=build_answers([row]))
    assert again.ids == ("COSACA", "CARE International"), "the first named leads, though what is remembered is sorted"
