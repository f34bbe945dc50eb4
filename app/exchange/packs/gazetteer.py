"""Lists of places: OCHA's global list of P-codes, the gazetteers of countries, a list on a sheet of a workbook.

A list has one place per row (`Location, Admin Level, P-Code, Name, Parent P-Code`) or a chain of places per row
(`ADM1_EN, ADM1_PCODE, ADM2_EN, …`); one sheet may hold several such tables side by side.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.exchange.packs import properties
from app.exchange.packs.country import accept_country, is_code_of, place_code
from app.exchange.packs.pack import PlaceRow, join_places
from app.exchange.packs.properties import CODE, LEVEL, LOCATION, NAME, PARENT, UNCLEAR, VALID_FROM, VALID_TO
from app.words import _

Columns = dict[int, properties.Property]


def read_gazetteer(path: Path, country: str) -> list[PlaceRow]:
    """The places of a country in a CSV list (also gzipped), parents before children.

    Raises Refused: `pack_unreadable`, `pack_no_codes`, `pack_other_country`.
    """
    rows = _read_csv(path)
    places: list[PlaceRow] = []
    for start in range(min(10, len(rows))):
        if any(found.kind == CODE for found in map(properties.property_of, rows[start]) if found):
            places = places_of_table(rows[start], rows[start + 1 :], country)
            break
    else:
        raise Refused(
            "pack_no_codes",
            _(
                "{file} has no column of P-codes, so its places cannot be told apart: choose a list with P-codes."
            ).format(file=path.name),
        )
    codes = [place.pcode for place in places] or [code for row in rows[start + 1 :] for code in _codes_of(row)]
    accept_country(path.name, codes, country)
    if not places:
        raise Refused("pack_no_codes", _("{file} has no places with P-codes.").format(file=path.name))
    return places


def places_of_table(header: Sequence[Any], rows: Iterable[Sequence[Any]], country: str) -> list[PlaceRow]:
    """The places in a table with this header row; tables side by side are parted by columns without a header."""
    body = [row for row in rows if not any(str(cell or "").startswith("#") for cell in row[:3])]
    found: list[PlaceRow] = []
    for columns in _tables(header, body):
        kinds = {(column.kind, column.level) for column in columns.values()}
        read = _read_long if (LEVEL, None) in kinds and (CODE, None) in kinds else _read_chain
        for row in body:
            found += read(row, columns, country)
    return join_places(found)


def _tables(header: Sequence[Any], body: Sequence[Sequence[Any]]) -> list[Columns]:
    tables: list[Columns] = [{}]
    for index, cell in enumerate(header):
        found = properties.property_of(str(cell)) if cell else None
        if not cell:
            tables.append({})
        elif found and found.kind == UNCLEAR:
            tables[-1][index] = _settle(found, [row[index] for row in body[:200] if index < len(row)])
        elif found:
            tables[-1][index] = found
    return [_level_of_code(table) for table in tables if any(column.kind == CODE for column in table.values())]


def _level_of_code(table: Columns) -> Columns:
    """`P_Code, District`: a code without a level is that of the deepest name that has no code of its own."""
    kinds = {(column.kind, column.level) for column in table.values()}
    if (CODE, None) not in kinds or (LEVEL, None) in kinds:
        return table
    coded = {level for kind, level in kinds if kind == CODE}
    levels = [level for kind, level in kinds if kind == NAME and level is not None and level not in coded]
    if not levels:
        return table
    own = properties.Property(CODE, max(levels))
    return {index: own if (column.kind, column.level) == (CODE, None) else column for index, column in table.items()}


def _settle(column: properties.Property, values: list[Any]) -> properties.Property:
    """A header that was cut off (`ADM2_Man_2`) is what its values look like: codes or names."""
    texts = [str(value) for value in values if value not in (None, "")]
    codes = sum(properties.looks_like_code(text) for text in texts)
    return properties.Property(CODE if texts and codes > 0.8 * len(texts) else NAME, column.level)


def _read_long(row: Sequence[Any], columns: Columns, country: str) -> list[PlaceRow]:
    if not all(is_code_of(_text(row, index), country) for index, column in columns.items() if column.kind == LOCATION):
        return []
    cells = {column.kind: _text(row, index) for index, column in columns.items() if column.level is None}
    code, level = cells.get(CODE, ""), cells.get(LEVEL, "").removesuffix(".0")
    if not code or not level.isdigit():
        return []
    name = cells.get(NAME, "") or code
    dates = _date(cells.get(VALID_FROM, "")), _date(cells.get(VALID_TO, ""))
    parent = place_code(cells.get(PARENT, ""), country) or None
    return [PlaceRow(place_code(code, country), int(level), name, (), parent, country or None, *dates)]


def _read_chain(row: Sequence[Any], columns: Columns, country: str) -> list[PlaceRow]:
    """The places of a row from the top down: each is the parent of the next."""
    dates = {column.kind: _date(_text(row, index)) for index, column in columns.items() if column.level is None}
    by_level: dict[int, dict[str, list[str]]] = {}
    for index, column in columns.items():
        if column.level is not None and (text := _text(row, index)):
            by_level.setdefault(column.level, {}).setdefault(column.kind, []).append(text)
    own = by_level.pop(0, {})
    if own and not any(is_code_of(code, country) for code in own.get(CODE, [])) and own.get(CODE):
        return []
    chain: list[PlaceRow] = []
    for level, texts in sorted(by_level.items()):
        names = list(dict.fromkeys(texts.get(NAME, []) + texts.get(properties.OTHER_NAME, [])))
        if code := next(iter(texts.get(CODE, [])), ""):
            parent = chain[-1].pcode if chain else None
            names = names or [code]
            chain.append(PlaceRow(code, level, names[0], tuple(names[1:]), parent, country or None))
    if chain:
        last = chain.pop()
        valid = dates.get(VALID_FROM), dates.get(VALID_TO)
        chain.append(
            PlaceRow(last.pcode, last.level, last.name, last.alternative_names, last.parent, last.country, *valid)
        )
    return chain


def _codes_of(row: Sequence[Any]) -> list[str]:
    return [str(cell).strip() for cell in row if isinstance(cell, str) and properties.looks_like_code(cell)]


def _text(row: Sequence[Any], index: int) -> str:
    cell = row[index] if index < len(row) else None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        return None


def _read_csv(path: Path) -> list[list[str]]:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = _decode(data)
        first = text[:4_096].partition("\n")[0]
        delimiter = max(",;\t|", key=first.count)
        return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except (OSError, csv.Error, gzip.BadGzipFile, EOFError, UnicodeDecodeError) as error:
        raise Refused(
            "pack_unreadable", _("{file} cannot be read as a list of places (CSV).").format(file=path.name)
        ) from error


def _decode(data: bytes) -> str:
    if b"\x00" in data[:1_000]:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")
