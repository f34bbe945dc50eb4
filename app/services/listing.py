"""Records as the terminal and files show them: every field by its name, references by what they are called."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.fields import Ref, Tags
from app.records import REGISTRY
from app.store import find
from app.store.workspace import Store


def list_records(store: Store, type: str, ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """All (or some) records of a type, JSON-able. A reference is given by name, its id beside it as `<field>_id`.

    A place is given by its P-code (which is its id), with `<field>_name`, and `pcode` for the record's own place.
    """
    reader = store.reading()
    specs = REGISTRY[type].fields()
    names = ["id", *specs, "created_by", "created_at", "updated_by", "updated_at"]
    rows = find.find_rows(reader, type, find.find_ids(reader, find.Query(type)) if ids is None else list(ids), names)
    listed = [dict(zip(names, row, strict=True)) for row in rows]
    for name, spec in specs.items():
        to = spec.kind.to if isinstance(spec.kind, (Ref, Tags)) else ""
        if to == "place":
            _name_places(reader, listed, name, isinstance(spec.kind, Tags), type)
        elif to:
            _name_references(reader, listed, name, to, isinstance(spec.kind, Tags))
    return listed


def origins(store: Store, type: str, id: str) -> list[dict[str, Any]]:
    """The original cells a record came from: file, sheet, row and cells by their headers."""
    sql = (
        "SELECT f.name, f.sheet, o.row, f.headers, o.cells FROM origin o JOIN imported_file f ON f.id = o.import_id "
        "WHERE o.type = ? AND o.id = ? ORDER BY o.position"
    )
    found = []
    for file, sheet, row, headers, cells in store.reading().execute(sql, (type, id)):
        values = json.loads(cells)
        named = json.loads(headers or "[]")
        found.append({"file": file, "sheet": sheet, "row": row, "cells": _by_header(named, values)})
    return found


def show_record(store: Store, id: str) -> dict[str, Any] | None:
    """One record of any type with its type, its parts and its origin; None when there is none."""
    type = find.find_type(store.reading(), id)
    if type is None:
        return None
    shown = {"type": type, **list_records(store, type, [id])[0]}
    if type == "activity":
        ids = find.find_ids(store.reading(), find.Query("figures", {"activity": [id]}))
        shown["figures"] = list_records(store, "figures", ids)
    came_from = origins(store, type, id)
    if not came_from and type == "figures":
        came_from = origins(store, "activity", shown["activity_id"])
    return {**shown, "origin": came_from[0] if came_from else None, "origins": came_from}


def _by_header(headers: Sequence[Any], cells: Any) -> dict[str, Any]:
    if isinstance(cells, dict):
        return cells
    named: dict[str, Any] = {}
    for position, value in enumerate(cells):
        if value is not None and value != "":
            header = (
                str(headers[position]).strip()
                if position < len(headers) and headers[position]
                else f"column {position + 1}"
            )
            named[header if header not in named else f"{header} ({position + 1})"] = value
    return named


def _name_references(reader: Any, listed: list[dict[str, Any]], name: str, to: str, several: bool) -> None:
    ids = {id for row in listed for id in ((row[name] or ()) if several else (row[name],)) if id}
    called = find.called(reader, to, ids)
    for row in listed:
        value = row[name]
        row[f"{name}_ids" if several else f"{name}_id"] = value
        if value:
            row[name] = [called.get(id, id) for id in value] if several else called.get(value, value)


def _name_places(reader: Any, listed: list[dict[str, Any]], name: str, several: bool, type: str) -> None:
    ids = {id for row in listed for id in ((row[name] or ()) if several else (row[name],)) if id}
    called = find.called(reader, "place", ids)
    for row in listed:
        value = row[name]
        row[f"{name}_names" if several else f"{name}_name"] = (
            [called.get(id, id) for id in value] if several and value else called.get(value, value)
        )
        if name == "place":
            row["pcode"] = value.split("@")[0] if value else None
