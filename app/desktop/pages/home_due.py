"""What is due in committees, as Home says it: meetings ahead, minutes to send out, action points, what is waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLayout, QWidget

from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, column, isolated, joined, label, line, picture, row
from app.services.action_points import ActionLine, said_late
from app.services.due import Due
from app.services.forums import MeetingLine
from app.vocabulary.days import said_day, short_day
from app.words import _, ngettext

MOST = 4


def due_lines(desk: Desk, found: Due) -> list[QWidget | QLayout]:
    """The lines of the card, each with a hair line before it; nothing where nothing is due."""
    made: list[QWidget | QLayout] = []
    for meeting in found.meetings[:2]:
        made += [line(), _meeting(desk, meeting)]
    for meeting in found.minutes[:2]:
        made += [line(), _minutes(desk, meeting)]
    late = [one for one in found.own if one.late]
    if late:
        title = ngettext("{count} action point overdue", "{count} action points overdue", len(late)).format(
            count=len(late)
        )
        made += [line(), _actions(title, late, lambda: desk.go("action_points", which="overdue"), "error")]
    elif found.own:
        count = len(found.own)
        title = ngettext("{count} action point to do", "{count} action points to do", count).format(count=count)
        which = "mine" if found.knows_own else "open"
        made += [line(), _actions(title, found.own, lambda: desk.go("action_points", which=which), "accent")]
    if found.waiting:
        count = len(found.waiting)
        title = ngettext("Waiting for {count} answer of others", "Waiting for {count} answers of others", count)
        told = title.format(count=count)
        made += [line(), _actions(told, found.waiting, lambda: desk.go("action_points", which="open"), "muted")]
    return made


def _meeting(desk: Desk, one: MeetingLine) -> QLayout:
    day = said_day(one.date, begins_line=True) if one.date else ""
    head = joined((day, one.starts_at or ""), ", ")
    opening = button(_("Open the agenda"), lambda: desk.go("meetings", id=one.id))
    opening.setAccessibleName(_("Open the agenda of {committee}").format(committee=one.forum_name))
    return _row("calendar-days", "accent", head, joined((one.forum_name, one.venue or "")), opening)


def _minutes(desk: Desk, one: MeetingLine) -> QLayout:
    head = _("Minutes of {day} are not sent out yet").format(day=short_day(one.date))
    opening = button(_("Send out…"), lambda: desk.go("meetings", id=one.id, part="send"))
    opening.setAccessibleName(_("Send out the minutes of {committee}").format(committee=one.forum_name))
    return _row("file-text", "warning", head, isolated(one.forum_name), opening)


def _row(icon: str, colour: str, head: str, below: str, opening: QWidget) -> QLayout:
    first = ElidedLabel(head)
    first.setStyleSheet("font-weight: 700;")
    made = row(picture(icon, 20, colour), column(first, ElidedLabel(below, "muted"), spacing=0), opening, spacing=10)
    made.setStretch(1, 1)
    return made


def _actions(title: str, lines: Sequence[ActionLine], see: Callable[[], None], colour: str) -> QLayout:
    name = label(title, wrap=True)
    name.setStyleSheet("font-weight: 700;")
    opening = button(_("Open all {count}").format(count=len(lines)), see, "link")
    head = row(name, opening)
    head.setStretch(0, 1)
    inner = column(head, spacing=3)
    for one in lines[:MOST]:
        state = said_late(one) or short_day(one.due)
        who = ElidedLabel(isolated(one.who), "muted")
        told = row(ElidedLabel(isolated(one.text)), who, label(state, "error" if one.late else "muted"), spacing=10)
        told.setStretch(0, 3)
        told.setStretch(1, 1)
        inner.addLayout(told)
    made = row(picture("list-checks", 20, colour), inner, spacing=10)
    made.setStretch(1, 1)
    return made
