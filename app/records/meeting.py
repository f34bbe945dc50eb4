"""Meeting: one sitting of a committee, with its AgendaItems in order and the Attendance of who came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.errors import BLOCKS_SHARING, WARNING, Problem
from app.fields import Choice, Count, Date, Flag, LongText, Ref, Text, field
from app.records.base import Record
from app.records.rules import clock_times, dates_in_order
from app.words import N_, _


def ends_after_it_begins(record: Any) -> Problem | None:
    """A meeting ends after it began, on the same day."""
    if record.starts_at and record.ends_at and record.ends_at < record.starts_at:
        text = _("The meeting ends ({end}) before it begins ({start}).").format(
            end=record.ends_at, start=record.starts_at
        )
        return Problem("ends_before_it_begins", text, "ends_at", WARNING)
    return None


def somebody_came(record: Any) -> Problem | None:
    """A line of attendance names a person or an organisation."""
    if not record.organisation and not record.person and not (record.name or "").strip():
        return Problem("nobody_named", _("Say who it was: a name or an organisation."), "name", BLOCKS_SHARING)
    return None


class Meeting(Record, table=True):
    """One sitting of a committee: announced, held, and its minutes circulated and approved."""

    title = N_("Meeting")
    titles = N_("Meetings")

    forum: str | None = field(
        Ref("forum"), N_("Committee or coordination group"), required=True, hxl="#meta+forum", index=True
    )
    number: int | None = field(Count(), N_("Number"), hxl="#meta+meeting+number")
    date: dt.date | None = field(Date(), N_("Date"), required=True, hxl="#date+meeting", index=True)
    starts_at: str | None = field(Text(5), N_("Begins at"), hxl="#date+time+start")
    ends_at: str | None = field(Text(5), N_("Ends at"), hxl="#date+time+end")
    venue: str | None = field(Text(200), N_("Venue"), hxl="#loc+venue")
    mode: str | None = field(Choice("meeting_mode"), N_("How people meet"), hxl="#meta+meeting+mode")
    status: str | None = field(Choice("meeting_status"), N_("Status"), required=True, hxl="#status")
    language: str | None = field(Choice("language"), N_("Language of the minutes"), hxl="#meta+language")
    chaired_by: str | None = field(Ref("organisation"), N_("Chaired by"), hxl="#org+chair")
    minutes: str | None = field(Choice("minutes_state"), N_("Minutes"), hxl="#status+minutes")
    circulated_on: dt.date | None = field(Date(), N_("Minutes circulated on"), hxl="#date+circulated")
    corrected_on: dt.date | None = field(Date(), N_("Minutes corrected on"), hxl="#date+corrected")
    approved_on: dt.date | None = field(Date(), N_("Minutes approved on"), hxl="#date+approved")
    next_on: dt.date | None = field(Date(), N_("Next meeting on"), hxl="#date+next")
    edition: str | None = field(Ref("edition"), N_("Edition of the workbook"), hxl="#meta+edition")
    text_kept: str | None = field(LongText(), N_("Minutes as they were received"), hxl="#meta+minutes")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("forum", "number", "date", "status", "minutes")
    sections = {
        N_("Meeting"): ("forum", "number", "date", "starts_at", "ends_at", "venue", "mode", "status"),
        N_("Minutes"): ("language", "chaired_by", "minutes", "circulated_on", "corrected_on", "approved_on", "next_on"),
        N_("More"): ("edition", "text_kept", "remarks"),
    }
    natural_key = ("forum", "date")
    rules = (clock_times("starts_at", "ends_at"), ends_after_it_begins, dates_in_order("date", "next_on"))
    root = ("parent", "forum")


class AgendaItem(Record, table=True):
    """What a meeting talks about, and what was said. What is not for circulation only coordinating offices see."""

    title = N_("Agenda item")
    titles = N_("Agenda items")
    called_by = "topic"
    searched = True

    meeting: str | None = field(Ref("meeting"), N_("Meeting"), required=True, hxl="#meta+meeting", index=True)
    order: int | None = field(Count(), N_("Place in the agenda"), hxl="#meta+order")
    topic: str | None = field(Text(300), N_("Topic"), required=True, hxl="#meta+topic")
    raised_by: str | None = field(Ref("organisation"), N_("Raised by"), hxl="#org+raised")
    minutes_planned: int | None = field(Count(), N_("Minutes planned"), hxl="#meta+minutes+planned")
    began_at: str | None = field(Text(5), N_("Begun at"), hxl="#date+time+start")
    ended_at: str | None = field(Text(5), N_("Ended at"), hxl="#date+time+end")
    discussion: str | None = field(LongText(), N_("Discussion"), hxl="#meta+discussion")
    not_for_circulation: bool | None = field(Flag(), N_("Not for circulation"), hxl="#meta+closed")
    comes_from: str | None = field(Text(80), N_("Proposed because of"), hxl="#meta+origin")

    listed = ("meeting", "order", "topic", "raised_by", "minutes_planned")
    sections = {
        N_("Agenda item"): ("meeting", "order", "topic", "raised_by", "minutes_planned", "not_for_circulation"),
        N_("Minutes"): ("discussion", "began_at", "ended_at"),
        N_("More"): ("comes_from",),
    }
    natural_key = ("meeting", "topic")
    rules = (clock_times("began_at", "ended_at"),)
    root = ("parent", "meeting")
    kept_in_offices = "not_for_circulation"


class Attendance(Record, table=True):
    """Who was there, who sent apologies, who came without being a member."""

    title = N_("Attendance")
    titles = N_("Attendance")

    meeting: str | None = field(Ref("meeting"), N_("Meeting"), required=True, hxl="#meta+meeting", index=True)
    organisation: str | None = field(Ref("organisation"), N_("Organisation"), hxl="#org+name", index=True)
    person: str | None = field(Ref("contact"), N_("Person"), hxl="#contact")
    name: str | None = field(Text(200), N_("Name"), hxl="#contact+name")
    state: str | None = field(Choice("attendance_state"), N_("Attendance"), required=True, hxl="#status")
    stands_for: str | None = field(Ref("contact"), N_("Stands for"), hxl="#contact+alternate")

    listed = ("meeting", "name", "organisation", "state")
    sections = {N_("Attendance"): ("meeting", "name", "organisation", "state", "person", "stands_for")}
    natural_key = ("meeting", "organisation", "name")
    rules = (somebody_came,)
    root = ("parent", "meeting")
