"""Site: a camp, school, health post or distribution point."""

from __future__ import annotations

from app.fields import Choice, Coordinate, Ref, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_


class Site(Record, table=True):
    """A point smaller than any administrative place. Sites of child protection and GBV work start at high
    sensitivity.
    """

    title = N_("Site")
    titles = N_("Sites")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#loc+name")
    type: str | None = field(Choice("site_type"), N_("Type"), hxl="#loc+type")
    place: str | None = field(Ref("place"), N_("Place"), required=True, hxl="#loc+code")
    latitude: float | None = field(Coordinate(90.0), N_("Latitude"), hxl="#geo+lat")
    longitude: float | None = field(Coordinate(180.0), N_("Longitude"), hxl="#geo+lon")

    listed = ("name", "type", "place")
    sections = {N_("Site"): ("name", "type", "place", "latitude", "longitude")}
    natural_key = ("name", "place")
    rules = (named,)
    root = ("place", "place")
