"""What stands in the way of a row: its own rules, and what it says against its neighbours in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app import clock
from app.errors import BLOCKS_SHARING, WARNING, Problem
from app.records import REGISTRY, Values
from app.records.rules import reached_within_reason
from app.services.unit import with_dates
from app.store.workspace import Store
from app.words import _


def problems(store: Store, type: str, values: Mapping[str, Any]) -> list[Problem]:
    """Every problem of a row as it is typed; those of level `blocks_sharing` must go before it is shared."""
    reader = store.reading()
    found = REGISTRY[type].problems(Values(with_dates(type, values)))
    found += _place_problems(reader, values.get("place"))
    if type == "figures" and values.get("activity"):
        found += _against_activity(reader, values)
    return found


def ready_to_share(store: Store, type: str, values: Mapping[str, Any]) -> bool:
    """Whether nothing that blocks sharing is left."""
    return not any(problem.level != WARNING for problem in problems(store, type, values))


def _place_problems(reader: Any, place: str | None) -> list[Problem]:
    """The P-code exists; a place that its list ended is a warning."""
    if not place:
        return []
    row = reader.execute("SELECT name, valid_to FROM place WHERE id = ? AND NOT deleted", (place,)).fetchone()
    if row is None:
        text = _("“{code}” is no P-code of the list of places: choose the place.").format(code=place)
        return [Problem("place_unknown", text, "place", BLOCKS_SHARING)]
    if row[1] and row[1] < clock.today().isoformat():
        text = _("{name} is in the list of places only until {date}.").format(name=row[0], date=row[1])
        return [Problem("place_out_of_date", text, "place", WARNING)]
    return []


def _against_activity(reader: Any, values: Mapping[str, Any]) -> list[Problem]:
    """People reached against the target of the activity and the population of its place, where they are known."""
    sql = "SELECT people_targeted, place FROM activity WHERE id = ?"
    row = reader.execute(sql, (values["activity"],)).fetchone()
    if row is None:
        return []
    reached = values.get("people")
    found = [problem for problem in [reached_within_reason(reached, row[0])] if problem]
    sql = (
        "SELECT max(value) FROM place_figure WHERE place = ? AND kind = 'population' AND NOT deleted "
        'AND "group" IS NULL AND sector IS NULL'
    )
    population = reader.execute(sql, (row[1],)).fetchone()[0]
    if reached and population and reached > population:
        text = _("{reached} people reached, but only {population} live there.").format(
            reached=reached, population=population
        )
        found.append(Problem("reached_exceeds_population", text, "people", WARNING))
    return found
