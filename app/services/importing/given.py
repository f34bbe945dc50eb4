"""What a person gives for all lines that lack it: `--set period=2019-05`, `--set lead=WFP`, `--set full_picture=no`."""

from __future__ import annotations

from typing import Any

from app import vocabulary
from app.errors import Refused
from app.exchange.reading.cells import DATE_FIELDS, FIGURE_FIELDS, counts, months, years
from app.exchange.reading.dates import read_span
from app.exchange.reading.facts import Facts
from app.exchange.reading.lines import Lines
from app.services.importing.knowing import Knowing
from app.services.importing.options import Options
from app.words import _

FULL_PICTURE = "full_picture"
OTHER_NAMES = {"org": "organisation", "place": "place_name", "activity": "activity_type", "donor": "funding"}


def set_values(lines: Lines, known: Knowing, options: Options) -> None:
    """Put a person's values into all lines that lack the field. Raises Refused: no_such_field, value_unreadable."""
    for given, text in options.values.items():
        name = OTHER_NAMES.get(given, given)
        if name == FULL_PICTURE:
            continue
        if name == "place_name" and text.strip().upper() in known.values.pcodes:
            name = "place_code"
        if name not in vocabulary.headers():
            raise Refused(
                "no_such_field",
                _(
                    "“{name}” is no field of a workbook: write for example period, lead, organisation, sector or shock."
                ).format(name=given),
            )
        value = _read(name, text, lines)
        for line in lines.lines:
            line.values.setdefault(name, value)


def _read(name: str, text: str, lines: Lines) -> Any:
    """A text as the cells of a field are read."""
    year = lines.facts.period.start.year if lines.facts.period else None
    value: Any = text.strip()
    if name in ("month", "year"):
        value = (months if name == "month" else years)(lines.date_order, year)(text)[0]
    elif name in DATE_FIELDS:
        value = read_span(text, lines.date_order, year)
    elif FIGURE_FIELDS.get(name) == "count":
        value = counts(None)(text)[0]
    if value is None or value == "":
        raise Refused("value_unreadable", _("“{text}” cannot be read as {name}.").format(text=text, name=name))
    return value


def is_full_picture(options: Options, facts: Facts) -> bool:
    """Whether lines missing from the file are to be listed: as the person says, else unless the file says it brings changes only."""
    said = options.values.get(FULL_PICTURE)
    if said is not None:
        return vocabulary.code_list("yes_no").find(said) != "no"
    return facts.full_picture is not False
