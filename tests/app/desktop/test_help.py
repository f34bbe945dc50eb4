"""F1 says the same in every language, in the words that the program shows there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import words
from app.paths import RESOURCES
from app.words import LANGUAGES, _

HELP = RESOURCES / "texts" / "help"
PAGES = sorted(path.stem for path in (HELP / "en").glob("*.md"))
OTHERS = sorted(set(LANGUAGES) - {"en"})
KEYS = re.compile(r"\b(?:Shift\+F6|F\d{1,2}|Ctrl\+\w)\b|`[^`]+`")
NAMED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


def text(language: str, page: str) -> str:
    return (HELP / language / f"{page}.md").read_text(encoding="utf-8")


def kinds(told: str) -> list[str]:
    """What each line is: a heading, an item of a list, a paragraph; and how often it says something in bold."""
    return [f"{line[:2] if line[:2] in ('# ', '- ') else 'p'}{line.count('**')}" for line in told.splitlines() if line]


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_is_explained(language: str) -> None:
    assert sorted(path.stem for path in Path(HELP / language).glob("*.md")) == PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_the_same_is_said_in_the_same_order(language: str, page: str) -> None:
    assert kinds(text(language, page)) == kinds(text("en", page))
    assert sorted(KEYS.findall(text(language, page))) == sorted(KEYS.findall(text("en", page)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_what_is_named_is_called_as_the_program_calls_it(language: str, page: str) -> None:
    told = NAMED.findall(text(language, page))
    with words.speaking(language):
        shown = [_(name) for name in NAMED.findall(text("en", page))]
    known = [
        name
        for name, english in zip(shown, NAMED.findall(text("en", page)), strict=True)
        if name != english and english[:1].isupper()  # states of a round, in small letters, are told by its code list
    ]
    missing = [name for name in known if name not in [one.strip("\u2068\u2069") for one in told]]
    assert not missing, f"The page {page} in {language} does not name {missing}, as the program does; it names {told}"
