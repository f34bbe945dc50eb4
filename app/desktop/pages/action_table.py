"""Action points as a table: what, who, by when, how it stands, how often it was carried over."""

from __future__ import annotations

import datetime as dt

from app import vocabulary
from app.desktop.line_table import LineColumn, LineTable
from app.insight.follow_up import OPEN
from app.services.action_points import BLOCKED, DONE, ActionLine, said_late
from app.vocabulary.days import short_day
from app.words import N_, _, language

TONES = {
    DONE: ("good", "good_soft"),
    BLOCKED: ("error", "error_soft"),
    "under_way": ("accent", "accent_soft"),
    "referred": ("warning", "warning_soft"),
}
_ORDER = list(vocabulary.code_list("action_status").codes)


def state_of(one: ActionLine) -> str:
    """How an action point stands, in a word or two; verification is asked for where it has high priority."""
    name = vocabulary.code_list("action_status").name(one.status, language())
    if one.status == DONE and one.high_priority and not one.verified_by:
        return _("{state}, to be verified").format(state=name)
    if one.status == BLOCKED and one.blocked_by:
        factor = vocabulary.code_list("enabler").name(one.blocked_by, language())
        return _("{state}: {why}").format(state=name, why=factor.lower())
    return name


def lateness(one: ActionLine) -> str:
    """By when it is due, and for how many days it is late."""
    return f"{short_day(one.due)} · {said_late(one)}" if one.late else short_day(one.due)


def _what(one: ActionLine) -> str:
    text = f"{one.reference}  {one.text}" if one.reference else one.text
    return f"! {text}" if one.high_priority else text


def _late(one: ActionLine) -> tuple[str, str] | None:
    return ("error", "error_soft") if one.late else None


COLUMNS = (
    LineColumn(N_("Action point"), 0, _what, lambda one: one.text),
    LineColumn(N_("Who"), 150, lambda one: " · ".join(part for part in (one.person, one.who) if part)),
    LineColumn(N_("By when"), 208, lateness, lambda one: one.due or dt.date.max, _late),
    LineColumn(
        N_("Status"),
        176,
        state_of,
        lambda one: _ORDER.index(one.status),
        lambda one: TONES.get(one.status, ("muted", "chip")),
    ),
    LineColumn(
        N_("Carried over"),
        92,
        lambda one: f"{one.carried} ×" if one.carried and one.status in OPEN else "",
        lambda one: one.carried,
        is_number=True,
    ),
    LineColumn(N_("Committee"), 140, lambda one: one.forum_name),
)


def action_table() -> LineTable:
    """The table, empty."""
    return LineTable(COLUMNS, _("Action points"))
