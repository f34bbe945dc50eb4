"""What a file says about all its rows, outside the table: the period, who reports, the shock; in cover sheet, title and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.exchange.reading.book import Book, is_blank, text_of
from app.exchange.reading.dates import Span, period_in
from app.exchange.reading.headings import heading
from app.exchange.reading.layout import Layout
from app.fold import fold

COVER_ROWS = 40
LONGEST_COVER = 12
UNFILLED = re.compile(
    r"fill in.*|a remplir.*|\.\.\.+|_+|<.*>|\[.*\]|.*remplir.*|.*llenar.*|.*preencher.*|select.*|choose.*|tbc|n/a"
)
ASKED = ("reporting_organisation", "period", "shock", "organisation", "lead", "sector", "focal_point")
_FULL = re.compile(r".*\b(?:full|complete|compiled|consolidated|all|complet\w*|consolid\w*)\b.*")
_CHANGES = re.compile(
    r".*\b(?:changes?|update only|updates|new rows|additions?|changements?|cambios|alteracoes|delta|incremental)\b.*"
)


@dataclass(frozen=True)
class Facts:
    """Proposals for what the rows do not say: {fact: text as found}, the period as days, and where each was found."""

    found: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    period: Span | None = None
    full_picture: bool | None = None


def find_facts(book: Book, layout: Layout) -> Facts:
    """Proposals from the cover sheet ("Reporting organisation: …"), the title above the table, the sheet's name and the file's name."""
    found: dict[str, str] = {}
    where: dict[str, str] = {}
    for name, value, place in _said_beside(book, layout):
        if name not in found:
            found[name], where[name] = value, place
    period, source = _period(book, layout, found.get("period"))
    if period is not None:
        where["period"] = source
    return Facts(found, where, period, _picture(book, layout))


def _said_beside(book: Book, layout: Layout) -> Iterator[tuple[str, str, str]]:
    """Cells with a known heading and a value to their right, or after a colon, on cover sheets and above the table."""
    for sheet in book.sheets:
        rows = sheet.rows[: layout.first_data_row - 1] if sheet.name == layout.sheet else sheet.rows[:COVER_ROWS]
        if sheet.name == layout.sheet:
            block = {*layout.header_rows, layout.hashtag_row, layout.group_row}
            rows = [row for number, row in enumerate(rows, 1) if number not in block]
        elif max(map(len, rows), default=0) > LONGEST_COVER:
            continue
        for row in rows:
            filled = [text_of(cell) for cell in row if not is_blank(cell)]
            if len(filled) > 4:
                continue
            for label, value in _pairs(filled):
                fields = heading(label)[0]
                name = next((name for name in fields if name in ASKED), None)
                if (
                    name
                    and value
                    and not UNFILLED.fullmatch(fold(value))
                    and len(value) <= 80
                    and not _is_sentence(value)
                    and not heading(value)[0]
                ):
                    yield name, value, sheet.name


def _is_sentence(text: str) -> bool:
    """An instruction ("Name of the organization. Please use…") is no answer."""
    return (
        ". " in text
        or text.endswith(".")
        or len(text.split()) > 10
        or bool(re.search(r"\b(?:please|name of|should|will|must|veuillez|favor)\b", fold(text)))
    )


def _pairs(filled: list[str]) -> Iterator[tuple[str, str]]:
    for text in filled:
        label, colon, value = text.partition(":")
        if colon and value.strip() and len(label) <= 60:
            yield label.strip(), value.strip()
    for label, value in zip(filled[::2], filled[1::2], strict=False):
        yield label.strip(" :"), value.strip()


def _period(book: Book, layout: Layout, said: str | None) -> tuple[Span | None, str]:
    """The period as the cover says it, else the title, the sheet's name, the file's name; the most exact of title and names."""
    if said and (span := period_in(said)):
        return span, said
    texts = [*layout.title_cells[:12], layout.sheet, book.path.stem]
    spans = [(span, text) for text in texts if len(text) <= 200 and (span := period_in(text))]
    exact = {"day": 0, "month": 1, "quarter": 2, "other": 3, "year": 4}
    return min(spans, key=lambda one: exact[one[0].kind], default=(None, ""))


def _picture(book: Book, layout: Layout) -> bool | None:
    """Whether the file says that it is the full picture (True) or only changes (False)."""
    texts = [fold(text.replace("_", " ")) for text in (*layout.title_cells[:6], layout.sheet, book.path.stem)]
    if any(_CHANGES.fullmatch(text) for text in texts):
        return False
    return True if any(_FULL.fullmatch(text) for text in texts) else None
