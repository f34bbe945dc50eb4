"""Administrative levels: what they are called in each country."""

from __future__ import annotations

from functools import cache

from app.vocabulary.writings import FOLDER, Writings, read_rows


def level_word(country: str, level: int, language: str = "en") -> str:
    """What an administrative level is called in a country (`LGA`, `distrito`), else `Admin 2` in the language."""
    words = _levels().get((country, level)) or _levels().get(("", level)) or {}
    return words.get(language[:2]) or words.get("en") or f"Admin {level}"


def level_of_word(text: str, country: str) -> int | None:
    """The administrative level a word names in a country: `Locality` is level 2 in Sudan and level 4 in Mozambique."""
    found = _level_writings(country).all_codes(text)
    return int(found[0]) if len(found) == 1 else None


@cache
def _level_writings(country: str) -> Writings:
    writings = Writings()
    for (of, level), row in _levels().items():
        if of == country:
            writings.add_row(row, str(level))
    return writings


@cache
def _levels() -> dict[tuple[str, int], dict[str, str]]:
    return {(row["country"], int(row["level"])): row for row in read_rows(FOLDER / "levels.csv")}
