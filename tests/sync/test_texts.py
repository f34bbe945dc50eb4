"""Texts by sentence: who wrote over the same one without the other is asked about, however often each of them saved."""

from __future__ import annotations

import copy

from hypothesis import given, strategies as st

from sync import texts
from sync.texts import Field

#: of each of some people, what he saves one after the other, and where he puts each: in one sentence's place or behind it
saves = st.lists(st.lists(st.sampled_from(["replaced", "added"]), min_size=1, max_size=3), min_size=2, max_size=3)


def begun(text: str) -> Field:
    found = Field()
    texts.apply_text(found, (), texts.atoms(text), "v-0")
    return found


def read(found: Field) -> str:
    return "".join(sentence for _mark, sentence in texts.reading(found))


def saved(found: Field, text: str, version: str, *, anew: bool = False) -> tuple[list[str], list[list]]:
    """A person opens the form, leaves this text in it, and saves: the change, which has been made."""
    change = texts.text_change(found, [mark for mark, _ in texts.reading(found)], text, anew)
    texts.apply_text(found, *change, version)
    return change


def together(start: str, people: list[list[str]]) -> tuple[Field, list[str]]:
    """What the saves of some people add up to, none of whom saw another's; and what each of them had in the end."""
    found, last = begun(start), []
    for person, wordings in enumerate(people):
        own = begun(start)
        for n, wording in enumerate(wordings):
            texts.apply_text(found, *saved(own, wording, f"{person}-{n}"), f"{person}-{n}")
        last.append(wordings[-1])
    return found, last


@given(saves)
def test_law_6_who_wrote_over_one_sentence_however_often_is_asked_about_with_who_did_so_too(people: list) -> None:
    wordings = [[f"Well {p} is {n}. " for n, _ in enumerate(some)] for p, some in enumerate(people)]
    found, last = together("Minor repair. ", wordings)
    assert sorted(texts.split_sentences(read(found))) == sorted(last)
    assert texts.rivals(found) == [frozenset(f"{p}-{n}" for n, _ in enumerate(some)) for p, some in enumerate(wordings)]


@given(saves)
def test_sentences_added_behind_another_ask_nobody_anything(people: list) -> None:
    wordings = [["Visit done." + "".join(f" {p} saw {m}." for m in range(n + 1)) for n, _ in enumerate(some)]
                for p, some in enumerate(people)]  # fmt: skip
    found, _last = together("Visit done.", wordings)
    assert texts.rivals(found) == []
    assert {part.strip() for part in texts.split_sentences(read(found))} == {
        part.strip() for some in wordings for part in texts.split_sentences(some[-1])
    }


@given(saves, st.booleans())
def test_who_saw_all_wordings_and_wrote_another_has_answered(people: list, anew: bool) -> None:
    wordings = [[f"Well {p} is {n}" for n, _ in enumerate(some)] for p, some in enumerate(people)]
    found, _last = together("Minor repair", wordings)
    assert texts.rivals(found)
    saved(found, "The well is closed", "c-1", anew=anew)
    assert (read(found), texts.rivals(found)) == ("The well is closed", [])


@given(saves)
def test_what_two_copies_know_of_a_text_is_the_same_whoever_asks(people: list) -> None:
    wordings = [[f"Well {p} is {n}. " for n, _ in enumerate(some)] for p, some in enumerate(people)]
    whole, _last = together("Minor repair. ", wordings)
    parts = [together("Minor repair. ", [some if p == q else ["Minor repair. "] for q, some in enumerate(wordings)])[0]
             for p, _ in enumerate(wordings)]  # fmt: skip
    for order in (parts, parts[::-1]):
        joined = copy.deepcopy(order[0])
        for other in order[1:]:
            texts.join_text(joined, other)
        assert (joined.standing, joined.gone) == (whole.standing, whole.gone)


def test_a_sentence_without_its_blank_stands_apart_from_what_came_beside_it() -> None:
    found, _last = together("Minor repair", [["The well is dry"], ["The well gives water"]])
    assert sorted(read(found).split("\n")) == ["The well gives water", "The well is dry"]


def test_who_saw_only_one_of_two_wordings_and_went_on_from_it_has_not_answered() -> None:
    own = begun("Minor repair. ")
    saved(own, "It is dry. ", "a-1")
    other = begun("Minor repair. ")
    saved(other, "It is full. ", "b-1")
    saved(own, "It is quite dry. ", "c-1")  # a third person, who had a-1 by stick
    texts.join_text(own, other)
    assert texts.rivals(own) == [frozenset({"a-1", "c-1"}), frozenset({"b-1"})]
