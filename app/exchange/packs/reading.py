"""A country pack from a handful of files: lists and boundaries in any order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import Problem, Refused
from app.exchange.packs.country import country_row
from app.exchange.packs.gazetteer import read_gazetteer
from app.exchange.packs.pack import Boundary, Pack, PlaceRow, join_places
from app.exchange.packs.shapes import read_boundaries
from app.exchange.packs.simplify import simplify

SHAPES = (".json", ".geojson", ".topojson")


def read_pack(files: Sequence[Path], country: str) -> Pack:
    """The places and simplified boundaries of a country (three-letter code) in these files.

    A file that cannot be used becomes a problem whose `field` is the file's name; the others are read.
    """
    rows: list[PlaceRow] = []
    shapes: dict[str, Boundary] = {}
    problems: list[Problem] = []
    for path in map(Path, files):
        try:
            if path.name.lower().removesuffix(".gz").endswith(SHAPES):
                for boundary in read_boundaries(path, country):
                    shapes[boundary.pcode] = simplify(boundary)
                    rows += boundary.parents
            else:
                rows += read_gazetteer(path, country)
        except Refused as refusal:
            problems.append(Problem(refusal.code, refusal.message, field=path.name))
    own = country_row(country)
    if rows and own:
        rows.insert(0, own)
    return Pack(join_places(rows), list(shapes.values()), problems)
