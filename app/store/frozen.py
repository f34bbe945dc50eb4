"""Frozen rows of editions: packed beside the edition on the laptop that made it, and opened again to take records out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.store.local import edition_rows

#: where a frozen line tells its figures and its record (`app.insight.selection.Line`)
ID, RECORD = 1, 2


def pack(data: dict[str, Any]) -> bytes:
    """Frozen data as bytes."""
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode(), 6)


def unpack(packed: bytes) -> dict[str, Any]:
    """The inverse of `pack`."""
    found: dict[str, Any] = json.loads(zlib.decompress(packed))
    return found


def take_out(connection: sa.Connection, ids: Collection[str]) -> None:
    """Take records that left or were erased out of every edition (law 15): their lines go, what they were called is
    blanked.
    """
    for edition, rows in connection.execute(sa.select(edition_rows.c.edition, edition_rows.c.rows)).all():
        data = unpack(rows)
        text = json.dumps(data)
        gone = {id for id in ids if id in text}
        if gone:
            left = pack(_without(data, gone))
            connection.execute(sa.update(edition_rows).where(edition_rows.c.edition == edition).values(rows=left))


def _without(data: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    selection, names = data["selection"], data["names"]
    lines = [line for line in selection["lines"] if not gone & {line[ID], line[RECORD]}]
    left = {line[ID] for line in lines}
    return {
        **data,
        "values": [values for values in data["values"] if values["line.id"].partition(".")[0] in left],
        "late": [id for id in data["late"] if id not in gone],
        "selection": {
            **selection,
            "lines": lines,
            "organisations": [blanked(one) if one[0] in gone else one for one in selection["organisations"]],
        },
        "names": {
            **names,
            **{kind: _renamed(names[kind], gone) for kind in ("organisations", "sites")},
            "called": {type: _renamed(called, gone) for type, called in names["called"].items()},
        },
    }


def _renamed(called: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    return {id: blanked(one) if id in gone else one for id, one in called.items()}


def blanked(value: Any) -> Any:
    """What is left of the name, or the names, of a record that is gone: its id in front of a list, and no text."""
    if isinstance(value, list):
        return [value[0], *("" if isinstance(one, str) else one for one in value[1:])]
    if isinstance(value, dict):
        return {name: "" if isinstance(one, str) else one for name, one in value.items()}
    return ""
