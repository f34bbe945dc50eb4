"""Place: P-codes, names, parents and validity, every level the pack has. Its id is its P-code."""

from __future__ import annotations

import datetime as dt

from app.fields import Count, Date, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order, named
from app.words import N_


class Place(Record, table=True):
    """An administrative place. P-codes are used again across releases: the key is (P-code, valid from)."""

    title = N_("Place")
    titles = N_("Places")
    called_by = "name"
    searched = True

    pcode: str | None = field(Text(40), N_("P-code"), required=True, hxl="#loc+code", index=True)
    level: int | None = field(Count(), N_("Level"), required=True, hxl="#loc+level")
    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#loc+name")
    alternative_names: list[str] | None = field(Tags(), N_("Other names"), hxl="#loc+alias")
    parent: str | None = field(Ref("place"), N_("Part of"), hxl="#loc+parent", index=True)
    country: str | None = field(Text(3), N_("Country code"), hxl="#country+code")
    valid_from: dt.date | None = field(Date(), N_("Valid from"), hxl="#date+start")
    valid_to: dt.date | None = field(Date(), N_("Valid until"), hxl="#date+end")
    replaced_by: str | None = field(Ref("place"), N_("Replaced by"), hxl="#loc+replaced")
    source: str | None = field(Text(200), N_("Source"), hxl="#meta+source")

    listed = ("pcode", "name", "level", "parent")
    sections = {
        N_("Place"): ("name", "pcode", "level", "parent"),
        N_("More"): ("alternative_names", "country", "valid_from", "valid_to", "replaced_by", "source"),
    }
    natural_key = ("pcode", "valid_from")
    rules = (named, dates_in_order("valid_from", "valid_to"))
