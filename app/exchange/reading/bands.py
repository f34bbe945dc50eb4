"""Columns that count people by sex and age.

Only our own bands (under 18, 18-59, 60 and over) become our fields; others are kept as the file has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from app.fold import fold
from app.words import _

if TYPE_CHECKING:
    from app.exchange.reading.columns import Column

CHILDREN, ADULTS, ELDERLY = (0, 17), (18, 59), (60, 200)
OURS = {
    ("f", CHILDREN): "girls",
    ("m", CHILDREN): "boys",
    ("f", ADULTS): "women",
    ("m", ADULTS): "men",
    ("f", ELDERLY): "older_women",
    ("m", ELDERLY): "older_men",
}
OUR_FIELDS = tuple(OURS.values())
BAND = "age_band"
"""The field of a column that counts a band that is not ours; there may be many of it."""

_SEX = {
    "f": (
        r"girls?|women|woman|females?|f|filles?|femmes?|feminin\w*|ninas?|mujeres?|femenin\w*|meninas?|"
        r"raparigas?|mulher(?:es)?|فتيات|بنات|نساء|اناث|انثي"
    ),
    "m": (
        r"boys?|men|man|males?|m|h|garcons?|hommes?|masculin\w*|ninos?|hombres?|varones|meninos?|rapazes|"
        r"homens?|فتيان|اولاد|رجال|ذكور|ذكر"
    ),
}
_SEXES = {sex: re.compile(rf"(?<![\w])(?:{words})(?![\w])") for sex, words in _SEX.items()}
_YEARS = r"(?: ?(?:years?|yrs?|y|ans?|anos?|ano|سنه|سنوات|عام))?"
_BETWEEN = re.compile(rf"(\d{{1,2}}){_YEARS} ?(?:-|to|a|au|y|e|et|until|ate|الي) ?(\d{{1,2}})(?!\d){_YEARS}")
_BELOW = re.compile(
    rf"(?:<=?|under|below|less than|moins de|menor(?:es)? (?:de|a|que)|menos de|inferieur a|u|younger than|"
    rf"اقل من|دون) ?(\d{{1,2}})(?!\d){_YEARS}"
)
_ABOVE = re.compile(
    rf"(?:>=?|over|above|more than|plus de|mayor(?:es)? (?:de|a|que)|mas de|mais de|maiores de|older than|"
    rf"اكثر من|فوق) ?(\d{{1,2}})(?!\d){_YEARS}|"
    rf"(\d{{2}}){_YEARS} ?(?:\+|and over|and above|and older|et plus|ou plus|y mas|o mas|e mais|ou mais|فما فوق)"
)
_TARGETED = re.compile(
    r"(?<!\w)(?:target\w*|planned|cibl\w*|prevu\w*|planifi\w*|meta|objetivo|previst\w*|planead\w*|in need|"
    r"pin|population|مستهدف\w*)(?!\w)"
)
_ONLY_SEX = re.compile(
    r"(?:(?:number|no|nb|nombre|numero|num|total|#|n) ?(?:of|de|d[eo]s?|del)? ?)?(?:females?|males?|f|m|h|"
    r"feminin\w*|masculin\w*|femenin\w*|"
    r"اناث|ذكور)(?: (?:total|reached|beneficiar\w+|people|personnes|personas|pessoas))?"
)


@dataclass(frozen=True)
class AgeSex:
    """What a heading counts: a sex ("f", "m" or ""), an age band in years with both ends, or None where it names no ages."""

    sex: str
    ages: tuple[int, int] | None

    @property
    def field(self) -> str | None:
        """Our field for it, if it is one of our bands with a sex."""
        return OURS.get((self.sex, self.ages)) if self.ages else None


@lru_cache(maxsize=4_096)
def age_and_sex(heading: str) -> AgeSex | None:
    """What a heading counts when it names ages, or a sex and nothing else; None for any other heading.

    "Women" is no answer here: the vocabulary knows it. "Females" alone is a sex of all ages, which is none of our fields.
    """
    text = fold(heading).replace("_", " ")
    ages = _ages(text)
    sex = next((sex for sex, words in _SEXES.items() if words.search(text)), "")
    if ages is None:
        return AgeSex(sex, None) if sex and _ONLY_SEX.fullmatch(text) else None
    if not sex and not re.search(
        r"(?<!\w)(?:years?|yrs?|ans|anos|age[ds]?|edad|idade|child\w*|enfants?|adult\w*|elderly|nin[oa]s|"
        r"crianc\w*|people|person\w*|pessoas|"
        r"adolescent\w*|youth|infants?|سنه|سنوات|اطفال)(?!\w)",
        text,
    ):
        return None
    return AgeSex(sex, ages)


def _ages(text: str) -> tuple[int, int] | None:
    if found := _BETWEEN.search(text):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low < high else None
    if found := _ABOVE.search(text):
        low = int(found[1] or found[2])
        return (low, 200) if low >= 10 else None
    if found := _BELOW.search(text):
        return (0, int(found[1]) - 1)
    return None


def settle_bands(columns: Sequence[Column]) -> list[Column]:
    """Columns that count by age: our fields if every age named is ours, else all of them are kept as the file's own bands."""
    found = {column.index: told for column in columns if (told := _told(column)) is not None}
    aged = [told for told in found.values() if told.ages]
    ours = bool(aged) and all(told.ages in (CHILDREN, ADULTS, ELDERLY) for told in aged)
    settled = []
    for column in columns:
        told = found.get(column.index)
        if told is None or (told.ages is None and column.field in OUR_FIELDS and column.reason != "header"):
            settled.append(column)
        elif ours and told.field:
            settled.append(
                replace(
                    column, field=told.field, reason=column.reason or "header", confidence=max(column.confidence, 0.7)
                )
            )
        else:
            doubt = _("“{header}” is not one of our age bands: kept as the file has it.").format(header=column.header)
            settled.append(
                replace(
                    column, field=BAND, reason=column.reason or "header", confidence=0.7, doubts=(*column.doubts, doubt)
                )
            )
    return settled


def _told(column: Column) -> AgeSex | None:
    about = column.profile
    if about is not None and about.filled and about.share("number") < 0.5:
        return None
    text = column.header if not column.group else f"{column.group} {column.header}"
    if _TARGETED.search(fold(text)) or column.field in ("people_targeted", "households_targeted"):
        return None
    return age_and_sex(column.header)
