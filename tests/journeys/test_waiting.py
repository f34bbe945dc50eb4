"""What a laptop may not write waits at the server: with all that belongs to it, and until its author may."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.server import hub
from app.services import attachments, belonging, exchanging, packs, records, untaken
from app.store.workspace import Store, create_workspace
from tests.helpers.country import (
    DISTRICT,
    OTHER_DISTRICT,
    Server,
    a_desk,
    all_agree,
    an_activity,
    an_organisation,
    everything_on,
)

CANARY = "kestrel-4410"


def a_severe_case_elsewhere(store: Store, folder: Path) -> list[tuple[str, str]]:
    """An activity where its author has no rights, with figures and a document, each in an act of its own."""
    case = an_activity(store, OTHER_DISTRICT, sensitivity="severe", description=f"case {CANARY}")
    figures = {"activity": case, "period_start": "2026-02-01", "period_end": "2026-02-28", "people": 18}
    counted = records.add(store, "figures", figures | {"comment": f"counted {CANARY}"}).created[0][1]
    (folder / f"{CANARY}.txt").write_text("names")
    document = attachments.add(store, "activity", case, folder / f"{CANARY}.txt").created[0][1]
    return [("activity", case), ("figures", counted), ("attachment", document)]


def test_law_8_what_belongs_to_a_record_that_waits_waits_with_it_and_nobody_is_told(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "viewer", "viewer") as viewer:
        case = a_severe_case_elsewhere(one, tmp_path)
        exchanging.exchange(one)
        exchanging.exchange(viewer)
        waits = {(row["type"], row["id"]): row["reason"] for row in hub.waiting(server.service())}
        assert waits == dict.fromkeys(case, "out_of_reach")
        assert CANARY not in everything_on(viewer.reading())
        assert exchanging.standing(viewer).state == exchanging.GREEN
        assert {key for one_thing in untaken.not_taken(one) for key in one_thing.keys} == set(case)


def test_what_waited_is_taken_by_itself_as_soon_as_its_author_may(server: Server, tmp_path: Path) -> None:
    with (
        a_desk(server, tmp_path, "one") as one,
        a_desk(server, tmp_path, "chief", "coordinator", OTHER_DISTRICT) as chief,
    ):
        case = a_severe_case_elsewhere(one, tmp_path)
        exchanging.exchange(one)
        server.service().give(belonging.membership(one).device, "coordinator", None, [DISTRICT, OTHER_DISTRICT])
        all_agree(one, chief)
        assert untaken.not_taken(one) == hub.waiting(server.service()) == []
        for type, id in case:
            assert records.read(chief, type, id) == records.read(one, type, id)


def test_what_the_first_office_brings_before_any_place_is_known_is_taken_with_the_next_exchange(
    server: Server, tmp_path: Path
) -> None:
    with create_workspace(tmp_path / "first") as first:
        packs.begin_country(first, "MOZ", place=DISTRICT, office="Office", person="first")
        kuyera = an_organisation(first, "Kuyera")
        contact = {"organisation": kuyera, "name": "Joana", "place": DISTRICT}
        records.add(first, "contact", contact)
        belonging.join(first, server.invite(), server.url)
        all_agree(first)


def test_who_is_given_less_loses_nothing_that_was_taken(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        taken = an_activity(one)
        all_agree(one, two)
        server.service().give(belonging.membership(one).device, "viewer", None, [DISTRICT])
        refused = an_activity(one)
        exchanging.exchange(one)
        exchanging.exchange(two)
        assert records.read(two, "activity", taken)["status"] == "planned"
        assert [row["id"] for row in hub.waiting(server.service())] == [refused]
        with pytest.raises(Refused):
            records.read(two, "activity", refused)
