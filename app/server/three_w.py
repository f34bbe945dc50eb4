"""The national 3W as pages show it: filters from the address, rows as they may leave, counted by the desktop's own code."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app import vocabulary
from app.errors import Refused
from app.exchange.workbook.columns import Column, by_key
from app.fold import sort_key
from app.insight.matrix import ACTIVITIES, ORGANISATIONS, PEOPLE, Cell, Matrix, matrix
from app.insight.selection import Filters, Line, Selection
from app.printing.shading import Classes, find_classes
from app.server.accounts import Person
from app.services import coverage, settings
from app.services.exporting_cover import withheld_notes
from app.services.exporting_source import cells_of, live_source
from app.services.exporting_values import line_values, stamp_now
from app.services.selection import filters_from, select
from app.store.workspace import Store
from app.words import N_, _, language

#: what stands in the address, in this order
ASKED = ("place", "sector", "period", "status", "organisation", "domain", "level", "measure")
MEASURES = {ORGANISATIONS: N_("Organisations"), ACTIVITIES: N_("Activities"), PEOPLE: N_("People reached")}
#: the columns of the list of rows
SHOWN = ("lead", "implementing", "sector", "activity_type", "adm1_name", "adm2_name", "status", "period", "people")
NUMBERS, LEVELS = frozenset({"people"}), {"adm1_name": 1, "adm2_name": 2}
PAGE = 50
#: how many organisations a cell names
NAMED = 3


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `told` are its words as they were given."""

    filters: Filters
    level: int | None
    measure: str
    told: dict[str, str]

    def address(self, **other: str) -> str:
        """The same question with some words changed, for a link."""
        asked = {**self.told, **other}
        words = {name: asked[name] for name in (*ASKED, "page") if asked.get(name)}
        return "?" + urlencode(words) if words else "?"


def asked_of(store: Store, person: Person, query: Mapping[str, str]) -> Asked:
    """Filters from the address. Whoever works in places sees those alone. Raises Refused for a word in no list."""
    told = {name: query[name].strip() for name in ASKED if query.get(name, "").strip()}
    places = [told["place"]] if "place" in told else []
    if not person.facts.everywhere:
        places = [place for place in places if is_inside(store, place, person.places)] or list(person.places)
    filters = filters_from(
        store,
        places=places,
        sectors=[told["sector"]] if "sector" in told else (),
        statuses=[told["status"]] if "status" in told else (),
        domains=[told["domain"]] if "domain" in told else (),
        organisation=told.get("organisation"),
        period=told.get("period"),
        public=is_public(person),
    )
    level, measure = told.get("level", ""), told.get("measure", ORGANISATIONS)
    if not re.fullmatch("[1-4]?", level) or measure not in MEASURES:
        raise Refused("address_odd", _("This address asks for something that there is not: choose again above."))
    return Asked(filters, int(level) if level else None, measure, told)


def is_public(person: Person) -> bool:
    """Whether files for a person are the public ones: his role reads no contacts."""
    return "contacts" not in person.facts.reads


def is_inside(store: Store, place: str, areas: tuple[str, ...]) -> bool:
    """Whether a place is one of these, or lies in one."""
    seen: set[str] = set()
    here: str | None = place
    while here and here not in seen:
        if here in areas:
            return True
        seen.add(here)
        row = store.reading().execute("SELECT parent FROM place WHERE id = ?", (here,)).fetchone()
        here = row[0] if row else None
    return False


@dataclass(frozen=True)
class Counted:
    """A selection, counted: its matrix, the gaps by cell with their sentences, and the shades."""

    asked: Asked
    selection: Selection
    matrix: Matrix
    gaps: dict[tuple[str, str], str]
    classes: Classes
    stamp: tuple[str, ...]
    notes: tuple[str, ...]


def count(store: Store, asked: Asked) -> Counted:
    """Read and count what was asked for, with what sensitivity asks of rows that leave."""
    selection = select(store, asked.filters, leaving=True)
    counted = matrix(selection, asked.level, measure=asked.measure)
    gaps = {cell: found[0].sentence for cell, found in coverage.gaps_by_cell(store, selection, counted.level).items()}
    classes = find_classes(cell.value for cell in counted.cells.values())
    stamp, notes = coverage.live_stamp(store, selection).parts(), tuple(withheld_notes(selection))
    return Counted(asked, selection, counted, gaps, classes, stamp, notes)


@dataclass(frozen=True)
class Shown:
    """One cell of the heat table: its number, its shade, the organisations it names, the gap it marks, where it leads."""

    text: str = ""
    shade: str = ""
    names: tuple[str, ...] = ()
    more: int = 0
    gap: str = ""
    address: str = ""


def heat(counted: Counted) -> list[dict[str, Any]]:
    """The rows of the heat table."""
    made = []
    for row in counted.matrix.rows:
        cells = [_shown(counted, row.id, row.kind, column.id) for column in counted.matrix.columns]
        total = counted.matrix.row_totals.get(row.id)
        made.append({"name": row.name, "kind": row.kind, "cells": cells, "total": number(total)})
    return made


def _shown(counted: Counted, row: str, kind: str, column: str) -> Shown:
    cell, gap = counted.matrix.cells.get((row, column)), counted.gaps.get((row, column), "")
    if cell is None:
        return Shown(gap=gap)
    known = counted.selection.organisations
    names = tuple(known[id].short for id in cell.organisations if id in known)
    step = counted.classes.step(cell.value)
    words = {"sector": column, **({"place": row} if kind == "place" else {})}
    to = "/3w/rows" + counted.asked.address(**words) if column and kind == "place" else ""
    more = len(names) - NAMED + cell.unnamed if len(names) > NAMED else cell.unnamed
    return Shown(number(cell), "" if step is None else f"s{step}", names[:NAMED], more, gap, to)


def number(cell: Cell | None) -> str:
    """What a cell counts, thousands marked; a dash where nothing can be counted."""
    return "–" if cell is None or cell.value is None else f"{cell.value:,}"


def rows_page(store: Store, asked: Asked, page: int) -> dict[str, Any]:
    """One page of rows: headings and cells as a workbook would have them."""
    source = live_source(store, asked.filters, asked.level)
    lines = [line for line in source.selection.lines if not line.hidden]
    columns = [by_key()[key] for key in SHOWN]
    return {
        "headings": [heading_of(store, one) for one in columns],
        "rows": cells_for(store, source, lines[(page - 1) * PAGE : page * PAGE], columns, asked.filters.public),
        "count": len(lines),
        "pages": max(1, -(-len(lines) // PAGE)),
        "stamp": coverage.live_stamp(store, source.selection).parts(),
        "notes": withheld_notes(source.selection),
    }


def heading_of(store: Store, column: Column) -> tuple[str, str]:
    """What stands above a column, and of which kind its cells are; a level of places by the country's own word."""
    if column.key in LEVELS:
        country = settings.get(store, "country") or ""
        return vocabulary.level_word(country, LEVELS[column.key], language()), ""
    return column.header(language()), "number" if column.key in NUMBERS else column.key


def cells_for(store: Store, source: Any, lines: list[Line], columns: list[Column], public: bool) -> list[list[Any]]:
    """The cells of some lines, as they leave."""
    sent = stamp_now(store, public)
    part = dataclasses.replace(source, values=lambda: line_values(store, lines, sent))
    return list(cells_of(part, columns, public))


def choices(store: Store, organisations: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: codes and ids with their words."""
    country = settings.get(store, "country") or ""
    deepest = store.reading().execute("SELECT coalesce(max(level), 1) FROM place WHERE NOT deleted").fetchone()[0]
    return {
        "sector": codes("sector", top=True),
        "status": codes("status"),
        "domain": codes("domain"),
        "period": [(month, month) for month in coverage.months(store)],
        "level": [(str(n), vocabulary.level_word(country, n, language())) for n in range(1, min(deepest, 3) + 1)],
        "measure": [(code, _(word)) for code, word in MEASURES.items()],
        "organisation": organisations,
    }


def named_organisations(store: Store) -> list[tuple[str, str]]:
    """Organisations that lead, implement or are present somewhere; those of sensitive rows alone are not offered."""
    selection = select(store, leaving=True)
    ids = {id for line in selection.lines if not line.hidden for id in line.organisations}
    known = [selection.organisations[id] for id in ids if id in selection.organisations]
    return [(one.id, one.short) for one in sorted(known, key=lambda one: sort_key(one.short))]


def codes(of: str, *, top: bool = False) -> list[tuple[str, str]]:
    """A code list with its words; with `top` only the codes that lie under no other."""
    listed = vocabulary.code_list(of)
    return [(code, listed.name(code, language())) for code in listed.codes if not (top and listed.parent(code))]
