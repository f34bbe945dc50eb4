"""Laws that hold for every record type: they run over REGISTRY, so that a new type is held to them without a line of test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import hxl
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from app.errors import BLOCKS_SHARING, REFUSE, WARNING
from app.fields import (
    PROSE,
    UNION,
    Amount,
    Bands,
    Choice,
    Coordinate,
    Count,
    Date,
    Flag,
    Kind,
    LongText,
    Ref,
    Tags,
    Text,
    Unreadable,
    canonical_amount,
)
from app.records import REGISTRY, Values
from app.services import records
from app.store.workspace import Store, create_workspace
from app.vocabulary import FOLDER, code_list, read_rows
from app.words import LANGUAGES

TYPES = sorted(REGISTRY)
FIELDS = [(type, name) for type in TYPES for name in REGISTRY[type].fields()]

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=";|:"), min_size=1, max_size=20
)


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Any value that a field of this kind may hold."""
    match kind:
        case Choice():
            return st.sampled_from(code_list(kind.of).codes)
        case Tags():
            one = st.sampled_from(code_list(kind.of).codes) if kind.of else words
            return st.lists(one, min_size=1, max_size=4).map(lambda found: sorted(set(found)))
        case Date():
            return st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
        case Count():
            return st.integers(0, 2**53)
        case Amount():
            return st.decimals(-(10**12), 10**12, places=2).map(canonical_amount)
        case Flag():
            return st.booleans()
        case Coordinate():
            return st.floats(-kind.bound, kind.bound).map(lambda degrees: round(degrees, 6))  # ten centimetres
        case Bands():
            return st.dictionaries(words, st.integers(0, 10**6), min_size=1, max_size=4)
        case Text():
            return words.map(lambda text: text[: kind.most])
        case Ref():
            return words
    raise AssertionError(f"No law knows the kind {kind}: say here which values it may hold.")


def rows_of(type: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any row of a record type, each field filled or not."""
    fields = {name: values_of(spec.kind) for name, spec in REGISTRY[type].fields().items()}
    return st.fixed_dictionaries({}, optional=fields)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One workspace for all laws: they never look at more than the row they made."""
    with create_workspace(tmp_path_factory.mktemp("laws") / "office") as store:
        yield store


@pytest.mark.parametrize("type, name", FIELDS)
@given(data=st.data())
@settings(max_examples=20)
def test_a_value_that_was_shown_is_read_again_as_itself(type, name, data):
    kind = REGISTRY[type].fields()[name].kind
    value = data.draw(values_of(kind))
    assert kind.parse(kind.show(value)) == value


@pytest.mark.parametrize("type, name", FIELDS)
@given(data=st.data())
@settings(max_examples=20)
def test_a_value_a_field_may_hold_is_no_problem(type, name, data):
    spec = REGISTRY[type].fields()[name]
    assert spec.problems(data.draw(values_of(spec.kind))) == []


@pytest.mark.parametrize("type, name", FIELDS)
@given(text=st.text(max_size=60) | st.sampled_from(["NaN", "-Infinity", "1e999999", "١٢٫٥", "1 234,5", "0x1F"]))
@settings(max_examples=20)
def test_any_text_is_read_or_refused_with_a_sentence(type, name, text):
    kind = REGISTRY[type].fields()[name].kind
    try:
        value = kind.parse(text)
    except Unreadable as refused:
        sentence = str(refused)
        assert sentence.endswith(".")
    else:
        assert value is None or kind.parse(kind.show(value)) == value


@pytest.mark.parametrize("type", TYPES)
@given(data=st.data())
def test_what_is_wrong_with_a_row_is_always_a_sentence_at_one_of_its_fields(type, data):
    for problem in REGISTRY[type].problems(Values(data.draw(rows_of(type)))):
        assert problem.message.endswith((".", "?")), problem
        assert re.fullmatch(r"[a-z_]+", problem.code), problem
        assert problem.field in {None, *REGISTRY[type].fields()}
        assert problem.level in (REFUSE, BLOCKS_SHARING, WARNING)


@pytest.mark.parametrize("type", TYPES)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_comes_back_from_the_workspace_as_it_went_in(type, data, office):
    row = data.draw(rows_of(type))
    assume(not any(problem.level == REFUSE for problem in REGISTRY[type].problems(Values(row))))
    [(_type, id)] = records.add(office, type, row).created
    kept = records.read(office, type, id)
    assert {name: kept[name] for name in row} == row
    assert all(kept[name] is None for name in REGISTRY[type].fields() if name not in row)


@pytest.mark.parametrize("type", TYPES)
def test_every_hashtag_is_valid_and_names_one_field(type):
    hashtags = [spec.hxl for spec in REGISTRY[type].fields().values() if spec.hxl]
    assert len(hashtags) == len(set(hashtags)), f"The first column that matches is taken: {sorted(hashtags)}"
    for hashtag in hashtags:
        assert hxl.model.Column.parse(hashtag) is not None, f"{hashtag} is no valid hashtag"


@pytest.mark.parametrize("type", TYPES)
def test_every_field_is_placed_once_and_has_a_label_of_its_own(type):
    record = REGISTRY[type]
    placed = [name for section in record.sections.values() for name in section]
    assert sorted(placed) == sorted(set(record.fields()) - {"sensitivity"})
    labels = [spec.label for spec in record.fields().values()]
    assert all(labels)
    assert len(labels) == len(set(labels)), f"Two fields of one form cannot have the same label: {sorted(labels)}"
    assert record.title
    assert record.titles


@pytest.mark.parametrize("type, name", FIELDS)
def test_what_a_field_refers_to_exists(type, name):
    kind = REGISTRY[type].fields()[name].kind
    assert getattr(kind, "to", "") in {"", *REGISTRY}
    if listed := getattr(kind, "of", ""):
        assert code_list(listed).codes


@pytest.mark.parametrize("type, name", FIELDS)
def test_a_field_merges_as_its_kind_asks(type, name):
    spec = REGISTRY[type].fields()[name]
    assert (spec.merge == UNION) == isinstance(spec.kind, Tags), "Sets merge as sets, and nothing else does."
    assert spec.merge != PROSE or isinstance(spec.kind, LongText), "Only prose merges by sentence."


@pytest.mark.parametrize("type", TYPES)
def test_a_record_says_to_which_area_it_belongs_by_a_reference(type):
    root, *through = REGISTRY[type].root
    assert root in ("reference", "place", "parent", "owner", "device")
    if root == "owner":
        kinds = [REGISTRY[type].fields()[name].kind for name in through]
        assert isinstance(kinds[0], Choice)
        assert set(code_list(kinds[0].of).codes) <= set(REGISTRY)
        assert isinstance(kinds[1], Text)
        return
    for name in through:
        kind = REGISTRY[type].fields()[name].kind
        assert isinstance(kind, Ref)
        assert kind.to == "place" or root == "parent"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_every_name_in_a_list_of_the_vocabulary_is_there_in_every_language(path):
    rows = read_rows(path)
    lacking = [
        f"{next(iter(row.values()))} in {language}" for row in rows for language in LANGUAGES if row.get(language) == ""
    ]
    assert not lacking


@pytest.mark.parametrize(
    "name",
    sorted(
        {spec.kind.of for type in TYPES for spec in REGISTRY[type].fields().values() if getattr(spec.kind, "of", "")}
    ),
)
def test_every_code_is_found_by_itself_and_by_each_of_its_names(name):
    codes = code_list(name)
    assert [code for code in codes.codes if codes.find(code) != code] == []
    lost = [
        (code, language)
        for code in codes.codes
        for language in LANGUAGES
        if codes.find(codes.name(code, language), language) != code
    ]
    assert not lost, "A name that stands for two codes in one language is never taken for either."
