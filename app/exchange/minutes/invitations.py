"""What is sent and printed before a meeting: the invitation with its agenda, and the sheet that people sign."""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.documents.direction import led
from app.exchange.documents.document import (
    CODE,
    FIGURES,
    MARK,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Part,
    Row,
    Table,
)
from app.exchange.documents.plain import LIMIT, messages
from app.exchange.minutes.content import Invitation, Item, Person, Sitting
from app.exchange.minutes.wording import listed, said_time, said_when, said_where
from app.vocabulary.days import said_day
from app.words import _, is_right_to_left, language, ngettext

BLANK_ROWS = 12
"""Rows of an attendance sheet for those whom nobody expected."""


def invitation_document(invitation: Invitation) -> Document:
    """The invitation as a letter of one page: date, time, venue, and the agenda with who raised each item."""
    parts: list[Part] = []
    if invitation.agenda:
        columns = (
            Column(_("No."), 0.8, CODE),
            Column(_("Topic"), 7),
            Column(_("Raised by"), 3),
            Column(_("Minutes planned"), 1.8, FIGURES),
        )
        rows = tuple(
            Row((_number(item, at), item.topic, item.raised_by, _planned(item)))
            for at, item in enumerate(invitation.agenda, 1)
        )
        parts += [Heading(_("Agenda")), Table(columns, rows)]
    if invitation.secretariat:
        parts.append(Paragraph(invitation.secretariat))
    facts = ((_("Date"), said_day(invitation.date)), *_time_and_place(invitation))
    return Document(
        invitation_title(invitation),
        language(),
        tuple(parts),
        (invitation.forum,),
        facts,
        author=invitation.secretariat,
    )


def invitation_message(invitation: Invitation, limit: int = LIMIT) -> list[str]:
    """The invitation for a messenger."""
    parts: list[Part] = []
    if invitation.agenda:
        parts += [Heading(_("Agenda")), Bullets(tuple(agenda_lines(invitation)))]
    facts = tuple(
        (label, value)
        for label, value in ((_("Date"), said_when(invitation)), (_("Venue"), said_where(invitation)))
        if value
    )
    title = listed((invitation.forum, invitation_title(invitation)))
    return messages(Document(title, language(), tuple(parts), facts=facts), limit)


def attendance_sheet(sitting: Sitting, people: Sequence[Person], blank_rows: int = BLANK_ROWS) -> Document:
    """A sheet to print and sign: those who are known, and rows for others. Telephones are written in by hand."""
    columns = (
        Column(_("No."), 0.8, CODE),
        Column(_("Name"), 3.2),
        Column(_("Organisation"), 2.2),
        Column(_("Position"), 2.2),
        Column(_("Telephone"), 2),
        Column(_("Present"), 1.2, MARK),
        Column(_("Signature"), 2.4),
    )
    known = [(person.name, person.organisation, person.position) for person in people]
    rows = tuple(
        Row((str(at), *person, "", "", "")) for at, person in enumerate([*known, *[("", "", "")] * blank_rows], 1)
    )
    facts = (
        (_("Date"), said_when(sitting)),
        *((label, value) for label, value in ((_("Venue"), said_where(sitting)),) if value),
    )
    return Document(
        _("Attendance sheet"),
        language(),
        (Table(columns, rows, by_hand=True),),
        (led(meeting_title(sitting), is_right_to_left()),),
        facts,
    )


def invitation_title(invitation: Invitation) -> str:
    """Invitation to meeting 15, or to the meeting."""
    if invitation.number is None:
        return _("Invitation to the meeting")
    return _("Invitation to meeting {number}").format(number=invitation.number)


def meeting_title(sitting: Sitting) -> str:
    """The forum and the number of its meeting."""
    number = _("meeting {number}").format(number=sitting.number) if sitting.number is not None else ""
    return listed((sitting.forum, number))


def agenda_lines(invitation: Invitation) -> list[str]:
    """Each item in one line: 3. Topic (20 minutes; WFP)."""
    lines = []
    for at, item in enumerate(invitation.agenda, 1):
        told = ""
        if item.minutes_planned:
            told = ngettext("{count} minute", "{count} minutes", item.minutes_planned).format(
                count=item.minutes_planned
            )
        about = listed((told, item.raised_by))
        lines.append(f"{_number(item, at)}. {item.topic}" + (f" ({about})" if about else ""))
    return lines


def _number(item: Item, at: int) -> str:
    return str(at if item.number is None else item.number)


def _planned(item: Item) -> str:
    return str(item.minutes_planned) if item.minutes_planned else ""


def _time_and_place(sitting: Sitting) -> tuple[tuple[str, str], ...]:
    told = (
        (_("Time"), said_time(sitting.begins, sitting.ends)),
        (_("Venue"), said_where(sitting)),
        (_("Chair"), sitting.chair),
    )
    return tuple((label, value) for label, value in told if value)
