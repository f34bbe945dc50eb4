"""Country packs: places with P-codes and their boundaries, read from files as OCHA publishes them. Pure: no store."""

from app.exchange.packs.country import country_row
from app.exchange.packs.gazetteer import places_of_table, read_gazetteer
from app.exchange.packs.pack import Boundary, Pack, PlaceRow, join_packs, join_places
from app.exchange.packs.reading import read_pack
from app.exchange.packs.shapes import read_boundaries
from app.exchange.packs.shipped import shipped_countries, shipped_pack
from app.exchange.packs.simplify import simplify

__all__ = [
    "Boundary",
    "Pack",
    "PlaceRow",
    "country_row",
    "join_packs",
    "join_places",
    "places_of_table",
    "read_boundaries",
    "read_gazetteer",
    "read_pack",
    "shipped_countries",
    "shipped_pack",
    "simplify",
]
