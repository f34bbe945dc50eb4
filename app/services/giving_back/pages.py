"""The page and the letter for an organisation, in the language spoken now. The page fits one sheet of paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from app import clock, vocabulary
from app.exchange.documents.document import (
    CODE,
    MUTED,
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
from app.insight.selection import sector_name
from app.services.forums import MeetingLine
from app.services.giving_back.facts import Caller, GivenBack, Known
from app.services.tracker import said_in_line
from app.vocabulary.days import said_day, short_day
from app.words import N_, _, language, ngettext

MOST = 6
"""How many lines of a kind fit on the page; the rest is counted."""

STATES = {"current": N_("current"), "ageing": N_("ageing"), "old": N_("old"), "undated": N_("without a date")}


def page(known: Known, facts: GivenBack, office: str = "") -> Document:
    """What concerns one organisation, on one page."""
    parts: list[Part] = [Paragraph(_rows_told(facts)), *_beside(known, facts)]
    parts += _listed(_("Your open action points"), [said_in_line(one) for one in facts.actions])
    parts += _listed(_("Meetings ahead"), [_meeting(one) for one in facts.meetings])
    parts += _listed(
        _("Agreements that end soon"),
        [_("{name}, ends on {day}").format(name=one.name, day=short_day(one.end)) for one in facts.agreements],
    )
    parts += _callers(facts)
    parts += _listed(
        _("Where to send a family"),
        [
            " · ".join(
                part for part in (one.name, one.organisation, one.place, one.for_whom, one.hours, one.phone) if part
            )
            for one in facts.referrals
        ],
    )
    parts += _listed(
        _("Complaints, and sexual exploitation and abuse: whom to tell"),
        [
            " · ".join(part for part in (one.name, one.organisation, _role(one), ", ".join(one.phones)) if part)
            for one in facts.safeguarding
        ],
    )
    bears = _("as recorded on {day}").format(day=short_day(clock.today()))
    title = facts.organisation.name
    return Document(title, language(), tuple(parts), (office,) if office else (), bears=bears, author=office)


def _beside(known: Known, facts: GivenBack) -> Iterable[Part]:
    """Others at work in its places and sectors."""
    places = known.selection.places
    rows = [
        Row((places[place].name if place in places else place, sector_name(sector, language()), ", ".join(names)))
        for place, sector, names in facts.beside[:MOST]
    ]
    if rows:
        columns = (Column(_("Place"), 2), Column(_("Sector"), 2.4), Column(_("Organisations"), 5))
        yield Heading(_("Who works beside you"))
        yield Table(columns, tuple(rows))
        yield from _more(len(facts.beside))


def _callers(facts: GivenBack) -> Iterable[Part]:
    rows = [Row((one.name, one.organisation, _role(one), ", ".join(one.phones))) for one in facts.callers[:MOST]]
    if rows:
        columns = (
            Column(_("Name"), 2.4),
            Column(_("Organisation"), 2),
            Column(_("Role"), 2.4),
            Column(_("Phones"), 2.6, CODE),
        )
        yield Heading(_("Whom to call"))
        yield Table(columns, tuple(rows))
        yield from _more(len(facts.callers))


def letter(facts: GivenBack, office: str = "", person: str = "") -> Document | None:
    """A letter of one page that it reported on time; None where it did not."""
    if facts.on_time is None:
        return None
    told = facts.on_time
    rows = ngettext("{count} row", "{count} rows", told.rows or 0).format(count=f"{told.rows or 0:,}")
    what = rows if told.rows else _("nothing to report")
    parts: list[Part] = [
        Paragraph(said_day(clock.today())),
        Paragraph(_("To whom it may concern")),
        Paragraph(
            _(
                "{organisation} reported on {day} for the round {round}, before its deadline of {deadline}: {what}."
            ).format(
                organisation=facts.organisation.name,
                day=short_day(told.on),
                round=told.round,
                deadline=short_day(told.deadline),
                what=what,
            )
        ),
        Paragraph(
            _(
                "What it reported is part of the common picture that the committees of this area decide by. We thank it for its work."
            )
        ),
        SignatureLine((person or office or _("For the coordination"),)),
    ]
    title = _("Reported on time")
    return Document(title, language(), tuple(parts), (office,) if office else (), author=office)


def _rows_told(facts: GivenBack) -> str:
    if not facts.rows:
        return _("No rows of yours are recorded here yet.")
    rows = ngettext("{count} row of yours is recorded", "{count} rows of yours are recorded", facts.rows).format(
        count=f"{facts.rows:,}"
    )
    if not facts.last_period:
        return _("{rows}, without a date.").format(rows=rows)
    state = _(STATES[facts.state]) if facts.state else ""
    last = dt.date.fromisoformat(facts.last_period[:10])
    return _("{rows}; the last day they speak of is {day} ({state}).").format(
        rows=rows, day=short_day(last), state=state
    )


def _listed(heading: str, lines: Sequence[str]) -> Iterable[Part]:
    if not lines:
        return []
    return [Heading(heading), Bullets(tuple(lines[:MOST])), *_more(len(lines))]


def _more(count: int) -> list[Part]:
    more = count - MOST
    if more <= 0:
        return []
    return [Paragraph(ngettext("and {count} more", "and {count} more", more).format(count=more), MUTED)]


def _meeting(one: MeetingLine) -> str:
    return " · ".join(
        part for part in (one.forum_name, said_day(one.date) if one.date else "", one.starts_at, one.venue) if part
    )


def _role(one: Caller) -> str:
    return vocabulary.code_list("contact_role").name(one.role, language()) if one.role else ""
