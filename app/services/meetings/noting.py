"""What is said in a meeting, line by line: notes, decisions, action points, matters for next time, and their correction.

A note is a paragraph of its agenda item; everything else is a record that says behind how many notes it was typed. A note is
named by its place and its words, since another laptop may have put one before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import Refused
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.services.meetings.planning import hold
from app.services.meetings.sitting import DEFERRED, Said, discussion_of, paragraphs
from app.services.own import own_organisation
from app.services.unit import Changes, Unit, unit
from app.store.workspace import Store
from app.words import N_, _, ngettext

NAMES = {
    NOTE: N_("Note"),
    DECISION: N_("Decision"),
    ACTION: N_("Action point"),
    NEXT_TIME: N_("For next time"),
}
"""What the kinds of lines are called."""


@dataclass(frozen=True)
class Written:
    """A line as it is to stand: its kind and text, and of an action point who does it by when."""

    kind: str
    text: str
    assigned_to: tuple[str, ...] = ()
    due: dt.date | None = None
    person: str | None = None
    high_priority: bool = False


def write(store: Store, item: str, line: Written, at: int | None = None) -> Changes:
    """Add a line to an agenda item, behind `at` notes (behind all of them by itself). Raises Invalid for a line without text."""
    with unit(store, _("{kind} written down").format(kind=_(NAMES[line.kind]))) as changing:
        _add(changing, store, item, line, at)
    return changing.changes


def write_all(store: Store, item: str, lines: Sequence[Written]) -> Changes:
    """Add several lines, in order: what was pasted, or found in minutes of others. One act, one undo."""
    with unit(
        store, ngettext("{count} line written down", "{count} lines written down", len(lines)).format(count=len(lines))
    ) as changing:
        notes = paragraphs(changing.row("agenda_item", item).get("discussion"))
        place = len(notes)
        for line in lines:
            if line.kind == NOTE:
                notes.append(line.text)
                place += 1
            else:
                _add(changing, store, item, line, place)
        changing.update("agenda_item", item, {"discussion": discussion_of(notes)})
    return changing.changes


def correct(store: Store, item: str, said: Said, line: Written) -> Changes:
    """Put a line as it should have been: other words, another kind, another day."""
    with unit(store, _("{kind} corrected").format(kind=_(NAMES[line.kind]))) as changing:
        if said.kind == line.kind == NOTE:
            _put_note(changing, item, said, line.text)
        elif said.id and _type_of(said.kind) == _type_of(line.kind):
            changing.update(_type_of(line.kind), said.id, _values(line))
        else:
            at = said.at
            _take_out(changing, item, said)
            _add(changing, store, item, line, at)
    return changing.changes


def take_back(store: Store, item: str, said: Said) -> Changes:
    """Take a line out of the minutes; Undo brings it back."""
    with unit(store, _("{kind} taken out").format(kind=_(NAMES[said.kind]))) as changing:
        _take_out(changing, item, said)
    return changing.changes


def keep_closed(store: Store, item: str, closed: bool) -> Changes:
    """Say whether an item, with all that is noted in it, is not for circulation."""
    note = _("Not for circulation") if closed else _("For circulation again")
    with unit(store, note) as changing:
        changing.update("agenda_item", item, {"not_for_circulation": closed})
    return changing.changes


def turn_to(store: Store, item: str, time: str, leaving: str | None = None) -> Changes:
    """Note that an item begins at a time (09:05), and that another one ends; what was noted before stands."""
    with unit(store, _("Time of an agenda item noted"), undoable=False) as changing:
        if leaving and not changing.row("agenda_item", leaving).get("ended_at"):
            changing.update("agenda_item", leaving, {"ended_at": time})
        if not changing.row("agenda_item", item).get("began_at"):
            changing.update("agenda_item", item, {"began_at": time})
    return changing.changes


# --- within one act -------------------------------------------------------------------------------------------------


def _add(changing: Unit, store: Store, item: str, line: Written, at: int | None) -> None:
    row = changing.row("agenda_item", item)
    hold(changing, row["meeting"])
    notes = paragraphs(row.get("discussion"))
    place = len(notes) if at is None else at
    if line.kind == NOTE:
        notes.insert(place, line.text)
        changing.update("agenda_item", item, {"discussion": discussion_of(notes)})
        return
    meeting = changing.row("meeting", row["meeting"])
    raised = {
        "raised_in": "agenda_item",
        "raised_in_id": item,
        "forum": meeting.get("forum"),
        "meeting": row["meeting"],
    }
    if line.kind == ACTION:
        raised |= {"status": "open", "assigned_by": own_organisation(store)}
    changing.create(_type_of(line.kind), {**raised, **_values(line), "order": place})


def _take_out(changing: Unit, item: str, said: Said) -> None:
    if said.kind == NOTE:
        _put_note(changing, item, said, None)
    else:
        changing.delete(_type_of(said.kind), said.id)


def _put_note(changing: Unit, item: str, said: Said, text: str | None) -> None:
    notes = paragraphs(changing.row("agenda_item", item).get("discussion"))
    places = [at for at, note in enumerate(notes) if note == said.text]
    if not places:
        raise Refused("line_changed", _("Somebody has changed this line meanwhile: look at it again."))
    at = min(places, key=lambda place: abs(place - said.at))
    notes[at : at + 1] = [text] if text else []
    changing.update("agenda_item", item, {"discussion": discussion_of(notes)})


def _type_of(kind: str) -> str:
    return {ACTION: "action_point", DECISION: "decision", NEXT_TIME: "decision"}.get(kind, kind)


def _values(line: Written) -> Mapping[str, Any]:
    if line.kind == ACTION:
        return {
            "text": line.text, "assigned_to": list(line.assigned_to), "due": line.due, "person": line.person,
            "high_priority": line.high_priority or None,
        }  # fmt: skip
    return {"text": line.text, "kind": DEFERRED if line.kind == NEXT_TIME else "agree"}
