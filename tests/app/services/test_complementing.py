"""Overlaps that a committee has talked about are not raised again, and what it only put off is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from app.errors import Refused
from app.services import cells, complementing, journal, records
from app.services.coverage import Asked, read_coverage
from app.services.meetings import agenda
from app.services.unit import unit
from app.store import find
from app.store.workspace import Store
from tests.helpers.coverage import BEIRA, new_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store, _ids = new_office(tmp_path_factory.mktemp("office") / "workspace")
    with store:
        yield store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store, _ids = new_office(tmp_path / "workspace")
    with store:
        yield store


@pytest.fixture
def forum(store: Store) -> str:
    with unit(store, "A committee") as changing:
        return changing.create("forum", {"name": "Comité", "place": "MZ09", "frequency": "monthly"})


def raised(store: Store) -> list[tuple[str, str]]:
    found = read_coverage(store, Asked()).overlaps.get((BEIRA, "SPR"), ())
    return list(dict.fromkeys(one.records for one in found))


def test_what_a_new_decision_says_is_raised_no_more_in_matrix_and_agenda(store: Store, forum: str) -> None:
    (pair,) = raised(store)
    assert [one.topic for one in agenda.proposals(store, forum) if one.comes_from.startswith("overlaps:")]
    complementing.agree(store, pair, forum=forum, text="INAS pays the poorest, WFP those of the flood.")
    assert raised(store) == []
    assert not [one.topic for one in agenda.proposals(store, forum) if one.comes_from.startswith("overlaps:")]
    journal.undo(store)
    assert raised(store) == [pair]


def test_a_recorded_decision_can_say_it_and_keeps_what_it_said_before(store: Store, forum: str) -> None:
    (pair,) = raised(store)
    ids = find.find_ids(store.reading(), find.Query("activity"))
    complementing.agree(store, (ids[2], ids[3]), forum=forum, text="Both work on.")
    (decision,) = find.find_ids(store.reading(), find.Query("decision"))
    complementing.agree(store, pair, decision)
    assert raised(store) == []
    assert set(records.read(store, "decision", decision)["complementary"]) == {*pair, ids[2], ids[3]}


def test_a_decision_that_is_taken_away_raises_the_overlap_again(store: Store, forum: str) -> None:
    (pair,) = raised(store)
    complementing.agree(store, pair, forum=forum, text="Both work on.")
    (decision,) = find.find_ids(store.reading(), find.Query("decision"))
    records.save(store, "decision", decision, {"kind": "defer"})
    assert raised(store) == [pair], "what is put off settles nothing"
    with pytest.raises(Refused, match="settles nothing yet"):
        complementing.agree(store, pair, decision)
    records.save(store, "decision", decision, {"kind": "endorse"})
    assert raised(store) == []
    records.delete(store, "decision", decision)
    assert raised(store) == [pair]


@pytest.mark.parametrize("told", [
    {}, {"text": "Both work on."}, {"forum": "a committee nobody knows", "text": "Both work on."}, {"decision": "what we said"},
])  # fmt: skip
def test_without_a_decision_nothing_is_noted(store: Store, forum: str, told: dict[str, str]) -> None:
    (pair,) = raised(store)
    with pytest.raises(Refused) as refused:
        complementing.agree(store, pair, **told)
    assert refused.value.code == "no_decision"
    assert raised(store) == [pair]


def test_a_committee_without_words_is_asked_for_them(store: Store, forum: str) -> None:
    (pair,) = raised(store)
    with pytest.raises(Refused, match="and what"):
        complementing.agree(store, pair, forum=forum, text="  ")


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(["agree", "endorse", "refer", "defer"]), st.sets(st.integers(0, 5))), max_size=5)
)
def test_all_that_one_decision_names_complement_each_other_and_nothing_else_does(office: Store, told) -> None:
    with unit(office, "Decisions") as changing:
        for kind, numbers in told:
            values = {"raised_in": "forum", "raised_in_id": "x", "text": "So it is.", "kind": kind}
            more = {"referred_to": "y"} if kind == "refer" else {}
            changing.create("decision", {**values, **more, "complementary": {f"a{n}" for n in numbers}})
    expected = {
        pair
        for kind, numbers in told
        if kind in ("agree", "endorse")
        for pair in combinations(sorted(f"a{n}" for n in numbers), 2)
    }
    assert complementing.agreed_pairs(office) == expected
    with unit(office, "Gone") as changing:
        for id in find.find_ids(office.reading(), find.Query("decision")):
            changing.delete("decision", id)


def test_activities_are_told_by_who_what_where_and_since_when(store: Store, forum: str) -> None:
    (pair,) = raised(store)
    told = dict(cells.described(store, "activity", pair))
    assert sorted(told.values()) == [
        "INAS · Social protection · Cidade Da Beira · 1/5/2019",
        "WFP · Social protection · Cidade Da Beira · 1/5/2019",
    ]
    complementing.agree(store, pair, forum=forum, text="Both work on.")
    (decision,) = find.find_ids(store.reading(), find.Query("decision"))
    _rows, called = cells.read_rows(store, "decision", [decision], ["complementary"])
    assert called == told
