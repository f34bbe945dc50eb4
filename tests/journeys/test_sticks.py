"""The exchange by files: from joining to the answer, between laptops of a district, and damaged on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.server import hub, sticks as server_sticks
from app.services import belonging, conflicts, exchanging, packs, records, sticks
from app.store.workspace import create_workspace
from tests.helpers.country import (
    DISTRICT,
    Server,
    a_desk,
    all_agree,
    an_activity,
    an_organisation,
    said,
)


def test_everything_goes_by_stick_from_joining_to_the_answer(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, create_workspace(tmp_path / "far") as far:
        packs.begin_country(far, "MOZ", place=DISTRICT, office="Far", person="far")
        theirs = an_activity(one)
        exchanging.exchange(one)
        belonging.ask_by_file(far, server.invite(), tmp_path / "ask.json")
        server_sticks.read(server.service(), tmp_path / "ask.json", tmp_path / "welcome.json")
        belonging.join_by_file(far, tmp_path / "welcome.json")
        mine = an_activity(far, description="From afar")
        written = sticks.write(far, tmp_path / "1.ujima")
        assert written.number == 1
        server_sticks.read(server.service(), tmp_path / "1.ujima", tmp_path / "1.answer")
        server_sticks.read(server.service(), tmp_path / "1.ujima", tmp_path / "1.answer")
        assert sticks.preview(far, tmp_path / "1.answer").kind == "from_server"
        taken = sticks.read(far, tmp_path / "1.answer")
        assert taken.acknowledged >= 1
        assert said(far, "activity", theirs) == said(one, "activity", theirs)
        exchanging.exchange(one)
        assert said(one, "activity", mine)["description"] == "From afar"
        assert sticks.read(far, tmp_path / "1.answer").received == 0


def test_law_17_a_file_with_one_flipped_bit_is_noticed_and_nothing_of_it_taken(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one:
        an_activity(one)
        sticks.write(one, tmp_path / "1.ujima")
        whole = (tmp_path / "1.ujima").read_bytes()
        last = server.service().hello()
        for place in range(0, len(whole), max(1, len(whole) // 60)):
            damaged = bytearray(whole)
            damaged[place] ^= 1
            (tmp_path / "bad.ujima").write_bytes(damaged)
            with pytest.raises(Refused):
                server_sticks.read(server.service(), tmp_path / "bad.ujima", None)
        assert server.service().hello()["epoch"] == last["epoch"]
        assert hub.waiting(server.service()) == []


def test_two_laptops_of_a_district_exchange_by_stick_and_the_server_hears_of_both_once(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        mine = an_activity(one, description="By hand")
        written = sticks.write(one, tmp_path / "1.ujima")
        assert written.for_district
        assert sticks.preview(two, tmp_path / "1.ujima").records == 1
        assert sticks.read(two, tmp_path / "1.ujima").received == 1
        assert said(two, "activity", mine) == said(one, "activity", mine)
        records.save(two, "activity", mine, {"status": "ongoing"})
        exchanging.exchange(two)
        all_agree(one, two)
        assert said(one, "activity", mine)["status"] == "ongoing"
        assert conflicts.count(one) == 0
        an_activity(one)
        sticks.write(one, tmp_path / "2.ujima")
        an_activity(one)
        sticks.write(one, tmp_path / "3.ujima")
        assert sticks.read(two, tmp_path / "3.ujima").missing == (2,)


def test_a_file_that_tells_whom_to_call_is_for_the_server_alone(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        org = an_organisation(one, "Kuyera")
        records.add(one, "contact", {"name": "Amélia", "organisation": org, "phones": ["+258 84 123 4567"]})
        assert not sticks.write(one, tmp_path / "1.ujima").for_district
        with pytest.raises(Refused):
            sticks.read(two, tmp_path / "1.ujima")
        server_sticks.read(server.service(), tmp_path / "1.ujima", None)
        exchanging.exchange(two)
        assert two.reading().execute("SELECT name FROM contact").fetchall() == [("Amélia",)]
