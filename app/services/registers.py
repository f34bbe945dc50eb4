"""Agreements and roles as they leave: sheets of the workbook, and a workbook of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app import clock, vocabulary
from app.exchange.workbook.content import Table
from app.exchange.workbook.plain_book import write_plain_book
from app.services.agreements import IN_FORCE, list_agreements
from app.services.roles import Grid, places_with_grids, read_grid
from app.store import find
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _, language


def register_table(store: Store) -> Table:
    """The register of agreements; those of high sensitivity and above stay here."""
    kinds, states = vocabulary.code_list("agreement_kind"), vocabulary.code_list("agreement_status")
    lines = [one for one in list_agreements(store) if not one.closed]
    places = find.called(store.reading(), "place", [one.place for one in lines if one.place])
    rows = [
        (
            one.name, kinds.name(one.kind, language()) if one.kind else "", places.get(one.place or "", ""), ", ".join(one.names),
            states.name(one.status or IN_FORCE, language()), short_day(one.start), short_day(one.end), one.days_left, one.obligations,
        )
        for one in lines
    ]  # fmt: skip
    headers = (
        (_("Title"), 44), (_("Kind of agreement"), 24), (_("Place"), 20), (_("Parties"), 36), (_("Status"), 14), (_("Start"), 12),
        (_("End"), 12), (_("Days left"), 9), (_("Obligations"), 60),
    )  # fmt: skip
    return Table(_("Agreements"), headers, rows)


def grid_table(grid: Grid, title: str = "") -> Table:
    """The grid of roles of a place: functions down, organisations across, what is to be settled at the end."""
    wrong = {one.function: grid.said(one) for one in grid.findings}
    headers = [(_("Function"), 60), *((name, 13) for _id, name in grid.organisations), (_("To settle"), 30)]
    rows = [
        (name, *(grid.cells.get((code, id), "") for id, _name in grid.organisations), wrong.get(code, ""))
        for code, name in grid.functions
    ]
    return Table(title or _("Roles {place}").format(place=grid.place_name), headers, rows)


def tables(store: Store) -> list[Table]:
    """The register, and the grid of every place that has one; nothing where nothing is recorded."""
    register = register_table(store)
    found = [register] if register.rows else []
    return [*found, *(grid_table(read_grid(store, place)) for place, _name in places_with_grids(store))]


def write(store: Store, path: Path) -> dict[str, Any]:
    """Write register and grids as a workbook of their own. Raises Trouble (file_not_written)."""
    made = tables(store) or [register_table(store)]
    bears = _("Agreements and roles, {day}").format(day=short_day(clock.today()))
    write_plain_book(path, _("Agreements and roles"), bears, made)
    return {"file": str(path), "rows": sum(len(table.rows) for table in made)}


def suggested_name() -> str:
    """A file name that says the day."""
    return f"agreements_{clock.today().isoformat()}.xlsx"
