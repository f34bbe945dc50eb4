"""Synonym: a person's answer to “what does this text mean?”, remembered for the next file."""

from __future__ import annotations

from app.fields import Ref, Tags, Text, field
from app.records.base import Record
from app.words import N_


class Synonym(Record, table=True):
    """`written`, when it stands for a record of type or a code of list `about`, means these; an empty answer names
    nobody.
    """

    title = N_("Remembered answer")
    titles = N_("Remembered answers")
    called_by = "written"

    about: str | None = field(Text(60), N_("About"), required=True, hxl="#meta+about")
    written: str | None = field(Text(500), N_("As written"), required=True, hxl="#meta+written")
    within: str | None = field(Ref("place"), N_("Within"), hxl="#loc+parent")
    means: list[str] | None = field(Tags(), N_("Means"), hxl="#meta+means")

    listed = ("about", "written", "means", "within")
    sections = {N_("Remembered answer"): ("about", "written", "within", "means")}
    natural_key = ("about", "written", "within")
