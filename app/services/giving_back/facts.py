"""What is known that concerns one organisation. What may not leave is not in it; a contact is in it who consented."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app import clock
from app.errors import Refused
from app.fold import sort_key
from app.insight.follow_up import OPEN
from app.insight.freshness import freshness
from app.insight.selection import Filters, Organisation, Selection
from app.services import rounds
from app.services.action_points import ActionLine, Wanted, for_circulation, list_actions
from app.services.agreements import AgreementLine, list_agreements
from app.services.forums import MeetingLine, list_meetings
from app.services.organisations import standing_for
from app.services.selection import select
from app.services.sensitive import is_kept
from app.store.workspace import Store
from app.words import LANGUAGES, _, language

SAFEGUARDING = ("psea_focal_point", "complaints_line")
"""Roles of contacts to whom complaints go: contacts, never cases."""

Pair = tuple[str, str | None]
"""A place and a sector."""


@dataclass(frozen=True)
class Caller:
    """Somebody to call: name, organisation in short, role (code), phones."""

    name: str
    organisation: str
    role: str | None
    phones: tuple[str, ...]


@dataclass(frozen=True)
class Referral:
    """A service to refer a family to."""

    name: str
    organisation: str
    place: str
    phone: str
    hours: str
    for_whom: str


@dataclass(frozen=True)
class OnTime:
    """The newest round in which it answered by the deadline: its name, when it answered, the deadline, how many rows."""

    round: str
    on: dt.date | None
    deadline: dt.date
    rows: int | None


@dataclass(frozen=True)
class GivenBack:
    """Everything for one page. `beside` are the others at work in each of its places and sectors; `state` is how current its rows
    are (current, ageing, old, undated, or empty without rows).
    """

    organisation: Organisation
    language: str
    rows: int
    last_period: str | None
    state: str
    beside: tuple[tuple[str, str | None, tuple[str, ...]], ...]
    actions: tuple[ActionLine, ...]
    meetings: tuple[MeetingLine, ...]
    agreements: tuple[AgreementLine, ...]
    callers: tuple[Caller, ...]
    referrals: tuple[Referral, ...]
    safeguarding: tuple[Caller, ...]
    on_time: OnTime | None


@dataclass(frozen=True)
class Known:
    """What is read once for all organisations: the rows that may leave, and lists by organisation."""

    selection: Selection
    actions: tuple[ActionLine, ...]
    meetings: tuple[MeetingLine, ...]
    agreements: tuple[AgreementLine, ...]
    members: Mapping[str, frozenset[str]]
    contacts: tuple[tuple[str, str, str | None, tuple[str, ...], tuple[str, ...], bool], ...]
    services: tuple[tuple[Referral, str], ...]
    on_time: Mapping[str, OnTime]


def read_known(store: Store, place: str | None = None) -> Known:
    """Read what may be given back, of a place and what lies in it, or of all places. Raises Refused (place_unknown)."""
    reader, today = store.reading(), clock.today()
    selection = select(store, Filters(places=(place,) if place else ()), leaving=True)
    stands = standing_for(reader)
    members: dict[str, set[str]] = defaultdict(set)
    for forum, organisation in reader.execute(
        "SELECT forum, organisation FROM membership WHERE NOT deleted AND (until IS NULL OR until >= ?)",
        (today.isoformat(),),
    ):
        members[stands.get(organisation, organisation)].add(forum)
    open_ = for_circulation(list_actions(store, Wanted(states=OPEN)))
    planned = [one for one in list_meetings(store) if one.status == "planned" and not one.closed]
    ahead = [one for one in planned if one.date and one.date >= today]
    contacts = [
        (
            stands.get(o, o),
            name,
            role,
            tuple(json.loads(phones or "[]")),
            tuple(json.loads(spoken or "[]")),
            bool(focal),
        )
        for o, name, role, phones, spoken, focal in reader.execute(
            "SELECT organisation, name, role, phones, languages, focal_point FROM contact WHERE NOT deleted AND consent_to_share "
            f"AND name IS NOT NULL AND organisation IS NOT NULL AND NOT {is_kept('contact')} ORDER BY focal_point IS NULL, sort_key, id"
        )
    ]
    return Known(
        selection,
        tuple(open_),
        tuple(sorted(ahead, key=lambda one: str(one.date))),
        tuple(one for one in list_agreements(store) if not one.closed),
        {id: frozenset(forums) for id, forums in members.items()},
        tuple(contacts),
        tuple(_services(reader, selection)),
        _on_time(store),
    )


def _services(reader: Any, selection: Selection) -> Iterable[tuple[Referral, str]]:
    rows = reader.execute(
        "SELECT name, organisation, place, phone, hours, for_whom FROM service WHERE NOT deleted AND name IS NOT NULL "
        f"AND place IS NOT NULL AND NOT {is_kept('service')} ORDER BY sort_key, id"
    )
    for name, organisation, place, phone, hours, for_whom in rows:
        who = selection.organisations.get(organisation)
        called = selection.places[place].name if place in selection.places else place
        yield Referral(name, who.short if who else "", called, phone or "", hours or "", for_whom or ""), place


def _on_time(store: Store) -> dict[str, OnTime]:
    """Of each organisation the newest round that it answered by the deadline."""
    found: dict[str, OnTime] = {}
    for about in rounds.list_rounds(store):
        deadline = dt.date.fromisoformat(about["deadline"]) if about["deadline"] else None
        if deadline is None:
            continue
        for line in rounds.overview(store, about["id"]):
            on = dt.date.fromisoformat(line.received_on) if line.received_on else None
            answered = line.state in (rounds.RECEIVED, rounds.NIL, rounds.VALIDATED)
            if answered and on is not None and on <= deadline and line.organisation not in found:
                found[line.organisation] = OnTime(about["name"] or "", on, deadline, line.rows)
    return found


def active_organisations(known: Known) -> list[Organisation]:
    """The organisations that have rows here, by name."""
    ids = {id for line in known.selection.lines if not line.hidden for id in line.organisations}
    found = [known.selection.organisations[id] for id in ids if id in known.selection.organisations]
    return sorted(found, key=lambda one: (sort_key(one.name), one.id))


def facts_of(known: Known, organisation: str) -> GivenBack:
    """What concerns one organisation. Raises Refused (no_record)."""
    one = known.selection.organisations.get(organisation)
    if one is None:
        text = _("There is no {type} with the id {id}.").format(type=_("Organisation"), id=organisation)
        raise Refused("no_record", text)
    own = [line for line in known.selection.lines if organisation in line.organisations and not line.hidden]
    current = next((f for f in freshness(known.selection, clock.today()) if f.organisation == organisation), None)
    pairs = list(dict.fromkeys((line.place, line.sector) for line in own if line.place))
    beside = _beside(known.selection, organisation, pairs)
    near = {id for _place, _sector, ids in beside for id in ids}
    forums = known.members.get(organisation, frozenset())
    places = {above for place, _sector in pairs for above in _upwards(known.selection, place)}
    return GivenBack(
        one,
        _spoken(known, organisation),
        len(own),
        current.last_period if current else None,
        current.state if current else "",
        tuple(
            (place, sector, tuple(known.selection.organisations[id].short for id in ids))
            for place, sector, ids in beside
        ),
        tuple(action for action in known.actions if organisation in action.assigned_to),
        tuple(meeting for meeting in known.meetings if meeting.forum in forums),
        tuple(agreement for agreement in known.agreements if organisation in agreement.parties and agreement.ends_soon),
        tuple(_callers(known, near)),
        tuple(referral for referral, place in known.services if place in places or not places),
        tuple(_safeguarding(known)),
        known.on_time.get(organisation),
    )


def _beside(selection: Selection, organisation: str, pairs: list[Pair]) -> list[tuple[str, str | None, list[str]]]:
    """Who else is at work in each place and sector: ids, by name."""
    at: dict[Pair, set[str]] = defaultdict(set)
    for line in selection.counted():
        if line.place and not line.hidden:
            at[line.place, line.sector].update(id for id in line.organisations if id in selection.organisations)
    names = selection.organisations
    return [
        (place, sector, sorted(at[place, sector] - {organisation}, key=lambda id: sort_key(names[id].short)))
        for place, sector in pairs
        if at[place, sector] - {organisation}
    ]


def _callers(known: Known, near: set[str]) -> Iterable[Caller]:
    for organisation, name, role, phones, _languages, _focal in known.contacts:
        if organisation in near and phones and role not in SAFEGUARDING:
            yield Caller(name, known.selection.organisations[organisation].short, role, phones)


def _safeguarding(known: Known) -> Iterable[Caller]:
    for organisation, name, role, phones, _languages, _focal in known.contacts:
        if role in SAFEGUARDING:
            who = known.selection.organisations.get(organisation)
            yield Caller(name, who.short if who else "", role, phones)


def _spoken(known: Known, organisation: str) -> str:
    """The language of its page: the first of the program's languages that its contacts speak, focal points first."""
    for owner, _name, _role, _phones, spoken, _focal in sorted(known.contacts, key=lambda one: not one[5]):
        if owner == organisation:
            for word in spoken:
                code = word.strip().casefold()
                if found := next((c for c, name in LANGUAGES.items() if code in (c, name.casefold())), None):
                    return found
    return language()


def _upwards(selection: Selection, place: str | None) -> Iterable[str]:
    seen: set[str] = set()
    while place and place not in seen:
        seen.add(place)
        yield place
        found = selection.places.get(place)
        place = found.parent if found else None
