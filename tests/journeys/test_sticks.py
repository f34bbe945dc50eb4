"""The exchange by files: from joining to the answer, between laptops of a district, and damaged on the way."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from app import clock
from app.__main__ import main
from app.errors import Refused
from app.server import hub, sticks as server_sticks
from app.services import belonging, conflicts, exchanging, packs, records, settings, sticks
from app.store.workspace import Store, create_workspace
from tests.helpers.country import (
    DISTRICT,
    Server,
    a_desk,
    a_server,
    all_agree,
    an_activity,
    an_organisation,
    opened,
    said,
)
from tests.helpers.zygote import Zygote


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
        with pytest.raises(Refused, match="No address of the server is known"):
            exchanging.exchange(far)
        key = settings.get(far, "server_key")
        settings.put(far, {"server_key": "07" * 32})
        with pytest.raises(Refused, match="not the one that this laptop joined by file"):
            belonging.join(far, server.invite(), server.url)
        settings.put(far, {"server_key": key})
        belonging.join(far, server.invite(), server.url)
        all_agree(one, far)


def test_an_answer_brings_its_news_to_a_laptop_that_has_exchanged_before(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "far") as far:
        theirs = an_activity(one)
        all_agree(one, far)
        for number, status in enumerate(("ongoing", "completed"), 1):
            records.save(one, "activity", theirs, {"status": status})
            new = an_activity(one, description=f"Well {number}")
            exchanging.exchange(one)
            sticks.write(far, tmp_path / f"{number}.ujima")
            server_sticks.read(server.service(), tmp_path / f"{number}.ujima", tmp_path / f"{number}.answer")
            assert sticks.read(far, tmp_path / f"{number}.answer").received == 2
            assert exchanging.standing(far).state == exchanging.GREEN
            for id in (theirs, new):
                assert said(far, "activity", id) == said(one, "activity", id)


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


def test_what_a_colleague_handed_over_goes_on_by_stick_to_others_and_to_the_server(
    server: Server, tmp_path: Path
) -> None:
    """From hand to hand, and nobody of them has a line until the server has it."""
    with a_desk(server, tmp_path, "a") as a, a_desk(server, tmp_path, "b") as b, a_desk(server, tmp_path, "c") as c:
        activity = an_activity(a, description="By two hands")
        sticks.write(a, tmp_path / "1.ujima")
        sticks.read(b, tmp_path / "1.ujima")
        records.save(b, "activity", activity, {"status": "ongoing"})
        assert sticks.write(b, tmp_path / "2.ujima").changes == 2
        assert sticks.read(c, tmp_path / "2.ujima").received == 2
        assert said(c, "activity", activity) == said(b, "activity", activity)
        server_sticks.read(server.service(), tmp_path / "2.ujima", tmp_path / "2.answer")
        assert sticks.read(b, tmp_path / "2.answer").acknowledged == 2
        assert exchanging.standing(b).waiting == 0
        all_agree(a, b, c)
        assert said(a, "activity", activity) == said(b, "activity", activity)
        assert conflicts.count(a) == 0


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


def test_the_terminal_says_what_a_file_holds_and_takes_nothing(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        an_activity(one, lead=an_organisation(one, "Kuyera"))
        sticks.write(one, tmp_path / "1.ujima")
        assert sticks.read(two, tmp_path / "1.ujima").received == 2
        mine = an_activity(one)
        sticks.write(one, tmp_path / "2.ujima")
        sticks.write(one, tmp_path / "3.ujima")
        before = records_of(two)
    ujima = ["--workspace", str(tmp_path / "two"), "bundle", "read", str(tmp_path / "3.ujima")]
    assert main([*ujima, "--preview", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(tmp_path / "3.ujima")
    assert (told["sender"], told["kind"], told["number"], told["missing"]) == ("one · Office one", "to_server", 3, [2])
    assert (told["changes"], told["records"]) == (3, 3)
    assert told["by_type"] == {"activity": 2, "organisation": 1}
    assert abs(dt.datetime.fromisoformat(told["written"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=10)
    assert main([*ujima, "--preview"]) == 0
    plain = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    for line in ("From: one · Office one", "File number: 3", "It holds: 3 changes, of 3 records"):
        assert line in plain.splitlines()
    assert "Among them: Activities: 2 · Organisations: 1" in plain
    assert "File number 2 from there has not come." in plain
    with opened(tmp_path, "two") as two:
        assert records_of(two) == before
        assert sticks.read(two, tmp_path / "3.ujima").received == 1
        assert said(two, "activity", mine)["status"] == "planned"


def records_of(store: Store) -> list[tuple[str, str]]:
    """Every organisation and activity of a desk, and where its journal ends."""
    query = "SELECT 'o', id FROM organisation UNION SELECT 'a', id FROM activity UNION SELECT 'p', max(position) FROM sync_changeset"
    return sorted((kind, str(id)) for kind, id in store.reading().execute(query))


def test_the_servers_answer_is_counted_by_what_it_brings(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        sticks.write(two, tmp_path / "2.ujima")
        an_activity(one, lead=an_organisation(one, "Kuyera"))
        exchanging.exchange(one)
        server_sticks.read(server.service(), tmp_path / "2.ujima", tmp_path / "2.answer")
        found = sticks.preview(two, tmp_path / "2.answer")
        assert (found.changes, found.records) == (2, 2)
        assert found.by_type == {"activity": 1, "organisation": 1}
        assert found.written is not None


def test_files_between_laptops_open_again_after_somebody_was_excluded_over_a_line_and_by_stick_alone(
    server: Server, tmp_path: Path
) -> None:
    """Whoever leaves a place changes its keys; the new ones come with the next exchange, whichever way it goes."""
    with (
        a_desk(server, tmp_path, "one") as one,
        a_desk(server, tmp_path, "leaves") as leaves,
        create_workspace(tmp_path / "far") as far,
    ):
        packs.begin_country(far, "MOZ", place=DISTRICT, office="Far", person="far")
        belonging.ask_by_file(far, server.invite(), tmp_path / "ask.json")
        server_sticks.read(server.service(), tmp_path / "ask.json", tmp_path / "welcome.json")
        belonging.join_by_file(far, tmp_path / "welcome.json")
        server.service().exclude(belonging.membership(leaves).device, clock.now_ms())
        later = clock.now_ms() + belonging.KEYS_ASKED_MS
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now_ms", lambda: later)
            exchanging.exchange(one)
        sticks.write(far, tmp_path / "far.ujima")
        server_sticks.read(server.service(), tmp_path / "far.ujima", tmp_path / "far.answer")
        sticks.read(far, tmp_path / "far.answer")
        assert belonging.area_keys(far).items() & belonging.area_keys(one).items()
        mine = an_activity(one, description="After somebody left")
        sticks.write(one, tmp_path / "one.ujima")
        assert sticks.read(far, tmp_path / "one.ujima").received > 0
        assert records.read(far, "activity", mine)["description"] == "After somebody left"
        with pytest.raises(Refused):
            sticks.read(leaves, tmp_path / "one.ujima")


def test_who_belongs_to_one_server_is_not_taken_over_by_the_file_of_another(
    server: Server, zygote: Zygote, tmp_path: Path
) -> None:
    (tmp_path / "another").mkdir()
    with a_desk(server, tmp_path, "one") as one, a_server(zygote, tmp_path / "another") as another:
        before = belonging.membership(one)
        belonging.ask_by_file(one, another.invite(), tmp_path / "ask.json")
        server_sticks.read(another.service(), tmp_path / "ask.json", tmp_path / "welcome.json")
        with pytest.raises(Refused, match="belongs to another server already"):
            belonging.join_by_file(one, tmp_path / "welcome.json", another.url)
        assert belonging.membership(one) == before


def test_the_answer_of_another_server_than_the_invitations_is_not_taken(
    server: Server, zygote: Zygote, tmp_path: Path
) -> None:
    (tmp_path / "another").mkdir()
    with create_workspace(tmp_path / "far") as far, a_server(zygote, tmp_path / "another") as another:
        packs.begin_country(far, "MOZ", place=DISTRICT, office="Far", person="far")
        key = server.service().keys.verify_key_text[:16]
        belonging.ask_by_file(far, f"{server.url}/join#code={another.invite()}&hub={key}", tmp_path / "ask.json")
        server_sticks.read(another.service(), tmp_path / "ask.json", tmp_path / "welcome.json")
        with pytest.raises(Refused, match="not the one of this invitation"):
            belonging.join_by_file(far, tmp_path / "welcome.json")
        assert belonging.membership(far) is None
