"""What columns say about each other: levels of places by their codes and names, organisation names beside their acronyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.exchange.reading.book import is_blank, text_of
from app.exchange.reading.contents import Knowledge
from app.fold import fold
from app.words import _

if TYPE_CHECKING:
    from app.exchange.reading.columns import Column

ROLES = ("organisation", "lead", "implementing", "funding", "reporting_organisation")
SEEN = 600
PARTNER = re.compile(r"\b(?:partners?|partenaires?|socios?|parceir[oa]s?)\b|شريك|شركاء")


def settle_levels(columns: Sequence[Column], knowledge: Knowledge | None) -> list[Column]:
    """Give columns of places the level that their known codes, or names, have in the country's list of places."""
    taken = {column.field for column in columns}
    settled = list(columns)
    for at, column in enumerate(columns):
        level = _known_level(column, knowledge)
        if level and column.field:
            wanted = f"adm{level}_{'code' if column.field.endswith('_code') else 'name'}"
            if wanted not in taken:
                settled[at] = replace(column, field=wanted)
                taken.add(wanted)
    return settled


def _known_level(column: Column, knowledge: Knowledge | None) -> int | None:
    """The level that the codes or names of a column have; of a column that claims a level only where its codes say another."""
    if knowledge is None or column.profile is None or column.field is None:
        return None
    if column.field in ("place_code", "adm1_code", "adm2_code", "adm3_code", "adm4_code"):
        return column.profile.main_code_level()
    return column.profile.main_name_level() if column.field == "place_name" else None


def settle_nesting(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Two columns of names that claim one level without a hashtag: the one that the other nests in keeps it, the other goes one down."""
    settled = list(columns)
    for level in (1, 2, 3):
        same = [column for column in settled if column.field == f"adm{level}_name" and column.reason == "header"]
        if len(same) < 2 or any(column.field == f"adm{level + 1}_name" for column in settled):
            continue
        upper, lower = sorted(
            same[:2], key=lambda column: (column.profile.distinct if column.profile else 0, column.index)
        )
        if _nests(rows, lower.index, upper.index):
            settled = _put(settled, replace(lower, field=f"adm{level + 1}_name", confidence=0.7))
    return settled


def _nests(rows: Sequence[Sequence[Any]], lower: int, upper: int) -> bool:
    """Whether nearly every text of one column stands under one text of the other."""
    above: dict[str, set[str]] = {}
    for row in rows[:: max(1, len(rows) // SEEN)]:
        if max(lower, upper) < len(row) and not is_blank(row[lower]) and not is_blank(row[upper]):
            above.setdefault(fold(text_of(row[lower])), set()).add(fold(text_of(row[upper])))
    return bool(above) and sum(len(found) == 1 for found in above.values()) >= 0.8 * len(above)


def settle_organisations(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Name and acronym by what stands in them, for each role: Nigeria's headings are swapped, the Central African Republic names the
    full name "description". A lone column of acronyms is the organisation."""
    settled = _acronym_beside_role(_partner_of_another(columns))
    for role in ROLES:
        settled = _name_and_acronym(settled, rows, role)
    return _type_beside_role(settled)


def _partner_of_another(columns: Sequence[Column]) -> list[Column]:
    """Two columns of organisations without a role, one of them headed "Partner": the partner implements for the other."""
    same = [column for column in columns if column.field == "organisation"]
    partners = [column for column in same if PARTNER.search(fold(column.header))]
    if len(same) != 2 or len(partners) != 1 or any(column.field == "implementing" for column in columns):
        return list(columns)
    return _put(columns, replace(partners[0], field="implementing", confidence=0.7))


def _acronym_beside_role(columns: Sequence[Column]) -> list[Column]:
    """An acronym of no said role belongs to the name before it, as in "Organización implementadora | Siglas"."""
    fields = {column.field: column for column in columns if column.field}
    acronym = fields.get("organisation_acronym")
    if acronym is None or "organisation" in fields:
        return list(columns)
    name = next((column for column in columns if column.index == acronym.index - 1 and column.field in ROLES), None)
    if name is None or f"{name.field}_acronym" in fields or _length(acronym) > _length(name):
        return list(columns)
    return _put(columns, replace(acronym, field=f"{name.field}_acronym"))


def _type_beside_role(columns: Sequence[Column]) -> list[Column]:
    """A type of organisation where every organisation has a role is of the one that stands nearest, and has no type yet."""
    fields = {column.field: column for column in columns if column.field}
    kind = fields.get("organisation_type")
    if kind is None or "organisation" in fields:
        return list(columns)
    untyped = [fields[role] for role in ROLES if role in fields and f"{role}_type" not in fields]
    nearest = min(untyped, key=lambda column: (abs(column.index - kind.index), column.index > kind.index), default=None)
    return list(columns) if nearest is None else _put(columns, replace(kind, field=f"{nearest.field}_type"))


def _name_and_acronym(columns: list[Column], rows: Sequence[Sequence[Any]], role: str) -> list[Column]:
    name = next((column for column in columns if column.field == role), None)
    acronym = next((column for column in columns if column.field == f"{role}_acronym"), None)
    if name is None and acronym is None:
        return columns
    if name is None and acronym is not None:
        other = _full_names_beside(columns, rows, acronym)
        if other is None:
            return _put(columns, replace(acronym, field=role))
        return _put(
            columns,
            replace(
                other, field=role, reason="values", confidence=0.4, doubts=(*other.doubts, _beside(other, acronym))
            ),
        )
    assert name is not None
    if acronym is not None:
        if _length(name) < 0.75 * _length(acronym) and _paired(rows, name.index, acronym.index):
            doubt = _("The values say that “{names}” holds the names and “{acronyms}” the acronyms.").format(
                names=acronym.header, acronyms=name.header
            )
            swapped = _put(columns, replace(acronym, field=role, doubts=(*acronym.doubts, doubt)))
            return _put(swapped, replace(name, field=f"{role}_acronym", doubts=(*name.doubts, doubt)))
        return columns
    if (other := _full_names_beside(columns, rows, name)) is not None:
        with_name = _put(
            columns,
            replace(other, field=role, reason="values", confidence=0.4, doubts=(*other.doubts, _beside(other, name))),
        )
        return _put(with_name, replace(name, field=f"{role}_acronym"))
    return columns


def _beside(names: Column, acronyms: Column) -> str:
    return _("“{names}” holds the full names of “{acronyms}”: each goes with one.").format(
        names=names.header, acronyms=acronyms.header
    )


def _full_names_beside(columns: Sequence[Column], rows: Sequence[Sequence[Any]], short: Column) -> Column | None:
    """A column of longer texts, each of which goes with one short text, directly beside it and not known as anything else."""
    if _length(short) > 15:
        return None
    for other in columns:
        if abs(other.index - short.index) != 1 or other.field not in (None, "description", "organisation"):
            continue
        if other.field == "description" and other.confidence >= 1.0:
            continue
        about = other.profile
        if about is None or about.share("words") < 0.9 or about.distinct < 3 or _length(other) < 1.6 * _length(short):
            continue
        if _paired(rows, short.index, other.index):
            return other
    return None


def _paired(rows: Sequence[Sequence[Any]], one: int, other: int) -> bool:
    """Whether each text of one column goes with (nearly) one text of the other, both ways, and they repeat at all."""
    pairs: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    step = max(1, len(rows) // SEEN)
    for row in rows[::step]:
        if max(one, other) < len(row) and not is_blank(row[one]) and not is_blank(row[other]):
            left, right = fold(text_of(row[one])), fold(text_of(row[other]))
            pairs.setdefault(left, set()).add(right)
            back.setdefault(right, set()).add(left)
    if len(pairs) < 3 or len(pairs) > 0.8 * len(rows[::step]):
        return False
    return sum(len(found) == 1 for found in pairs.values()) >= 0.8 * len(pairs) and sum(
        len(found) == 1 for found in back.values()
    ) >= 0.8 * len(back)


def _length(column: Column) -> float:
    return column.profile.length if column.profile else 0.0


def _put(columns: Sequence[Column], changed: Column) -> list[Column]:
    return [changed if column.index == changed.index else column for column in columns]
