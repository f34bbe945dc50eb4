"""Shock: the cyclone, drought, conflict or price rise that a response answers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.errors import WARNING, Problem
from app.fields import Choice, Date, Tags, Text, field
from app.records.base import Record
from app.records.rules import dates_in_order, named
from app.words import N_, _


def glide_is_one(record: Any) -> Problem | None:
    """A GLIDE number reads TC-2019-000021-MOZ (glidenumber.net)."""
    if record.glide and not re.fullmatch(r"[A-Z]{2}-\d{4}-\d{6}(-[A-Z]{3})?", record.glide):
        return Problem("glide_odd", _("A GLIDE number looks like TC-2019-000021-MOZ."), "glide", WARNING)
    return None


class Shock(Record, table=True):
    """An event with a beginning that people respond to."""

    title = N_("Shock")
    titles = N_("Shocks")
    called_by = "name"
    searched = True

    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#crisis+name")
    hazard: str | None = field(Choice("hazard"), N_("Hazard"), hxl="#crisis+type")
    glide: str | None = field(Text(30), N_("GLIDE number"), hxl="#crisis+code")
    phase: str | None = field(Choice("phase"), N_("Phase"), hxl="#crisis+phase")
    start: dt.date | None = field(Date(), N_("Start"), hxl="#date+start")
    end: dt.date | None = field(Date(), N_("End"), hxl="#date+end")
    places: list[str] | None = field(Tags(to="place"), N_("Places"), hxl="#loc+affected")

    listed = ("name", "hazard", "start", "phase")
    sections = {N_("Shock"): ("name", "hazard", "start", "end", "places"), N_("More"): ("glide", "phase")}
    natural_key = ("name",)
    rules = (named, glide_is_one, dates_in_order("start", "end"))
