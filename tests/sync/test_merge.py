"""The pure merge: the laws over any set of writes in any order, then what a person would expect, by example."""

import itertools
import random
from typing import Any

from hypothesis import given, strategies as st

from sync import merge, packing, texts
from sync.changeset import CREATE, DELETE, ERASE, UPDATE, Write
from sync.merge import Row
from sync.shape import DELETED

KINDS = {"status": "register", "tags": "set", "notes": "text"}
NO_TIME = {}.get


def effective(version: str) -> int:
    return int(version.rpartition("-")[2])


def after(*writes: tuple[str, Write]) -> Row:
    row = Row("farm", "1")
    for version, write in writes:
        merge.apply(row, write, version)
    return row


def made(**values: Any) -> tuple[str, Write]:
    return "a-1", merge.change(Row("farm", "1"), CREATE, values, KINDS)


def copy(row: Row) -> Row:
    return packing.unpack(row.type, row.id, packing.pack(row))


VALUES = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(["planned", "ongoing", None])),
    st.tuples(st.just("tags"), st.lists(st.sampled_from("pqrs"), unique=True, max_size=3)),
    st.tuples(
        st.just("notes"),
        st.lists(st.sampled_from(["One. ", "Two. ", "Three! ", "أربعة؟ "]), max_size=4).map("".join),
    ),
    st.tuples(st.just(DELETED), st.booleans()),
)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Write]]:
    """Writes of several desks, each made on what its author happened to have seen of the earlier ones."""
    first = dict(draw(st.lists(VALUES, max_size=3)))
    first.pop(DELETED, None)
    history = [made(**first)]
    for number in range(draw(st.integers(0, 6))):
        seen = [history[0], *draw(st.lists(st.sampled_from(history), unique_by=lambda one: one[0]))]
        row = after(*dict(seen).items())
        name, value = draw(VALUES)
        op = DELETE if name == DELETED else UPDATE
        history.append((f"{draw(st.sampled_from('abc'))}-{number + 2}", merge.change(row, op, {name: value}, KINDS)))
    return history


@given(histories(), st.randoms(use_true_random=False))
def test_laws_1_and_5_the_same_writes_in_any_order_any_number_of_times_give_the_same_record(
    history: list[tuple[str, Write]], chance: random.Random
) -> None:
    shuffled = history * 2
    chance.shuffle(shuffled)
    one, other = after(*history), after(*shuffled)
    assert packing.pack(one) == packing.pack(other)
    assert packing.row_hash(one) == packing.row_hash(other)
    assert merge.shown(one, effective) == merge.shown(other, effective)


@given(histories())
def test_a_record_packed_and_unpacked_is_the_same_and_merges_on(history: list[tuple[str, Write]]) -> None:
    whole, pieces = Row("farm", "1"), Row("farm", "1")
    for version, write in history:
        merge.apply(whole, write, version)
        pieces = copy(pieces)
        merge.apply(pieces, write, version)
    assert packing.pack(whole) == packing.pack(pieces)
    assert merge.shown(whole, effective) == merge.shown(pieces, effective)


@given(histories(), st.data())
def test_two_copies_joined_know_what_either_knew(history: list[tuple[str, Write]], data: st.DataObject) -> None:
    sides = data.draw(st.lists(st.integers(0, 2), min_size=len(history), max_size=len(history)))
    one = after(*(write for side, write in zip(sides, history, strict=True) if side != 1))
    other = after(*(write for side, write in zip(sides, history, strict=True) if side != 0))
    merge.join(one, copy(other))
    assert packing.pack(one) == packing.pack(after(*history))


@given(histories())
def test_laws_2_and_6_a_value_leaves_only_when_a_write_named_it(history: list[tuple[str, Write]]) -> None:
    row = after(*history)
    named = {(name, mark) for _, write in history for name, marks in write.base.items() for mark in marks}
    for version, write in history:
        for name in write.fields:
            stands = version in row.kinds["register"][name].standing
            assert stands is ((name, version) not in named)


@given(st.text(max_size=60) | st.lists(st.sampled_from(["A. ", "B? ", "ج؟ ", "\n", "x"])).map("".join))
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(texts.split_sentences(text)) == text


@given(histories(), st.lists(st.sampled_from(["One. ", "Two. ", "Five. ", "no end"]), max_size=5).map("".join))
def test_a_text_saved_reads_as_it_was_typed(history: list[tuple[str, Write]], text: str) -> None:
    row = after(*history)
    write = merge.change(row, UPDATE, {"notes": text}, KINDS)
    merge.apply(row, write, "d-9")
    assert merge.shown(row, effective)["notes"] == (text or None)


def test_two_values_that_did_not_see_each_other_both_stand_and_the_later_is_shown() -> None:
    start = after(made(status="planned"))
    one = merge.change(start, UPDATE, {"status": "ongoing"}, KINDS)
    two = merge.change(start, UPDATE, {"status": "completed"}, KINDS)
    row = after(made(status="planned"), ("b-5", one), ("c-4", two))
    assert merge.shown(row, effective)["status"] == "ongoing"
    assert merge.conflicts(row) == ["status"]
    settle = merge.change(row, UPDATE, {"status": "completed"}, KINDS)
    merge.apply(row, settle, "a-7")
    assert merge.conflicts(row) == []


def test_the_same_value_written_twice_is_no_conflict() -> None:
    start = after(made(status="planned"))
    write = merge.change(start, UPDATE, {"status": "ongoing"}, KINDS)
    assert merge.conflicts(after(made(status="planned"), ("b-5", write), ("c-4", write))) == []


def test_adding_to_a_set_wins_and_a_removal_takes_only_what_it_saw() -> None:
    start = after(made(tags=["p", "q"]))
    adds = merge.change(start, UPDATE, {"tags": ["p", "q", "r"]}, KINDS)
    removes = merge.change(start, UPDATE, {"tags": ["q"]}, KINDS)
    row = after(made(tags=["p", "q"]), ("b-5", adds), ("c-4", removes))
    assert merge.shown(row, effective)["tags"] == ["q", "r"]
    assert merge.conflicts(row) == []


TEXT = "The road is closed. Food for 40 households. Next visit Monday. "


def test_changes_in_different_sentences_are_both_kept_without_a_question() -> None:
    start = after(made(notes=TEXT))
    one = merge.change(start, UPDATE, {"notes": TEXT.replace("closed", "open")}, KINDS)
    two = merge.change(start, UPDATE, {"notes": TEXT.replace("Monday", "Friday") + "Bring soap. "}, KINDS)
    for order in itertools.permutations([("b-5", one), ("c-4", two)]):
        row = after(made(notes=TEXT), *order)
        assert merge.shown(row, effective)["notes"] == (
            "The road is open. Food for 40 households. Next visit Friday. Bring soap. "
        )
        assert merge.conflicts(row) == []


def test_two_wordings_of_one_sentence_stand_side_by_side_and_are_asked_about() -> None:
    start = after(made(notes=TEXT))
    one = merge.change(start, UPDATE, {"notes": TEXT.replace("40", "45")}, KINDS)
    two = merge.change(start, UPDATE, {"notes": TEXT.replace("40", "50")}, KINDS)
    row = after(made(notes=TEXT), ("b-5", one), ("c-4", two))
    text = merge.shown(row, effective)["notes"]
    assert "45 households" in text
    assert "50 households" in text
    assert merge.conflicts(row) == ["notes"]
    merge.apply(row, merge.change(row, UPDATE, {"notes": TEXT.replace("40", "50")}, KINDS), "a-7")
    assert merge.shown(row, effective)["notes"] == TEXT.replace("40", "50")
    assert merge.conflicts(row) == []


def test_the_same_wording_by_two_people_is_one_sentence() -> None:
    start = after(made(notes=TEXT))
    write = merge.change(start, UPDATE, {"notes": TEXT.replace("40", "45")}, KINDS)
    row = after(made(notes=TEXT), ("b-5", write), ("c-4", write))
    assert merge.shown(row, effective)["notes"] == TEXT.replace("40", "45")
    assert merge.conflicts(row) == []


def test_a_form_opened_before_a_change_arrived_does_not_undo_it() -> None:
    row = after(made(notes=TEXT, status="planned", tags=["p"]))
    seen = {name: row.of(name) for name in KINDS}
    other = merge.change(row, UPDATE, {"notes": TEXT.replace("closed", "open"), "status": "ongoing"}, KINDS)
    merge.apply(row, other, "b-5")
    mine = merge.change(row, UPDATE, {"notes": TEXT.replace("Monday", "Friday"), "status": "done"}, KINDS, seen)
    merge.apply(row, mine, "a-2")
    assert merge.shown(row, effective)["notes"] == TEXT.replace("closed", "open").replace("Monday", "Friday")
    assert merge.conflicts(row) == ["status"]


def test_an_edit_revives_a_row_that_was_deleted_unseen_and_says_so() -> None:
    start = after(made(status="planned"))
    edit = merge.change(start, UPDATE, {"status": "ongoing"}, KINDS)
    gone = merge.change(start, DELETE, {DELETED: True}, KINDS)
    assert merge.shown(after(made(status="planned"), ("c-4", gone)), effective)[DELETED]
    row = after(made(status="planned"), ("c-4", gone), ("b-5", edit))
    assert not merge.shown(row, effective)[DELETED]
    assert merge.conflicts(row) == [DELETED]
    again, keep = copy(row), copy(row)
    merge.apply(again, merge.change(again, DELETE, {DELETED: True}, KINDS), "a-7")
    assert merge.shown(again, effective)[DELETED]
    assert merge.conflicts(again) == []
    merge.apply(keep, merge.change(keep, UPDATE, {DELETED: False}, KINDS), "a-7")
    assert not merge.shown(keep, effective)[DELETED]
    assert merge.conflicts(keep) == []


@given(histories(), st.randoms(use_true_random=False))
def test_law_15_an_erased_record_keeps_nothing_whatever_arrives_before_or_after(
    history: list[tuple[str, Write]], chance: random.Random
) -> None:
    shuffled = [*history, ("z-9", Write(ERASE, "farm", "1", {}))]
    chance.shuffle(shuffled)
    row = after(*shuffled)
    assert packing.pack(row) == packing.pack(after(("z-9", Write(ERASE, "farm", "1", {}))))
    assert {name: value for name, value in merge.shown(row, effective).items() if value} == {}


def test_law_13_a_field_nobody_here_has_heard_of_merges_by_what_its_writes_say() -> None:
    write = Write(CREATE, "farm", "1", {"soil": "clay"}, {}, {"pests": ["rats"]}, {"story": "Long. "})
    add = Write(UPDATE, "farm", "1", {}, {}, {"pests": ["ants"]})
    assert merge.shown(after(("n-1", write), ("n-2", add)), effective) == {
        "soil": "clay",
        "pests": ["ants", "rats"],
        "story": "Long. ",
        DELETED: False,
    }
