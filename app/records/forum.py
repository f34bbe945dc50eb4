"""Forum: a committee or coordination group, with who sits in it (Membership) and who pays for it (ConveningSupport)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.errors import WARNING, Problem
from app.fields import Amount, Choice, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import clock_times, dates_in_order, named
from app.words import N_, _


def rhythm_is_whole(record: Any) -> Problem | None:
    """A monthly meeting says on which weekday of which week, or nothing of both."""
    if record.week_of_month and not record.weekday:
        return Problem(
            "rhythm_without_weekday",
            _("The week of the month is given, but not the weekday: on which day does it meet?"),
            "weekday",
            WARNING,
        )
    return None


class Forum(Record, table=True):
    """Where organisations coordinate: a district committee, a sector group, a cash working group."""

    title = N_("Committee or coordination group")
    titles = N_("Committees and coordination groups")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#meta+forum+name")
    acronym: str | None = field(Text(40), N_("Acronym"), hxl="#meta+forum+acronym")
    kind: str | None = field(Choice("forum_type"), N_("Kind of group"), hxl="#meta+forum+type")
    place: str | None = field(Ref("place"), N_("Sits in"), required=True, hxl="#loc+code", index=True)
    places: list[str] | None = field(Tags(to="place"), N_("Places it covers"), hxl="#loc+covered")
    level: str | None = field(Choice("scope"), N_("Level"), hxl="#meta+forum+level")
    domain: str | None = field(Choice("domain"), N_("Domain"), hxl="#meta+forum+domain")
    sectors: list[str] | None = field(Tags("sector"), N_("Sectors"), hxl="#sector")
    mandate: str | None = field(LongText(), N_("Mandate"), hxl="#meta+forum+mandate")
    chair: str | None = field(Ref("organisation"), N_("Chair"), hxl="#org+chair")
    co_chairs: list[str] | None = field(Tags(to="organisation"), N_("Co-chairs"), hxl="#org+cochair")
    secretariat: str | None = field(Ref("organisation"), N_("Secretariat"), hxl="#org+secretariat")
    terms_agreed_on: dt.date | None = field(Date(), N_("Terms of reference agreed on"), hxl="#date+terms")
    review_on: dt.date | None = field(Date(), N_("Terms of reference reviewed by"), hxl="#date+review")
    frequency: str | None = field(Choice("frequency"), N_("Meets"), hxl="#frequency")
    week_of_month: str | None = field(Choice("week_of_month"), N_("Week of the month"), hxl="#date+week")
    weekday: str | None = field(Choice("weekday"), N_("Weekday"), hxl="#date+weekday")
    starts_at: str | None = field(Text(5), N_("Begins at"), hxl="#date+time")
    venue: str | None = field(Text(200), N_("Venue"), hxl="#loc+venue")
    language: str | None = field(Choice("language"), N_("Language of the minutes"), hxl="#meta+language")
    parent: str | None = field(Ref("forum"), N_("Reports to"), hxl="#meta+forum+parent")
    status: str | None = field(Choice("forum_status"), N_("Status"), hxl="#status")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "kind", "place", "chair", "secretariat", "frequency", "status")
    sections = {
        N_("Committee or coordination group"): (
            "name",
            "acronym",
            "kind",
            "place",
            "chair",
            "co_chairs",
            "secretariat",
        ),
        N_("When it meets"): ("frequency", "week_of_month", "weekday", "starts_at", "venue", "language"),
        N_("Mandate"): ("mandate", "terms_agreed_on", "review_on", "level", "domain", "sectors", "places", "parent"),
        N_("More"): ("status", "remarks"),
    }
    natural_key = ("name", "place")
    rules = (named, rhythm_is_whole, clock_times("starts_at"))
    root = ("place", "place")


class Membership(Record, table=True):
    """An organisation or a person in a committee, in a role, for a time."""

    title = N_("Member")
    titles = N_("Members")

    forum: str | None = field(
        Ref("forum"), N_("Committee or coordination group"), required=True, hxl="#meta+forum", index=True
    )
    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    person: str | None = field(Ref("contact"), N_("Person"), hxl="#contact+member")
    alternate: str | None = field(Ref("contact"), N_("Alternate"), hxl="#contact+alternate")
    role: str | None = field(Choice("member_role"), N_("Role"), hxl="#contact+role")
    since: dt.date | None = field(Date(), N_("Since"), hxl="#date+start")
    until: dt.date | None = field(Date(), N_("Until"), hxl="#date+end")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("organisation", "role", "person", "alternate", "since", "until")
    sections = {
        N_("Member"): ("forum", "organisation", "role", "person", "alternate"),
        N_("More"): ("since", "until", "remarks"),
    }
    natural_key = ("forum", "organisation", "role")
    rules = (dates_in_order("since", "until"),)
    root = ("parent", "forum")


class ConveningSupport(Record, table=True):
    """What an organisation gives so that a committee can meet: staff, a secretariat, a venue."""

    title = N_("Support to a committee")
    titles = N_("Support to committees")

    forum: str | None = field(
        Ref("forum"), N_("Committee or coordination group"), required=True, hxl="#meta+forum", index=True
    )
    organisation: str | None = field(Ref("organisation"), N_("Given by"), required=True, hxl="#org+funding", index=True)
    kind: str | None = field(Choice("convening_kind"), N_("Kind of support"), required=True, hxl="#meta+support")
    start: dt.date | None = field(Date(), N_("Start"), hxl="#date+start")
    end: dt.date | None = field(Date(), N_("End"), hxl="#date+end")
    value: str | None = field(Amount(), N_("Value"), hxl="#value")
    currency: str | None = field(Choice("currency"), N_("Currency"), hxl="#currency+code")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("forum", "organisation", "kind", "start", "end", "value", "currency")
    sections = {
        N_("Support to a committee"): ("forum", "organisation", "kind", "start", "end", "value", "currency", "remarks")
    }
    natural_key = ("forum", "organisation", "kind", "start")
    rules = (dates_in_order("start", "end"),)
    root = ("parent", "forum")
