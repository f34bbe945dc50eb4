"""A change that the server did not take is taken back by its author: the laptop is in agreement again, the history keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import Refused
from app.server import hub
from app.services import conflicts, exchanging, journal, records, settings, untaken
from app.services.unit import unit
from app.store.workspace import Store
from sync import registry
from sync.hub import Hub
from sync.hub_tables import reading, transact
from tests.helpers.country import DISTRICT, Server, a_desk, all_agree, an_activity, an_organisation


@contextmanager
def two_desks(server: Server, folder: Path) -> Iterator[tuple[Store, Store, str]]:
    """A secretary, somebody of Kuyera who may write what is Kuyera's, and an activity of Caritas that both have."""
    with a_desk(server, folder, "one") as one:
        an_organisation(one, "Kuyera")
        foreign = an_activity(one, lead=an_organisation(one, "Caritas"), status="planned")
        exchanging.exchange(one)
        with a_desk(server, folder, "cso", "cso", DISTRICT, "Kuyera") as cso:
            yield one, cso, foreign


def refused(cso: Store, id: str, **values: object) -> None:
    """A change that the server does not take."""
    records.save(cso, "activity", id, values)
    assert exchanging.exchange(cso).standing.held > 0


def test_what_was_withdrawn_is_as_before_and_both_laptops_agree(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing", description="Somebody else's words.")
        (waiting,) = untaken.not_taken(cso)
        assert (waiting.reason, {name for _type, name in waiting.fields}) == ("not_yours", {"status", "description"})
        changes = untaken.withdraw(cso, [("activity", id)], "not_yours")
        assert changes.updated == [("activity", id)]
        found = records.read(cso, "activity", id)
        assert (found["status"], found["description"]) == ("planned", "Latrines")
        assert untaken.not_taken(cso) == []
        kept = [(line.field, line.after, line.note) for line in journal.history(cso, "activity", id)]
        assert ("status", "ongoing", "Activity changed") in kept
        assert ("status", "planned", "Withdrawn: Activity changed") in kept
        assert exchanging.standing(cso).state != exchanging.GREEN, "the server has not heard of it"
        assert exchanging.exchange(cso).standing.state == exchanging.GREEN
        exchanging.exchange(one)
        records.save(one, "activity", id, {"status": "completed"})
        all_agree(one, cso)
        assert records.read(cso, "activity", id)["status"] == "completed"
        assert conflicts.conflicts(one) == conflicts.conflicts(cso) == []


def test_an_undo_of_what_was_refused_comes_to_nothing_and_both_agree_again(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing")
        journal.undo(cso)
        assert exchanging.exchange(cso).standing.state == exchanging.GREEN
        assert hub.waiting(server.service()) == []
        all_agree(one, cso)
        assert records.read(one, "activity", id)["status"] == "planned"


def test_nothing_waits_at_the_server_any_more_and_nobody_sees_the_refused_value(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing", description="Somebody else's words.")
        untaken.withdraw(cso, [("activity", id)], "not_yours")
        exchanging.exchange(cso)
        assert hub.waiting(server.service()) == []
        exchanging.exchange(one)
        assert records.read(one, "activity", id)["status"] == "planned"
        shown = [line.after for line in journal.history(one, "activity", id) if line.field == "status"]
        assert shown[0] == "planned"
        all_agree(one, cso)


def test_whoever_has_no_right_changes_nothing_by_taking_back_more_than_was_refused(
    server: Server, tmp_path: Path
) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing")
        records.save(cso, "activity", id, {"status": "suspended"})
        now = exchanging.exchange(cso).standing
        assert (now.held, now.state) == (1, exchanging.ASKING)
        exchanging.exchange(one)
        assert records.read(one, "activity", id)["status"] == "planned"
        assert len(hub.waiting(server.service())) == 2


def test_where_somebody_wrote_beside_it_meanwhile_theirs_stays_alone(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing", description="Somebody else's words.")
        records.save(one, "activity", id, {"status": "completed"})
        exchanging.exchange(one)
        exchanging.exchange(cso)
        assert [conflict.field for conflict in conflicts.conflicts(cso)] == ["status"]
        untaken.withdraw(cso, [("activity", id)], "not_yours")
        found = records.read(cso, "activity", id)
        assert (found["status"], found["description"]) == ("completed", "Latrines")
        assert conflicts.conflicts(cso) == []
        exchanging.exchange(cso)
        all_agree(one, cso)
        assert hub.waiting(server.service()) == []


def test_a_record_that_was_not_taken_is_deleted_here_and_known_to_nobody_else(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        lead = records.read(cso, "activity", id)["lead"]
        new = an_activity(cso, lead=lead)
        assert exchanging.exchange(cso).standing.held == 1
        assert untaken.withdraw(cso, [("activity", new)], "not_yours").deleted == [("activity", new)]
        now = exchanging.exchange(cso).standing
        assert (now.held, now.conflicts, now.waiting) == (0, 0, 0)
        assert untaken.not_taken(cso) == []
        exchanging.exchange(one)
        with pytest.raises(Refused):
            records.read(one, "activity", new)


def test_what_the_server_took_meanwhile_is_not_withdrawn(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (_one, cso, id):
        refused(cso, id, status="ongoing")
        device = settings.get(cso, "device")
        transact(server.service().engine, lambda t: registry.change_device(t.connection, device, role="secretary"))
        with reading(server.service().engine) as tables:
            waiting = tables.all_waiting()
        service = server.service()
        transact(
            service.engine,
            lambda t: Hub(t, service.shapes, service.policy_of(t), service.now_ms()).release(waiting, str(device)),
        )
        assert exchanging.exchange(cso).standing.held == 0
        with pytest.raises(Refused, match="taken it meanwhile"):
            untaken.withdraw(cso, [("activity", id)], "not_yours")
        assert records.read(cso, "activity", id)["status"] == "ongoing"


def test_an_import_that_was_not_taken_is_one_question_and_withdrawn_as_one(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, _id):
        org = records.add(cso, "organisation", {"name": "Somebody"}).created[0][1]
        with unit(cso, "File imported") as changing:
            facts = {"place": DISTRICT, "sector": "WSH", "status": "planned", "lead": org}
            for number in range(400):  # three changesets
                changing.create("activity", {**facts, "description": f"Latrines {number}"})
        exchanging.exchange(cso)
        (waiting,) = untaken.not_taken(cso)
        assert (len(waiting.keys), waiting.note, waiting.by) == (400, "File imported", "")
        standing = exchanging.standing(cso)
        assert standing.held == 1
        assert "1 question for you" in exchanging.in_words(standing)
        assert len(untaken.withdraw(cso, waiting.keys, waiting.reason).deleted) == 400
        assert untaken.not_taken(cso) == []
        all_agree(one, cso)
