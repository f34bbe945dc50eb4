"""The 69 columns of the 5W sheet, as data: group, header in five languages, hashtag, profile, lock, public, where the value lives.

The order matters: readers of hashtags take the first column that matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app import vocabulary
from app.words import LANGUAGES, N_

PROFILES = ("A", "B", "C")
GROUPS = {
    "record": N_("Record"),
    "who": N_("Who"),
    "what": N_("What"),
    "where": N_("Where"),
    "when": N_("When"),
    "whom": N_("For whom"),
    "quality": N_("Quality"),
}
AGES_AND_SEXES = frozenset({"girls", "boys", "women", "men", "older_women", "older_men", "persons_with_disability"})
NUMBERS = frozenset({"count", "amount"})


@dataclass(frozen=True)
class Column:
    """One column. `source` is record.field ("line." is computed), `shows` how the field's value becomes a cell.

    `locked` columns are filled by the program and shaded; `private` ones are left out of public files.
    """

    key: str
    group: str
    hashtag: str
    profile: str
    locked: bool
    private: bool
    source: str
    shows: str
    width: int
    headers: dict[str, str]

    def header(self, language: str = "en") -> str:
        """The header in a language, in English where it is missing."""
        return self.headers.get(language) or self.headers["en"]

    @property
    def part(self) -> str:
        """The record type the value belongs to: activity, figures, or line."""
        return self.source.partition(".")[0]

    @property
    def field(self) -> str:
        """The field of that record."""
        return self.source.partition(".")[2]

    @property
    def manner(self) -> tuple[str, ...]:
        """How the value is shown, in its parts: ("choice", "sector"), ("place", "name", "2")."""
        return tuple(self.shows.split(":"))


@cache
def columns() -> tuple[Column, ...]:
    """All 69, in the order of the sheet."""
    return tuple(
        Column(
            row["key"],
            row["group"],
            row["hashtag"],
            row["profile"],
            bool(row["locked"]),
            bool(row["private"]),
            row["source"],
            row["shows"],
            int(row["width"]),
            {code: row[code] for code in LANGUAGES},
        )
        for row in vocabulary.read_rows(vocabulary.FOLDER / "sheet_columns.csv")
    )


def columns_of(profile: str, public: bool = False) -> tuple[Column, ...]:
    """The columns of profile A (the 3W minimum, 16), B (the default, 56) or C (all 69), without private ones in public."""
    allowed = PROFILES[: PROFILES.index(profile) + 1]
    return tuple(column for column in columns() if column.profile in allowed and not (public and column.private))


@cache
def by_key() -> dict[str, Column]:
    """The columns by their key."""
    return {one.key: one for one in columns()}
