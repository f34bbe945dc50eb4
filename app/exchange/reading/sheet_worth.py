"""How much a sheet looks like the one with the data: who works where and in what, line by line, and not a pivot or a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log10
from typing import Any

from app.exchange.reading.across import MONTH, SECTOR, stands_across
from app.exchange.reading.book import Sheet, is_blank
from app.exchange.reading.contents import Knowledge
from app.exchange.reading.field_candidates import quick_fields
from app.exchange.reading.header_rows import Headers
from app.exchange.reading.people_list import is_list_of_people
from app.fold import fold

NOTHING_KNOWN = 0.0

WHO = frozenset(
    {
        "organisation",
        "lead",
        "implementing",
        "funding",
        "reporting_organisation",
        "organisation_acronym",
        "lead_acronym",
        "implementing_acronym",
        "government_counterpart",
    }
)
WHAT = frozenset(
    {
        "sector",
        "sector_code",
        "sub_sector",
        "activity_type",
        "description",
        "modality",
        "indicator",
        "programme",
        "unit",
    }
)
WHERE = frozenset(
    {
        "adm1_name",
        "adm1_code",
        "adm2_name",
        "adm2_code",
        "adm3_name",
        "adm3_code",
        "adm4_name",
        "adm4_code",
        "place_name",
        "place_code",
        "site",
        "latitude",
    }
)
WHOM = frozenset(
    {
        "people",
        "households",
        "people_targeted",
        "households_targeted",
        "girls",
        "boys",
        "women",
        "men",
        "older_women",
        "older_men",
        "quantity_delivered",
        "quantity_planned",
        "amount_paid",
        "transfer_value",
    }
)
WHEN = frozenset({"start", "end", "status", "period", "month", "year", "date"})

_PIVOT = re.compile(
    r"row labels|column labels|etiquettes de (?:lignes|colonnes)|etiquetas de (?:fila|columna|linha|"
    r"coluna)s?|rotulos de (?:linha|coluna)s?|"
    r"(?:distinct )?count of .*|sum of .*|nombre de .*nb.*|somme de .*|suma de .*|soma de .*|cuenta de .*|"
    r"contagem de .*"
)
_LISTS = re.compile(
    r".*\b(?:lists?|listes?|listas?|lookups?|drop ?downs?|codes?|validation|legend\w*|instructions?|"
    r"read ?me|version|pivot|metadata|cod|"
    r"admin|pcodes?|help|guide|mode d'emploi|instrucciones|instrucoes|chart|graph\w*|dashboard|summary|"
    r"analysis|resume|resumen|resumo)\b.*"
)


def worth(sheet: Sheet, headers: Headers, knowledge: Knowledge | None = None, who_is_given: bool = False) -> float:
    """0 for a sheet without who and where or what; more for more of the columns of a 3W, more lines, and no sign of a pivot."""
    rows = [row for row in sheet.rows[headers.after :] if any(not is_blank(cell) for cell in row)]
    if not rows or is_list_of_people(sheet, headers):
        return NOTHING_KNOWN
    fields = set(quick_fields(rows, headers, knowledge))
    who, what, where = bool(fields & WHO), bool(fields & WHAT), bool(fields & WHERE)
    across = stands_across(headers)
    whom, when = len(fields & WHOM) + (across == MONTH), bool(fields & WHEN) or across == MONTH
    what = what or (who and across == SECTOR)
    if not ((who and (what or where)) or (where and what and (whom or when or who_is_given))):
        return NOTHING_KNOWN
    value = (
        3.0 * who
        + 2.0 * where
        + 2.0 * what
        + min(2, whom)
        + when
        + 0.3 * len(fields)
        + 2.0 * (headers.hashtag_row is not None)
    )
    value *= 0.3 + 0.7 * min(1.0, log10(1 + len(rows)) / 3)
    value *= _tidiness(rows, headers)
    if _is_pivot(sheet):
        value *= 0.15
    if _LISTS.fullmatch(fold(sheet.name.replace("_", " "))):
        value *= 0.5
    return value * (0.8 if sheet.hidden else 1.0)


def _tidiness(rows: Sequence[Sequence[Any]], headers: Headers) -> float:
    """Lists of several lengths beside each other, with empty columns between, are no table of lines."""
    width = len(headers.texts)
    step = max(1, len(rows) // 200)
    sample = rows[::step]
    fill = [
        sum(column < len(row) and not is_blank(row[column]) for row in sample) / len(sample) for column in range(width)
    ]
    empty = sum(
        1
        for column in range(width)
        if not headers.texts[column] and not headers.hashtags[column] and fill[column] < 0.05
    )
    repeated = len([parts[0] for parts in headers.texts if parts]) - len({parts[0] for parts in headers.texts if parts})
    return 0.3 if empty >= 2 and (repeated >= 2 or empty >= 0.15 * width) else 1.0


def _is_pivot(sheet: Sheet) -> bool:
    return any(isinstance(cell, str) and _PIVOT.fullmatch(fold(cell)) for row in sheet.rows[:12] for cell in row[:4])
