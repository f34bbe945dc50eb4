"""One organisation: acronyms, names, joint names, nobody. Never an invented one."""

import pytest
from hypothesis import given, strategies as st

from app.exchange.matching.knowledge import build_answers
from app.exchange.matching.organisation_names import alike, forms, spells
from app.exchange.matching.organisations import (
    AMBIGUOUS,
    JOINT,
    NEW,
    NOBODY,
    NONE,
    PROPOSED,
    RESOLVED,
    match_organisation,
)
from app.exchange.matching.register import build_organisations, well_known

REGISTER = build_organisations(
    [
        {"id": "wfp", "name": "World Food Programme", "acronym": "WFP", "aliases": ["Programa Mundial"]},
        {"id": "unicef", "name": "UNICEF", "acronym": "UNICEF"},
        {"id": "fao", "name": "Food and Agriculture Organization of the United Nations", "acronym": "FAO"},
        {"id": "care", "name": "CARE International", "acronym": "CARE"},
        {"id": "oxfam", "name": "Oxfam", "acronym": None},
        {"id": "dorcas", "name": "Dorcas", "acronym": None},
        {"id": "acf", "name": "Action contre la Faim", "acronym": "ACF"},
        {"id": "msf", "name": "Médecins Sans Frontières / Ärzte ohne Grenzen", "acronym": "MSF"},
        {"id": "sci", "name": "Save the Children International", "acronym": "SCI"},
        {"id": "samaritan", "name": "Samaritan Care International", "acronym": "SCI"},
        {"id": "old", "name": "World Food Program Sofala Office", "acronym": None, "merged_into": "wfp"},
        {"id": "nrc", "name": "Norwegian Refugee Council", "acronym": "NRC"},
    ]
)


def match(text, acronym=None, **more):
    return match_organisation(REGISTER, text, acronym, **more)


@pytest.mark.parametrize(
    "text, found",
    [
        ("WFP", "wfp"),
        (" wfp ", "wfp"),
        ("World Food Program", "wfp"),
        ("World Food Programme (WFP)", "wfp"),
        ("WFP - World Food Programme", "wfp"),
        ("WFP (World Food Programme)", "wfp"),
        ("PROGRAMA MUNDIAL", "wfp"),
        ("PAM", "wfp"),
        ("PMA", "wfp"),
        ("Programme alimentaire mondial", "wfp"),
        ("برنامج الأغذية العالمي", "wfp"),
        ("World Food Program Sofala Office", "wfp"),
        ("Food & Agriculture Organization of the United Nations (FAO)", "fao"),
        ("United Nations Children's Fund", "unicef"),
        ("Fonds des Nations Unies pour l’enfance", "unicef"),
        ("OXFAM", "oxfam"),
        ("Medecins sans frontieres / Arzte ohne Grenzen", "msf"),
        ("ACTION CONTRE LA FAIM", "acf"),
    ],
)
def test_an_organisation_is_found_by_acronym_name_alias_in_any_language(text, found):
    assert (match(text).outcome, match(text).ids) == (RESOLVED, (found,))


def test_the_name_decides_between_two_with_one_acronym():
    assert match("Samaritan Care International", "SCI").ids == ("samaritan",)
    only_acronym = match("SCI")
    assert (only_acronym.outcome, set(only_acronym.proposals)) == (AMBIGUOUS, {"sci", "samaritan"})
    assert match("Somali Community Initiative", "SCI").outcome == NEW


def test_two_columns_that_say_the_same_are_one():
    assert match("OXFAM", "OXFAM").ids == ("oxfam",)
    assert match("", "NRC").ids == ("nrc",)


@pytest.mark.parametrize(
    "text, found",
    [
        ("Norwegain Refugee Council", "nrc"),
        ("Norwegian Refugee Councils", "nrc"),
        ("CARE", None),
        ("Care Intl", "care"),
    ],
)
def test_a_near_name_is_proposed_never_resolved(text, found):
    result = match(text)
    assert result.outcome == (PROPOSED if found else RESOLVED)
    assert result.proposals[:1] == ((found,) if found else ())


@pytest.mark.parametrize("text", ["NRK", "WFB", "Danish Refugee Council", "Good Neighbors Japan", "Samaritan's Purse"])
def test_another_organisation_is_new_under_exactly_its_name(text):
    assert (match(text).outcome, match(text).name or match(text).acronym) == (NEW, text)


@pytest.mark.parametrize(
    "text, parts",
    [
        ("UNICEF/ Dorcas", ["unicef", "dorcas"]),
        ("WFP & FAO", ["wfp", "fao"]),
        ("CARE-OXFAM", ["care", "oxfam"]),
        ("WFP, FAO", ["wfp", "fao"]),
        ("UNICEF with Dorcas", ["unicef", "dorcas"]),
        ("WFP / District Office", ["wfp", None]),
        ("UNICEF e FAO", ["unicef", "fao"]),
    ],
)
def test_a_joint_name_is_asked_about_with_its_parts(text, parts):
    result = match(text)
    assert (result.outcome, result.ids) == (JOINT, ())
    assert [part.id for part in result.parts] == parts


@pytest.mark.parametrize(
    "text",
    [
        "Action for Peace and Development",
        "Candlelight for Health, Education and Environment",
        "Relief & Development Committee",
        "Comitato Europeo per la Formazione e l'Agricoltura",
        "Puntland Y-PEER",
        "Femmes, Hommes Action Plus",
        "Haus der Hilfe / Maison de secours du monde",
    ],
)
def test_names_that_have_signs_and_small_words_in_them_are_not_cut(text):
    assert (match(text).outcome, match(text).name) == (NEW, text)


def test_a_part_that_stands_alone_elsewhere_in_the_file_makes_a_name_joint():
    assert match("WaterAid-Kukumbi").outcome == NEW
    assert match("WaterAid-Kukumbi", is_known=lambda part: part in ("WaterAid", "Kukumbi")).outcome == JOINT


@pytest.mark.parametrize("text", ["No partner", "N/A", "0", "idem", "TBC"])
def test_words_that_name_nobody_name_nobody(text):
    assert match(text).outcome == NOBODY


def test_an_empty_cell_says_nothing():
    assert match("", " ").outcome == NONE


def test_a_remembered_answer_comes_first_also_for_several_and_nobody():
    answers = build_answers(
        [
            {"about": "organisation", "written": "UNICEF/Dorcas", "means": ["dorcas", "unicef"]},
            {"about": "organisation", "written": "PSS Team", "means": []},
        ]
    )
    assert match("unicef/dorcas", answers=answers).ids == ("unicef", "dorcas")
    assert match("PSS Team", answers=answers).outcome == NOBODY


@pytest.mark.parametrize(
    "text, name, acronym",
    [
        ("World Food Programme (WFP)", "World Food Programme", "WFP"),
        ("CHAI (Clinton Health Access Initiative)", "Clinton Health Access Initiative", "CHAI"),
        ("COSACA (Save the children)", "COSACA (Save the children)", ""),
        ("WFP", "", "WFP"),
        ("Oxfam", "Oxfam", ""),
        ("Horn Aid (HA)", "Horn Aid", "HA"),
        ("Caritas Moçambicana ( Emergency Appeal)", "Caritas Moçambicana ( Emergency Appeal)", ""),
    ],
)
def test_a_text_is_taken_apart_into_name_and_acronym(text, name, acronym):
    assert (forms(text).name, forms(text).acronym) == (name, acronym)


def test_names_are_alike_only_word_by_word():
    assert alike("Médecins Sans Frontières Belgique", "Médecins Sans Frontières Espagne") == 0
    assert alike("Croix Rouge Tchadienne", "Croix Rouge Française") == 0
    assert alike("DPOPHRH-Z", "DPOPHRH-S") == 0
    assert alike("Terre des Hommes Itali", "Terre des Hommes Italy") > 88
    assert spells("DPEDH", "Direcções Provinciais da Educação e Desenvolvimento Humano")


def test_a_national_section_is_not_the_well_known_organisation():
    assert well_known("MSF") == well_known("Médicos Sem Fronteiras")
    assert well_known("MSF Holland") is None


@given(st.text(max_size=40), st.text(max_size=12) | st.none())
def test_any_text_has_an_outcome_and_never_an_organisation_outside_the_register(text, acronym):
    result = match(text, acronym)
    assert set(result.ids) | set(result.proposals) <= set(REGISTER.by_id)
    assert (result.outcome == RESOLVED) == bool(result.ids)


@given(st.sampled_from(sorted(REGISTER.by_id)), st.sampled_from([str.upper, str.lower, str.title]), st.integers(0, 3))
def test_a_known_name_in_another_case_and_spacing_is_itself(one, case, spaces):
    text = case(REGISTER.by_id[one].name).replace(" ", " " * (spaces + 1)).center(70)
    assert match(text).ids == (one,)
