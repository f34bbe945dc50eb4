"""Headings that are not names of fields but values of one: months, or sectors, across a table."""

from __future__ import annotations

from collections.abc import Sequence

from app import vocabulary
from app.exchange.reading.dates import Span, period_in, read_span
from app.exchange.reading.header_rows import Headers
from app.exchange.reading.months import month_of_word

MONTH, SECTOR = "month", "sector"
FEWEST = 3


def stands_across(headers: Headers) -> str | None:
    """Whether months, or sectors, stand across in a header: the look that tells a data sheet, without its rows."""
    if sum(month_heading(parts, 2000) is not None for parts in headers.texts) >= FEWEST:
        return MONTH
    return SECTOR if sum(sector_heading(parts) is not None for parts in headers.texts) >= FEWEST else None


def month_heading(parts: Sequence[str], year: int | None) -> Span | None:
    """The month, quarter or year that a heading names; of a merged heading ("2022 / Jan") the whole."""
    for text in parts:
        bare = text.replace("/", " ").strip()
        if (month := month_of_word(bare)) and year:
            return period_in(f"{year}-{month:02d}")
        span = read_span(bare) if len(bare) <= 24 else None
        span = span or (period_in(bare) if len(bare) <= 40 else None)
        if span and (span.kind != "day" or span.start.day == 1):
            return period_in(f"{span.start.year}-{span.start.month:02d}") if span.kind == "day" else span
    return None


def sector_heading(parts: Sequence[str]) -> str | None:
    """The sector that a heading names, as written; None for any other heading."""
    return next((text for text in reversed(parts) if vocabulary.code_list("sector").find(text)), None)
