"""The vocabulary: every file whole, every spelling of the real files known, and the false friends told apart."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app import vocabulary
from app.vocabulary import code_list, fields_of_header, level_of_word, level_word, nobody, words_of
from app.words import LANGUAGES

REAL = Path(__file__).parents[1] / "data" / "3w"


OTHER_FILES = {"headers", "other_headers", "levels", "nobody", "organisations", "sheet_columns"}
LISTS = sorted(path.stem for path in vocabulary.FOLDER.glob("*.csv") if path.stem not in OTHER_FILES)


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_name_in_five_languages(name):
    nameless = [
        (code, language)
        for code, row in code_list(name).rows.items()
        for language in LANGUAGES
        if not row[language].strip()
    ]
    assert not nameless


@pytest.mark.parametrize("name", LISTS)
def test_every_name_leads_back_to_its_code(name):
    codes = code_list(name)
    for code in codes.codes:
        assert codes.find(code) == code
        for language in LANGUAGES:
            assert codes.find(codes.name(code, language), language) == code
            assert codes.find(f"  {codes.name(code, language).upper()} ", language) == code


@pytest.mark.parametrize("name", LISTS)
def test_no_writing_stands_for_two_codes_of_a_list(name):
    codes = {}
    for words, language, code in code_list(name).writings.items():
        codes.setdefault((words, language), set()).add(code)
    assert {writing: found for writing, found in codes.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", LISTS)
def test_a_parent_is_a_code_of_the_same_list(name):
    codes = code_list(name)
    assert all(codes.parent(code) in (None, *codes.codes) for code in codes.codes)


SHEETS = [
    # file, sheet (None: the first), rows above the data, {column: list}
    ("caf_3w_t1_2022.xlsx", None, 2, {4: "sector", 7: "organisation_type"}),
    ("lby_3w_may2021.xlsx", None, 2, {2: "sector"}),
    (
        "moz_response_tracking_2019.xlsx",
        "Data_Entry",
        8,
        {1: "hazard", 4: "organisation_type", 6: "organisation_type", 7: "sector", 11: "modality", 28: "status"},
    ),
    ("nga_3w_aug2021.xlsx", None, 2, {2: "organisation_type", 4: "sector", 6: "status", 12: "domain", 14: "month"}),
    ("sdn_3w_2021.xlsx", None, 2, {2: "sector", 3: "organisation_type"}),
    ("som_3w_mar2022.xlsx", "Data", 2, {0: "sector", 2: "organisation_type"}),
    ("tcd_3w_oct2021.xlsx", None, 2, {2: "sector", 5: "organisation_type"}),
]


@pytest.mark.parametrize(("file", "sheet", "first", "columns"), SHEETS, ids=[sheet[0][:3] for sheet in SHEETS])
def test_every_spelling_of_the_real_workbooks_is_known(file, sheet, first, columns):
    book = CalamineWorkbook.from_path(REAL / file)
    rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)[first:]
    unknown = {
        (name, str(row[column]))
        for column, name in columns.items()
        for row in rows
        if row[column] != "" and code_list(name).find(str(row[column])) is None
    }
    assert unknown == set()


def test_every_spelling_of_guatemala_is_known():
    columns = {
        7: "organisation_type",
        16: "site_type",
        18: "sector",
        28: "status",
        29: "modality",
        34: "population_group",
    }
    with (REAL / "gtm_345w_2021.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[2:]
    unknown = {
        (name, row[column])
        for column, name in columns.items()
        for row in rows
        if row[column] and code_list(name).find(row[column], "es") is None
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("en espèces", "fr", "cash"),
        ("en especie", "es", "in_kind"),
        ("em espécie (in-kind)", "pt", "in_kind"),
        ("dinheiro em espécie", "pt", "cash"),
        ("em espécie", "pt_MZ", "in_kind"),
        ("em espécie", "pt_BR", "cash"),
        ("em espécie", "pt", None),
        ("em espécie", None, None),
        ("en nature", "fr", "in_kind"),
        ("Cash & Voucher", "en", "cash_and_voucher"),
        ("نقدي", "ar", "cash"),
    ],
)
def test_the_false_friends_of_cash_and_in_kind_are_told_apart(text, language, code):
    assert code_list("modality").find(text, language) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EHA", "WSH"),
        ("SECAL", "FSC"),
        ("VBG", "PRO-GBV"),
        ("Abris&BNA", "SHL"),
        ("RMS", "Multi"),
        ("MPCA", "Cash"),
        ("Health / Santé", "HEA"),
        ("3. Protection (GBV)", "PRO-GBV"),
        ("Food Security (FSC)", "FSC"),
        ("Nutrition / WASH", None),
        ("Healt", None),
        ("", None),
    ],
)
def test_a_sector_is_known_by_its_words_and_never_by_likeness(text, code):
    assert code_list("sector").find(text) == code


@pytest.mark.parametrize(
    "text", ["No partner", "N/A", "n.a.", "idem", "0", "TBC", "-", " – ", "Aucun", "Sin socio", "لا يوجد"]
)
def test_words_that_name_nobody(text):
    assert nobody(text)


@pytest.mark.parametrize("text", ["OIM", "3F", "Women Union", "CDC", "منظمة الصحة العالمية"])
def test_an_organisation_is_somebody(text):
    assert not nobody(text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Nb of Beneficiaries assisted", "people"),
        ("LGA PCode", "adm2_code"),
        ("SOUSPREFECTURE", "adm2_name"),
        ("Código do distrito", "adm2_code"),
        ("Província / Province", "adm1_name"),
        ("Org. Acronym", "organisation_acronym"),
        ("ORGANIZACIÓN DONANTE", "funding"),
        ("Female <18", "girls"),
        ("Female 18+", "women"),
        ("Women ≥ 60", "older_women"),
        ("اسم المحافظة", "adm1_name"),
        ("Parceiro de Implementação", "implementing"),
        ("Montant du transfer par ménage en FCFA", "transfer_value"),
    ],
)
def test_headers_as_met_in_workbooks_are_known(text, field):
    assert fields_of_header(text)[0] == field


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Number of girls reached", "girls"),
        ("Beneficiaries - Women", "women"),
        ("Hommes atteints", "men"),
        ("عدد الفتيات", "girls"),
        ("Commune d'intervention", "adm3_name"),
        ("Code P Commune", "adm3_code"),
        ("Gov Pcode", "adm1_code"),
    ],
)
def test_headers_made_of_a_known_word_are_known(text, field):
    assert fields_of_header(text)[0] == field


@pytest.mark.parametrize(
    "text", ["Girls targeted", "Target - Boys", "Femmes ciblées", "Funding status", "isHRP", "% achieved", "Population"]
)
def test_headers_that_say_nothing_of_ours_are_known_as_such(text):
    assert vocabulary.is_other_header(text)
    assert fields_of_header(text) == ()


def test_a_header_of_ours_is_no_other_header():
    ours = {header.name(language) for header in vocabulary.headers().values() for language in LANGUAGES}
    assert not list(filter(vocabulary.is_other_header, ours))


def test_bands_that_are_not_ours_are_no_header_of_ours():
    assert fields_of_header("Niñas menor de 5 años") == ()
    assert fields_of_header("Mujeres de 20 a 59 años") == ()


def test_every_header_is_found_by_the_name_we_write_and_no_hashtag_stands_for_two_fields():
    tags = [tag for header in vocabulary.headers().values() for tag in header.hashtags]
    assert len(tags) == len(set(tags))
    for header in vocabulary.headers().values():
        for language in LANGUAGES:
            assert header.field in fields_of_header(header.name(language))


def test_a_level_is_called_as_its_country_calls_it():
    assert level_word("NGA", 2) == "LGA"
    assert level_word("MOZ", 2, "pt") == "Distrito"
    assert level_word("CAF", 2, "fr") == "Sous-préfecture"
    assert level_word("LBY", 2) == "Mantika"
    assert level_word("XXX", 2) == "Admin 2"
    assert (level_of_word("Locality", "SDN"), level_of_word("Localidade", "MOZ")) == (2, 4)


def test_well_known_organisations_are_known_in_five_languages_and_no_paragraph_is_a_name():
    known = {organisation.acronym: organisation for organisation in vocabulary.known_organisations()}
    assert {"OIM"} <= set(known["IOM"].aliases)
    assert {"PMA", "PAM"} <= set(known["WFP"].aliases)
    assert {"HCR", "ACNUR"} <= set(known["UNHCR"].aliases)
    names = [text for one in vocabulary.known_organisations() for text in (one.name, one.acronym, *one.aliases)]
    assert max(map(len, names)) <= 110
    types = code_list("organisation_type").codes
    assert {one.type for one in vocabulary.known_organisations()} <= {"", *types}


def test_initials_and_signs_do_not_change_the_words_of_a_text():
    assert words_of("O.I.M.") == words_of("OIM")
    assert words_of("Shelter & NFI") == words_of("shelter and  NFI")
    assert words_of("In-Kind ") == words_of("in kind")
    assert words_of("-") == "-"


def test_a_list_that_does_not_exist_is_a_bug():
    with pytest.raises(KeyError):
        code_list("sektor")
