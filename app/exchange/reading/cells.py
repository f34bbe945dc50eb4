"""Single cells as typed values: counts, amounts, degrees, dates, texts. Each reader answers (value or None, fault or None)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.exchange.reading.book import text_of
from app.exchange.reading.dates import Span, month_of_word, read_span
from app.exchange.reading.figures import read_figure
from app.words import _


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what could be meant."""

    code: str
    message: str
    proposal: Any = None


CellReader = Callable[[Any], tuple[Any, Fault | None]]

DATE_FIELDS = frozenset({"start", "end", "period", "period_start", "period_end", "updated_at", "month", "year"})
FIGURE_FIELDS = {
    **dict.fromkeys(
        (
            "people",
            "households",
            "people_targeted",
            "households_targeted",
            "girls",
            "boys",
            "women",
            "men",
            "older_women",
            "older_men",
            "total_male",
            "total_female",
            "persons_with_disability",
            "round_number",
        ),
        "count",
    ),
    **dict.fromkeys(("quantity_delivered", "quantity_planned", "amount_paid", "transfer_value"), "amount"),
    **dict.fromkeys(("latitude", "longitude"), "degrees"),
}
MOST = 2**53
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2045, 12, 31)


def texts() -> CellReader:
    """Trimmed text."""
    return lambda cell: (text_of(cell) or None, None)


def counts(mark: str | None) -> CellReader:
    """Whole numbers of people or households. A fraction is rounded and said."""

    def read(cell: Any) -> tuple[int | None, Fault | None]:
        value, fault = _figure(cell, mark)
        if value is None or fault is not None:
            return None, fault
        whole = value.to_integral_value(ROUND_HALF_UP)
        if whole > MOST:
            return None, Fault(
                "figure_unreadable", _("“{text}” is too large to be a figure.").format(text=text_of(cell))
            )
        if whole != value:
            text = _("{text} is not a whole number; {whole} was taken.").format(text=text_of(cell), whole=whole)
            return int(whole), Fault("not_whole", text, int(whole))
        return int(whole), None

    return read


def amounts(mark: str | None) -> CellReader:
    """Money and quantities as canonical decimal text."""

    def read(cell: Any) -> tuple[str | None, Fault | None]:
        value, fault = _figure(cell, mark)
        return (None, fault) if value is None or fault is not None else (_canonical(value), None)

    return read


def degrees(mark: str | None) -> CellReader:
    """Latitude or longitude."""

    def read(cell: Any) -> tuple[float | None, Fault | None]:
        bare = text_of(cell).replace(" ", "").rstrip("°").replace(",", ".")
        try:
            value = float(bare)
        except ValueError:
            return None, Fault(
                "degrees_unreadable", _("“{text}” is no position in degrees.").format(text=text_of(cell))
            )
        return (
            (value, None)
            if -180 <= value <= 180
            else (
                None,
                Fault("degrees_unreadable", _("“{text}” is no position in degrees.").format(text=text_of(cell))),
            )
        )

    return read


def _figure(cell: Any, mark: str | None) -> tuple[Decimal | None, Fault | None]:
    figure = read_figure(cell, mark)
    if figure.doubt is None:
        return figure.value, None
    text = text_of(cell)
    if figure.doubt == "figure_unclear":
        proposal = _canonical(figure.value) if figure.value is not None else None
        return None, Fault(figure.doubt, _("“{text}”: is {figure} meant?").format(text=text, figure=proposal), proposal)
    if figure.doubt == "figure_negative":
        return None, Fault(figure.doubt, _("“{text}” is below zero: a figure was expected.").format(text=text))
    return None, Fault(figure.doubt, _("“{text}” is not a figure.").format(text=text))


def _canonical(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dates(order: str, year: int | None) -> CellReader:
    """A span of days; one day where the cell names one."""

    def read(cell: Any) -> tuple[Span | None, Fault | None]:
        span = read_span(cell, order, year)
        if span is None:
            if text_of(cell).strip("-/. ?").casefold() in ("", "n/a", "na", "tbc", "tbd", "nd", "none"):
                return None, None
            return None, Fault("date_unreadable", _("“{text}” is not a date.").format(text=text_of(cell)))
        if not EARLIEST <= span.start <= LATEST or not EARLIEST <= span.end <= LATEST:
            return None, Fault(
                "date_unlikely", _("“{text}” is a date out of any likely range.").format(text=text_of(cell))
            )
        return span, None

    return read


def months(order: str, year: int | None) -> CellReader:
    """The number of a month, from a word, a number, or a whole date."""

    def read(cell: Any) -> tuple[int | None, Fault | None]:
        text = text_of(cell)
        if isinstance(cell, str) and (month := month_of_word(cell)):
            return month, None
        if text.isdecimal() and 1 <= int(text) <= 12:
            return int(text), None
        if span := read_span(cell, order, year):
            return span.start.month, None
        return None, Fault("date_unreadable", _("“{text}” is not a month.").format(text=text))

    return read


def years(order: str, year: int | None) -> CellReader:
    """A year of four digits, or the year of a date."""

    def read(cell: Any) -> tuple[int | None, Fault | None]:
        text = text_of(cell)
        if text.isdecimal() and 1990 <= int(text) <= 2045:
            return int(text), None
        if span := read_span(cell, order, year):
            return span.start.year, None
        return None, Fault("date_unreadable", _("“{text}” is not a year.").format(text=text))

    return read
