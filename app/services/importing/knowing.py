"""What the office knows when a file comes in: places, organisations, remembered answers, and the names it has ids for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.exchange import packs
from app.exchange.matching.knowledge import Answers, Places, build_answers, build_places
from app.exchange.matching.references import extend_places
from app.exchange.matching.register import Organisations, build_organisations
from app.exchange.reading.book import Book
from app.exchange.reading.contents import Knowledge
from app.exchange.reading.layout import Layout
from app.fold import fold
from app.services import settings
from app.store.workspace import Store

PLACE_FIELDS = ("id", "pcode", "level", "name", "alternative_names", "parent", "country", "valid_from", "valid_to")
LANGUAGES = {
    **dict.fromkeys(
        [
            "BDI",
            "BEN",
            "BFA",
            "CAF",
            "CIV",
            "CMR",
            "COD",
            "COG",
            "DJI",
            "GAB",
            "GIN",
            "HTI",
            "MDG",
            "MLI",
            "NER",
            "SEN",
            "TCD",
            "TGO",
        ],
        "fr",
    ),
    **dict.fromkeys(
        [
            "ARG",
            "BOL",
            "CHL",
            "COL",
            "CRI",
            "CUB",
            "DOM",
            "ECU",
            "GTM",
            "HND",
            "MEX",
            "NIC",
            "PAN",
            "PER",
            "PRY",
            "SLV",
            "URY",
            "VEN",
        ],
        "es",
    ),
    **dict.fromkeys(
        ["DZA", "EGY", "IRQ", "JOR", "LBN", "LBY", "MAR", "MRT", "PSE", "SAU", "SDN", "SYR", "TUN", "YEM"], "ar"
    ),
    "MOZ": "pt_MZ",
    "AGO": "pt_AO",
    "GNB": "pt_GW",
    "STP": "pt_ST",
    "CPV": "pt_CV",
    "TLS": "pt_TL",
    "BRA": "pt_BR",
    "PRT": "pt_PT",
}
"""The language in which a country's files are written where words alone do not tell (false friends such as "em espécie")."""


@dataclass(frozen=True)
class Knowing:
    """Frozen when the file is opened. `new_places` are rows the import will add: the file's own list, or another country's pack."""

    country: str
    places: Places
    register: Organisations
    answers: Answers
    ids: Mapping[str, Mapping[tuple[str, ...], str]]
    place_rows: tuple[dict[str, Any], ...] = ()
    new_places: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    values: Knowledge = field(default_factory=Knowledge)

    @property
    def language(self) -> str | None:
        """The language of the country's files, where it is known."""
        return LANGUAGES.get(self.country)


def know(store: Store, country: str | None = None) -> Knowing:
    """Read what is known from the store. A country that the workspace does not have is taken from the shipped lists."""
    reader = store.reading()
    chosen = (country or settings.get(store, "country") or "").strip().upper()
    rows = [_place(row) for row in reader.execute(f"SELECT {', '.join(PLACE_FIELDS)} FROM place WHERE NOT deleted")]
    new: tuple[dict[str, Any], ...] = ()
    if chosen and not any(row["country"] == chosen for row in rows):
        new = tuple(_packed(row) for row in packs.shipped_pack(chosen).places)
    used = [row for row in (*rows, *new) if not chosen or row["country"] in (chosen, None)] or rows
    register = build_organisations(
        {
            "id": id,
            "name": name,
            "acronym": acronym,
            "aliases": json.loads(aliases or "[]"),
            "type": type,
            "merged_into": into,
        }
        for id, name, acronym, aliases, type, into in reader.execute(
            "SELECT id, name, acronym, aliases, type, merged_into FROM organisation WHERE NOT deleted"
        )
    )
    answers = build_answers(
        {"about": about, "written": written, "within": within, "means": json.loads(means or "[]")}
        for about, written, within, means in reader.execute(
            "SELECT about, written, within, means FROM synonym WHERE NOT deleted"
        )
    )
    known = Knowing(chosen, build_places(used), register, answers, _ids(reader), tuple(used), new)
    return replace(known, values=_values(used, register, chosen))


def learn_from_file(known: Knowing, book: Book, layout: Layout) -> Knowing:
    """Add what the other sheets of the file list: places of further levels, and other writings of known places."""
    sheets = [(sheet.name, sheet.rows) for sheet in book.sheets if sheet.name in layout.reference_sheets]
    extension = extend_places(known.places, sheets)
    if not extension.rows and not extension.hints:
        return replace(known, notes=(*known.notes, *extension.notes))
    rows = (*known.place_rows, *extension.rows)
    return replace(
        known,
        places=build_places(rows, extension.hints),
        place_rows=rows,
        new_places=(*known.new_places, *extension.rows),
        notes=(*known.notes, *extension.notes),
    )


def _values(rows: Iterable[Mapping[str, Any]], register: Organisations, country: str) -> Knowledge:
    """Places and organisations as the reading of columns asks for them."""
    names: dict[str, set[int]] = {}
    for row in rows:
        for name in (row["name"], *(row["alternative_names"] or ())):
            names.setdefault(fold(str(name)), set()).add(int(row["level"]))
    organisations = {fold(text) for one in register.by_id.values() for text in (one.name, one.acronym) if text}
    return Knowledge(
        {str(row["pcode"]).upper(): int(row["level"]) for row in rows},
        {name: frozenset(levels) for name, levels in names.items()},
        frozenset(organisations),
        country,
    )


def _ids(reader: Any) -> dict[str, dict[tuple[str, ...], str]]:
    """Ids of records that lines name by their names: kinds of activity, shocks, programmes, sites, contacts."""
    wanted = {
        "activity_type": ("sector", "name"),
        "shock": ("name",),
        "programme": ("name",),
        "site": ("place", "name"),
        "contact": ("organisation", "name"),
    }
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for type, names in wanted.items():
        rows = reader.execute(f"SELECT id, {', '.join(names)} FROM {type} WHERE NOT deleted")
        found[type] = {tuple(fold(str(part or "")) for part in key): id for id, *key in rows}
    return found


def _place(row: tuple[Any, ...]) -> dict[str, Any]:
    values = dict(zip(PLACE_FIELDS, row, strict=True))
    return {**values, "alternative_names": json.loads(values["alternative_names"] or "[]")}


def _packed(row: Any) -> dict[str, Any]:
    code = f"{row.pcode}@{row.valid_from}" if getattr(row, "reused", False) else str(row.pcode)
    return {
        "id": code,
        "pcode": row.pcode,
        "level": row.level,
        "name": row.name,
        "alternative_names": list(row.alternative_names),
        "parent": row.parent,
        "country": row.country,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }
