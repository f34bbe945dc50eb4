"""Edition: what a meeting saw, numbered and frozen; and ExportLog: what went to whom."""

from __future__ import annotations

import datetime as dt

from app.fields import Count, Date, Flag, LongText, Ref, Text, field
from app.records.base import Record
from app.words import N_


class Edition(Record, table=True):
    """A frozen, re-openable state of the matrix. Its rows are kept on the laptop that made it."""

    title = N_("Edition")
    titles = N_("Editions")
    called_by = "name"
    searched = True

    number: int | None = field(Count(), N_("Number"), required=True, hxl="#meta+edition")
    name: str | None = field(Text(200), N_("Name"), hxl="#meta+name")
    cut_off: dt.date | None = field(Date(), N_("Cut-off"), required=True, hxl="#date+cutoff")
    round: str | None = field(Ref("reporting_round"), N_("Round"), hxl="#meta+round")
    place: str | None = field(Ref("place"), N_("Place"), hxl="#loc+code")
    filter: str | None = field(LongText(), N_("Filter"), hxl="#meta+filter")
    expected: int | None = field(Count(), N_("Organisations expected"), hxl="#org+expected+num")
    reported: int | None = field(Count(), N_("Organisations that reported"), hxl="#org+reported+num")
    nil: int | None = field(Count(), N_("Nil returns"), hxl="#org+nil+num")
    silent: int | None = field(Count(), N_("Silent organisations"), hxl="#org+silent+num")
    rows: int | None = field(Count(), N_("Rows"), hxl="#meta+count")
    validated: int | None = field(Count(), N_("Rows validated"), hxl="#meta+validated+num")
    reopened: bool | None = field(Flag(), N_("Opened again"), hxl="#meta+reopened")

    listed = ("number", "name", "cut_off", "rows", "reported")
    sections = {
        N_("Edition"): (
            "number",
            "name",
            "cut_off",
            "round",
            "place",
            "filter",
            "expected",
            "reported",
            "nil",
            "silent",
            "rows",
            "validated",
            "reopened",
        )
    }
    natural_key = ("number",)
    root = ("place", "place")


class ExportLog(Record, table=True):
    """One file that left: what, to whom, which edition, public or internal."""

    title = N_("Export")
    titles = N_("Exports")
    called_by = "file"

    file: str | None = field(Text(500), N_("File"), required=True, hxl="#meta+file")
    recipient: str | None = field(Text(200), N_("Recipient"), hxl="#org+recipient")
    made_on: dt.date | None = field(Date(), N_("Made on"), hxl="#date")
    edition: str | None = field(Ref("edition"), N_("Edition"), hxl="#meta+edition")
    public: bool | None = field(Flag(), N_("Public"), hxl="#meta+public")
    profile: str | None = field(Text(10), N_("Profile"), hxl="#meta+profile")
    filter: str | None = field(LongText(), N_("Filter"), hxl="#meta+filter")
    rows: int | None = field(Count(), N_("Rows"), hxl="#meta+count")
    place: str | None = field(Ref("place"), N_("Place"), hxl="#loc+code")

    listed = ("made_on", "file", "recipient", "edition", "public", "rows")
    sections = {
        N_("Export"): ("file", "recipient", "made_on", "edition", "public", "profile", "filter", "rows", "place")
    }
    natural_key = ("file", "made_on")
    root = ("place", "place")
