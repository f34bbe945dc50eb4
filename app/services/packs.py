"""Country packs: places, names and boundaries of a country, from the shipped list or from files as OCHA publishes
them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.errors import Refused
from app.exchange import packs
from app.services import settings
from app.services.shapes import shapes
from app.services.unit import Changes, Key, Unit, normalised, replica_of, unit
from app.store import find
from app.store.local import boundary
from app.store.workspace import Store
from app.words import _
from sync.changeset import CREATE, Write, canonical, plain_write
from sync.replica import lay_down
from sync.replica_storage import Act
from sync.shape import DELETED


def begin_country(
    store: Store,
    country: str,
    *,
    place: str | Sequence[str] | None = None,
    office: str | None = None,
    person: str | None = None,
    files: Sequence[Path] = (),
) -> Changes:
    """Load a country into a new workspace and say whose desk it is. `place` is the P-code of the office's area, of any
    level; of several districts the area is the deepest place that holds them all. Raises Refused for a country or a
    place that is in no list.
    """
    country = country.strip().upper()
    pack = packs.shipped_pack(country) if country in packs.shipped_countries() else None
    if files:
        own = packs.read_pack(list(files), country)
        if own.problems:
            raise Refused(own.problems[0].code, " ".join(problem.message for problem in own.problems))
        pack = own if pack is None else packs.join_packs(pack, own)
    if pack is None or not pack.places:
        raise Refused(
            "country_unknown",
            _(
                "There is no list of places for “{country}”: give its three-letter code, or add its files with --pack."
            ).format(country=country),
        )
    parents = {row.pcode: row.parent for row in pack.places}
    named = [place] if isinstance(place, str) else list(place or ())
    for code in named:
        if code not in parents:
            raise Refused(
                "place_unknown",
                _("“{code}” is no P-code of {country}: look it up in the list of places.").format(
                    code=code, country=country
                ),
            )
    with store.writing() as connection:
        made = _lay_down(connection, country, pack.places)
        _write_boundaries(connection, pack.boundaries)
        settings.write(
            connection,
            {"country": country, "place": _holding(named, parents) or country, "office": office, "person": person},
        )
    return Changes(created=made)


def add_boundaries(store: Store, country: str) -> None:
    """The shipped boundaries of a country, for a workspace whose places came from a server."""
    if country in packs.shipped_countries():
        with store.writing() as connection:
            _write_boundaries(connection, packs.shipped_pack(country).boundaries)


def _lay_down(connection: sa.Connection, country: str, places: Iterable[Any]) -> list[Key]:
    """The places of a country as changesets of their list: every office that begins with the same list has the same."""
    writes = []
    for row in places:
        given = {n: v for n, v in normalised("place", _values(row)).items() if v is not None}
        names = given.pop("alternative_names", None)
        writes.append(Write(CREATE, "place", place_id(row), given, {}, {"alternative_names": names} if names else {}))
    facts = canonical([plain_write(write) for write in writes])
    name = f"places-{country.lower()}-{hashlib.sha256(facts).hexdigest()[:12]}"
    act = Act("", f"places of {country}", 0, "places", "1")
    return lay_down(replica_of(connection), shapes(), name, writes, act)


def _holding(named: Sequence[str], parents: Mapping[str, str | None]) -> str | None:
    """The deepest place that holds all that were named: itself where it is one."""
    lines = []
    for code in named:
        above = [code]
        while (parent := parents.get(above[-1])) and parent not in above:
            above.append(parent)
        lines.append(above)
    return next((code for code in lines[0] if all(code in line for line in lines)), None) if lines else None


def extend_pack(store: Store, files: Sequence[Path]) -> Changes:
    """Add the places and boundaries of more files to the workspace's country."""
    pack = packs.read_pack(list(files), settings.get(store, "country") or "")
    if not pack.places and not pack.boundaries:
        raise Refused(
            "pack_empty",
            " ".join(problem.message for problem in pack.problems) or _("There are no places in these files."),
        )
    with unit(store, _("Places added from {file}").format(file=files[0].name), undoable=False) as changing:
        write_pack(changing, pack.places, pack.boundaries)
    return changing.changes


def write_pack(changing: Unit, places: Iterable[Any], boundaries: Iterable[Any]) -> None:
    """Write places (new ones made, names of known ones completed) and boundaries inside a unit of work."""
    rows = list(places)
    changing.load([("place", place_id(row)) for row in rows])
    reader = changing.connection.connection.driver_connection
    known = set(find.find_ids(reader, find.Query("place")))
    gone = set(find.find_ids(reader, find.Query("place", deleted=True)))
    for row in rows:
        values, id = _values(row), place_id(row)
        if id in gone:
            changing.update("place", id, {**values, DELETED: False})
        elif id in known:
            changing.update("place", id, {name: value for name, value in values.items() if value not in (None, [], "")})
        else:
            known.add(id)
            changing.create("place", values, id)
    _write_boundaries(changing.connection, boundaries)


def _values(row: Any) -> dict[str, Any]:
    return {
        "pcode": row.pcode,
        "level": row.level,
        "name": row.name,
        "alternative_names": list(row.alternative_names),
        "parent": row.parent,
        "country": row.country,
        "valid_from": _date(row.valid_from),
        "valid_to": _date(row.valid_to),
    }


def _write_boundaries(connection: sa.Connection, boundaries: Iterable[Any]) -> None:
    rows = [{"pcode": b.pcode, "level": b.level, "rings": pack_rings(b.rings)} for b in boundaries]
    if rows:
        connection.execute(sa.delete(boundary).where(boundary.c.pcode.in_([row["pcode"] for row in rows])))
        connection.execute(sa.insert(boundary), rows)


def place_id(row: Any) -> str:
    """A place's id is its P-code; a code that was used before for another place carries the day it holds from."""
    return f"{row.pcode}@{row.valid_from}" if getattr(row, "reused", False) else str(row.pcode)


def boundaries(store: Store, level: int | None = None) -> dict[str, list[list[tuple[float, float]]]]:
    """P-code -> rings of (longitude, latitude) of the workspace's country, of one level or of all."""
    sql = "SELECT pcode, rings FROM boundary" + ("" if level is None else " WHERE level = ?")
    return {
        pcode: unpack_rings(rings) for pcode, rings in store.reading().execute(sql, () if level is None else (level,))
    }


def pack_rings(rings: Any) -> bytes:
    """Rings as compressed JSON."""
    return zlib.compress(json.dumps(rings, separators=(",", ":")).encode())


def unpack_rings(data: bytes) -> list[list[tuple[float, float]]]:
    """The inverse of `pack_rings`."""
    return [[(x, y) for x, y in ring] for ring in json.loads(zlib.decompress(data))]


def _date(value: Any) -> Any:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None
