"""Decision: what a committee agreed, endorsed, referred to a higher one, or put off."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Count, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import referral_is_addressed, worded
from app.words import N_


class Decision(Record, table=True):
    """What was decided. It lies where the agenda item lies in which it was decided, and is as restricted."""

    title = N_("Decision")
    titles = N_("Decisions")
    called_by = "text"
    searched = True

    raised_in: str | None = field(Choice("raised_in"), N_("Decided in a"), required=True, hxl="#meta+origin")
    raised_in_id: str | None = field(Text(64), N_("Decided in"), required=True, hxl="#meta+origin+id", index=True)
    forum: str | None = field(Ref("forum"), N_("Committee or coordination group"), hxl="#meta+forum", index=True)
    meeting: str | None = field(Ref("meeting"), N_("Meeting"), hxl="#meta+meeting", index=True)
    order: int | None = field(Count(), N_("Place in the minutes"), hxl="#meta+order")
    text: str | None = field(LongText(2000), N_("Decision"), required=True, hxl="#description")
    kind: str | None = field(Choice("decision_kind"), N_("Kind of decision"), hxl="#meta+decision")
    proposed_by: str | None = field(Ref("organisation"), N_("Proposed by"), hxl="#org+proposed")
    dissent: str | None = field(LongText(), N_("Dissent"), hxl="#description+dissent")
    supersedes: str | None = field(Ref("decision"), N_("Takes the place of"), hxl="#meta+supersedes")
    referred_to: str | None = field(Ref("forum"), N_("Referred to"), hxl="#meta+forum+higher")
    answer: str | None = field(LongText(), N_("Answer of the higher committee"), hxl="#description+answer")
    answered_on: dt.date | None = field(Date(), N_("Answered on"), hxl="#date+answered")
    factor: str | None = field(Choice("enabler"), N_("What made it possible, or stood in its way"), hxl="#meta+factor")
    complementary: list[str] | None = field(
        Tags(to="activity"), N_("Activities that complement each other"), hxl="#activity+complementary"
    )

    listed = ("text", "kind", "forum", "meeting", "proposed_by")
    sections = {
        N_("Decision"): ("text", "kind", "proposed_by", "dissent", "forum", "meeting"),
        N_("Referred to a higher committee"): ("referred_to", "answer", "answered_on"),
        N_("More"): ("complementary", "supersedes", "factor", "raised_in", "raised_in_id", "order"),
    }
    rules = (worded, referral_is_addressed("kind", "refer"))
    root = ("owner", "raised_in", "raised_in_id")
