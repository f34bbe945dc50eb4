"""Whose job is what: the grid of roles (RACI) of a place, functions by organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import vocabulary
from app.errors import Refused
from app.fold import sort_key
from app.insight.responsibilities import LETTERS, NOBODY, NOBODY_ACCOUNTABLE, TWO_ACCOUNTABLE, Finding, findings
from app.services.organisations import short_names, standing_for
from app.services.same_ids import same_id
from app.services.unit import Changes, unit
from app.store import find
from app.store.workspace import Store
from app.words import _, language, ngettext

Cell = tuple[str, str]
"""A function and an organisation."""


@dataclass(frozen=True)
class Grid:
    """The grid of a place: functions and organisations with their names, the letter of each cell, and what is wrong with it."""

    place: str
    place_name: str
    functions: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    cells: Mapping[Cell, str]
    findings: tuple[Finding, ...]

    def said(self, found: Finding) -> str:
        """A finding in words, short enough for a cell."""
        names = dict(self.organisations)
        if found.kind == TWO_ACCOUNTABLE:
            who = ", ".join(names.get(id, id) for id in found.organisations)
            return _("two accountable: {who}").format(who=who)
        return {NOBODY: _("nobody"), NOBODY_ACCOUNTABLE: _("nobody accountable")}[found.kind]


def functions() -> tuple[tuple[str, str], ...]:
    """The functions of coordination, the stages of the delivery chain first (list `coordination_function`)."""
    listed = vocabulary.code_list("coordination_function")
    return tuple((code, listed.name(code, language())) for code in listed.codes)


def read_grid(store: Store, place: str) -> Grid:
    """The grid of a place. Raises Refused (place_unknown)."""
    reader = store.reading()
    called = find.called(reader, "place", [place]).get(place)
    if called is None:
        text = _("“{code}” is no P-code of this country: look it up in the list of places.").format(code=place)
        raise Refused("place_unknown", text)
    stands = standing_for(reader)
    cells: dict[Cell, str] = {}
    for function, organisation, letter in reader.execute(
        "SELECT function, organisation, raci FROM responsibility WHERE place = ? AND NOT deleted AND raci IS NOT NULL "
        "AND function IS NOT NULL AND organisation IS NOT NULL ORDER BY id",
        (place,),
    ):
        cells[function, stands.get(organisation, organisation)] = letter
    ids = {organisation for _function, organisation in cells}
    names = short_names(reader)
    listed = tuple(sorted(((id, names.get(id, id)) for id in ids), key=lambda one: (sort_key(one[1]), one[0])))
    wrong = findings([code for code, _name in functions()], [(f, o, letter) for (f, o), letter in cells.items()])
    return Grid(place, called, functions(), listed, cells, tuple(wrong))


def places_with_grids(store: Store) -> list[tuple[str, str]]:
    """The places that have a grid, by name."""
    rows = store.reading().execute(
        "SELECT DISTINCT p.id, p.name FROM responsibility r JOIN place p ON p.id = r.place WHERE NOT r.deleted"
    )
    return sorted(rows, key=lambda row: (sort_key(row[1] or ""), row[0]))


def fill(store: Store, place: str, letters: Mapping[Cell, str | None]) -> Changes:
    """Write cells of a grid: a letter, or None to empty one. One act, one undo.

    Raises Refused (no_letter) for another sign than R, A, C, I.
    """
    wrong = sorted({letter for letter in letters.values() if letter is not None and letter not in LETTERS})
    if wrong:
        text = _("“{letter}” is no role: R responsible, A accountable, C consulted, I informed.").format(
            letter=wrong[0]
        )
        raise Refused("no_letter", text)
    with unit(
        store,
        ngettext("{count} role written into the grid", "{count} roles written into the grid", len(letters)).format(
            count=len(letters)
        ),
    ) as changing:
        reader = changing.connection.connection.driver_connection
        for (function, organisation), letter in letters.items():
            one = find.Query(
                "responsibility", {"place": [place], "function": [function], "organisation": [organisation]}
            )
            there = find.find_ids(reader, one)
            for extra in there[1:] if letter else there:
                changing.delete("responsibility", extra)
            if letter is None:
                continue
            id = there[0] if there else same_id("responsibility", place, function, organisation)
            if there or find.find_one(reader, "responsibility", id) is not None:
                changing.update("responsibility", id, {"raci": letter, "deleted": False})
            else:
                values = {"place": place, "function": function, "organisation": organisation, "raci": letter}
                changing.create("responsibility", values, id)
    return changing.changes


def as_data(grid: Grid) -> dict[str, Any]:
    """A grid as the terminal tells it, JSON-able."""
    names, called = dict(grid.functions), dict(grid.organisations)
    return {
        "place": grid.place,
        "place_name": grid.place_name,
        "functions": [{"code": code, "name": name} for code, name in grid.functions],
        "organisations": [{"id": id, "name": name} for id, name in grid.organisations],
        "cells": [
            {"function": f, "function_name": names.get(f, f), "organisation": called.get(o, o), "organisation_id": o, "role": letter}
            for (f, o), letter in sorted(grid.cells.items())
        ],
        "findings": [
            {
                "kind": one.kind, "function": one.function, "function_name": names.get(one.function, one.function),
                "organisations": [called.get(id, id) for id in one.organisations], "said": grid.said(one),
            }
            for one in grid.findings
        ],
    }  # fmt: skip
