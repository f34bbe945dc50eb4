"""What the program brings along: the P-codes of every country in OCHA's global list, and boundaries of a few."""

from __future__ import annotations

from functools import cache

from app.exchange.packs.pack import Pack
from app.exchange.packs.reading import read_pack
from app.paths import RESOURCES

FOLDER = RESOURCES / "samples" / "packs"
GAZETTEER = FOLDER / "global_pcodes_adm_1_2.csv"


@cache
def shipped_countries() -> tuple[str, ...]:
    """The three-letter codes of the countries whose places are shipped."""
    with GAZETTEER.open(encoding="utf-8") as file:
        next(file)
        return tuple(sorted({line.partition(",")[0] for line in file}))


@cache
def shipped_pack(country: str) -> Pack:
    """The shipped places and boundaries of a country (three-letter code); empty for a country that is not shipped."""
    if country not in shipped_countries():
        return Pack([], [])
    return read_pack([GAZETTEER, *sorted(FOLDER.glob(f"{country}_adm*json"))], country)
