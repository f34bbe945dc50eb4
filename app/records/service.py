"""Service: where to send a family. What is offered, for whom, where, when, and who may refer."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_


class Service(Record, table=True):
    """Something that people can be sent to."""

    title = N_("Service")
    titles = N_("Services")
    called_by = "name"
    searched = True

    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    name: str | None = field(Text(200), N_("What is offered"), required=True, hxl="#service+name")
    sector: str | None = field(Choice("sector"), N_("Sector"), hxl="#sector+cluster+name")
    for_whom: str | None = field(Text(300), N_("For whom"), hxl="#beneficiary")
    population_groups: list[str] | None = field(
        Tags("population_group"), N_("Population groups"), hxl="#beneficiary+type"
    )
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    site: str | None = field(Ref("site"), N_("Site"), hxl="#loc+name")
    address: str | None = field(Text(300), N_("How to find it"), hxl="#loc+address")
    hours: str | None = field(Text(200), N_("Opening hours"), hxl="#service+hours")
    cost: str | None = field(Text(200), N_("Cost"), hxl="#service+cost")
    phone: str | None = field(Text(80), N_("Phone of the service"), hxl="#service+phone")
    who_may_refer: str | None = field(Text(300), N_("Who may refer"), hxl="#service+referral")
    checked_on: dt.date | None = field(Date(), N_("Checked on"), hxl="#date+checked")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "organisation", "sector", "place", "phone", "checked_on")
    sections = {
        N_("Service"): ("name", "organisation", "sector", "for_whom", "place", "phone", "hours", "cost"),
        N_("More"): ("who_may_refer", "checked_on", "population_groups", "site", "address", "remarks"),
    }
    natural_key = ("organisation", "name", "place")
    rules = (named,)
    root = ("place", "place")
