"""ActionPoint: who does what by when, until it is done, and verified where it matters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.errors import BLOCKS_SHARING, WARNING, Problem
from app.fields import Choice, Count, Date, Flag, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import referral_is_addressed, worded
from app.words import N_, _


def second_person_verifies(record: Any) -> Problem | None:
    """What has high priority is verified by somebody who did not do it himself."""
    if not record.high_priority or record.status != "done":
        return None
    if not record.verified_by:
        text = _("It has high priority: a second person verifies that it is done.")
        return Problem("not_verified", text, "verified_by", WARNING)
    if record.done_by and record.verified_by.strip().casefold() == record.done_by.strip().casefold():
        text = _("The person who verifies it is not the one who did it.")
        return Problem("verified_by_oneself", text, "verified_by", BLOCKS_SHARING)
    return None


def blocked_for_a_reason(record: Any) -> Problem | None:
    """What is blocked says which of the seven success factors is missing (Smith, SPACE 2021)."""
    if record.status == "blocked" and not record.blocked_by:
        return Problem("blocked_without_reason", _("What stands in its way?"), "blocked_by", BLOCKS_SHARING)
    return None


class ActionPoint(Record, table=True):
    """A task that somebody took on. It lies where it was raised, and is as restricted."""

    title = N_("Action point")
    titles = N_("Action points")
    called_by = "text"
    searched = True

    raised_in: str | None = field(Choice("raised_in"), N_("Raised in a"), required=True, hxl="#meta+origin")
    raised_in_id: str | None = field(Text(64), N_("Raised in"), required=True, hxl="#meta+origin+id", index=True)
    forum: str | None = field(Ref("forum"), N_("Committee or coordination group"), hxl="#meta+forum", index=True)
    meeting: str | None = field(Ref("meeting"), N_("Meeting"), hxl="#meta+meeting", index=True)
    order: int | None = field(Count(), N_("Place in the minutes"), hxl="#meta+order")
    reference: str | None = field(Text(40), N_("Reference"), hxl="#meta+id+action")
    text: str | None = field(LongText(2000), N_("Action point"), required=True, hxl="#description")
    assigned_to: list[str] | None = field(
        Tags(to="organisation"), N_("Assigned to"), required=True, hxl="#org+assigned"
    )
    person: str | None = field(Text(200), N_("Person"), hxl="#contact+name")
    assigned_by: str | None = field(Ref("organisation"), N_("Assigned by"), hxl="#org+assigning")
    due: dt.date | None = field(Date(), N_("Due"), hxl="#date+due", index=True)
    high_priority: bool | None = field(Flag(), N_("High priority"), hxl="#meta+priority")
    status: str | None = field(Choice("action_status"), N_("Status"), required=True, hxl="#status")
    done_on: dt.date | None = field(Date(), N_("Done on"), hxl="#date+done")
    done_by: str | None = field(Text(200), N_("Done by"), hxl="#contact+done")
    verified_by: str | None = field(Text(200), N_("Verified by"), hxl="#contact+verified")
    verified_on: dt.date | None = field(Date(), N_("Verified on"), hxl="#date+verified")
    blocked_by: str | None = field(Choice("enabler"), N_("Blocked by"), hxl="#meta+barrier")
    unblocked_by: str | None = field(Choice("enabler"), N_("Unblocked by"), hxl="#meta+enabler")
    referred_to: str | None = field(Ref("forum"), N_("Referred to"), hxl="#meta+forum+higher")
    answer: str | None = field(LongText(), N_("Answer of the higher committee"), hxl="#description+answer")
    answered_on: dt.date | None = field(Date(), N_("Answered on"), hxl="#date+answered")
    comment: str | None = field(LongText(), N_("Comment"), hxl="#meta+remarks")

    listed = ("reference", "text", "assigned_to", "due", "status", "forum")
    sections = {
        N_("Action point"): ("text", "assigned_to", "person", "due", "status", "high_priority", "comment"),
        N_("When it is stuck"): ("blocked_by", "unblocked_by", "referred_to", "answer", "answered_on"),
        N_("When it is done"): ("done_on", "done_by", "verified_by", "verified_on"),
        N_("More"): ("reference", "assigned_by", "forum", "meeting", "raised_in", "raised_in_id", "order"),
    }
    rules = (worded, second_person_verifies, blocked_for_a_reason, referral_is_addressed("status", "referred"))
    root = ("owner", "raised_in", "raised_in_id")
