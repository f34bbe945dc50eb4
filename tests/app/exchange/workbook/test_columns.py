from __future__ import annotations

import re

from app import vocabulary
from app.exchange.reading.hxl import parse_tag
from app.exchange.reading.tag_fields import fields_of_tag
from app.exchange.workbook.columns import GROUPS, by_key, columns, columns_of
from app.records import REGISTRY
from app.words import LANGUAGES

OUTSIDE = {"line.id", "line.action", "line.share_of_meb", "line.updated", "figures.period"}


def test_there_are_69_columns_of_which_16_are_the_minimum_and_56_the_default():
    assert [len(columns_of(profile)) for profile in "ABC"] == [16, 56, 69]


def test_hashtags_are_valid_and_unique():
    tags = [column.hashtag for column in columns()]
    assert len(set(tags)) == 69
    assert all(re.fullmatch(r"#[a-z][a-z0-9]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    assert len({frozenset({parse_tag(tag).name, *parse_tag(tag).attributes}) for tag in tags}) == 69


def test_the_first_column_that_matches_a_shorter_pattern_is_the_one_meant():
    """Readers take the first column that matches: names come before acronyms and types, the sum before its parts."""

    def first(pattern: str) -> str:
        wanted = parse_tag(pattern)
        return next(
            c.key
            for c in columns()
            if (tag := parse_tag(c.hashtag)).name == wanted.name and wanted.attributes <= tag.attributes
        )

    assert first("#reached+ind") == "people"
    assert first("#org+prog") == "lead"
    assert first("#adm2+code") == "adm2_code"
    assert first("#activity") == "activity_type"
    assert first("#sector") == "sector"
    assert first("#modality") == "modality"


def test_every_column_is_read_back_as_the_field_it_was_written_from():
    """What our own export says by hashtag is what the reading of any file understands by it."""
    not_read = {"country", "share_of_meb"}
    for column in columns():
        if column.key not in not_read:
            assert fields_of_tag(parse_tag(column.hashtag))[:1] == (column.key,), column.hashtag


def test_every_column_has_a_header_in_every_language_a_group_and_a_width():
    for column in columns():
        assert all(column.headers[code] for code in LANGUAGES), column.key
        assert column.group in GROUPS
        assert 6 <= column.width <= 40
    for code in LANGUAGES:
        assert len({column.header(code) for column in columns()}) == 69, code


def test_every_source_is_a_field_of_its_record_and_every_list_exists():
    for column in columns():
        if column.source not in OUTSIDE:
            assert column.field in REGISTRY[column.part].fields(), column.key
        if column.manner[0] in ("choice", "choices"):
            assert vocabulary.code_list(column.manner[1]).codes


def test_a_public_file_has_no_private_column():
    private = {"site", "latitude", "longitude", "focal_point", "phone", "email", "remarks"}
    assert {column.key for column in columns() if column.private} == private
    assert not private & {column.key for column in columns_of("C", public=True)}


def test_columns_that_follow_from_others_are_locked():
    locked = {column.key for column in columns() if column.locked}
    assert {"record_id", "lead_acronym", "sector_code", "adm1_code", "adm2_code", "validation", "updated_at"} <= locked
    assert by_key()["people"].locked is False
