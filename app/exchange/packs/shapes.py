"""Boundaries: GeoJSON and TopoJSON with P-codes in their properties, in any of the spellings OCHA has used."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.exchange.packs.country import accept_country
from app.exchange.packs.gazetteer import places_of_table
from app.exchange.packs.pack import Boundary, Ring
from app.words import _

DIGITS = 5
"""Decimal places of a degree that are kept: about one metre."""


def read_boundaries(path: Path, country: str = "") -> list[Boundary]:
    """The boundaries of a country in a GeoJSON or TopoJSON file (also gzipped), each with the places above it; of all
    countries when none is named.

    Raises Refused: `pack_unreadable`, `pack_no_codes`, `pack_other_country`, `pack_projected`.
    """
    features = [(properties, rings) for properties, rings in _features(path) if rings]
    found = _boundaries(features, country)
    codes = [boundary.pcode for boundary in found or _boundaries(features, "")]
    if not codes:
        raise Refused(
            "pack_no_codes",
            _("{file} has no boundaries with P-codes: choose a file with a property such as ADM2_PCODE.").format(
                file=path.name
            ),
        )
    accept_country(path.name, codes, country)
    if any(abs(x) > 181 or abs(y) > 91 for boundary in found for ring in boundary.rings for x, y in ring[:1]):
        raise Refused(
            "pack_projected",
            _("{file} is not in degrees of longitude and latitude (WGS84): choose the file in WGS84.").format(
                file=path.name
            ),
        )
    return found


def _boundaries(features: list[tuple[dict[str, Any], list[Ring]]], country: str) -> list[Boundary]:
    found = []
    for properties, rings in features:
        if chain := places_of_table(list(properties), [list(properties.values())], country):
            place = chain[-1]
            found.append(Boundary(place.pcode, place.name, place.level, place.parent, rings, tuple(chain)))
    return found


def _features(path: Path) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    """The properties and rings of every feature of a file."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        content = json.loads(data)
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "FeatureCollection":
            features = [(item.get("properties") or {}, _rings(item.get("geometry"))) for item in content["features"]]
        elif kind == "Topology":
            features = list(_topology(content))
        else:
            raise ValueError(kind)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, RecursionError) as error:
        raise Refused(
            "pack_unreadable", _("{file} is no GeoJSON or TopoJSON file of boundaries.").format(file=path.name)
        ) from error
    yield from features


def _rings(geometry: dict[str, Any] | None) -> list[Ring]:
    if not geometry:
        return []
    if geometry["type"] == "GeometryCollection":
        return [ring for part in geometry["geometries"] for ring in _rings(part)]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        return []
    return [
        [(round(float(point[0]), DIGITS), round(float(point[1]), DIGITS)) for point in ring]
        for ring in _rings_within(geometry["coordinates"])
    ]


def _rings_within(coordinates: list[Any]) -> Iterator[list[Any]]:
    """The rings at any depth: files call a shape of several parts `Polygon` and nest it like a MultiPolygon."""
    if coordinates and isinstance(coordinates[0][0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _rings_within(part)


def _topology(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Ring]]]:
    """Features of a TopoJSON file: rings are strung together from arcs, which are stored once for both neighbours."""
    arcs = _arcs(content)
    for collection in content["objects"].values():
        for item in collection.get("geometries", [collection]):
            parts = {"Polygon": [item.get("arcs")], "MultiPolygon": item.get("arcs")}.get(item["type"]) or []
            yield (
                {**item.get("properties", {})},
                [_string_arcs(ring, arcs) for polygon in parts for ring in polygon or []],
            )


def _arcs(content: dict[str, Any]) -> list[Ring]:
    """All arcs in degrees; with a transform the file holds differences on a grid of whole numbers."""
    transform = content.get("transform")
    if not transform:
        return [[(round(x, DIGITS), round(y, DIGITS)) for x, y, *_rest in arc] for arc in content["arcs"]]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    arcs = []
    for arc in content["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y, *_rest in arc:
            x, y = x + step_x, y + step_y
            points.append((round(x * scale_x + move_x, DIGITS), round(y * scale_y + move_y, DIGITS)))
        arcs.append(points)
    return arcs


def _string_arcs(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring from its arcs; a negative number means the arc backwards, and arcs share their end points."""
    ring: Ring = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1:] if ring else points
    return ring
