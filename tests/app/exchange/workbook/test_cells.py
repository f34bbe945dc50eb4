from __future__ import annotations

import datetime as dt

from hypothesis import given, strategies as st

from app.exchange.workbook.cells import (
    MOST_CHARACTERS,
    Names,
    as_it_leaves,
    clean,
    getters,
    is_mended,
    period_text,
    presence_values,
)
from app.exchange.workbook.columns import by_key
from app.exchange.workbook.stamp import read_id, stamp

NAMES = Names(
    organisations={
        "w": {"name": "World Food Programme", "acronym": "WFP", "type": "447"},
        "k": {"name": "Kubatsirana", "acronym": None, "type": None},
    },
    places={
        "X": {"pcode": "X", "name": "Xland", "level": 0, "parent": None, "country": "XXX"},
        "X1": {"pcode": "X1", "name": "North", "level": 1, "parent": "X", "country": "XXX"},
        "X11": {"pcode": "X11", "name": "Hill", "level": 2, "parent": "X1", "country": "XXX"},
    },
    called={"activity_type": {"t": "Food distribution"}},
)


def cell(key: str, values: dict, language: str = "en"):
    return getters([by_key()[key]], NAMES, language)[0](values)


def test_names_acronyms_and_types_of_organisations_follow_from_one_field():
    values = {"activity.implementing": ["w", "k"], "activity.lead": "w"}
    assert cell("lead", values) == "World Food Programme"
    assert cell("lead_acronym", values) == "WFP"
    assert cell("lead_type", values, "fr") == "Nations Unies"
    assert cell("implementing", values) == "World Food Programme; Kubatsirana"
    assert cell("implementing_acronym", values) == "WFP"


def test_places_are_printed_on_every_level_above_and_none_below():
    values = {"activity.place": "X11"}
    assert [cell(f"adm{level}_{what}", values) for level in (1, 2, 3) for what in ("name", "code")] == [
        "North",
        "X1",
        "Hill",
        "X11",
        None,
        None,
    ]
    assert cell("country", values) == "XXX"


def test_codes_are_printed_in_the_language_of_the_file():
    assert cell("status", {"activity.status": "ongoing"}, "fr") == "En cours"
    assert cell("sector", {"activity.sector": "HEA"}, "ar") == "الصحة"


def test_a_month_is_printed_as_a_month_and_anything_else_with_its_ends():
    assert period_text("2026-02-01", "2026-02-28", None) == "2026-02"
    assert period_text("2026-02-01", None, "month") == "2026-02"
    assert period_text("2026-02-01", "2026-03-31", "other") == "2026-02-01/2026-03-31"
    assert period_text("2026-02-03", None, None) == "2026-02-03"
    assert period_text(None, None, None) is None


def test_blank_is_not_zero():
    assert cell("people", {}) is None
    assert cell("people", {"figures.people": 0}) == 0


def test_amounts_become_numbers_only_where_a_spreadsheet_keeps_them_exactly():
    assert cell("transfer_value", {"activity.transfer_value": "12.1"}) == 12.1
    assert cell("transfer_value", {"activity.transfer_value": "12345678901234567.25"}) == "12345678901234567.25"


def test_a_presence_stands_in_the_column_of_its_role():
    assert presence_values({"organisation": "w", "role": "4"})["activity.implementing"] == ("w",)
    assert presence_values({"organisation": "w", "role": "1"})["activity.funding"] == ("w",)
    assert presence_values({"organisation": "w"})["activity.lead"] == "w"


def test_small_figures_of_age_and_sex_are_not_shown_in_public():
    values = {"figures.girls": 9, "figures.boys": 10, "figures.people": 3, "activity.site": "s", "line.no_site": True}
    public = as_it_leaves(values, True)
    assert (public["figures.girls"], public["figures.boys"], public["figures.people"], public["activity.site"]) == (
        None,
        10,
        3,
        None,
    )
    assert as_it_leaves(values, False)["figures.girls"] == 9


@given(st.text(max_size=200))
def test_cleaning_keeps_every_sign_that_a_spreadsheet_keeps(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not is_mended(cleaned)
    assert [sign for sign in text if sign.isalnum()] == [sign for sign in cleaned if sign.isalnum()]


def test_a_text_longer_than_a_cell_is_cut_and_counted_in_utf_16():
    assert len(clean("a" * 40_000)) == MOST_CHARACTERS
    assert len(clean("😀" * 20_000).encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert is_mended("a\x00b")
    assert not is_mended("a\nb")


@given(st.uuids(), st.integers(0, 10**9), st.text("0123456789abcdef", min_size=4, max_size=20), st.booleans())
def test_an_id_says_what_was_stamped_on_it(id, position, replica, public):
    sent = read_id(f" {id}.{stamp(position, replica, public)} ")
    assert (sent.record, sent.position, sent.replica, sent.public) == (str(id), position, replica[:4], public)


def test_nothing_else_is_taken_for_an_id():
    assert [
        read_id(text) for text in ("", "WFP.12", None, 7, dt.date(2026, 1, 1), "0199aaaa-0000-7000-8000-000000000000")
    ] == [None] * 6


def test_numbers_to_call_and_addresses_written_into_a_text_never_stand_in_a_public_file():
    said = (
        "call +258 84 555 1234, 00258845551234 or 845551234, write to boss@ngo.org; 1 250 kits on 2021-05-03 in MZ0901"
    )
    line = {"activity.description": said}
    assert as_it_leaves(line, public=True)["activity.description"] == (
        "call …, … or …, write to …; 1 250 kits on 2021-05-03 in MZ0901"
    )
    assert as_it_leaves(line, public=False)["activity.description"] == said
