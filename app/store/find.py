"""Find records: all ids of a filter in the order wanted, then rows by page. Plain rows through the driver, no mapped
objects.

A `Query` is data. Texts are compared folded (case, accents, Arabic letters); references and codes are compared by the
names of what they point to, so that a filter on "saude" finds the health sector.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import vocabulary
from app.fields import Bands, Choice, Flag, Ref, Tags, Text
from app.fold import fold
from app.records import REGISTRY
from app.records.base import BOOKKEEPING

MOST_PARAMETERS = 500


@dataclass(frozen=True)
class Query:
    """What to find: `filters` maps a field to text typed in the filter row, or to a list of exact values (None is
    blank).
    """

    type: str
    filters: dict[str, str | Sequence[Any]] = field(default_factory=dict)
    sort: str | None = None
    descending: bool = False
    deleted: bool = False


def find_ids(connection: Any, query: Query) -> list[str]:
    """The ids of every record that passes the filters, sorted; ties by id, which is the order they were made in."""
    conditions, values = ["t.deleted = ?"], [query.deleted]
    for name, wanted in query.filters.items():
        condition, bound = _condition(connection, query.type, name, wanted)
        conditions.append(condition)
        values += bound
    order, join = _order(query)
    sql = f'SELECT t.id FROM "{query.type}" t{join} WHERE {" AND ".join(conditions)} ORDER BY {order}'
    return [row[0] for row in connection.execute(sql, values)]


def find_rows(connection: Any, type: str, ids: Sequence[str], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The values of some fields (or bookkeeping columns) of some records, in the order of `ids`. Lists and bands come
    parsed.
    """
    _known(type, names)
    columns = "".join(f', "{name}"' for name in names)
    parsed = [position for position, name in enumerate(names, 1) if _is_json(type, name)]
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(ids), MOST_PARAMETERS):
        some = ids[start : start + MOST_PARAMETERS]
        for row in connection.execute(f'SELECT id{columns} FROM "{type}" WHERE id IN ({_marks(some)})', list(some)):
            if parsed:
                cells = list(row)
                for position in parsed:
                    cells[position] = json.loads(cells[position]) if cells[position] else None
                row = tuple(cells)
            found[row[0]] = row[1:]
    return [found[id] for id in ids if id in found]


def find_one(connection: Any, type: str, id: str) -> dict[str, Any] | None:
    """Every field of one record by its name, with id and bookkeeping; None when there is none."""
    names = [*BOOKKEEPING, *REGISTRY[type].fields()]
    rows = find_rows(connection, type, [id], names)
    return dict(zip(names, rows[0], strict=True)) if rows else None


def find_type(connection: Any, id: str) -> str | None:
    """Which type a record with this id is of."""
    for type in REGISTRY:
        if connection.execute(f'SELECT 1 FROM "{type}" WHERE id = ?', (id,)).fetchone():
            return type
    return None


def called(connection: Any, type: str, ids: Iterable[str]) -> dict[str, str]:
    """What records are called in a list, by id; a type without a name of its own answers with the id."""
    wanted = list(dict.fromkeys(ids))
    by = REGISTRY[type].called_by
    if by is None:
        return {id: id for id in wanted}
    return {
        id: row[0] or id
        for id, row in zip(wanted, find_rows_or_none(connection, type, wanted, [by]), strict=True)
        if row
    }


def find_rows_or_none(
    connection: Any, type: str, ids: Sequence[str], names: Sequence[str]
) -> list[tuple[Any, ...] | None]:
    """As `find_rows`, with None for an id that is not there."""
    rows = {row[0]: row[1:] for row in find_rows(connection, type, ids, ["id", *names])}
    return [rows.get(id) for id in ids]


def _condition(connection: Any, type: str, name: str, wanted: str | Sequence[Any]) -> tuple[str, list[Any]]:
    _known(type, [name])
    spec = REGISTRY[type].fields().get(name)
    kind = spec.kind if spec else Text()
    if not isinstance(wanted, str):
        return _one_of(name, isinstance(kind, Tags), list(wanted))
    if isinstance(kind, (Ref, Choice, Tags)):
        meant = _meant(connection, kind, wanted)
        if meant is not None:
            return _one_of(name, isinstance(kind, Tags), meant)
    if isinstance(kind, Flag):
        return f't."{name}" IS ?', [vocabulary.code_list("yes_no").find(wanted) == "yes"]
    comparison = next((mark for mark in (">=", "<=", ">", "<", "=") if wanted.startswith(mark)), None)
    if comparison:
        bound = wanted[len(comparison) :].strip()
        return f't."{name}" {comparison} ?', [float(bound) if bound.replace(".", "", 1).isdigit() else bound]
    column = "t.sort_key" if name == REGISTRY[type].called_by else f't."{name}"'
    text = fold(wanted) if column == "t.sort_key" else wanted
    return f"{column} LIKE ? ESCAPE '\\'", [f"%{_escaped(text)}%"]


def _meant(connection: Any, kind: Ref | Choice | Tags, wanted: str) -> list[Any] | None:
    """The ids or codes whose names hold the text; None when the kind has no list of its own."""
    text = fold(wanted)
    if code_list := getattr(kind, "of", ""):
        listed = vocabulary.code_list(code_list)
        return [code for code in listed.codes if text in fold(code) or text in fold(listed.name(code, _language()))]
    if to := getattr(kind, "to", ""):
        return [
            row[0]
            for row in connection.execute(
                f"SELECT id FROM \"{to}\" WHERE sort_key LIKE ? ESCAPE '\\'", (f"%{_escaped(text)}%",)
            )
        ]
    return None


def _one_of(name: str, is_list: bool, values: list[Any]) -> tuple[str, list[Any]]:
    blank = f' OR t."{name}" IS NULL' if None in values else ""
    some = [value for value in values if value is not None]
    packed = json.dumps(some)
    if is_list:
        return (
            f'(EXISTS (SELECT 1 FROM json_each(t."{name}") WHERE value IN (SELECT value FROM json_each(?))){blank})',
            [packed],
        )
    return f'(t."{name}" IN (SELECT value FROM json_each(?)){blank})', [packed]


def _order(query: Query) -> tuple[str, str]:
    way = " DESC" if query.descending else ""
    if query.sort is None:
        return f"t.id{way}", ""
    _known(query.type, [query.sort])
    record = REGISTRY[query.type]
    spec = record.fields().get(query.sort)
    if query.sort == record.called_by:
        return f"t.sort_key{way}, t.id", ""
    if spec and isinstance(spec.kind, Ref):
        return f"s.sort_key{way}, t.id", f' LEFT JOIN "{spec.kind.to}" s ON s.id = t."{query.sort}"'
    if spec and type(spec.kind).__name__ == "Amount":
        return f'CAST(t."{query.sort}" AS REAL){way}, t.id', ""
    return f't."{query.sort}"{way}, t.id', ""


def _known(type: str, names: Iterable[str]) -> None:
    """Names go into SQL only when the definition has them."""
    known = REGISTRY[type].fields()
    for name in names:
        if name not in known and name not in BOOKKEEPING:
            raise KeyError(f"{type} has no field {name}")


def _is_json(type: str, name: str) -> bool:
    spec = REGISTRY[type].fields().get(name)
    return spec is not None and isinstance(spec.kind, (Tags, Bands))


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _language() -> str:
    from app.words import language

    return language()
