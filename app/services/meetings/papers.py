"""The plain data that minutes, invitations and attendance sheets are written from. What is not for circulation stays out."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app import clock
from app.errors import Refused
from app.exchange.minutes import content
from app.exchange.minutes.content import Group, Invitation, Line, Minutes, Person
from app.exchange.minutes.typed import DECISION, NEXT_TIME
from app.insight.attendance import KINDS
from app.insight.reporting import ReportingRate
from app.records import REGISTRY
from app.services.action_points import ActionLine, for_circulation
from app.services.meetings import closing
from app.services.meetings.sitting import Attender, Item, Sitting, read_sitting
from app.services.sensitive import KEPT, is_kept
from app.store import find
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _


def minutes_of(store: Store, meeting: str) -> Minutes:
    """The minutes of a meeting as plain data, with the words of the language spoken now. Raises Refused (no_record, kept_here)."""
    sitting = _read(store, meeting)
    about = sitting.meeting
    free = [item for item in sitting.items if not item.closed]
    noted = any(one.state for one in sitting.people)
    return Minutes(
        **_head(store, sitting),
        state=about["minutes"] or content.DRAFT,
        circulated_on=about["circulated_on"],
        corrected_on=about["corrected_on"],
        approved_on=about["approved_on"],
        corrections=tuple(_corrections(store, sitting, {item.id for item in free})),
        present=tuple(_groups(sitting)),
        apologies=tuple(_person(one) for one in sitting.people if one.state == "apology"),
        absent=tuple(_absent(sitting)) if noted else (),
        items=tuple(_item(item) for item in free),
        closed_items=len(sitting.items) - len(free),
        decisions=tuple(content.Decision(str(number), text) for number, text in enumerate(_decided(sitting, free), 1)),
        actions=tuple(_action(one) for one in for_circulation(sitting.actions)),
        carried_over=tuple(_action(one) for one in for_circulation(sitting.earlier)),
        next_time=tuple(said.text for item in free for said in item.said if said.kind == NEXT_TIME and not said.closed),
        next_meeting=_next(store, sitting),
        trust=_trust(store, about["edition"]),
    )


def invitation_of(store: Store, meeting: str) -> Invitation:
    """The invitation to a meeting as plain data, with its agenda. Raises Refused (no_record, kept_here)."""
    sitting = _read(store, meeting)
    free = [item for item in sitting.items if not item.closed]
    agenda = tuple(
        content.Item(item.topic, raised_by=item.raised_name, minutes_planned=item.minutes_planned) for item in free
    )
    return Invitation(**_head(store, sitting), agenda=agenda)


def people_of(store: Store, meeting: str) -> list[Person]:
    """Who is expected, for the sheet to sign."""
    positions = dict(store.reading().execute("SELECT id, position FROM contact WHERE position IS NOT NULL"))
    return [Person(one.name, one.written, positions.get(one.person or "", "")) for one in _read(store, meeting).people]


def _read(store: Store, meeting: str) -> Sitting:
    sitting = read_sitting(store, meeting)
    if sitting.meeting["sensitivity"] in KEPT or sitting.forum["sensitivity"] in KEPT:
        said = _(
            "This meeting is too sensitive to leave this office: its sensitivity, or that of its committee, is high."
        )
        raise Refused("kept_here", said)
    return sitting


def _decided(sitting: Sitting, free: Iterable[Item]) -> Iterable[str]:
    """The decisions under the items that may go out, and those of the meeting itself."""
    said = [*(one for item in free for one in item.said), *sitting.loose]
    return [one.text for one in said if one.kind == DECISION and not one.closed]


# --- the head -------------------------------------------------------------------------------------------------------


def _head(store: Store, sitting: Sitting) -> dict[str, Any]:
    about, forum = sitting.meeting, sitting.forum
    names = _full_names(store)
    return {
        "forum": forum["name"] or "",
        "date": sitting.day,
        "number": about["number"],
        "begins": _time(about["starts_at"]),
        "ends": _time(about["ends_at"]),
        "venue": about["venue"] or "",
        "mode": about["mode"] or "",
        "chair": names.get(about["chaired_by"] or forum["chair"] or "", ""),
        "secretariat": names.get(forum["secretariat"] or "", ""),
    }


def _full_names(store: Store) -> Mapping[str, str]:
    return dict(store.reading().execute("SELECT id, name FROM organisation WHERE name IS NOT NULL"))


def _time(text: str | None) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _next(store: Store, sitting: Sitting) -> content.Sitting | None:
    """The meeting that is announced after this one, else the day that was agreed."""
    row = (
        store.reading()
        .execute(
            "SELECT date, starts_at, venue, mode FROM meeting WHERE forum = ? AND date > ? AND status = 'planned' AND NOT deleted "
            "ORDER BY date LIMIT 1",
            (sitting.forum["id"], sitting.day.isoformat()),
        )
        .fetchone()
    )
    if row is None and sitting.meeting["next_on"] is None:
        return None
    day, begins, venue, mode = row or (sitting.meeting["next_on"].isoformat(), None, None, None)
    forum = sitting.forum
    begins, venue = begins or forum["starts_at"], venue or forum["venue"] or ""
    return content.Sitting(
        forum["name"] or "", dt.date.fromisoformat(day), begins=_time(begins), venue=venue, mode=mode or ""
    )


def _trust(store: Store, edition: str | None) -> str:
    """What the chair trusts: the edition that the meeting saw, its cut-off and who had reported."""
    about = find.find_one(store.reading(), "edition", edition) if edition else None
    if about is None:
        return ""
    expected, reported, nil, silent = (about[name] or 0 for name in ("expected", "reported", "nil", "silent"))
    rate = ReportingRate(expected, reported, nil, silent)
    cut_off = short_day(dt.date.fromisoformat(about["cut_off"])) if about["cut_off"] else ""
    return _("Edition {number}, cut-off {day} · {rate}").format(
        number=about["number"], day=cut_off, rate=rate.sentence()
    )


# --- who was there --------------------------------------------------------------------------------------------------


def _groups(sitting: Sitting) -> Iterable[Group]:
    by_kind: dict[str, list[Person]] = defaultdict(list)
    for one in sitting.people:
        if one.is_present:
            by_kind[one.kind].append(_person(one))
    return [Group(_(title), tuple(by_kind[kind])) for kind, title in KINDS.items() if by_kind[kind]]


def _person(one: Attender) -> Person:
    return Person(one.name or one.written, one.written if one.name else "")


def _absent(sitting: Sitting) -> Iterable[Person]:
    """Those noted as absent, and the members of whom nothing is noted and for whose organisation nobody came."""
    came = {one.organisation for one in sitting.people if one.is_present and one.organisation}
    for one in sitting.people:
        if one.state == "absent" or (one.state is None and one.organisation not in came):
            yield _person(one)


# --- what was said --------------------------------------------------------------------------------------------------


def _item(item: Item) -> content.Item:
    lines = tuple(Line(said.text, said.kind, said.who, said.due) for said in item.said if not said.closed)
    return content.Item(
        item.topic,
        item.number,
        item.raised_name,
        item.minutes_planned,
        _time(item.began_at),
        _time(item.ended_at),
        lines,
    )


def _action(one: ActionLine) -> content.Action:
    who = ", ".join(part for part in (one.person, one.who) if part)
    return content.Action(one.reference, one.text, who, one.due, one.status, one.carried, one.late > 0)


def _corrections(store: Store, sitting: Sitting, free: set[str]) -> Iterable[content.Correction]:
    """What was changed since the minutes went out, in words; of a closed item nothing."""
    owners = {said.id: item.id for item in sitting.items for said in item.said if said.id and not said.closed}
    kept = {said.id for item in sitting.items for said in item.said if said.closed}
    kept |= {said.id for said in sitting.loose if said.closed}
    for one in closing.corrections(store, sitting.id):
        if one.id in kept or (one.type == "agenda_item" and one.id not in free):
            continue
        if one.type in ("decision", "action_point") and owners.get(one.id, next(iter(free), "")) not in free:
            continue
        title = _(REGISTRY[one.type].title)
        spec = REGISTRY[one.type].fields().get(one.field)
        label = f"{title}: {_(spec.label)}" if spec else title
        before, after = (_worded(one.field, value, sitting) for value in (one.before, one.after))
        yield content.Correction(label, before, after, dt.date.fromisoformat(one.when[:10]), one.who)


def _worded(field: str, value: Any, sitting: Sitting) -> str:
    if field == "deleted":
        return _("taken out") if value else ""
    if value is None:
        return ""
    if field == "assigned_to":
        ids = value if isinstance(value, list) else json.loads(value)
        return ", ".join(sitting.organisations.get(id, id) for id in ids)
    if field == "organisation":
        return sitting.organisations.get(value, value)
    if field in ("due", "date", "next_on"):
        return short_day(dt.date.fromisoformat(str(value)[:10]))
    return str(value)


def organiser_of(store: Store, meeting: str) -> str:
    """The e-mail address to which answers to an invitation go: of a contact of the secretariat, else of the chair, who
    consented to share it, focal points first; nothing where there is none.
    """
    forum = _read(store, meeting).forum
    for organisation in filter(None, (forum["secretariat"], forum["chair"])):
        found = store.reading().execute(
            "SELECT email FROM contact WHERE organisation = ? AND NOT deleted AND consent_to_share AND email IS NOT NULL "
            f"AND NOT {is_kept('contact')} ORDER BY focal_point IS NULL, sort_key, id",
            (organisation,),
        )
        if row := found.fetchone():
            return str(row[0])
    return ""


def made_at() -> dt.datetime:
    """Now, as calendars want it told."""
    return dt.datetime.fromtimestamp(clock.now_ms() / 1000, dt.UTC)
