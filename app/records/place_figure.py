"""PlaceFigure: population, people in need, people targeted. Without it a gap cannot be said."""

from __future__ import annotations

import datetime as dt

from app.fields import Choice, Count, Date, Ref, Text, field
from app.records.base import Record
from app.words import N_


class PlaceFigure(Record, table=True):
    """A published figure about a place, for all people or one group, for all sectors or one."""

    title = N_("Figure of a place")
    titles = N_("Figures of places")

    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code", index=True)
    kind: str | None = field(Choice("place_figure_kind"), N_("What is counted"), required=True, hxl="#indicator+type")
    group: str | None = field(Choice("population_group"), N_("Population group"), hxl="#population+type")
    sector: str | None = field(Choice("sector"), N_("Sector"), hxl="#sector+cluster+name")
    value: int | None = field(Count(), N_("People"), required=True, hxl="#population+ind")
    source: str | None = field(Text(300), N_("Source"), hxl="#meta+source")
    date: dt.date | None = field(Date(), N_("Date"), hxl="#date")

    listed = ("place", "kind", "group", "sector", "value", "date")
    sections = {N_("Figure of a place"): ("place", "kind", "group", "sector", "value", "source", "date")}
    natural_key = ("place", "kind", "group", "sector", "date")
    root = ("place", "place")
