"""The one table of rights, over every role and every record type: what the server, the desktop and the pages go by."""

from __future__ import annotations

from typing import Any

import pytest

from app.records import REGISTRY
from app.rights import COORDINATION, LISTS, NOTED, OF_A_FORUM, ROLES, Member, may, scope
from sync.changeset import CREATE, DELETE, ERASE, UPDATE
from sync.shape import CONTACTS, OPEN, RESTRICTED

OURS, THEIRS = "org-ours", "org-theirs"
WRITERS_OF_ALL = ("secretary", "coordinator", "national", "administrator")
TYPES = sorted(REGISTRY)
#: the country, a province with two districts, another province with one
PLACES = [("C", None), ("C1", "C"), ("C11", "C1"), ("C12", "C1"), ("C2", "C"), ("C21", "C2")]


def member(role: str) -> Member:
    """A member of each role: for one organisation, and of the water sector where the role has one."""
    return Member(role, OURS, ("C11",), "WSH" if role == "sector_lead" else None)


def values_of(type: str, organisation: str, sector: str) -> dict[str, Any]:
    """A record that is an organisation's, in a sector, as far as its type says such things."""
    if type == "organisation":
        return {"id": organisation, "name": "x"}
    if type == "figures":
        return {"activity": f"{organisation}/{sector}"}
    if type == "attachment":
        return {"of_type": "activity", "of_id": f"{organisation}/{sector}"}
    said = {
        "lead": organisation, "organisation": organisation, "assigned_to": [organisation], "sector": sector,
        "forum": f"{organisation}/{sector}", "meeting": f"{organisation}/{sector}", "status": "open",
    }  # fmt: skip
    if type == "forum":
        said["sectors"] = [sector, "EDU"]
    return {name: value for name, value in said.items() if name in REGISTRY[type].fields()}


def look(type: str, id: str) -> dict[str, Any] | None:
    organisation, _mark, sector = id.partition("/")
    known = {
        "activity": {"lead": organisation, "sector": sector},
        "forum": {"sectors": [sector, "EDU"]},
        "meeting": {"forum": id},
    }
    return known.get(type)


def asked(role: str, type: str, op: str, organisation: str = OURS, sector: str = "WSH") -> str | None:
    values = values_of(type, organisation, sector)
    before = {} if op == CREATE else values
    after = values | ({"deleted": True} if op == DELETE else {})
    return may(member(role), type, op, before, after, look)


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_erase_erases(role: str, type: str) -> None:
    assert (asked(role, type, ERASE) is None) is (role in ("coordinator", "national", "administrator"))


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("op", [CREATE, UPDATE, DELETE])
def test_a_viewer_writes_nothing_but_what_the_program_notes_itself(op: str, type: str) -> None:
    assert asked("viewer", type, op) == (None if type in NOTED and op == CREATE else "reads_only")


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("op", [CREATE, UPDATE, DELETE])
@pytest.mark.parametrize("role", WRITERS_OF_ALL)
def test_an_office_writes_everything_of_its_places(role: str, op: str, type: str) -> None:
    assert asked(role, type, op, THEIRS, "HEA") is None


#: what a focal point writes of its own organisation
OWN = ("activity", "figures", "presence", "round_reply", "organisation", "attachment", "service", "convening_support")


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("op", [CREATE, UPDATE, DELETE])
def test_a_focal_point_writes_what_is_its_organisations_and_nothing_of_others(op: str, type: str) -> None:
    ours, theirs = asked("cso", type, op), asked("cso", type, op, THEIRS)
    if type in COORDINATION or (type in LISTS and op != CREATE):
        assert ours == theirs == "not_for_this_role"
    elif type in LISTS or type == "site" or (op == CREATE and type in {*NOTED, "organisation"}):
        assert ours is theirs is None
    elif type == "action_point":
        assert (ours, theirs) == (None if op == UPDATE else "not_for_this_role", "not_yours")
    elif type in OWN:
        assert (ours, theirs) == (None, "not_yours")
    else:
        assert ours == theirs == "not_yours"


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("op", [CREATE, UPDATE, DELETE])
def test_a_sector_lead_writes_what_is_of_the_sector(op: str, type: str) -> None:
    own, other = asked("sector_lead", type, op, THEIRS), asked("sector_lead", type, op, THEIRS, "HEA")
    if type in LISTS and op != CREATE:
        assert own == other == "not_for_this_role"
    elif (
        type in LISTS or type in ("organisation", "contact", "site", "round_reply") or (type in NOTED and op == CREATE)
    ):
        assert own is other is None
    elif type in ("forum", "figures", "attachment", *OF_A_FORUM) or "sector" in REGISTRY[type].fields():
        assert (own, other) == (None, "not_your_sector")
    else:
        assert own == other == "not_your_sector", "nothing says of which sector it is"


def test_a_focal_point_answers_for_what_was_given_to_its_organisation_and_agrees_nothing_anew() -> None:
    before = {"assigned_to": [OURS, THEIRS], "text": "Repair the roof", "due": "2026-12-04", "status": "open"}
    for told in ({"status": "done", "done_on": "2026-12-01"}, {"status": "blocked", "blocked_by": "resources"}):
        assert may(member("cso"), "action_point", UPDATE, before, before | told, look) is None
    for told in ({"due": "2027-01-01"}, {"text": "x"}, {"assigned_to": [OURS]}, {"verified_by": "Ana"}):
        assert may(member("cso"), "action_point", UPDATE, before, before | told, look) == "not_for_this_role"


@pytest.mark.parametrize("role", ROLES)
def test_organisations_are_put_together_and_rounds_closed_by_who_may(role: str) -> None:
    who = member(role)
    merged = may(who, "organisation", UPDATE, {"id": OURS}, {"id": OURS, "merged_into": THEIRS}, look)
    closed = may(who, "reporting_round", UPDATE, {"name": "May"}, {"name": "May", "closed_on": "2026-06-01"}, look)
    assert (merged is None) is ROLES[role].may_merge
    assert (closed is None) is (ROLES[role].may_close and ROLES[role].writes == "all")
    assert ROLES[role].may_merge is ROLES[role].may_close is (role in ("coordinator", "national", "administrator"))


@pytest.mark.parametrize(("type", "name"), [("figures", "validation"), ("round_reply", "state")])
@pytest.mark.parametrize("said", ["validated", "returned"])
def test_nobody_validates_or_returns_his_own_rows(type: str, name: str, said: str) -> None:
    before = values_of(type, OURS, "WSH") | {name: "submitted"}
    after = before | {name: said}
    assert may(member("cso"), type, UPDATE, before, after, look) == "not_for_this_role"
    assert may(member("cso"), type, UPDATE, before, before | {"remarks": "x"}, look) is None
    assert may(member("sector_lead"), type, UPDATE, before, after, look) is None


#: of each role working in the district C11: the classes it reads there, above it, and beside it
READS = {
    "viewer": ({OPEN}, {OPEN}, set()),
    "cso": ({OPEN}, {OPEN}, set()),
    "secretary": ({OPEN, CONTACTS}, {OPEN}, set()),
    "coordinator": ({OPEN, CONTACTS, RESTRICTED}, {OPEN}, set()),
    "sector_lead": ({OPEN, CONTACTS}, {OPEN}, set()),
    "national": ({OPEN, CONTACTS, RESTRICTED},) * 3,
    "administrator": ({OPEN, CONTACTS, RESTRICTED},) * 3,
}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_just_the_classes_of_the_table(role: str) -> None:
    streams = scope(member(role), PLACES, "laptop")
    read = {place: {c for area, c in streams if area == f"place:{place}"} for place, _above in PLACES}
    inside, around, beside = READS[role]
    assert read == {"C": around, "C1": around, "C11": inside, "C12": beside, "C2": beside, "C21": beside}
    assert {("ref", OPEN), ("place:", OPEN), ("device:laptop", OPEN)} <= streams
    assert not any(area.startswith("device:") and area != "device:laptop" for area, _class in streams)


def test_who_works_for_an_organisation_that_was_merged_writes_what_is_the_others() -> None:
    def merged(type: str, id: str) -> dict[str, Any] | None:
        return {"merged_into": THEIRS} if (type, id) == ("organisation", OURS) else look(type, id)

    theirs = values_of("activity", THEIRS, "WSH")
    assert may(member("cso"), "activity", UPDATE, theirs, theirs, look) == "not_yours"
    assert may(member("cso"), "activity", UPDATE, theirs, theirs, merged) is None
