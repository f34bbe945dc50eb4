"""Attachment: a document that belongs to another record. Its content is kept beside the records, under its SHA-256."""

from __future__ import annotations

import re
from typing import Any

from app.errors import BLOCKS_SHARING, REFUSE, Problem
from app.fields import Choice, Count, LongText, Text, field
from app.records.base import Record
from app.records.rules import named
from app.words import N_, _
from sync.blobs import MOST_BYTES


def name_is_plain(record: Any) -> Problem | None:
    """The name of a file is a name alone: no folder, no sign that is not written."""
    if record.name and re.search(r"[/\\\x00-\x1f\x7f]", record.name):
        return Problem("name_odd", _("The name of a document has no slash in it: give it another."), "name", REFUSE)
    return None


def size_is_allowed(record: Any) -> Problem | None:
    """A document has at most 25 MB."""
    if record.size is not None and record.size > MOST_BYTES:
        return Problem(
            "too_large", _("A document may have 25 MB at most: make it smaller, or split it."), "size", REFUSE
        )
    return None


def content_is_named(record: Any) -> Problem | None:
    """The content is found by its SHA-256."""
    if record.sha256 and not re.fullmatch(r"[0-9a-f]{64}", record.sha256):
        text = _("This is no SHA-256 of a content: attach the document again.")
        return Problem("hash_odd", text, "sha256", BLOCKS_SHARING)
    return None


class Attachment(Record, table=True):
    """A document of another record. It lies where that one lies, and is as restricted."""

    title = N_("Document")
    titles = N_("Documents")
    called_by = "name"

    of_type: str | None = field(Choice("carrier"), N_("Belongs to a"), required=True, hxl="#meta+document+carrier")
    of_id: str | None = field(Text(64), N_("Belongs to"), required=True, hxl="#meta+document+carrier+id", index=True)
    name: str | None = field(Text(200), N_("Name of the file"), required=True, hxl="#meta+document+name")
    media_type: str | None = field(Text(120), N_("Kind of file"), hxl="#meta+document+type")
    size: int | None = field(Count(), N_("Size in bytes"), required=True, hxl="#meta+document+size")
    sha256: str | None = field(Text(64), N_("SHA-256"), required=True, hxl="#meta+document+hash")
    note: str | None = field(LongText(), N_("Remarks"), hxl="#meta+document+note")

    listed = ("name", "of_type", "size")
    sections = {
        N_("Document"): ("name", "note", "of_type", "of_id"),
        N_("More"): ("media_type", "size", "sha256"),
    }
    rules = (named, name_is_plain, size_is_allowed, content_is_named)
    root = ("owner", "of_type", "of_id")
    blob = ("sha256", "size")
