"""Filters from what a person typed: names or codes in any language, months and spans."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from app import vocabulary
from app.errors import Refused
from app.fields import Unreadable
from app.insight.selection import Filters
from app.services.entering import record_called
from app.store.workspace import Store
from app.words import _


def filters_from(
    store: Store,
    *,
    places: Iterable[str] = (),
    sectors: Iterable[str] = (),
    statuses: Iterable[str] = (),
    domains: Iterable[str] = (),
    organisation: str | None = None,
    period: str | None = None,
    public: bool = False,
) -> Filters:
    """Filters from what a person typed: names or codes in any of the five languages, `2019-05` or `2019-05-01/2019-06-30`.

    Raises Refused with the sentence for the word that is in no list.
    """

    def codes(of: str, texts: Iterable[str]) -> tuple[str, ...]:
        found = []
        for text in texts:
            code = vocabulary.code_list(of).find(text) or next(
                (c for c in vocabulary.code_list(of).codes if c.casefold() == text.casefold()), None
            )
            if code is None:
                known = ", ".join(vocabulary.code_list(of).codes)
                raise Refused("not_in_list", _("“{text}” is not in the list: {known}.").format(text=text, known=known))
            found.append(code)
        return tuple(found)

    try:
        ids = [
            id
            for text in ([organisation] if organisation else [])
            if (id := record_called(store, "organisation", text))
        ]
    except Unreadable as unread:
        raise Refused("organisation_unknown", str(unread)) from unread
    found = tuple(_place_of(store, text) for text in places)
    return Filters(
        found,
        codes("sector", sectors),
        codes("status", statuses),
        tuple(ids),
        codes("domain", domains),
        _period_of(period) if period else None,
        public,
    )


def _place_of(store: Store, text: str) -> str:
    row = (
        store.reading()
        .execute(
            "SELECT id FROM place WHERE (id = ? OR pcode = ?) AND NOT deleted ORDER BY id = ? DESC", (text, text, text)
        )
        .fetchone()
    )
    if row is None:
        raise Refused(
            "place_unknown",
            _("“{code}” is no P-code of this country: look it up in the list of places.").format(code=text),
        )
    return str(row[0])


def _period_of(text: str) -> tuple[str, str]:
    """First and last day of a month (2019-05), a year (2019), or a span (2019-05/2019-07, 2019-05-01/2019-05-15)."""

    def day(part: str, last: bool) -> str:
        numbers = [int(number) for number in part.strip().split("-")]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12 if last else 1
        date = numbers[2] if len(numbers) > 2 else calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, date).isoformat()

    first, _mark, last = text.partition("/")
    try:
        span = day(first, False), day(last or first, True)
    except (ValueError, IndexError):
        raise Refused(
            "period_unreadable", _("“{text}” is not a period: write 2019-05, or 2019-05/2019-07.").format(text=text)
        ) from None
    if span[1] < span[0]:
        raise Refused("period_unreadable", _("The period ends before it begins: {text}.").format(text=text))
    return span
