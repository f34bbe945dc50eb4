"""The matrix and the reach as the terminal and the pages ask for them: store and filters in, JSON-able data out."""

from __future__ import annotations

from typing import Any

from app.insight.freshness import Freshness, freshness
from app.insight.gaps import NEED, Gap, Need, gaps
from app.insight.matrix import BY_PLACE, ORGANISATIONS, as_data, matrix
from app.insight.overlaps import Overlap, overlaps
from app.insight.reach import reach
from app.insight.selection import Filters, Selection, filter_sentence
from app.services.complementing import agreed_pairs
from app.services.selection import EVERYTHING, select
from app.store.workspace import Store
from app.words import language


def read_matrix(
    store: Store,
    filters: Filters = EVERYTHING,
    level: int | None = None,
    by: str = BY_PLACE,
    measure: str = ORGANISATIONS,
) -> dict[str, Any]:
    """The matrix of what is recorded now."""
    selection = select(store, filters)
    return {
        **as_data(matrix(selection, level, by, measure), selection),
        "filter": filter_sentence(selection, language()),
    }


def read_reach(store: Store, filters: Filters = EVERYTHING, level: int | None = None) -> dict[str, Any]:
    """The three figures side by side, each with its level and method."""
    selection = select(store, filters)
    level = selection.level if level is None else level
    figures: list[dict[str, Any]] = [
        {"key": one.key, "title": one.title, "people": one.value, "method": one.method}
        for one in reach(selection, level)
    ]
    return {
        "level": level,
        "level_word": selection.level_word(level),
        "filter": filter_sentence(selection, language()),
        "figures": figures,
        **{one["key"]: one["people"] for one in figures},
    }


def find_gaps(store: Store, selection: Selection) -> list[Gap]:
    """Needs that nobody active answers, from the recorded figures of people in need."""
    sql = (
        'SELECT place, sector, value, source, date FROM place_figure WHERE kind = ? AND NOT deleted AND "group" IS NULL '
        "AND value IS NOT NULL AND place IS NOT NULL ORDER BY id"
    )
    return gaps(selection, (Need(*row) for row in store.reading().execute(sql, (NEED,))))


def find_overlaps(store: Store, selection: Selection) -> list[Overlap]:
    """Rows of different domains that may reach the same people, without those that are agreed to complement each other."""
    return overlaps(selection, agreed_pairs(store))


def how_current(store: Store) -> list[Freshness]:
    """How current each organisation's rows are, the oldest first."""
    from app import clock

    return freshness(select(store), clock.today())
