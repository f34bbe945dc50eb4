"""What one row of a sheet looks like: a header, a title, a group row, hashtags, a total, a legend, or data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app import vocabulary
from app.exchange.reading.book import is_blank, is_whole
from app.exchange.reading.hxl import is_hashtag_row
from app.fold import fold

LONGEST_HEADING = 140

TOTAL = re.compile(
    r"(?:grand |sub ?-?|sous ?-?)?total(?:e|es|s|aux)?\b.*|totaux\b.*|suma\b.*|soma\b.*|somme\b.*|sum\b.*|total geral.*|gran total.*|"
    r"total general.*|(?:المجموع|الاجمالي|مجموع|اجمالي).*|.*\b(?:sub-?total|grand total|sous-total)"
)
FOOT = re.compile(
    r"\(?(?:source|sources|note|notes|nota|notas|legend|legende|leyenda|legenda|disclaimer|remarks?|fuente|fonte|prepared by|"
    r"created|creation date|updated?|mise a jour|actualizado|last update|contact|for more information|pour plus|"
    r"المصدر|ملاحظه|ملاحظات)[\s:*.].*|\*+.*|nb\s?[:.].*|©.*"
)
GUIDE = re.compile(
    r".*\b(?:drop-?\s?down|select|choose|mandatory|optional|required|obligatoire|facultatif|optionnel|obligatorio|opcional|"
    r"obrigatorio|free text|texte libre|texto libre|texto livre|automatic|auto|formula|do not fill|ne pas remplir|liste? deroulante|"
    r"lista desplegable|lista expansivel|text|number|numeric|date|dd/mm/yyyy|jj/mm/aaaa|example|exemple|ejemplo|exemplo|"
    r"list|liste|lista|numero|nombre|fill in|a remplir)\b.*"
)


@dataclass(frozen=True)
class Look:
    """Counts that tell kinds of rows apart: filled cells, texts, distinct texts, known headings, long texts."""

    filled: tuple[int, ...]
    texts: int
    distinct: int
    known: int
    long: int
    dates_and_years: int

    @property
    def width(self) -> int:
        """How many cells are filled."""
        return len(self.filled)

    def is_textual(self) -> bool:
        """Nearly all is text (years and dates count: months and years stand across in some tables)."""
        return self.width > 0 and (self.texts + self.dates_and_years) >= 0.85 * self.width and self.texts > 0


def look_at(cells: Sequence[Any]) -> Look:
    """What a row looks like."""
    filled = tuple(index for index, cell in enumerate(cells) if not is_blank(cell))
    texts = [cells[index].strip() for index in filled if isinstance(cells[index], str)]
    words = [text for text in texts if any(letter.isalpha() for letter in text)]
    dated = sum(1 for index in filled if not isinstance(cells[index], str) and _is_date_or_year(cells[index]))
    fields = {
        fields[0]
        for text in words
        if len(text) <= LONGEST_HEADING and (fields := vocabulary.fields_of_header(text)[:1])
    }
    return Look(
        filled,
        len(words),
        len({fold(text) for text in texts}),
        len(fields),
        sum(len(text) > LONGEST_HEADING for text in texts),
        dated,
    )


def _is_date_or_year(cell: Any) -> bool:
    if isinstance(cell, dt.date):
        return True
    return is_whole(cell) and 1990 <= cell <= 2045


@lru_cache(maxsize=50_000)
def says_total(text: str) -> bool:
    """Whether a text is the heading of a line of totals, in one of our languages."""
    return bool(TOTAL.fullmatch(fold(text).strip(" :.-*")))


def is_total(cells: Sequence[Any]) -> bool:
    """A line of totals: its first text says so and hardly any other text stands in it."""
    said = None
    texts = 0
    for cell in cells:
        if isinstance(cell, str) and (text := cell.strip()):
            if said is None:
                said = says_total(text)
                if not said:
                    return False
            elif any(letter.isalpha() for letter in text) and not says_total(text):
                texts += 1
    return bool(said) and texts <= 1


@lru_cache(maxsize=50_000)
def says_note(text: str) -> bool:
    """Whether a text begins as a source, a note or a legend does."""
    return bool(FOOT.fullmatch(fold(text)))


def is_foot(cells: Sequence[Any]) -> bool:
    """A note, source or legend under a table: one or two cells, the first of which says so."""
    texts = [cell.strip() for cell in cells if not is_blank(cell) and isinstance(cell, str)]
    filled = sum(not is_blank(cell) for cell in cells)
    return filled <= 2 and bool(texts) and says_note(texts[0])


def is_guide(cells: Sequence[Any]) -> bool:
    """A row under the header that says how to fill the columns in ("drop-down", "obligatoire", 1 2 3 …), not a line of data."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) < 3:
        return False
    numbers = [int(cell) for cell in filled if is_whole(cell) or (isinstance(cell, str) and cell.strip().isdecimal())]
    if len(numbers) == len(filled):
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    texts = [fold(cell) for cell in filled if isinstance(cell, str)]
    return len(texts) == len(filled) and sum(
        bool(GUIDE.fullmatch(text)) and len(text) < 120 for text in texts
    ) >= 0.7 * len(texts)


def is_tags(cells: Sequence[Any]) -> bool:
    """The row of hashtags."""
    return is_hashtag_row(cells)
