"""What an export writes: a selection with the values of its rows, live or frozen, and its cells as they leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.exchange.workbook.cells import Names, as_it_leaves, getters, is_mended
from app.exchange.workbook.columns import AGES_AND_SEXES, Column
from app.exchange.workbook.content import Table
from app.insight.reporting import ReportingRate
from app.insight.selection import Filters, Selection
from app.services.exporting_values import line_values, names_of, stamp_now
from app.services.selection import select
from app.store.workspace import Store
from app.words import language


@dataclass(frozen=True)
class Source:
    """What is written: a selection with the values of its rows, live or frozen, and what the cover says of it.

    `late` are the organisations whose rows came after the deadline of the round.
    """

    selection: Selection
    names: Names
    values: Callable[[], Iterable[Mapping[str, Any]]]
    level: int
    rate: ReportingRate
    cut_off: dt.date
    edition: str | None = None
    number: int | None = None
    changes: Callable[[], Table | None] = lambda: None
    late: frozenset[str] = frozenset()


@dataclass
class Tally:
    """What cells lost on their way out, counted while they are written."""

    mended: int = 0
    small: int = 0
    left_out: list[str] = field(default_factory=list)


def live_source(store: Store, filters: Filters, level: int | None = None) -> Source:
    """What is recorded now, as it may leave."""
    from app.services import rounds

    selection = select(store, filters, leaving=True)
    names, sent = names_of(store), stamp_now(store, filters.public)
    return Source(
        selection,
        names,
        lambda: line_values(store, selection.lines, sent),
        selection.level if level is None else level,
        rounds.current_rate(store),
        clock.today(),
        late=rounds.late_organisations(store, rounds.current_round(store)),
    )


def cells_of(
    source: Source, columns: Sequence[Column], public: bool, tally: Tally | None = None
) -> Iterator[list[Any]]:
    """The cells of each row, as they leave."""
    of = getters(columns, source.names, language())
    tally = tally or Tally()
    for values in source.values():
        tally.mended += sum(
            is_mended(text) for name in ("activity.description", "activity.remarks") if (text := values.get(name))
        )
        if public:
            tally.small += sum((values.get(f"figures.{name}") or 10) < 10 for name in AGES_AND_SEXES)
        if public or values.get("line.no_site"):
            values = as_it_leaves(values, public)
        yield [get(values) for get in of]


def late_rows(source: Source) -> frozenset[str]:
    """The ids of rows that came after the deadline: they are marked, and said on the cover."""
    return frozenset(
        line.id
        for line in source.selection.lines
        if (line.reporting or line.organisation) in source.late and not line.hidden
    )
