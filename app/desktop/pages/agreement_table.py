"""The register of agreements as a table, those that end soon first."""

from __future__ import annotations

import datetime as dt

from app import vocabulary
from app.desktop.line_table import LineColumn, LineTable
from app.services.agreements import ENDED, IN_FORCE, AgreementLine
from app.vocabulary.days import short_day
from app.words import N_, _, language, ngettext

_ENDLESS = dt.date.max


def ending(one: AgreementLine) -> str:
    """When it ends, and how soon that is."""
    if one.days_left is None:
        return _("no end")
    if one.days_left < 0:
        return _("{day} · over").format(day=short_day(one.end))
    if one.ends_soon:
        left = ngettext("{count} day left", "{count} days left", one.days_left).format(count=one.days_left)
        return f"{short_day(one.end)} · {left}"
    return short_day(one.end)


def _tone(one: AgreementLine) -> tuple[str, str] | None:
    if one.days_left is not None and one.days_left < 0 and one.status not in (ENDED,):
        return ("error", "error_soft")
    return ("warning", "warning_soft") if one.ends_soon else None


def _kind(one: AgreementLine) -> str:
    return vocabulary.code_list("agreement_kind").name(one.kind, language()) if one.kind else ""


def _status(one: AgreementLine) -> str:
    return vocabulary.code_list("agreement_status").name(one.status or IN_FORCE, language())


COLUMNS = (
    LineColumn(N_("Title"), 0, lambda one: one.name),
    LineColumn(N_("Kind of agreement"), 180, _kind),
    LineColumn(N_("Parties"), 150, lambda one: ", ".join(one.names)),
    LineColumn(N_("Status"), 96, _status),
    LineColumn(N_("Ends"), 168, ending, lambda one: one.end or _ENDLESS, _tone),
)


NOT_BESIDE = (1, 3)
"""The columns that make room while an agreement is open beside the register: its form says the same."""


def agreement_table() -> LineTable:
    """The table, empty."""
    return LineTable(COLUMNS, _("Agreements"))
