"""Typed minutes: every shortcut in a file or a pasted text becomes what it says, all of them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app import vocabulary
from app.exchange.minutes.received import read_text
from app.exchange.minutes.received.signs import spelled_out
from app.words import LANGUAGES

HEAD = "Comité de coordination\nRéunion no. 9, 24/11/2026\nPrésents: Rosa Machava (SDSMAS), João Tomás (INAS)\n\n"
KINDS = vocabulary.code_list("line_kind").rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_beginning_of_every_language_is_found_in_typed_minutes(language: str) -> None:
    words = {code: [row[language], *(w for w in row["synonyms"].split("|") if w)] for code, row in KINDS.items()}
    decisions = [f"{word}: the lists are compared, says {n}" for n, word in enumerate(words["decision"])]
    actions = [f"{word} : INAS brings list {n} by 4/12/2026" for n, word in enumerate(words["action"])]
    found = read_text(HEAD + "\n".join([*decisions, "INAS paid 1,840 households.", *actions]))
    assert [one.text for one in found.decisions] == [f"the lists are compared, says {n}" for n in range(len(decisions))]
    assert [(one.text, one.assigned_to, str(one.due)) for one in found.actions] == [
        (f"INAS brings list {n} by 4/12/2026", ("INAS",), "2026-12-04") for n in range(len(actions))
    ]


@given(st.lists(st.sampled_from("!>?."), min_size=1, max_size=12))
def test_signs_are_all_found_in_a_text_that_quotes_nobody(signs: list[str]) -> None:
    body = {
        "!": "! the lists of number {} are compared",
        ">": "> INAS brings list {}",
        "?": "? fuel for visit {}",
        ".": "Note {} of households.",
    }
    lines = [body[sign].format(number) for number, sign in enumerate(signs)]
    found = read_text(HEAD + "\n".join(lines))
    assert len(found.decisions) == signs.count("!")
    assert len(found.actions) == signs.count(">")


def test_a_mail_that_quotes_another_is_no_list_of_action_points() -> None:
    quoted = "\n".join(f"> {line}" for line in ("Dear all,", "thank you for coming.", "Rosa"))
    assert spelled_out(quoted) == "Dear all,\nthank you for coming.\nRosa"
    assert spelled_out("> INAS brings the list\nA note\nAnother") == "Action: INAS brings the list\nA note\nAnother"
    assert spelled_out("!!! urgent\n>> twice quoted\n?") == "!!! urgent\n>> twice quoted\n?"
