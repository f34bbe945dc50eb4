"""Protocol: what is done when something happens, with its steps by the clock (ProtocolStep)."""

from __future__ import annotations

from app.fields import Choice, Count, LongText, Ref, Text, field
from app.records.base import Record
from app.records.rules import named, worded
from app.words import N_


class Protocol(Record, table=True):
    """A trigger, a threshold, and who declares it; raising it makes its steps action points."""

    title = N_("Protocol")
    titles = N_("Protocols")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#meta+protocol+name")
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    hazard: str | None = field(Choice("hazard"), N_("Hazard"), hxl="#crisis+type")
    trigger: str | None = field(LongText(), N_("Trigger"), required=True, hxl="#description+trigger")
    threshold: str | None = field(Text(300), N_("Threshold"), hxl="#description+threshold")
    declared_by: str | None = field(Ref("organisation"), N_("Declared by"), hxl="#org+declaring")
    forum: str | None = field(Ref("forum"), N_("Committee or coordination group"), hxl="#meta+forum")
    agreement: str | None = field(Ref("agreement"), N_("Agreement"), hxl="#meta+agreement")
    contacts: str | None = field(LongText(), N_("Contingency contacts"), hxl="#contact+contingency")
    stock: str | None = field(LongText(), N_("Contingency stock"), hxl="#description+stock")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "hazard", "place", "declared_by", "threshold")
    sections = {
        N_("Protocol"): ("name", "place", "hazard", "trigger", "threshold", "declared_by"),
        N_("Contingency"): ("contacts", "stock"),
        N_("More"): ("forum", "agreement", "remarks"),
    }
    natural_key = ("name", "place")
    rules = (named,)
    root = ("place", "place")


class ProtocolStep(Record, table=True):
    """What one organisation does within 24 hours, 72 hours or 7 days."""

    title = N_("Step of a protocol")
    titles = N_("Steps of protocols")

    protocol: str | None = field(Ref("protocol"), N_("Protocol"), required=True, hxl="#meta+protocol", index=True)
    within: str | None = field(Choice("step_within"), N_("Within"), required=True, hxl="#date+within")
    order: int | None = field(Count(), N_("Place in the list"), hxl="#meta+order")
    text: str | None = field(LongText(2000), N_("Step"), required=True, hxl="#description")
    organisation: str | None = field(Ref("organisation"), N_("Organisation"), hxl="#org+name")

    listed = ("protocol", "within", "text", "organisation")
    sections = {N_("Step of a protocol"): ("protocol", "within", "order", "text", "organisation")}
    natural_key = ("protocol", "text")
    rules = (worded,)
    root = ("parent", "protocol")
