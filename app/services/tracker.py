"""Action points as they leave: a sheet of the workbook, a workbook of their own, a message for a phone.

What is not for circulation is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app import clock, vocabulary
from app.exchange.documents.document import Bullets, Document, Heading, Part
from app.exchange.documents.plain import messages
from app.exchange.workbook.content import Table
from app.exchange.workbook.plain_book import write_plain_book
from app.services.action_points import ActionLine, Wanted, for_circulation, list_actions, said_late
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _, language


def table_of(lines: Iterable[ActionLine]) -> Table:
    """The tracker as a sheet."""
    states, factors = vocabulary.code_list("action_status"), vocabulary.code_list("enabler")
    headers = (
        (_("Reference"), 10), (_("Action point"), 46), (_("Who"), 18), (_("Person"), 14), (_("By when"), 11), (_("Days late"), 7),
        (_("Status"), 12), (_("Blocked by"), 18), (_("Carried over"), 8), (_("Committee"), 20), (_("Agreed on"), 11),
        (_("Done by"), 13), (_("Verified by"), 13), (_("Comment"), 28),
    )  # fmt: skip
    rows = [
        (
            one.reference, one.text, one.who, one.person, short_day(one.due), one.late or None, states.name(one.status, language()),
            factors.name(one.blocked_by, language()) if one.blocked_by and one.status == "blocked" else "", one.carried or None,
            one.forum_name, short_day(one.agreed_on), one.done_by, one.verified_by, one.comment,
        )
        for one in for_circulation(lines)
    ]  # fmt: skip
    return Table(_("Action points"), headers, rows)


def write(store: Store, path: Path, ids: Sequence[str] | None = None, wanted: Wanted | None = None) -> dict[str, Any]:
    """Write the tracker as a workbook of its own: of some action points, or of those wanted. Raises Trouble (file_not_written)."""
    lines = list_actions(store, wanted or Wanted())
    if ids is not None:
        lines = [one for one in lines if one.id in set(ids)]
    table = table_of(lines)
    write_plain_book(path, _("Action points"), _("Action points, {day}").format(day=short_day(clock.today())), [table])
    return {"file": str(path), "rows": len(table.rows)}


def message(lines: Iterable[ActionLine], title: str = "") -> list[str]:
    """A list as messages for a phone, by how urgent they are: late, due, without a day, done."""
    free = for_circulation(lines)
    parts: list[Part] = []
    for heading, some in (
        (_("Late"), [one for one in free if one.late]),
        (_("Still open"), [one for one in free if one.is_open and not one.late]),
        (_("Done so far"), [one for one in free if one.status == "done"]),
    ):
        if some:
            parts += [Heading(f"{heading} ({len(some)})"), Bullets(tuple(said_in_line(one) for one in some))]
    heading = title or _("Action points, {day}").format(day=short_day(clock.today()))
    return messages(Document(heading, language(), tuple(parts)))


def said_in_line(one: ActionLine) -> str:
    """What, who and by when in one line."""
    told = " · ".join(fact for fact in (one.person, one.who, short_day(one.due), said_late(one)) if fact)
    return f"{one.text} ({told})" if told else one.text


def suggested_name() -> str:
    """A file name that says the day."""
    return f"action_points_{clock.today().isoformat()}.xlsx"
