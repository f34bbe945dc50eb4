"""Three offices and a national server, as real processes over a real socket: edits on all sides, one truth at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.server import hub
from app.services import belonging, conflicts, exchanging, journal, organisations, packs, records, untaken
from app.store.workspace import create_workspace
from tests.helpers.country import (
    DISTRICT,
    PROVINCE,
    Server,
    a_desk,
    all_agree,
    an_activity,
    an_organisation,
    said,
)


def test_what_one_office_enters_every_office_of_the_place_reads(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        org = an_organisation(one, "Kuyera", acronym="KUY")
        activity = an_activity(one, lead=org, remarks="Starts on Monday. ")
        exchanging.exchange(one)
        got = exchanging.exchange(two)
        assert got.received >= 2
        assert said(two, "activity", activity) == said(one, "activity", activity)
        assert next(line.who for line in journal.history(two, "activity", activity)) == "one"
        all_agree(one, two)


def test_edits_of_different_fields_and_sentences_are_both_kept_and_nobody_is_asked(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one, remarks="The road is closed. Forty households wait. ")
        all_agree(one, two)
        records.save(one, "activity", id, {"status": "ongoing", "remarks": "The road is open. Forty households wait. "})
        records.save(
            two, "activity", id, {"people_targeted": 200, "remarks": "The road is closed. Fifty households wait. "}
        )
        all_agree(one, two)
        for desk in (one, two):
            row = records.read(desk, "activity", id)
            assert (row["status"], row["people_targeted"]) == ("ongoing", 200)
            assert row["remarks"].strip() == "The road is open. Fifty households wait."
            assert conflicts.count(desk) == 0


def test_where_two_differ_both_are_told_and_one_answer_settles_it_everywhere(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        records.save(one, "activity", id, {"status": "ongoing"})
        records.save(two, "activity", id, {"status": "completed"})
        for desk in (one, two, one):
            exchanging.exchange(desk)
        for desk, name in ((one, "one"), (two, "two")):
            found = conflicts.conflicts(desk)
            assert [(c.id, c.field, {p.value for p in c.values}) for c in found] == [
                (id, "status", {"ongoing", "completed"})
            ]
            assert {p.by for p in found[0].values if p.mine} == {name}
            assert exchanging.standing(desk).state == exchanging.ASKING
            assert "1 question for you" in exchanging.in_words(exchanging.standing(desk))
        assert records.read(one, "activity", id)["status"] == records.read(two, "activity", id)["status"]
        conflicts.settle(one, "activity", id, "status", "mine")
        all_agree(one, two)
        assert records.read(two, "activity", id)["status"] == "ongoing"
        assert {line.after for line in journal.history(two, "activity", id)} >= {"ongoing", "completed"}


def test_a_row_deleted_here_and_edited_there_lives_until_a_person_decides(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        records.delete(one, "activity", id)
        records.save(two, "activity", id, {"status": "ongoing"})
        for desk in (one, two, one):
            exchanging.exchange(desk)
        assert not records.read(one, "activity", id)["deleted"]
        assert [(c.field, [p.by for p in c.values]) for c in conflicts.conflicts(one)] == [("deleted", ["two", "one"])]
        conflicts.settle(two, "activity", id, "deleted", "value", True)
        all_agree(one, two)
        assert records.read(one, "activity", id)["deleted"]


def test_two_organisations_put_together_and_edited_at_once_end_as_one(server: Server, tmp_path: Path) -> None:
    with (
        a_desk(server, tmp_path, "one", "coordinator", PROVINCE) as one,
        a_desk(server, tmp_path, "two") as two,
    ):
        kept, other = an_organisation(one, "World Food Programme"), an_organisation(two, "WFP")
        all_agree(one, two)
        organisations.merge(one, kept, other)
        records.save(two, "organisation", other, {"website": "wfp.org"})
        all_agree(one, two)
        for desk in (one, two):
            assert organisations.standing_for(desk.reading()) == {other: kept}
            assert records.read(desk, "organisation", other)["website"] == "wfp.org"


def test_law_8_a_change_outside_ones_rights_waits_at_the_server_and_is_lost_nowhere(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one:
        mine = an_organisation(one, "Kuyera")
        theirs = an_organisation(one, "Caritas")
        exchanging.exchange(one)
        with a_desk(server, tmp_path, "cso", "cso", DISTRICT, "Kuyera") as cso:
            ours = an_activity(cso, lead=mine)
            exchanging.exchange(cso)
            assert exchanging.standing(cso).state == exchanging.GREEN
            not_ours = an_activity(cso, lead=theirs)
            done = exchanging.exchange(cso)
            assert done.standing.held == 1
            assert [(w.keys, w.reason) for w in untaken.not_taken(cso)] == [((("activity", not_ours),), "not_yours")]
            assert "another organisation" in untaken.not_taken(cso)[0].message
            assert records.read(cso, "activity", not_ours)["lead"] == theirs
            assert [w["id"] for w in hub.waiting(server.service())] == [not_ours]
            exchanging.exchange(one)
            assert said(one, "activity", ours)["lead"] == mine
            with pytest.raises(Refused):
                records.read(one, "activity", not_ours)
            records.save(cso, "activity", not_ours, {"lead": mine})
            exchanging.exchange(cso)


def test_what_reaches_a_new_server_before_its_places_lies_where_it_belongs_once_they_come(
    server: Server, tmp_path: Path
) -> None:
    with create_workspace(tmp_path / "one") as one:
        packs.begin_country(one, "MOZ", place=DISTRICT, office="Office one", person="one")
        id = an_activity(one)
        belonging.join(one, server.invite(), server.url)
        all_agree(one)
        streams = {(row["area"], row["class"]) for row in hub.digests(server.service())}
        assert streams == {("ref", "open"), (f"place:{DISTRICT}", "open")}
        assert records.read(one, "activity", id)["status"] == "planned"
