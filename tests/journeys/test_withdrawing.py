"""A change that the server did not take is taken back by its author: the laptop is in agreement again, the history keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.server import hub
from app.services import exchanging, journal, records
from app.store.workspace import Store
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


def test_an_undo_of_what_was_refused_comes_to_nothing_and_both_agree_again(server: Server, tmp_path: Path) -> None:
    with two_desks(server, tmp_path) as (one, cso, id):
        refused(cso, id, status="ongoing")
        journal.undo(cso)
        assert exchanging.exchange(cso).standing.state == exchanging.GREEN
        assert hub.waiting(server.service()) == []
        all_agree(one, cso)
        assert records.read(one, "activity", id)["status"] == "planned"
