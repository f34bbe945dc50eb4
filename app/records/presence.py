"""Presence: an organisation, a sector and a place, and no more. Many 3W files publish nothing else."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Count, Date, LongText, Ref, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order, place_known
from app.words import N_


class Presence(Record, table=True):
    """Somebody said that an organisation works in a sector at a place: never an invented activity."""

    title = N_("Presence")
    titles = N_("Presences")

    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    role: str | None = field(Choice("organisation_role"), N_("Role"), hxl="#org+role")
    sector: str | None = field(Choice("sector"), N_("Sector"), required=True, hxl="#sector+cluster+name")
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    place_as_written: str | None = field(Text(500), N_("Place as written"), hxl="#loc+written")
    as_of: dt.date | None = field(Date(), N_("As of"), hxl="#date+start")
    as_of_end: dt.date | None = field(Date(), N_("Until"), hxl="#date+end")
    source: str | None = field(Text(300), N_("Source"), hxl="#meta+source")
    line_count: int | None = field(Count(), N_("Lines that said so"), hxl="#meta+count")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("organisation", "sector", "place", "as_of", "line_count")
    sections = {
        N_("Presence"): ("organisation", "sector", "place", "as_of"),
        N_("More"): ("role", "place_as_written", "as_of_end", "source", "line_count", "remarks"),
    }
    natural_key = ("organisation", "sector", "place", "as_of")
    rules = (place_known, dates_in_order("as_of", "as_of_end"))
    root = ("place", "place")
