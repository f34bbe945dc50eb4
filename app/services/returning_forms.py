"""One organisation's sheet that comes home: whose it is, for which round, and whether “nothing has changed” is ticked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.exchange.reading.book import Book
from app.exchange.reading.dates import Span
from app.exchange.reading.layout import Layout
from app.exchange.reading.lines import Line
from app.exchange.workbook.other_sheets import META_SHEET
from app.store import find
from app.store.workspace import Store

#: what people write into a box to tick it
TICKS = frozenset({"x", "✓", "✔", "☑", "☒", "✗", "✘", "v", "yes", "oui", "sim", "sí", "si", "نعم"})


@dataclass(frozen=True)
class Form:
    """One organisation's sheet: whose it is, for which round, and whether “nothing has changed” is ticked."""

    organisation: str
    name: str
    round: str | None
    period: Span | None
    ticked: bool

    def complete(self, line: Line) -> None:
        """What a new line of the form need not say: it is this organisation's, and about the period of the round."""
        line.values.setdefault("lead", self.name)
        line.values.setdefault("reporting_organisation", self.name)
        if self.period:
            line.values.setdefault("period", self.period)


def read_form(store: Store, book: Book, layout: Layout) -> Form | None:
    """What `_meta` and the box above the table say, where the file is one organisation's sheet."""
    meta, sheet = book.sheet(META_SHEET), book.sheet(layout.sheet)
    facts = {str(cells[0]): cells[1] for cells in (meta.rows if meta else ()) if len(cells) > 1 and cells[0]}
    organisation = facts.get("organisation_id")
    if not organisation or sheet is None:
        return None
    above = sheet.rows[: max((layout.header_row or 1) - 1, 0)]
    ticked = any(
        len(cells) > 1 and isinstance(cells[0], str) and cells[0].strip().casefold() in TICKS and cells[1]
        for cells in above
    )
    one = find.find_one(store.reading(), "organisation", str(organisation))
    round = find.find_one(store.reading(), "reporting_round", str(facts.get("round") or ""))
    if one is None:
        return None
    period = None
    if round:
        first, last = dt.date.fromisoformat(round["period_start"]), dt.date.fromisoformat(round["period_end"])
        period = Span(first, last, "month" if first.strftime("%Y-%m") == last.strftime("%Y-%m") else "other")
    return Form(one["id"], one["name"], round["id"] if round else None, period, ticked)
