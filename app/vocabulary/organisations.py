"""Organisations: the words that name nobody, and the well-known ones with their names in several languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from app.vocabulary.writings import FOLDER, read_rows, words_of


@lru_cache(maxsize=16_384)
def nobody(text: str) -> bool:
    """Whether a text in the place of an organisation names nobody: `No partner`, `N/A`, `idem`, `0`, `-`."""
    words = words_of(text)
    return not any(sign.isalnum() for sign in words) or words in _nobody()


@cache
def _nobody() -> frozenset[str]:
    return frozenset(words_of(row["text"]) for row in read_rows(FOLDER / "nobody.csv"))


@dataclass(frozen=True)
class KnownOrganisation:
    """A well-known organisation: knowledge for recognising acronyms and other languages, never a record by itself."""

    name: str
    acronym: str
    aliases: tuple[str, ...]
    type: str


@cache
def known_organisations() -> tuple[KnownOrganisation, ...]:
    """United Nations agencies, large NGOs, donors and national societies, with their names in several languages."""
    return tuple(
        KnownOrganisation(row["name"], row["acronym"], tuple(filter(None, row["aliases"].split("|"))), row["type"])
        for row in read_rows(FOLDER / "organisations.csv")
    )
