"""Organisation: who is who."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Date, Flag, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order, named
from app.words import N_


class Organisation(Record, table=True):
    """An organisation that coordinates, funds or does something somewhere."""

    title = N_("Organisation")
    titles = N_("Organisations")
    called_by = "name"
    searched = True

    name: str | None = field(Text(300), N_("Name"), required=True, hxl="#org+name", index=True)
    acronym: str | None = field(Text(60), N_("Acronym"), hxl="#org+acronym")
    aliases: list[str] | None = field(Tags(), N_("Also written as"), hxl="#org+alias")
    type: str | None = field(Choice("organisation_type"), N_("Type"), required=True, hxl="#org+type")
    scope: str | None = field(Choice("scope"), N_("Scope"), hxl="#org+scope")
    local: bool | None = field(Flag(), N_("Local organisation"), hxl="#org+local")
    domain: str | None = field(Choice("domain"), N_("Domain"), hxl="#org+domain")
    women_led: bool | None = field(Flag(), N_("Women-led"), hxl="#org+women_led")
    registration_number: str | None = field(Text(80), N_("Registration number"), hxl="#org+id")
    parent: str | None = field(Ref("organisation"), N_("Part of"), hxl="#org+parent")
    website: str | None = field(Text(300), N_("Website"), hxl="#contact+url")
    active_from: dt.date | None = field(Date(), N_("Active from"), hxl="#date+start")
    active_to: dt.date | None = field(Date(), N_("Active until"), hxl="#date+end")
    merged_into: str | None = field(Ref("organisation"), N_("Is the same as"), hxl="#org+merged")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "acronym", "type", "domain", "local")
    sections = {
        N_("Organisation"): ("name", "acronym", "type", "domain", "local"),
        N_("More"): (
            "aliases",
            "scope",
            "women_led",
            "registration_number",
            "parent",
            "website",
            "active_from",
            "active_to",
            "merged_into",
            "remarks",
        ),
    }
    natural_key = ("name",)
    rules = (named, dates_in_order("active_from", "active_to"))
