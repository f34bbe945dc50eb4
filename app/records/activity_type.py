"""ActivityType: the list of kinds of work of a sector, with the unit it is counted in."""

from __future__ import annotations

from app.fields import Choice, Flag, Tags, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_


class ActivityType(Record, table=True):
    """One kind of activity, as the sector's coordination group names it."""

    title = N_("Activity type")
    titles = N_("Activity types")
    called_by = "name"
    searched = True

    name: str | None = field(Text(300), N_("Name"), required=True, hxl="#activity+name")
    sector: str | None = field(Choice("sector"), N_("Sector"), hxl="#sector+cluster+name")
    unit: str | None = field(Text(60), N_("Unit"), hxl="#output+unit")
    counts_people: bool | None = field(Flag(), N_("The unit counts people"), hxl="#output+people")
    aliases: list[str] | None = field(Tags(), N_("Also written as"), hxl="#activity+alias")

    listed = ("name", "sector", "unit")
    sections = {N_("Activity type"): ("name", "sector", "unit", "counts_people", "aliases")}
    natural_key = ("sector", "name")
    rules = (named,)
