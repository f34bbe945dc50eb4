"""From cells that the sender changed to the fields they change: figures, activity or presence, and the site or contact they show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from app.exchange.reading.lines import CellProblem
from app.exchange.returned.sameness import is_blank
from app.exchange.workbook.columns import Column, by_key
from app.services.returning_base import Known
from app.words import _, language

if TYPE_CHECKING:
    from app.services.importing.becoming import Becoming
    from app.services.importing.proposal import Planned, Proposal

Changes = dict[tuple[str, str], dict[str, Any]]
PLACE = frozenset({"adm1_name", "adm2_name", "adm3_name", "adm1_code", "adm2_code", "adm3_code"})
PERIOD = ("period_start", "period_end", "period_kind")
CODED = frozenset({"recurrence", "count_basis"})
PRESENCE_KEYS = {
    "lead": "organisation",
    "implementing": "organisation",
    "funding": "organisation",
    "sector": "sector",
    "sector_code": "sector",
    "remarks": "remarks",
    "sensitivity": "sensitivity",
}


def changed_values(
    proposal: Proposal, becoming: Becoming, planned: Planned, known: Known, wanted: Iterable[str]
) -> tuple[Changes, bool]:
    """The fields to change, by record, and whether a changed cell could not be read (then the line waits; the problem says which)."""
    keys = set(wanted) - planned.refused
    values = planned.line.values
    columns = {column.field: column.index for column in proposal.columns if column.field}
    cells = {key: planned.line.cells[columns[key]] for key in keys if key in columns}
    understood = becoming.make_as("activity", values, planned.match)
    activity = understood.values
    if planned.made is not None:
        planned.made.uses = understood.uses
    changes: Changes = {}
    unread = False
    for key in sorted(keys):
        column = by_key()[key]
        blank = is_blank(cells.get(key))
        targets = _targets(proposal, column, known, activity, values, planned)
        if not targets and not blank and known.kind == "presence":
            unread = True
            proposal.lines.problems += [_no_room(row, columns[key], column) for row in planned.line.rows]
        for target, name, value in targets:
            if value is None and not blank and name not in PERIOD and key not in PLACE:
                unread = True
            if target is not None:
                changes.setdefault(target, {})[name] = None if blank and key not in PLACE else value
            elif value is not None:
                planned.new_figures[name] = value
    if PLACE & keys and planned.match.place is None and any(not is_blank(cells.get(key)) for key in PLACE & keys):
        # a known place is never taken away for a name that nobody knows: the line waits, the problem says which
        unread = unread or not planned.match.as_written or bool(known.values.get("activity.place"))
    return changes, unread


def _no_room(row: int, index: int, column: Column) -> CellProblem:
    """A presence says who works where in what and no more: what else its sender wrote is not lost without a word."""
    text = _(
        "This row says only who works where, it has no “{column}”: write the activity as a new row, without a record ID."
    ).format(column=column.header(language()))
    return CellProblem(row, index, "presence_only", text)


def _targets(
    proposal: Proposal, column: Column, known: Known, activity: dict[str, Any], values: dict[str, Any], planned: Planned
) -> list[tuple[tuple[str, str] | None, str, Any]]:
    """(record, field, value) for each field that a column speaks of; no record means figures that are still to be made."""
    key = column.key
    record = (known.kind, known.id)
    work = ("activity", known.activity) if known.activity else record
    if key in PLACE:
        return [(work, "place", planned.match.place), (work, "place_as_written", planned.match.as_written or None)]
    if column.part == "figures":
        return _figures_targets(proposal, key, column, known, values)
    if column.manner[0] == "site" and key != "site":
        site = known.values.get("activity.site")
        value = (
            proposal.meanings.code("site_type", str(values[key]))
            if key == "site_type" and values.get(key)
            else values.get(key)
        )
        return [(("site", site), column.manner[1], value)] if site else []
    if column.manner[0] == "contact" and key != "focal_point":
        contact = known.values.get("activity.focal_point")
        value = (
            [part.strip() for part in str(values.get(key) or "").split(";") if part.strip()]
            if key == "phone"
            else values.get(key)
        )
        return [(("contact", contact), column.manner[1], value or None)] if contact else []
    if known.kind == "presence":
        name = PRESENCE_KEYS.get(key)
        if name is None or (name == "organisation" and not _holds_the_organisation(known, key)):
            return []
        value = _presence_value(key, activity)
        return [(record, name, value)]
    if key == "sector_code":
        return [(work, "sector", activity.get("sector"))]
    return [(work, column.field, activity.get(column.field))]


def _holds_the_organisation(known: Known, key: str) -> bool:
    """A presence has one organisation, in the column of its role; one in another column is a further one."""
    held = [
        name
        for name, field in PRESENCE_KEYS.items()
        if field == "organisation" and known.values.get(f"activity.{name}")
    ]
    return not held or key in held


def _figures_targets(
    proposal: Proposal, key: str, column: Column, known: Known, values: dict[str, Any]
) -> list[tuple[tuple[str, str] | None, str, Any]]:
    target = ("figures", known.figures) if known.figures else None
    if key == "period":
        span = values.get("period")
        parts = (
            {"period_start": span.start, "period_end": span.end, "period_kind": span.kind}
            if span
            else dict.fromkeys(PERIOD)
        )
        if known.kind == "presence":
            return [
                (("presence", known.id), "as_of", parts["period_start"]),
                (("presence", known.id), "as_of_end", parts["period_end"]),
            ]
        return [(target, name, value) for name, value in parts.items()]
    if known.kind == "presence":
        return []
    value = values.get(key)
    if key in CODED:
        value = proposal.meanings.code(key, str(value)) if value is not None else None
    return [(target, column.field, value)]


def _presence_value(key: str, activity: dict[str, Any]) -> Any:
    if key in ("implementing", "funding"):
        return next(iter(activity.get(key) or ()), None)
    return activity.get("sector" if key == "sector_code" else key)
