"""Hashtags, against libhxl as the oracle where the standard decides, and beyond it where files do."""

from __future__ import annotations

import hxl
import pytest
from hypothesis import given, strategies as st

from app import vocabulary
from app.exchange.reading.hxl import Tag, is_hashtag_row, parse_tag
from app.exchange.reading.tag_fields import fields_of_tag

NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,10}", fullmatch=True)
SPACES = st.sampled_from(["", " ", "  ", "\t"])


@given(NAMES, st.lists(st.tuples(SPACES, NAMES), max_size=4), SPACES)
def test_a_hashtag_is_what_libhxl_says_it_is(name, attributes, end):
    text = f"#{name}" + "".join(f"{space}+{attribute}" for space, attribute in attributes) + end
    oracle = hxl.model.Column.parse(text)
    ours = parse_tag(text)
    assert oracle is not None
    assert ours is not None
    assert (f"#{ours.name}", set(ours.attributes)) == (oracle.tag, set(oracle.attributes))


@pytest.mark.parametrize("text", ["# of NFI kits", "Comments", "", "#", "#1", "#adm1+#name", None, 5, "a #org"])
def test_what_is_no_hashtag_is_none(text):
    assert parse_tag(text) is None


@pytest.mark.parametrize(
    "text, tag",
    [
        ("#sector\t", Tag("sector", frozenset())),
        ("# adm1 + Name", Tag("adm1", frozenset({"name"}))),
        ("#adm2 +code +v_pcodes", Tag("adm2", frozenset({"code", "v_pcodes"}))),
        ("#hrp+Project+Code", Tag("hrp", frozenset({"project", "code"}))),
    ],
)
def test_spaces_tabs_and_capitals_are_tolerated(text, tag):
    assert parse_tag(text) == tag


def test_a_sparse_row_of_hashtags_is_one_and_a_row_of_values_is_none():
    assert is_hashtag_row([None] * 20 + ["#adm1+name", "", "#org"])
    assert is_hashtag_row(["#adm1", "#sector", "Comments"])
    assert not is_hashtag_row(["# HH", "# of kits", "120"])
    assert not is_hashtag_row(["Sofala", "#org", "WASH", "5"])
    assert not is_hashtag_row([None, ""])


def test_every_hashtag_of_our_own_sheet_is_its_field():
    for name, header in vocabulary.headers().items():
        tag = parse_tag(header.hashtags[0])
        assert tag is not None
        assert fields_of_tag(tag)[0] == name


@pytest.mark.parametrize(
    "text, field",
    [
        ("#org+impl+acronym+x_extra", "implementing_acronym"),
        ("#adm3+pcode+odd", "adm3_code"),
        ("#reached+f+children+v_2021", "girls"),
        ("#targeted+hh+odd", "households_targeted"),
        ("#date+end+odd", "end"),
        ("#activity+odd", "activity_type"),
        ("#org+funder+odd", "funding"),
    ],
)
def test_odd_attributes_do_not_hide_a_field(text, field):
    assert fields_of_tag(parse_tag(text))[0] == field
