"""ReportingRound: who is expected to report what by when, and RoundReply: what came of it."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Count, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order
from app.words import N_


class ReportingRound(Record, table=True):
    """One call for rows: a period, sectors, places, a deadline and who is expected."""

    title = N_("Round")
    titles = N_("Rounds")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#meta+round")
    period_start: dt.date | None = field(Date(), N_("Period from"), required=True, hxl="#date+start")
    period_end: dt.date | None = field(Date(), N_("Period to"), required=True, hxl="#date+end")
    deadline: dt.date | None = field(Date(), N_("Deadline"), required=True, hxl="#date+deadline")
    sectors: list[str] | None = field(Tags("sector"), N_("Sectors"), hxl="#sector")
    place: str | None = field(Ref("place"), N_("Place"), hxl="#loc+code")
    expected: list[str] | None = field(Tags(to="organisation"), N_("Expected organisations"), hxl="#org+expected")
    closed_on: dt.date | None = field(Date(), N_("Closed on"), hxl="#date+closed")

    listed = ("name", "period_start", "period_end", "deadline", "closed_on")
    sections = {
        N_("Round"): ("name", "period_start", "period_end", "deadline", "place", "sectors", "expected", "closed_on")
    }
    natural_key = ("name",)
    rules = (dates_in_order("period_start", "period_end"),)
    root = ("place", "place")


class RoundReply(Record, table=True):
    """What one organisation answered to a round."""

    title = N_("Reply to a round")
    titles = N_("Replies to rounds")

    round: str | None = field(Ref("reporting_round"), N_("Round"), required=True, hxl="#meta+round", index=True)
    organisation: str | None = field(Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name")
    state: str | None = field(Choice("round_state"), N_("State"), required=True, hxl="#status")
    received_on: dt.date | None = field(Date(), N_("Received on"), hxl="#date+received")
    rows: int | None = field(Count(), N_("Rows"), hxl="#meta+count")
    reminded_on: dt.date | None = field(Date(), N_("Reminded on"), hxl="#date+reminded")
    validated_by: str | None = field(Text(200), N_("Validated by"), hxl="#meta+validator")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("round", "organisation", "state", "received_on", "rows")
    sections = {
        N_("Reply to a round"): (
            "round",
            "organisation",
            "state",
            "received_on",
            "rows",
            "reminded_on",
            "validated_by",
            "remarks",
        )
    }
    natural_key = ("round", "organisation")
    root = ("parent", "round")
