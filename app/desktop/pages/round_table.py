"""The organisations of a round as a table: state, rows, what was heard last, whom to call, when they were reminded."""

from __future__ import annotations

import datetime as dt

from app import vocabulary
from app.desktop.line_table import LineColumn, LineTable
from app.desktop.pieces import isolated
from app.services.rounds import EXPECTED, LATE, NIL, RECEIVED, RETURNED, SILENT, VALIDATED, RoundLine
from app.vocabulary.days import short_day
from app.words import N_, _, language

#: text and ground of a state's chip, as colours of the theme
TONES = {
    EXPECTED: ("muted", "chip"),
    RECEIVED: ("accent", "accent_soft"),
    NIL: ("accent", "accent_soft"),
    LATE: ("warning", "warning_soft"),
    SILENT: ("warning", "warning_soft"),
    RETURNED: ("error", "error_soft"),
    VALIDATED: ("good", "good_soft"),
}
_ORDER = list(TONES)


def state_name(state: str) -> str:
    """A state in the language shown."""
    return vocabulary.code_list("round_state").name(state, language())


def said_day(iso: str | None) -> str:
    """A day as people here write it, a month where only that is known: 31/5/2019, 5/2019."""
    if not iso:
        return ""
    if len(iso) < 10:
        year, _dash, month = iso.partition("-")
        return f"{int(month)}/{year}" if month else year
    return short_day(dt.date.fromisoformat(iso[:10]))


def _call(one: RoundLine) -> str:
    phones = [isolated(phone) for phone in one.phones[:2]]
    return " · ".join(filter(None, (*phones, one.contact, None if phones else one.email)))


COLUMNS = (
    LineColumn(N_("Organisation"), 270, lambda one: one.name),
    LineColumn(
        N_("State"),
        172,
        lambda one: state_name(one.state),
        lambda one: _ORDER.index(one.state) if one.state in _ORDER else len(_ORDER),
        lambda one: TONES.get(one.state, ("muted", "chip")),
    ),
    LineColumn(
        N_("Rows"),
        58,
        lambda one: f"{one.rows:,}" if one.rows is not None else "",
        lambda one: one.rows or 0,
        is_number=True,
    ),
    LineColumn(N_("Received"), 92, lambda one: said_day(one.received_on), lambda one: one.received_on or ""),
    LineColumn(N_("Last figures"), 94, lambda one: said_day(one.last_line), lambda one: one.last_line or ""),
    LineColumn(N_("Whom to call"), 0, _call, lambda one: one.contact or ""),
    LineColumn(N_("Reminded"), 92, lambda one: said_day(one.reminded_on), lambda one: one.reminded_on or ""),
)


def round_table() -> LineTable:
    """The table, empty."""
    return LineTable(COLUMNS, _("Organisations of the round"))
