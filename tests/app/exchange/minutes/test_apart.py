"""Minutes that somebody sent are read in a process of their own, which is held to its bounds."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from app import words
from app.errors import Refused
from app.exchange.minutes import apart, child
from app.exchange.minutes.received import (
    Attendee,
    Received,
    Said,
    Task,
    of_plain,
    plain_of,
    read_file,
    read_text,
)
from tests.helpers.minutes import CORPUS, DOCUMENTS, text_of

TEXTS = st.text(max_size=20)
MAYBE = st.none() | TEXTS
RECEIVED = st.builds(
    Received,
    held_on=st.none() | st.dates(),
    language=TEXTS,
    attendance=st.lists(st.builds(Attendee, MAYBE, MAYBE, TEXTS)).map(tuple),
    decisions=st.lists(st.builds(Said, TEXTS, st.integers())).map(tuple),
    actions=st.lists(
        st.builds(Task, TEXTS, st.integers(), st.lists(TEXTS).map(tuple), MAYBE, st.none() | st.dates(), MAYBE, MAYBE)
    ).map(tuple),
    unsure=st.lists(TEXTS).map(tuple),
    number=MAYBE,
    title=MAYBE,
)


@given(RECEIVED)
def test_what_was_found_comes_through_as_it_was(found: Received) -> None:
    assert of_plain(json.loads(json.dumps(plain_of(found)))) == found


@pytest.mark.parametrize("name", [*DOCUMENTS[:2], *DOCUMENTS[-2:]])
def test_apart_the_same_is_read_as_here(name: str) -> None:
    path = next(one for one in CORPUS.glob(f"{name}.*") if one.suffix in (".docx", ".txt"))
    found, text = apart.read_apart(path)
    assert found == read_file(path)
    assert text.strip()


def test_a_text_that_was_copied_is_kept_whole() -> None:
    name = next(name for name in DOCUMENTS if "-ar-" in name and (CORPUS / f"{name}.txt").exists())
    pasted = text_of(name).replace("\n", "\r\n") + "\n\n\u2028  "
    found, text = apart.read_apart(pasted)
    assert found == read_text(pasted)
    assert text == pasted


def test_half_a_sign_that_was_copied_harms_nothing() -> None:
    found, _text = apart.read_apart("Present: WFP, FAO\ud800\n\nDecision: the lists are compared")
    assert [one.text for one in found.decisions] == ["the lists are compared"]


@pytest.mark.parametrize(("language", "begins"), [("en", "There is nothing to read"), ("fr", "Il n’y a rien à lire")])
def test_what_is_wrong_is_said_in_the_language_of_the_program(language: str, begins: str) -> None:
    with words.speaking(language), pytest.raises(Refused) as refused:
        apart.read_apart("  \n ")
    assert (refused.value.code, refused.value.message[: len(begins)]) == ("empty", begins)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        apart.read_apart(tmp_path / "nowhere.docx")
    assert refused.value.code == "no_file"


@pytest.mark.parametrize(
    ("minutes", "code"), [(Path("minutes.docx"), "too_large"), ("INAS brings the list", "damaged")]
)
def test_a_process_that_dies_harms_nobody(monkeypatch: pytest.MonkeyPatch, minutes: Path | str, code: str) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(Refused) as refused:
        apart.read_apart(minutes)
    assert refused.value.code == "too_large"


def test_minutes_that_take_too_long_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.0)
    monkeypatch.setattr(apart, "LOOK_AGAIN", 0.01)
    with pytest.raises(Refused) as refused:
        apart.read_apart("INAS brings the list")
    assert refused.value.code == "too_large"


def test_reading_can_be_cancelled() -> None:
    with pytest.raises(Refused) as refused:
        apart.read_apart("INAS brings the list", cancelled=lambda: True)
    assert refused.value.code == "cancelled"


def test_a_child_that_finds_no_memory_says_that_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(_path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "opened_file", no_memory)
    assert child.answer("minutes.docx")["refused"][0] == "too_large"
