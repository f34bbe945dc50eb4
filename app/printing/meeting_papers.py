"""The papers of a meeting as files: minutes, invitation, sheet to sign; Word, PDF, text for a messenger, calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.exchange.documents.document import Document
from app.exchange.documents.docx import write_docx
from app.exchange.documents.files import save
from app.exchange.minutes.calendar import invitation_ics
from app.exchange.minutes.invitations import attendance_sheet, invitation_document, invitation_message
from app.exchange.minutes.written import minutes_document, minutes_message
from app.printing.document_pdf import write_pdf
from app.services.meetings import papers
from app.services.records import read
from app.store.workspace import Store
from app.words import _, language, speaking

MINUTES, INVITATION, SHEET = "minutes", "invitation", "sheet"
ENDINGS = {
    MINUTES: (".docx", ".pdf", ".txt"),
    INVITATION: (".ics", ".docx", ".pdf", ".txt"),
    SHEET: (".pdf", ".docx"),
}


def write_paper(store: Store, path: Path, meeting: str, kind: str = MINUTES, spoken: str | None = None) -> Path:
    """Write a paper of a meeting: `kind` is minutes, invitation or sheet, the ending of `path` says how; `spoken` is the
    language of its headings (by itself that of the meeting).

    Raises Refused (no_record, format_unknown), Trouble (cannot_write).
    """
    suffix = path.suffix.lower()
    if suffix not in ENDINGS[kind]:
        known = ", ".join(ENDINGS[kind])
        raise Refused("format_unknown", _("Write to a file that ends in {endings}.").format(endings=known))
    with speaking(spoken or language_of(store, meeting)):
        if suffix == ".ics":
            return save(path, _calendar(store, meeting))
        if suffix == ".txt":
            return save(path, "\n\n".join(message(store, meeting, kind)).encode())
        made = _documents[kind](store, meeting)
        return write_pdf(path, made) if suffix == ".pdf" else write_docx(path, made)


def message(store: Store, meeting: str, kind: str = MINUTES) -> list[str]:
    """The minutes or the invitation for a messenger, in the language spoken now."""
    if kind == INVITATION:
        return invitation_message(papers.invitation_of(store, meeting))
    return minutes_message(papers.minutes_of(store, meeting))


def document(store: Store, meeting: str) -> Document:
    """The minutes as a document, in the language spoken now."""
    return minutes_document(papers.minutes_of(store, meeting))


def language_of(store: Store, meeting: str) -> str:
    """The language of the papers of a meeting: as it says, else as its committee says, else the one spoken now."""
    about = read(store, "meeting", meeting)
    return about["language"] or read(store, "forum", about["forum"])["language"] or language()


def _invitation(store: Store, meeting: str) -> Document:
    return invitation_document(papers.invitation_of(store, meeting))


def _sheet(store: Store, meeting: str) -> Document:
    return attendance_sheet(papers.invitation_of(store, meeting), papers.people_of(store, meeting))


def _calendar(store: Store, meeting: str) -> bytes:
    """Times by the clock of this computer, which stands where the meeting is held."""
    now = papers.made_at()
    zone: Any = dt.datetime.now().astimezone().tzinfo
    sequence = int(now.timestamp() // 60) - _EPOCH_MINUTES
    return invitation_ics(
        papers.invitation_of(store, meeting),
        meeting,
        now,
        time_zone=zone,
        sequence=sequence,
        organiser=papers.organiser_of(store, meeting),
    )


_EPOCH_MINUTES = 29_000_000
"""Minutes from 1970 to 2025: what is told later has a larger number, and calendars move the meeting."""

_documents: dict[str, Callable[[Store, str], Document]] = {
    MINUTES: document,
    INVITATION: _invitation,
    SHEET: _sheet,
}
