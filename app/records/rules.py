"""Rules that several record types share. Each returns the problem it finds, with the sentence for the person, or
None.
"""

from __future__ import annotations

import re
from typing import Any

from app.errors import BLOCKS_SHARING, REFUSE, WARNING, Problem
from app.words import _

AGES_AND_SEXES = ("girls", "boys", "women", "men", "older_women", "older_men")


def dates_in_order(start: str, end: str) -> Any:
    """A rule: the end is not before the start."""

    def end_not_before_start(record: Any) -> Problem | None:
        first, last = getattr(record, start), getattr(record, end)
        if first and last and last < first:
            text = _("The end ({end}) is before the start ({start}).").format(
                end=last.isoformat(), start=first.isoformat()
            )
            return Problem("end_before_start", text, end, BLOCKS_SHARING)
        return None

    return end_not_before_start


def ages_add_up(record: Any) -> Problem | None:
    """Children, adults and older people together are at most the total; equal when all six are given."""
    parts = [getattr(record, name) for name in AGES_AND_SEXES]
    known = [part for part in parts if part is not None]
    if record.people is None or not known:
        return None
    total = sum(known)
    if total > record.people:
        text = _("The age and sex figures add up to {sum}, more than the total of {people}.").format(
            sum=total, people=record.people
        )
        return Problem("ages_exceed_total", text, "people", BLOCKS_SHARING)
    if len(known) == len(parts) and total != record.people:
        text = _("The age and sex figures add up to {sum}, not to the total of {people}.").format(
            sum=total, people=record.people
        )
        return Problem("ages_differ_from_total", text, "people", WARNING)
    return None


def disabled_within_total(record: Any) -> Problem | None:
    """Persons with disability are part of the people reached."""
    if (
        record.people is not None
        and record.persons_with_disability is not None
        and record.persons_with_disability > record.people
    ):
        text = _("More persons with disability ({part}) than people in all ({people}).").format(
            part=record.persons_with_disability, people=record.people
        )
        return Problem("disabled_exceed_total", text, "persons_with_disability", BLOCKS_SHARING)
    return None


def reached_within_reason(reached: int | None, targeted: int | None) -> Problem | None:
    """Reached is usually at most one and a half times the target (domain rules)."""
    if reached and targeted and reached > 1.5 * targeted:
        text = _("{reached} people reached, but only {targeted} targeted: is one of them a slip?").format(
            reached=reached, targeted=targeted
        )
        return Problem("reached_exceeds_target", text, "people", WARNING)
    return None


def cash_is_described(record: Any) -> Problem | None:
    """Cash needs its value, currency and mechanism before it is shared."""
    if record.modality != "cash":
        return None
    missing = [name for name in ("transfer_value", "currency", "mechanism") if getattr(record, name) is None]
    if not missing:
        return None
    text = _("For cash, say the transfer value, the currency and the delivery mechanism.")
    return Problem("cash_not_described", text, missing[0], WARNING)


def srsp_only_when_linked(record: Any) -> Problem | None:
    """A shock-responsive option belongs to work that links social protection and humanitarian assistance."""
    if record.srsp_option and record.domain and record.domain not in ("SP", "linked"):
        return Problem(
            "srsp_without_link",
            _("A shock-responsive option is given, but the domain is not social protection or linked."),
            "srsp_option",
            WARNING,
        )
    return None


def named(record: Any) -> Problem | None:
    """A record without a name cannot be found again."""
    if not (record.name or "").strip():
        return Problem("no_name", _("Give it a name."), "name", REFUSE)
    return None


def worded(record: Any) -> Problem | None:
    """A record that is known by its text has one."""
    if not (record.text or "").strip():
        return Problem("no_text", _("Say what it is in a few words."), "text", REFUSE)
    return None


def clock_times(*names: str) -> Any:
    """A rule: these fields are times of the day, written as 09:05."""

    def time_is_one(record: Any) -> Problem | None:
        for name in names:
            text = getattr(record, name)
            if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
                said = _("“{text}” is not a time: write it as 09:05.").format(text=text)
                return Problem("time_odd", said, name, BLOCKS_SHARING)
        return None

    return time_is_one


def referral_is_addressed(name: str, code: str) -> Any:
    """A rule: what is referred (the field `name` says `code`) says to which committee."""

    def referred_to_somebody(record: Any) -> Problem | None:
        if getattr(record, name) == code and not record.referred_to:
            return Problem("referred_to_nobody", _("To which committee is it referred?"), "referred_to", WARNING)
        return None

    return referred_to_somebody


def place_known(record: Any) -> Problem | None:
    """A row is about a place of any level; text that is in no gazetteer is kept, but the row cannot be shared."""
    if record.place is None and record.place_as_written:
        text = _("“{text}” is in no list of places: choose the place.").format(text=record.place_as_written)
        return Problem("place_unknown", text, "place", BLOCKS_SHARING)
    return None
