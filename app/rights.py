"""Who may read and write what: one table, and pure functions over it, for the server, the desktop and the tests.

A laptop has a role, works for an organisation (or for the office), and in places. The area of a record is the place of
the district level (or above) that it lies in. Who works in a district also reads what is said about the province and
the country around it; who works in a province reads its districts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.words import N_
from sync.changeset import CREATE, ERASE, UPDATE
from sync.shape import CONTACTS, DEVICE_AREA, OPEN, REFERENCE_AREA, RESTRICTED, UNPLACED_AREA, Stream

Values = Mapping[str, Any]

#: the administrative level whose places are areas of work; what lies deeper belongs to the one above it
DISTRICT_LEVEL = 2

#: record types that say who an organisation's work is: the fields that make it theirs
OWNED_BY = {
    "activity": ("lead", "reporting_organisation", "implementing"),
    "presence": ("organisation",),
    "organisation": ("id",),
    "round_reply": ("organisation",),
    "service": ("organisation",),
    "convening_support": ("organisation",),
    "action_point": ("assigned_to",),
    "site": (),
    "figures": (),
}
#: what belongs to a committee, with the field that leads to it
OF_A_FORUM = {
    "membership": "forum",
    "convening_support": "forum",
    "meeting": "forum",
    "agenda_item": "meeting",
    "attendance": "meeting",
    "decision": "forum",
    "action_point": "forum",
}
#: what only people who run the coordination may change
COORDINATION = frozenset({
    "reporting_round", "edition", "place_figure", "shock", "programme", "forum", "membership", "meeting", "agenda_item",
    "attendance", "decision", "agreement", "party", "responsibility", "protocol", "protocol_step",
})  # fmt: skip
#: what those say of an action point to whom it was given; the rest of it was agreed in a meeting
ANSWERS = frozenset({"status", "comment", "person", "done_on", "done_by", "blocked_by", "unblocked_by"})
#: what a sector lead, or who runs the coordination, says of rows that were sent
JUDGEMENTS = frozenset({"returned", "validated"})
#: what the program itself writes down when somebody takes rows out, whoever he is
NOTED = frozenset({"export_log"})
#: everybody's lists
LISTS = frozenset({"place", "activity_type", "synonym"})


@dataclass(frozen=True)
class Role:
    """What a role is called, which classes it reads in its own places (and in those around them), and what it writes."""

    title: str
    reads: tuple[str, ...]
    reads_around: tuple[str, ...] = (OPEN,)
    writes: str = "nothing"
    everywhere: bool = False
    may_erase: bool = False
    may_merge: bool = False
    may_settle: bool = True
    may_close: bool = False


ROLES: dict[str, Role] = {
    "viewer": Role(N_("Viewer"), (OPEN,), may_settle=False),
    "cso": Role(N_("CSO focal point"), (OPEN,), writes="own"),
    "secretary": Role(N_("Secretary"), (OPEN, CONTACTS), writes="all"),
    "coordinator": Role(N_("Coordinator"), (OPEN, CONTACTS, RESTRICTED), writes="all", may_merge=True, may_erase=True, may_close=True),
    "sector_lead": Role(N_("Sector lead"), (OPEN, CONTACTS), writes="sector"),
    "national": Role(
        N_("National"), (OPEN, CONTACTS, RESTRICTED), (OPEN, CONTACTS), "all", everywhere=True,
        may_merge=True, may_erase=True, may_close=True,
    ),
    "administrator": Role(
        N_("Administrator"), (OPEN, CONTACTS, RESTRICTED), (OPEN, CONTACTS, RESTRICTED), "all", everywhere=True,
        may_merge=True, may_erase=True, may_close=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Who asks: a role, the organisation he works for (None: the office), his places, for a sector lead his sector."""

    role: str
    organisation: str | None = None
    places: tuple[str, ...] = ()
    sector: str | None = None


def area_of_place(
    place: str, parent_of: Callable[[str], tuple[int, str | None] | None], district_level: int
) -> str | None:
    """The area a place lies in: itself, or the place of the district level above it. None when nobody knows it.

    `parent_of(place)` gives its level and the place above it.
    """
    seen: set[str] = set()
    here: str | None = place
    while here and here not in seen:
        seen.add(here)
        known = parent_of(here)
        if known is None:
            return None
        level, parent = known
        if level <= district_level or not parent:
            return here
        here = parent
    return None


def scope(member: Member, areas: Iterable[tuple[str, str | None]], own_device: str) -> frozenset[Stream]:
    """The streams a member may read, of the areas there are: (place, the place above it), down to the district level."""
    role = ROLES[member.role]
    above = dict(areas)
    found: set[Stream] = {(REFERENCE_AREA, OPEN), (UNPLACED_AREA, OPEN), (f"{DEVICE_AREA}:{own_device}", OPEN)}
    if role.everywhere:
        places = [*above, ""]
        return frozenset(found | {(f"{UNPLACED_AREA}{place}", c) for place in places for c in role.reads})
    inside = {place for place in above if any(line in member.places for line in _line(place, above))}
    around = {line for place in member.places for line in _line(place, above)} - inside
    found |= {(f"{UNPLACED_AREA}{place}", c) for place in inside for c in role.reads}
    found |= {(f"{UNPLACED_AREA}{place}", c) for place in around for c in role.reads_around}
    return frozenset(found)


def _line(place: str, above: Mapping[str, str | None]) -> list[str]:
    """A place and those above it."""
    found: list[str] = []
    here: str | None = place
    while here and here not in found:
        found.append(here)
        here = above.get(here)
    return found


def may(
    member: Member,
    type: str,
    op: str,
    before: Values,
    after: Values,
    look: Callable[[str, str], Values | None],
) -> str | None:
    """Whether a member may make a change, judged on the record before and after it: None, or the code of the reason.

    `look` gives other records; an organisation that was merged into another is taken for that one. That the record lies
    where the member may read at all is asked elsewhere, for reading and writing alike.
    """
    role = ROLES[member.role]
    if op == ERASE and not role.may_erase:
        return "may_not_erase"
    if type in NOTED and op == CREATE:
        return None
    if type in LISTS and op == CREATE:
        return None if role.writes != "nothing" else "reads_only"
    if type == "organisation" and before.get("merged_into") != after.get("merged_into") and not role.may_merge:
        return "may_not_merge"
    if type == "reporting_round" and before.get("closed_on") != after.get("closed_on") and not role.may_close:
        return "may_not_close"
    if role.writes == "all":
        return None
    if type == "attachment":
        return _as_its_owner(member, before, after, look)
    if role.writes == "own":
        return _own(member, type, before, after, look)
    if role.writes == "sector":
        return _sector(member, type, before, after, look)
    return "reads_only"


def _as_its_owner(
    member: Member,
    before: Values,
    after: Values,
    look: Callable[[str, str], Values | None],
) -> str | None:
    """Whoever may write the record that a document belongs to may write the document."""
    for values in (values for values in (before, after) if values):
        type, id = values.get("of_type"), values.get("of_id")
        owner = look(type, id) if type and id and type != "attachment" else None
        if not type or owner is None:
            return "not_yours"
        states = {**owner, "id": id}
        if reason := may(member, type, UPDATE, states, states, look):
            return reason
    return None


def _own(
    member: Member,
    type: str,
    before: Values,
    after: Values,
    look: Callable[[str, str], Values | None],
) -> str | None:
    if type in COORDINATION or type in LISTS or _judges(type, before, after):
        return "not_for_this_role"
    if type == "figures":
        parts = [look("activity", values["activity"]) for values in (before, after) if values.get("activity")]
        return None if parts and all(_is_own(member, "activity", part or {}, look) for part in parts) else "not_yours"
    if type == "organisation" and not before:
        return None  # whoever he works beside must have a name
    if type == "site":
        return None
    states = [values for values in (before, after) if values]
    if not states or not all(_is_own(member, type, values, look) for values in states):
        return "not_yours"
    if type == "action_point":
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        return None if before and changed <= ANSWERS else "not_for_this_role"
    return None


def _judges(type: str, before: Values, after: Values) -> bool:
    """Whether a change says that rows are validated, or returns them: nobody does that with his own."""
    if type == "figures" and not before:
        return False  # what a file says of itself when it comes in
    name = {"figures": "validation", "round_reply": "state"}.get(type, "")
    return before.get(name) != after.get(name) and after.get(name) in JUDGEMENTS


def _is_own(member: Member, type: str, values: Values, look: Callable[[str, str], Values | None]) -> bool:
    if member.organisation is None:
        return False
    named = [values.get(name) for name in OWNED_BY.get(type, ())]
    ids = {_stands_for(id, look) for one in named for id in (one if isinstance(one, list) else [one]) if id}
    return _stands_for(member.organisation, look) in ids


def _stands_for(organisation: str, look: Callable[[str, str], Values | None]) -> str:
    """The organisation that one was merged into, or itself."""
    seen: list[str] = []
    while organisation not in seen:
        seen.append(organisation)
        organisation = (look("organisation", organisation) or {}).get("merged_into") or organisation
    return organisation


def _sector(
    member: Member, type: str, before: Values, after: Values, look: Callable[[str, str], Values | None]
) -> str | None:
    if type in LISTS:
        return "not_for_this_role"
    if type in ("organisation", "contact", "site", "round_reply"):
        return None
    states = [values for values in (before, after) if values]
    if type == "figures":
        states = [look("activity", values["activity"]) or {} for values in states if values.get("activity")]
    if type in ("forum", *OF_A_FORUM):
        groups = [_forum_of(type, values, look) for values in states]
        return None if all(member.sector in (group.get("sectors") or ()) for group in groups) else "not_your_sector"
    sectors = [values.get("sector") for values in states if values]
    return None if sectors and all(sector == member.sector for sector in sectors) else "not_your_sector"


def _forum_of(type: str, values: Values, look: Callable[[str, str], Values | None]) -> Values:
    """The committee that a record belongs to; nothing where nobody knows it."""
    while type != "forum":
        name = OF_A_FORUM[type]
        values = (look(name, values[name]) if values.get(name) else None) or {}
        type = name
    return values
