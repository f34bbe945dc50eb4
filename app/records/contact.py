"""Contact: whom to call. Coordinating offices of its place see it; files list it only with consent, public files never."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.errors import BLOCKS_SHARING, WARNING, Problem
from app.fields import Choice, Date, Flag, LongText, Ref, Tags, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_, _


def consent_is_dated(record: Any) -> Problem | None:
    """Consent to share says when it was given."""
    if record.consent_to_share and record.consent_date is None:
        return Problem(
            "consent_without_date", _("When was consent to share given? Add the date."), "consent_date", BLOCKS_SHARING
        )
    return None


def email_is_one(record: Any) -> Problem | None:
    """An e-mail address has one @ with something on both sides."""
    if record.email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", record.email):
        return Problem(
            "email_odd", _("“{text}” does not look like an e-mail address.").format(text=record.email), "email", WARNING
        )
    return None


class Contact(Record, table=True):
    """A person of an organisation who can be called."""

    title = N_("Contact")
    titles = N_("Contacts")
    called_by = "name"
    searched = True

    organisation: str | None = field(
        Ref("organisation"), N_("Organisation"), required=True, hxl="#org+name", index=True
    )
    place: str | None = field(Ref("place"), N_("Works in"), hxl="#contact+place")
    name: str | None = field(Text(200), N_("Name"), required=True, hxl="#contact+name")
    role: str | None = field(Choice("contact_role"), N_("Role"), hxl="#contact+role")
    position: str | None = field(Text(200), N_("Position"), hxl="#contact+title")
    phones: list[str] | None = field(Tags(), N_("Phones"), hxl="#contact+phone")
    email: str | None = field(Text(200), N_("E-mail"), hxl="#contact+email")
    languages: list[str] | None = field(Tags(), N_("Languages"), hxl="#contact+language")
    focal_point: bool | None = field(Flag(), N_("Focal point"), hxl="#contact+focal_point")
    alternate_of: str | None = field(Ref("contact"), N_("Alternate of"), hxl="#contact+alternate")
    consent_to_share: bool | None = field(Flag(), N_("Consents to being listed"), hxl="#contact+consent")
    consent_date: dt.date | None = field(Date(), N_("Consent given on"), hxl="#date+consent")
    remarks: str | None = field(LongText(), N_("Remarks"), hxl="#meta+remarks")

    listed = ("name", "organisation", "role", "phones", "email")
    sections = {
        N_("Contact"): ("organisation", "name", "role", "phones", "email", "consent_to_share", "consent_date"),
        N_("More"): ("place", "position", "languages", "focal_point", "alternate_of", "remarks"),
    }
    natural_key = ("organisation", "name")
    rules = (named, consent_is_dated, email_is_one)
    root = ("place", "place")
    data_class = "contacts"
