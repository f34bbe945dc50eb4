"""What the next meeting of a committee should talk about, read off everything that is recorded. Nothing is put on an agenda
by itself: a proposal is taken or left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app import clock
from app.fold import fold
from app.insight.selection import Selection
from app.services import rounds
from app.services.action_points import Wanted, list_actions
from app.services.agreements import ending_soon
from app.services.forums import filters_of
from app.services.meetings.sitting import DEFERRED
from app.services.reach import find_gaps, find_overlaps
from app.services.records import read
from app.services.selection import select
from app.store import find
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _, ngettext

MOST_NOTES = 8
"""How many overlaps, gaps, names stand under one proposal; the matrix shows the rest."""

_ASSESSMENTS = ("assessment", "evaluation", "évaluation", "evaluación", "avaliação", "diagnóstico", "enquête", "تقييم")
"""How the words for an assessment begin in five languages: an activity of such a type is one."""


@dataclass(frozen=True)
class Proposal:
    """A topic with the sentence that says why; `comes_from` is what it was read off (`decision:<id>`), so that the same is
    never proposed twice. `notes` are lines to begin the discussion with.
    """

    topic: str
    because: str
    comes_from: str
    minutes: int = 10
    raised_by: str | None = None
    notes: str = ""


@dataclass(frozen=True)
class _Asked:
    store: Store
    forum: dict[str, Any]
    date: dt.date


def proposals(store: Store, forum: str, date: dt.date | None = None) -> list[Proposal]:
    """Everything that the meeting of a committee on a day should talk about, in the order of an agenda."""
    asked = _Asked(store, read(store, "forum", forum), date or clock.today())
    return [one for part in _PARTS for one in part(asked)]


def left_out(store: Store, meeting: str) -> list[Proposal]:
    """What is proposed and not on the agenda of a meeting yet."""
    about, reader = read(store, "meeting", meeting), store.reading()
    ids = find.find_ids(reader, find.Query("agenda_item", {"meeting": [meeting]}))
    there = {row[0] for row in find.find_rows(reader, "agenda_item", ids, ["comes_from"])}
    return [one for one in proposals(store, about["forum"], about["date"]) if one.comes_from not in there]


def _earlier(asked: _Asked) -> Iterator[Proposal]:
    """The minutes of the last meeting, and the action points that are open."""
    sql = (
        "SELECT id, number, date, minutes FROM meeting WHERE forum = ? AND date < ? AND status = 'held' AND NOT deleted "
        "ORDER BY date DESC LIMIT 1"
    )
    last = asked.store.reading().execute(sql, (asked.forum["id"], asked.date.isoformat())).fetchone()
    lines = [one for one in list_actions(asked.store, Wanted(forums=(asked.forum["id"],))) if one.is_open]
    if last is None and not lines:
        return
    overdue = sum(one.due is not None and one.due < asked.date for one in lines)
    count = ngettext("{count} open", "{count} open", len(lines)).format(count=len(lines))
    why = _("{open}, {overdue} overdue").format(open=count, overdue=overdue) if overdue else count
    if last is not None:
        day = short_day(dt.date.fromisoformat(last[2]))
        numbered = _("Minutes and action points of meeting no. {number}").format(number=last[1])
        topic = numbered if last[1] else _("Minutes and action points of {day}").format(day=day)
        if last[3] != "approved":
            why = _("minutes to be approved") + ", " + why
        yield Proposal(topic, why, f"meeting:{last[0]}", 15)
    else:
        yield Proposal(_("Open action points"), why, "action_points", 15)


def _answers(asked: _Asked) -> Iterator[Proposal]:
    """What a higher committee answered since the last meeting."""
    for type in ("decision", "action_point"):
        sql = (
            f"SELECT id, text, answer FROM {type} WHERE forum = ? AND answered_on IS NOT NULL AND NOT deleted AND NOT EXISTS "
            "(SELECT 1 FROM agenda_item i JOIN meeting m ON m.id = i.meeting WHERE i.comes_from = 'answer:' || "
            f"{type}.id AND NOT i.deleted AND NOT m.deleted AND m.date < ?) ORDER BY answered_on, id"
        )
        for id, text, answer in asked.store.reading().execute(sql, (asked.forum["id"], asked.date.isoformat())):
            topic = _("Answer: {what}").format(what=_short(text))
            yield Proposal(topic, _("the higher committee has answered"), f"answer:{id}", 10, notes=answer or "")


def _referred_here(asked: _Asked) -> Iterator[Proposal]:
    """What a lower committee referred to this one, and waits for."""
    for type, open_ in (("decision", "t.kind = 'refer'"), ("action_point", "t.status = 'referred'")):
        sql = (
            f"SELECT t.id, t.text, f.name FROM {type} t LEFT JOIN forum f ON f.id = t.forum WHERE t.referred_to = ? AND {open_} "
            "AND t.answered_on IS NULL AND NOT t.deleted ORDER BY t.id"
        )
        for id, text, forum in asked.store.reading().execute(sql, (asked.forum["id"],)):
            why = _("{committee} waits for an answer").format(committee=forum or _("A committee"))
            yield Proposal(_("Referred: {what}").format(what=_short(text)), why, f"referred:{id}", 10, notes=text or "")


def _deferred(asked: _Asked) -> Iterator[Proposal]:
    """What was put off, and has not been on an agenda since."""
    sql = (
        "SELECT d.id, d.text, d.proposed_by, m.number, m.date FROM decision d LEFT JOIN meeting m ON m.id = d.meeting "
        "WHERE d.forum = ? AND d.kind = ? AND NOT d.deleted AND (m.date IS NULL OR m.date < ?) AND NOT EXISTS (SELECT 1 FROM "
        "decision later WHERE later.supersedes = d.id AND NOT later.deleted) AND NOT EXISTS (SELECT 1 FROM agenda_item i JOIN "
        "meeting n ON n.id = i.meeting WHERE i.comes_from = 'decision:' || d.id AND NOT i.deleted AND NOT n.deleted AND n.date < ?) "
        "ORDER BY m.date, d.id"
    )
    day = asked.date.isoformat()
    for id, text, by, number, held in asked.store.reading().execute(sql, (asked.forum["id"], DEFERRED, day, day)):
        day = short_day(dt.date.fromisoformat(held)) if held else ""
        why = (
            _("put off at meeting no. {number}").format(number=number)
            if number
            else _("put off on {day}").format(day=day)
        )
        yield Proposal(_short(text), why, f"decision:{id}", 10, by, notes="" if _short(text) == text else text)


def _matrix(asked: _Asked) -> Iterator[Proposal]:
    """Gaps and overlaps in the places and sectors of the committee."""
    selection, covered = _selection(asked), filters_of(asked.forum)
    places, sectors = covered.places, covered.sectors
    gaps = [
        gap
        for gap in find_gaps(asked.store, selection)
        if (not places or any(selection.within(gap.place, place) for place in places))
        and (not sectors or gap.sector is None or gap.sector in sectors)
    ]
    month = asked.date.isoformat()[:7]
    if gaps:
        why = ngettext(
            "{count} place with need and nobody there", "{count} places with need and nobody there", len(gaps)
        )
        notes = _first_ones(gap.sentence for gap in gaps)
        yield Proposal(_("Gaps of the matrix"), why.format(count=len(gaps)), f"gaps:{month}", 15, notes=notes)
    raised = find_overlaps(asked.store, selection)
    if raised:
        why = ngettext("{count} overlap to talk about", "{count} overlaps to talk about", len(raised))
        notes = _first_ones(one.sentence for one in raised)
        yield Proposal(_("Overlaps of the matrix"), why.format(count=len(raised)), f"overlaps:{month}", 15, notes=notes)


def _agreements(asked: _Asked) -> Iterator[Proposal]:
    """Agreements of the committee's places that end within 90 days, or within their notice."""
    for one in ending_soon(asked.store, asked.date, filters_of(asked.forum).places):
        topic = _("Agreement that ends: {name}").format(name=one.name)
        yield Proposal(topic, _("ends on {date}").format(date=short_day(one.end)), f"agreement:{one.id}:{one.end}", 10)


def _silent(asked: _Asked) -> Iterator[Proposal]:
    """Who has not reported in the round that is open."""
    round = rounds.current_round(asked.store)
    if round is None or read(asked.store, "reporting_round", round)["closed_on"]:
        return
    silent = [
        line.name for line in rounds.overview(asked.store, round) if line.state in (rounds.EXPECTED, rounds.SILENT)
    ]
    if silent:
        why = ngettext("{count} has not reported", "{count} have not reported", len(silent)).format(count=len(silent))
        more = f" (+{len(silent) - MOST_NOTES})" if len(silent) > MOST_NOTES else ""
        notes = ", ".join(silent[:MOST_NOTES]) + more
        yield Proposal(_("Organisations that have not reported"), why, f"round:{round}", 5, notes=notes)


def _assessments(asked: _Asked) -> Iterator[Proposal]:
    """Assessments that are announced in the committee's places: planned activities of that kind."""
    selection = _selection(asked)
    begin = tuple(fold(word) for word in _ASSESSMENTS)
    sql = "SELECT activity.id FROM activity, json_each(delivery_stages) WHERE value = 'needs_assessment'"
    of_need = {row[0] for row in asked.store.reading().execute(sql)}
    seen: set[str] = set()
    for line in selection.lines:
        kind = selection.activity_types.get(line.activity_type or "", "")
        is_one = line.record in of_need or any(w.startswith(begin) for w in fold(kind).split())
        if not is_one or line.status != "planned" or line.record in seen or line.hidden:
            continue
        seen.add(line.record)
        lead = selection.organisations.get(line.organisation or "")
        place = selection.places[line.place].name if line.place and line.place in selection.places else ""
        topic = _("Assessment announced: {what}").format(
            what=", ".join(p for p in (lead.short if lead else "", place) if p)
        )
        why = (
            _("begins on {date}").format(date=short_day(dt.date.fromisoformat(line.start)))
            if line.start
            else _("planned")
        )
        yield Proposal(topic, why, f"activity:{line.record}", 10, line.organisation)


def _terms(asked: _Asked) -> Iterator[Proposal]:
    """Terms of reference whose review is due."""
    review = asked.forum["review_on"]
    if review and review <= asked.date:
        why = _("to be reviewed by {date}").format(date=short_day(review))
        yield Proposal(_("Review of the terms of reference"), why, f"terms:{review}", 10)


def _business(asked: _Asked) -> Iterator[Proposal]:
    yield Proposal(_("Any other business and next date"), "", "business", 5)


_PARTS: tuple[Callable[[_Asked], Iterator[Proposal]], ...] = (
    _answers, _earlier, _referred_here, _deferred, _matrix, _silent, _agreements, _assessments, _terms, _business,
)  # fmt: skip
"""In the order of an agenda: an answer opens it, any other business ends it."""


def _selection(asked: _Asked) -> Selection:
    return select(asked.store, filters_of(asked.forum))


def _first_ones(sentences: Iterable[str]) -> str:
    """The first sentences, each once: what two activities have in common, ten others may have too."""
    return "\n".join(list(dict.fromkeys(sentences))[:MOST_NOTES])


def _short(text: str | None, most: int = 120) -> str:
    """The first sentence of a text, cut at a word where it is long."""
    line = (text or "").strip().split("\n")[0]
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0] + "…"
