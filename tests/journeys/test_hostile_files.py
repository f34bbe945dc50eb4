"""Files on a stick from somebody who means harm: forged answers, names that are paths, bombs, and what is no file of ours."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from app import clock
from app.errors import Refused
from app.server import hub, sticks as server_sticks
from app.services import belonging, exchanging, records, rounds, settings, sticks
from app.services.unit import replica_of
from app.store.workspace import Store
from sync import by_hand, frames, session, wire
from sync.keys import box_key_of
from sync.messages import Leave, Receipt, Reply
from sync.seal import write_sealed
from tests.helpers.country import DISTRICT, Server, a_desk, all_agree, an_activity, an_organisation, said


def forged_answer(thief: Store, number: int, reply: Reply, out: Path, **header: str) -> None:
    """A file that says it answers another laptop of the district in the server's name, as a thief there could write it."""
    known = belonging.membership(thief)
    assert known is not None
    with open(out, "wb") as opened:
        write_sealed(
            opened,
            frames.pack({"turns": [[{"cursor": 0, "snapshot": None}, wire.encode_reply(reply).hex()]]}),
            sender=belonging.device_keys(thief),
            certificate=known.certificate,
            recipients=[],
            area_keys=belonging.area_keys(thief),
            header={"kind": "from_server", "number": number, "sender": known.device, **header},
        )


def test_a_laptop_of_the_district_cannot_answer_in_the_name_of_the_server(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "thief") as thief:
        old = an_activity(one)
        all_agree(one, thief)
        mine = an_activity(one, description="Not sent yet")
        sticks.write(one, tmp_path / "1.ujima")
        with one.viewing() as connection:
            facts = replica_of(connection).facts()
            (waiting,) = [
                entry.version for entry in replica_of(connection).own(facts["replica"], int(facts["acked"]), 9)
            ]
        lies = {
            "it was received": {"receipts": (Receipt(waiting, 99, clock.now_ms()),)},
            "it has left": {"entries": (Leave(99, "activity", old),), "upto": 99},
            "you are excluded": {"state": "revoked"},
            "you are to be wiped": {"state": "wipe"},
        }
        for lie in lies.values():
            reply = Reply(facts["epoch"], scope=exchanging_scope(one), **lie)
            forged_answer(thief, 1, reply, tmp_path / "forged")
            with pytest.raises(Refused) as refused:
                sticks.read(one, tmp_path / "forged")
            assert refused.value.code == "not_signed"
            with pytest.raises(Refused):
                sticks.preview(one, tmp_path / "forged")
        assert exchanging.standing(one).waiting == 1
        all_agree(one, thief)
        assert said(thief, "activity", mine) == said(one, "activity", mine)
        assert said(thief, "activity", old) == said(one, "activity", old)


def exchanging_scope(store: Store) -> frozenset[tuple[str, str]]:
    """What a laptop may read."""
    with store.viewing() as connection:
        return frozenset((area, kind) for area, kind in json.loads(replica_of(connection).facts()["scope"]))


DEEP = "[" * 200_000


@pytest.mark.parametrize(
    "text", ['{"ujima-join": ' + DEEP, '{"ujima-join": [1]}', '{"ujima-join": {"code": 1}}', "{}", "{"]
)
def test_a_request_to_join_that_is_none_is_refused_in_a_sentence(server: Server, tmp_path: Path, text: str) -> None:
    (tmp_path / "ask.json").write_text(text)
    with pytest.raises(Refused):
        server_sticks.read(server.service(), tmp_path / "ask.json", tmp_path / "welcome.json")
    assert not (tmp_path / "welcome.json").exists()


@pytest.mark.parametrize(
    "text", ['{"ujima-joined": ' + DEEP, '{"ujima-joined": {"hub": "00", "certificate": 7}}', "[]", ""]
)
def test_a_welcome_that_is_none_is_refused_in_a_sentence(server: Server, tmp_path: Path, text: str) -> None:
    with a_desk(server, tmp_path, "one") as one:
        (tmp_path / "welcome.json").write_text(text)
        with pytest.raises(Refused):
            belonging.join_by_file(one, tmp_path / "welcome.json")
        all_agree(one)


def test_a_bomb_in_a_file_that_a_laptop_of_the_district_signed_is_damaged_to_all_who_read_it(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "thief") as thief:
        known = belonging.membership(thief)
        assert known is not None
        bombs = {"spaces": b" " * (frames.MOST_PLAIN + 1), "deep": b"[" * 60_000_000, "nothing": b"{}", "text": b'"x"'}
        for bomb in bombs.values():
            with open(tmp_path / "bomb", "wb") as out:
                write_sealed(
                    out,
                    zstandard.ZstdCompressor(level=3).compress(bomb),
                    sender=belonging.device_keys(thief),
                    certificate=known.certificate,
                    recipients=[box_key_of(known.hub_key)],
                    area_keys=belonging.area_keys(thief),
                    header={"kind": "to_server", "number": 1, "sender": known.device},
                )
            with pytest.raises(Refused, match="damaged"):
                sticks.read(one, tmp_path / "bomb")
            with pytest.raises(Refused, match="damaged"):
                server_sticks.read(server.service(), tmp_path / "bomb", None)
        all_agree(one, thief)


def test_law_8_a_colleague_carries_a_change_and_lends_it_no_rights(server: Server, tmp_path: Path) -> None:
    """Whoever may write for his organisation only gains nothing by giving a file to somebody who may write everything."""
    with a_desk(server, tmp_path, "one") as one:
        org = an_organisation(one, "Kuyera")
        theirs = an_activity(one)
        exchanging.exchange(one)
        with a_desk(server, tmp_path, "cso", "cso", organisation=org) as cso:
            mine = an_activity(cso, lead=org)
            records.save(cso, "activity", theirs, {"description": "Changed by stealth"})
            sticks.write(cso, tmp_path / "1.ujima")
            assert sticks.read(one, tmp_path / "1.ujima").received == 2
            exchanging.exchange(one)
            (waiting,) = hub.waiting(server.service())
            assert (waiting["id"], waiting["device"]) == (theirs, settings.get(cso, "device"))
        with a_desk(server, tmp_path, "two") as two:
            assert records.read(two, "activity", theirs)["description"] == "Latrines"
            assert records.read(two, "activity", mine)["lead"] == org


def test_a_file_in_which_somebody_else_is_named_as_author_is_refused(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "thief") as thief:
        an_activity(thief, description="Nobody wrote this")
        known, victim = belonging.membership(thief), belonging.membership(one)
        assert known is not None
        assert victim is not None
        with thief.writing() as connection:
            asked = by_hand.signed(session.prepare(replica_of(connection)), victim.device, belonging.device_keys(thief))
        for certificates in ((known.certificate, victim.certificate), (known.certificate,), ("x",)):
            with open(tmp_path / "forged", "wb") as out:
                write_sealed(
                    out,
                    wire.encode_request(replace(asked, certificates=certificates)),
                    sender=belonging.device_keys(thief),
                    certificate=known.certificate,
                    recipients=[box_key_of(known.hub_key)],
                    area_keys=belonging.area_keys(thief),
                    header={"kind": "to_server", "number": 1, "sender": known.device},
                )
            for look in (sticks.preview, sticks.read):
                with pytest.raises(Refused):
                    look(one, tmp_path / "forged")
        all_agree(one, thief)


NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
NAMES = ("../../../../evil", "/tmp/evil", "..", "a/b", "C:\\evil", "x\ny", "\u202egnp.exe", "CON", "a" * 200)


def test_a_name_that_is_a_path_is_only_a_name_where_a_file_is_called_after_it(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        for name in NAMES:
            an_activity(one, lead=an_organisation(one, name), status="ongoing")
        all_agree(one, two)
        (tmp_path / "sheets").mkdir()
        before = everything_under(tmp_path)
        for name in NAMES:
            round = rounds.begin_round(two, name, NOVEMBER, dt.date(2026, 12, 5), place=DISTRICT)
            for line in rounds.overview(two, round):
                file = Path(rounds.remind(two, round, line.organisation, tmp_path / "sheets")["file"])
                assert file.resolve().parent == tmp_path / "sheets"
        assert len(list((tmp_path / "sheets").iterdir())) >= len(NAMES)
        outside = {path for path in everything_under(tmp_path) - before if (tmp_path / "sheets") not in path.parents}
        assert outside == set()


def everything_under(folder: Path) -> set[Path]:
    """Every file there."""
    return {path for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm", ".log"))}
