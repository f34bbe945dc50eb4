"""Files on a stick from somebody who means harm: forged answers, names that are paths, bombs, and what is no file of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import clock
from app.errors import Refused
from app.services import belonging, exchanging, sticks
from app.services.unit import replica_of
from app.store.workspace import Store
from sync import frames, wire
from sync.messages import Leave, Receipt, Reply
from sync.seal import write_sealed
from tests.helpers.country import Server, a_desk, all_agree, an_activity, said


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
            area_keys=sticks.area_keys(thief),
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
