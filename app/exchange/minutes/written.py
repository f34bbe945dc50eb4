"""Minutes as they leave: decisions and action points first, then what was said, and who was there.

Headings are in the language spoken now (`speaking`); what was said stays in the language it was written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.exchange.documents.direction import joined, led, runs_right_to_left
from app.exchange.documents.document import (
    CLOSED,
    CODE,
    FIGURES,
    LATE,
    MUTED,
    TOTAL,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Part,
    Row,
    SignatureLine,
    Table,
)
from app.exchange.documents.plain import LIMIT, messages
from app.exchange.minutes.content import APPROVED, CIRCULATED, CORRECTED, Action, Item, Line, Minutes, Person
from app.exchange.minutes.typed import NOTE
from app.exchange.minutes.wording import listed, named, said_people, said_time, said_when, said_where
from app.vocabulary.days import said_day, short_day
from app.words import _, is_right_to_left, language, ngettext

FINISHED = frozenset({"done", "cancelled"})
"""Codes of `action_status` that no one waits for any more."""


def minutes_document(minutes: Minutes) -> Document:
    """The minutes as a document to print, sign and send."""
    parts: list[Part] = [*_decisions(minutes)]
    parts += _actions(_("Action points"), minutes.actions)
    parts += _actions(_("Action points carried over from earlier meetings"), minutes.carried_over)
    parts += [
        *_discussion(minutes),
        *_next(minutes),
        *_attendance(minutes),
        *_corrections(minutes),
        *_approval(minutes),
    ]
    return Document(
        _title(minutes),
        language(),
        tuple(parts),
        subtitle=(minutes.forum,),
        facts=_facts(minutes),
        bears=minutes.trust,
        stamp=_stamp(minutes),
        author=minutes.secretariat or minutes.forum,
    )


def minutes_message(minutes: Minutes, limit: int = LIMIT) -> list[str]:
    """The minutes for a messenger, in parts: who was there by kind of actor, decisions, action points, the next meeting."""
    parts: list[Part] = [Paragraph(_present_in_words(minutes))] if minutes.present else []
    if minutes.decisions:
        parts += [
            Heading(_("Decisions")),
            Bullets(tuple(f"{one.number} {one.text}".strip() for one in minutes.decisions)),
        ]
    waiting = tuple(action for action in minutes.carried_over if action.status not in FINISHED)
    for heading, actions in ((_("Action points"), minutes.actions), (_("Carried over"), waiting)):
        if actions:
            parts += [Heading(heading), _action_lines(actions)]
    if minutes.next_meeting:
        parts += [Heading(_("Next meeting")), Paragraph(_next_in_words(minutes))]
    parts += _closed(minutes)
    mirrored = is_right_to_left()
    title = led(listed((minutes.forum, _title(minutes), said_day(minutes.date))), mirrored)
    return messages(Document(title, language(), tuple(parts), bears=minutes.trust, stamp=_stamp(minutes)), limit)


# --- the head -------------------------------------------------------------------------------------------------------


def _title(minutes: Minutes) -> str:
    if minutes.number is None:
        return _("Minutes of the meeting")
    return _("Minutes of meeting {number}").format(number=minutes.number)


def _stamp(minutes: Minutes) -> str:
    """The state in capitals, until the minutes are approved."""
    return "" if minutes.state == APPROVED else named("minutes_state", minutes.state).upper()


def _facts(minutes: Minutes) -> tuple[tuple[str, str], ...]:
    states = ((CIRCULATED, minutes.circulated_on), (CORRECTED, minutes.corrected_on), (APPROVED, minutes.approved_on))
    dated = [f"{named('minutes_state', state)} {short_day(day)}" for state, day in states if day]
    facts = (
        (_("Date"), said_when(minutes)),
        (_("Venue"), said_where(minutes)),
        (_("Chair"), minutes.chair),
        (_("Secretariat"), minutes.secretariat),
        (_("Present"), _present_in_words(minutes) if minutes.present else ""),
        (_("Minutes"), listed(dated) or named("minutes_state", minutes.state)),
    )
    return tuple((label, value) for label, value in facts if value)


def _present_in_words(minutes: Minutes) -> str:
    """How many were there, of which kind of actor how many."""
    count = sum(len(group.people) for group in minutes.present)
    kinds = listed(f"{group.label} {len(group.people)}" for group in minutes.present)
    return _("{present}: {kinds}").format(present=_said_present(count), kinds=kinds)


def _said_present(count: int) -> str:
    return ngettext("{count} person present", "{count} people present", count).format(count=count)


# --- decisions and action points ------------------------------------------------------------------------------------


def _decisions(minutes: Minutes) -> list[Part]:
    if not minutes.decisions:
        return []
    columns = (Column(_("No."), 1, CODE), Column(_("Decision"), 11))
    return [Heading(_("Decisions")), Table(columns, tuple(Row((one.number, one.text)) for one in minutes.decisions))]


def _actions(heading: str, actions: Sequence[Action]) -> list[Part]:
    if not actions:
        return []
    columns = (
        Column(_("Reference"), 1.7, CODE),
        Column(_("What"), 5.1),
        Column(_("Who"), 2.3),
        Column(_("Due"), 1.8, CODE),
        Column(_("Status"), 2.6),
    )
    rows = tuple(
        Row((one.reference, one.text, one.who, short_day(one.due), _said_status(one)), LATE if one.late else "")
        for one in actions
    )
    return [Heading(heading), Table(columns, rows)]


def _said_status(action: Action) -> str:
    """The state of an action point, whether it is late, and how often it was carried over."""
    carried = ngettext("carried over once", "carried over {count} times", action.carried_over)
    return listed(
        (
            named("action_status", action.status),
            _("overdue") if action.late else "",
            carried.format(count=action.carried_over) if action.carried_over else "",
        )
    )


def _action_lines(actions: Sequence[Action]) -> Table:
    """One line each: reference, what, who, by when."""
    rows = tuple(Row((one.reference, one.text, one.who, _said_due(one))) for one in actions)
    return Table((Column(""), Column(""), Column(""), Column("")), rows)


def _said_due(action: Action) -> str:
    if not action.due:
        return _("overdue") if action.late else ""
    text = _("by {date} (overdue)") if action.late else _("by {date}")
    return text.format(date=short_day(action.due))


# --- what was said --------------------------------------------------------------------------------------------------


def _discussion(minutes: Minutes) -> list[Part]:
    if not minutes.items and not minutes.closed_items:
        return []
    said = [part for item in minutes.items for part in _item(item)]
    return [Heading(_("Discussion")), *said, *_closed(minutes)]


def _item(item: Item) -> list[Part]:
    number = f"{item.number}. " if item.number is not None else ""
    raised = _("Raised by {organisation}").format(organisation=item.raised_by) if item.raised_by else ""
    mirrored = is_right_to_left()
    about = led(joined((raised, said_time(item.begins, item.ends)), " · ", mirrored), mirrored)
    facts = [Paragraph(about, MUTED)] if about else []
    return [Heading(f"{number}{item.topic}", 2), *facts, *map(_line, item.lines)]


def _line(line: Line) -> Paragraph:
    """A line with who and by when behind it; what is more than a note begins with what it is."""
    comma = "، " if runs_right_to_left(line.text, is_right_to_left()) else ", "  # the line runs as what was said runs
    charged = comma.join(filter(None, (line.who, short_day(line.due))))
    label = "" if line.kind == NOTE else f"{named('line_kind', line.kind)}:"
    return Paragraph(f"{line.text} ({charged})" if charged else line.text, label=label)


def _closed(minutes: Minutes) -> list[Part]:
    """That something is left out, and no more than how much."""
    if not minutes.closed_items:
        return []
    text = ngettext("{count} item not for circulation", "{count} items not for circulation", minutes.closed_items)
    return [Paragraph(text.format(count=minutes.closed_items), CLOSED)]


def _next(minutes: Minutes) -> list[Part]:
    parts: list[Part] = []
    if minutes.next_time:
        parts += [Heading(_("For next time")), Bullets(minutes.next_time)]
    if minutes.next_meeting:
        parts += [Heading(_("Next meeting")), Paragraph(_next_in_words(minutes))]
    return parts


def _next_in_words(minutes: Minutes) -> str:
    sitting = minutes.next_meeting
    return listed((said_when(sitting), said_where(sitting))) if sitting else ""


# --- who was there, what was changed, who signs ---------------------------------------------------------------------


def _attendance(minutes: Minutes) -> list[Part]:
    others: tuple[tuple[str, Iterable[Person]], ...] = (
        (_("Apologies"), minutes.apologies),
        (_("Absent"), minutes.absent),
    )
    rows = [Row((group.label, str(len(group.people)), said_people(group.people))) for group in minutes.present]
    if len(rows) > 1:
        rows.append(Row((_("Total"), str(sum(len(group.people) for group in minutes.present)), ""), TOTAL))
    columns = (Column(_("Kind of actor"), 2.6), Column(_("Present"), 1.3, FIGURES), Column(_("Who"), 8.2))
    parts: list[Part] = [Table(columns, tuple(rows))] if rows else []
    parts += [Paragraph(said_people(people), label=f"{label}:") for label, people in others if people]
    return [Heading(_("Attendance")), *parts] if parts else []


def _corrections(minutes: Minutes) -> list[Part]:
    if not minutes.corrections:
        return []
    columns = (
        Column(_("What"), 2.2),
        Column(_("Before"), 3.5),
        Column(_("After"), 3.5),
        Column(_("On"), 1.7, CODE),
        Column(_("By"), 1.8),
    )
    rows = tuple(Row((one.field, one.before, one.after, short_day(one.on), one.by)) for one in minutes.corrections)
    return [Heading(_("Corrections since the minutes were circulated")), Table(columns, rows)]


def _approval(minutes: Minutes) -> list[Part]:
    chair = f"{_('Chair')}: {minutes.chair}" if minutes.chair else _("Chair")
    secretariat = f"{_('Secretariat')}: {minutes.secretariat}" if minutes.secretariat else _("Secretariat")
    said = _("Approved on {date}.").format(date=said_day(minutes.approved_on)) if minutes.approved_on else ""
    text = [Paragraph(said)] if said else []
    return [Heading(_("Approval")), *text, SignatureLine((chair, secretariat, _("Date")))]
