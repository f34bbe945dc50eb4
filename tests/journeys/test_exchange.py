"""Three offices and a national server, as real processes over a real socket: edits on all sides, one truth at the end."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Refused, Trouble
from app.server import hub, sticks as server_sticks
from app.services import belonging, conflicts, exchanging, journal, organisations, records, settings, sticks
from app.store.workspace import create_workspace
from sync import registry
from sync.hub_tables import transact
from tests.helpers.country import DISTRICT, OTHER_DISTRICT, PROVINCE, Server, a_desk, a_server, all_agree, opened
from tests.helpers.fault_proxy import FaultProxy, Faults
from tests.helpers.zygote import Zygote


@pytest.fixture
def server(zygote: Zygote, tmp_path: Path) -> Iterator[Server]:
    with a_server(zygote, tmp_path) as running:
        yield running


def an_organisation(store, name: str, **values: object) -> str:
    return records.add(store, "organisation", {"name": name, **values}).created[0][1]


def an_activity(store, place: str = DISTRICT, **values: object) -> str:
    facts = {"place": place, "sector": "WSH", "description": "Latrines", "status": "planned", **values}
    return records.add(store, "activity", facts).created[0][1]


def said(store, type: str, id: str) -> dict:
    return {n: v for n, v in records.read(store, type, id).items() if not n.endswith("_at")}


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
            assert [(w.id, w.reason) for w in conflicts.not_taken(cso)] == [(not_ours, "not_yours")]
            assert "another organisation" in conflicts.not_taken(cso)[0].message
            assert records.read(cso, "activity", not_ours)["lead"] == theirs
            assert [w["id"] for w in hub.waiting(server.service())] == [not_ours]
            exchanging.exchange(one)
            assert said(one, "activity", ours)["lead"] == mine
            with pytest.raises(Refused):
                records.read(one, "activity", not_ours)
            records.save(cso, "activity", not_ours, {"lead": mine})
            exchanging.exchange(cso)


CANARY = "kestrel-7731"


def test_law_7_no_byte_of_a_stream_reaches_a_laptop_without_it_nor_stays_after_leaving(
    server: Server, tmp_path: Path
) -> None:
    heard = bytearray()
    with a_desk(server, tmp_path, "chief", "coordinator", PROVINCE) as chief, a_desk(server, tmp_path, "desk") as desk:
        an_activity(chief, DISTRICT, description=f"severe {CANARY}", sensitivity="severe")
        an_activity(chief, OTHER_DISTRICT, description=f"elsewhere {CANARY}")
        moving = an_activity(chief, DISTRICT, description=f"moves {CANARY}")
        exchanging.exchange(chief)
        exchanging.exchange(desk)
        assert CANARY in everything_on(desk)
        assert everything_on(desk).count("severe kestrel") + everything_on(desk).count("elsewhere kestrel") == 0
        records.save(desk, "activity", moving, {"remarks": f"note {CANARY}"})
        all_agree(chief, desk)
        records.save(chief, "activity", moving, {"place": OTHER_DISTRICT})
        all_agree(chief, desk)
        assert CANARY not in everything_on(desk)
        assert records.read(chief, "activity", moving)["remarks"] == f"note {CANARY}"
    assert not heard


def everything_on(store) -> str:
    """All that a workspace file holds, unlocked."""
    reader = store.reading()
    names = [row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = []
    for name in names:
        for row in reader.execute(f'SELECT * FROM "{name}"').fetchall():
            found += [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(found)


def test_law_10_a_line_that_dies_every_20_kb_finishes_with_less_than_three_times_the_bytes(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, Faults()) as proxy:
        with records_unit(one) as changing:
            for number in range(3000):
                words = hashlib.sha256(str(number).encode()).hexdigest()
                facts = {"place": DISTRICT, "sector": "WSH", "description": f"Latrine {number}", "remarks": words}
                changing.create("activity", facts)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        backed = tmp_path / "copy"
        one.backup(backed / "ujima.db")
        proxy.faults = Faults(cut_every=20_000)
        exchanging.exchange(one)
        dying = proxy.counts.up + proxy.counts.down
        assert proxy.counts.cuts > 2
        assert exchanging.standing(one).state == exchanging.GREEN
        assert dying < 3 * len(sent_in_one_go(one))


def sent_in_one_go(store) -> bytes:
    """What the same changes are in one request on a good line."""
    from app.services.unit import replica_of
    from sync import wire
    from sync.messages import Pushed, Request

    with store.viewing() as connection:
        tables = replica_of(connection)
        entries = tables.own(tables.facts()["replica"], 0, 10**9)
    return wire.encode_request(Request("x", push=tuple(Pushed(e.part, e.body_hash) for e in entries)))


def records_unit(store):
    from app.services.unit import unit

    return unit(store, "many rows")


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(refuse=True), "offline"),
        (Faults(captive=True), "not_the_server"),
        (Faults(truncate_reply_every=1), "offline"),
        (Faults(corrupt_one_in=400, corrupt_heads=False), "not_the_server"),
    ],
    ids=["nobody answers", "a page to sign in answers", "answers are cut short", "answers are damaged"],
)
def test_a_bad_line_is_said_in_a_sentence_and_changes_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults, code: str
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    with a_desk(server, tmp_path, "one") as one, FaultProxy(server.port, faults) as proxy:
        id = an_activity(one)
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        with pytest.raises(Trouble) as trouble:
            exchanging.exchange(one)
        assert trouble.value.code in (code, "cut", "offline", "not_the_server", "spoilt")
        assert exchanging.standing(one).state == exchanging.WAITING
        assert "working offline" in exchanging.in_words(exchanging.standing(one))
        settings.put(one, {"server": server.url})
        exchanging.exchange(one)
        assert exchanging.standing(one).state == exchanging.GREEN
        assert records.read(one, "activity", id)["status"] == "planned"


@pytest.mark.parametrize(
    "faults", [Faults(lose_reply_every=2), Faults(duplicate_every=2), Faults(cut_down_after=900, times=3)], ids=repr
)
def test_law_5_requests_that_come_twice_and_replies_that_are_lost_count_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: Faults
) -> None:
    monkeypatch.setattr("sync.conversation.PAUSE", 0.0)
    with (
        a_desk(server, tmp_path, "one") as one,
        a_desk(server, tmp_path, "two") as two,
        FaultProxy(server.port, faults) as proxy,
    ):
        settings.put(one, {"server": f"http://127.0.0.1:{proxy.port}"})
        ids = [an_activity(one) for _ in range(5)]
        for _ in range(4):
            exchanging.exchange(one)
            records.save(one, "activity", ids[0], {"status": "ongoing"})
            records.save(one, "activity", ids[0], {"status": "planned"})
        exchanging.exchange(one)
        exchanging.exchange(two)
        assert said(two, "activity", ids[0]) == said(one, "activity", ids[0])
        assert conflicts.count(two) == 0


@pytest.mark.parametrize("moment", ["1970-01-02T00:00:00", "2099-01-01T00:00:00"])
def test_law_12_a_clock_that_is_decades_off_wins_nothing_and_refuses_nothing(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        with monkeypatch.context() as wrong:
            wrong.setenv("UJIMA_NOW", moment)
            records.save(one, "activity", id, {"status": "ongoing"})
            exchanging.exchange(one)
        exchanging.exchange(two)
        assert records.read(two, "activity", id)["status"] == "ongoing"
        records.save(two, "activity", id, {"status": "completed"})
        all_agree(one, two)
        assert records.read(one, "activity", id)["status"] == "completed"
        assert conflicts.count(one) == 0


def test_law_14_a_server_restored_from_a_backup_is_told_again_what_it_lost(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        first = an_activity(one)
        all_agree(one, two)
        hub.back_up(server.service(), tmp_path / "national.backup")
        exchanging.exchange(one)
        assert conflicts.where_it_stands(one, "activity", first) == "in the national backup"
        second = an_activity(one)
        records.save(two, "activity", first, {"status": "ongoing"})
        all_agree(one, two)
        assert conflicts.where_it_stands(one, "activity", second) == "received"
        server.kill()
        hub.restore(server.database, tmp_path / "national.backup")
        server.start()
        told = exchanging.exchange(one).told
        assert any("restored from a backup" in text for text in told)
        all_agree(one, two)
        for desk in (one, two):
            assert records.read(desk, "activity", first)["status"] == "ongoing"
            assert records.read(desk, "activity", second)["status"] == "planned"
        with a_desk(server, tmp_path, "three") as three:
            assert said(three, "activity", second) == said(one, "activity", second)


def test_law_14_a_laptop_restored_or_copied_goes_on_under_a_name_of_its_own_and_is_told(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        id = an_activity(one)
        all_agree(one, two)
        one.backup(tmp_path / "old.db")
        records.save(one, "activity", id, {"status": "ongoing"})
        exchanging.exchange(one)
        key = (tmp_path / "one" / "workspace.json").read_text()
        copy = tmp_path / "copy"
        copy.mkdir()
        (copy / "workspace.json").write_text(key)
        shutil.copyfile(tmp_path / "old.db", copy / "ujima.db")
        with opened(tmp_path, "copy") as old:
            records.save(old, "activity", id, {"people_targeted": 77})
            told = exchanging.exchange(old).told
            assert any("copied or restored" in text for text in told)
            records.save(one, "activity", id, {"households_targeted": 12})
            all_agree(old, one, two)
            for desk in (old, one, two):
                row = records.read(desk, "activity", id)
                assert (row["status"], row["people_targeted"], row["households_targeted"]) == ("ongoing", 77, 12)


def test_a_laptop_that_was_excluded_keeps_its_work_and_is_told(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one:
        device = settings.get(one, "device")
        an_activity(one)
        exchanging.exchange(one)
        transact(server.service().engine, lambda t: registry.change_device(t.connection, device, revoked_at=1))
        id = an_activity(one)
        done = exchanging.exchange(one)
        assert done.standing.state == exchanging.EXCLUDED
        assert any("excluded" in text for text in done.told)
        assert records.read(one, "activity", id)["status"] == "planned"
        assert [w["reason"] for w in hub.waiting(server.service())] == ["excluded"]


def test_a_code_opens_once_and_says_what_is_wrong(server: Server, tmp_path: Path) -> None:
    code = server.invite()
    with create_workspace(tmp_path / "a") as one, create_workspace(tmp_path / "b") as two:
        with pytest.raises(Refused, match="code"):
            belonging.join(one, "ABCD", server.url)
        belonging.join(one, code.lower().replace("-", " "), server.url)
        assert belonging.join(one, code, server.url).role == "secretary"
        with pytest.raises(Refused, match="used already"):
            belonging.join(two, code, server.url)
        with pytest.raises(Refused, match="https"):
            belonging.join(two, server.invite(), "http://198.51.100.7:8443")


def test_everything_goes_by_stick_from_joining_to_the_answer(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, create_workspace(tmp_path / "far") as far:
        from app.services import packs

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
