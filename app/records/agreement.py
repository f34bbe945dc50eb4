"""Agreement: what organisations promised each other, with its Parties; Responsibility: whose job a function is (RACI)."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Count, Date, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order, named
from app.words import N_


class Agreement(Record, table=True):
    """A memorandum, a procedure, terms of reference: from when to when, and what it obliges to."""

    title = N_("Agreement")
    titles = N_("Agreements")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Title"), required=True, hxl="#meta+agreement+name")
    kind: str | None = field(Choice("agreement_kind"), N_("Kind of agreement"), hxl="#meta+agreement+type")
    reference: str | None = field(Text(80), N_("Reference"), hxl="#meta+agreement+id")
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    domain: str | None = field(Choice("domain"), N_("Domain"), hxl="#meta+agreement+domain")
    sectors: list[str] | None = field(Tags("sector"), N_("Sectors"), hxl="#sector")
    forum: str | None = field(Ref("forum"), N_("Committee or coordination group"), hxl="#meta+forum")
    signed_on: dt.date | None = field(Date(), N_("Signed on"), hxl="#date+signed")
    start: dt.date | None = field(Date(), N_("Start"), hxl="#date+start")
    end: dt.date | None = field(Date(), N_("End"), hxl="#date+end", index=True)
    notice_days: int | None = field(Count(), N_("Days of notice before it ends"), hxl="#meta+notice")
    status: str | None = field(Choice("agreement_status"), N_("Status"), hxl="#status")
    obligations: str | None = field(LongText(), N_("Obligations"), hxl="#description+obligations")
    supersedes: str | None = field(Ref("agreement"), N_("Takes the place of"), hxl="#meta+supersedes")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "kind", "place", "status", "start", "end")
    sections = {
        N_("Agreement"): ("name", "kind", "place", "status", "signed_on", "start", "end", "notice_days"),
        N_("What it says"): ("obligations", "domain", "sectors", "forum"),
        N_("More"): ("reference", "supersedes", "remarks"),
    }
    natural_key = ("name", "place")
    rules = (named, dates_in_order("start", "end"))
    root = ("place", "place")


class Party(Record, table=True):
    """An organisation that is bound by an agreement."""

    title = N_("Party")
    titles = N_("Parties")

    agreement: str | None = field(Ref("agreement"), N_("Agreement"), required=True, hxl="#meta+agreement", index=True)
    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    role: str | None = field(Choice("party_role"), N_("Role"), hxl="#org+role")
    signed_by: str | None = field(Text(200), N_("Signed by"), hxl="#contact+signed")
    signed_on: dt.date | None = field(Date(), N_("Signed on"), hxl="#date+signed")
    obligations: str | None = field(LongText(), N_("Obligations"), hxl="#description+obligations")

    listed = ("agreement", "organisation", "role", "signed_by", "signed_on")
    sections = {N_("Party"): ("agreement", "organisation", "role", "signed_by", "signed_on", "obligations")}
    natural_key = ("agreement", "organisation")
    root = ("parent", "agreement")


class Responsibility(Record, table=True):
    """One cell of the grid of roles: what an organisation has to do with a function at a place."""

    title = N_("Responsibility")
    titles = N_("Responsibilities")

    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    function: str | None = field(
        Choice("coordination_function"), N_("Function"), required=True, hxl="#activity+function"
    )
    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    raci: str | None = field(Choice("raci"), N_("Role"), required=True, hxl="#org+role+raci")
    agreement: str | None = field(Ref("agreement"), N_("Agreement"), hxl="#meta+agreement")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("function", "organisation", "raci", "place", "agreement")
    sections = {N_("Responsibility"): ("place", "function", "organisation", "raci", "agreement", "remarks")}
    natural_key = ("place", "function", "organisation")
    root = ("place", "place")
