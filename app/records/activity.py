"""Activity: one line of work at one place of any level."""

from __future__ import annotations

import datetime as dt

from app.fields import Amount, Choice, Count, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import cash_is_described, dates_in_order, place_known, srsp_only_when_linked
from app.words import N_


class Activity(Record, table=True):
    """Who does what, where, when, for whom; what was delivered stands in its figures."""

    title = N_("Activity")
    titles = N_("Activities")
    searched = True

    lead: str | None = field(
        Ref("organisation"), N_("Lead organisation"), required=True, hxl="#org+prog+name", index=True
    )
    implementing: list[str] | None = field(
        Tags(to="organisation"), N_("Implementing organisations"), hxl="#org+impl+name"
    )
    funding: list[str] | None = field(Tags(to="organisation"), N_("Donors"), hxl="#org+funding+name")
    government_counterpart: str | None = field(Ref("organisation"), N_("Government counterpart"), hxl="#org+gov+name")
    reporting_organisation: str | None = field(
        Ref("organisation"), N_("Reporting organisation"), hxl="#org+reporting+name"
    )
    sector: str | None = field(Choice("sector"), N_("Sector"), required=True, hxl="#sector+cluster+name")
    sub_sector: str | None = field(Text(200), N_("Sub-sector"), hxl="#subsector+name")
    activity_type: str | None = field(Ref("activity_type"), N_("Activity type"), hxl="#activity+name")
    description: str | None = field(LongText(), N_("Description"), hxl="#description")
    domain: str | None = field(Choice("domain"), N_("Domain"), hxl="#activity+domain")
    programme: str | None = field(Ref("programme"), N_("Programme"), hxl="#activity+programme+name")
    plan_code: str | None = field(Text(120), N_("Plan or appeal code"), hxl="#activity+project+code")
    srsp_option: str | None = field(Choice("srsp_option"), N_("Shock-responsive option"), hxl="#activity+srsp")
    delivery_stages: list[str] | None = field(Tags("delivery_stage"), N_("Delivery stages"), hxl="#activity+stage")
    modality: str | None = field(Choice("modality"), N_("Modality"), hxl="#modality")
    mechanism: str | None = field(Choice("mechanism"), N_("Delivery mechanism"), hxl="#channel")
    conditionality: str | None = field(Choice("conditionality"), N_("Conditionality"), hxl="#modality+conditionality")
    restriction: str | None = field(Choice("restriction"), N_("Restriction"), hxl="#modality+restriction")
    transfer_value: str | None = field(Amount(), N_("Transfer value per household and round"), hxl="#value+transfer")
    currency: str | None = field(Choice("currency"), N_("Currency"), hxl="#currency+code")
    frequency: str | None = field(Choice("frequency"), N_("Frequency"), hxl="#frequency")
    agreement: str | None = field(Ref("agreement"), N_("Agreement"), hxl="#meta+agreement", since=2)
    shock: str | None = field(Ref("shock"), N_("Shock"), hxl="#crisis+name")
    status: str | None = field(Choice("status"), N_("Status"), hxl="#status")
    start: dt.date | None = field(Date(), N_("Start"), hxl="#date+start")
    end: dt.date | None = field(Date(), N_("End"), hxl="#date+end")
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    place_as_written: str | None = field(Text(500), N_("Place as written"), hxl="#loc+written")
    further_places: str | None = field(Text(1000), N_("Further places as written"), hxl="#loc+further")
    site: str | None = field(Ref("site"), N_("Site"), hxl="#loc+name")
    population_group: str | None = field(Choice("population_group"), N_("Population group"), hxl="#beneficiary+type")
    households_targeted: int | None = field(Count(), N_("Households targeted"), hxl="#targeted+hh")
    people_targeted: int | None = field(Count(), N_("People targeted"), hxl="#targeted+ind")
    focal_point: str | None = field(Ref("contact"), N_("Focal point"), hxl="#contact+name")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")
    sender_row_id: str | None = field(Text(200), N_("Sender's row number"), hxl="#meta+sender")
    line_count: int | None = field(Count(), N_("Lines that said so"), hxl="#meta+count")

    listed = ("lead", "implementing", "sector", "activity_type", "place", "status", "start", "end", "people_targeted")
    sections = {
        N_("What and where"): ("lead", "sector", "activity_type", "place", "status", "start", "end", "implementing"),
        N_("For whom"): ("population_group", "households_targeted", "people_targeted"),
        N_("How"): (
            "domain",
            "modality",
            "mechanism",
            "transfer_value",
            "currency",
            "frequency",
            "conditionality",
            "restriction",
            "delivery_stages",
            "programme",
            "srsp_option",
            "description",
            "sub_sector",
        ),
        N_("More"): (
            "funding",
            "government_counterpart",
            "reporting_organisation",
            "focal_point",
            "shock",
            "agreement",
            "plan_code",
            "site",
            "place_as_written",
            "further_places",
            "remarks",
            "sender_row_id",
            "line_count",
        ),
    }
    natural_key = ("lead", "sector", "activity_type", "place", "start")
    rules = (place_known, dates_in_order("start", "end"), cash_is_described, srsp_only_when_linked)
    root = ("place", "place")
