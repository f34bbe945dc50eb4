"""A laptop and a server of different versions: each is told who has to be updated, and nothing is lost until then."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.server.sticks import read as at_server
from app.services import exchanging, sticks
from sync import messages, wire
from tests.helpers.country import Server, a_desk, all_agree, an_activity, said

#: what an older laptop, and a newer one, are to do about it
UPDATE_THIS = "The server is newer than this program: update this program."
UPDATE_SERVER = "The server is older than this program: tell its administrator to update it."


@pytest.mark.parametrize(
    ("program", "code", "sentence", "status"),
    [
        ("newer", "server_newer", UPDATE_THIS, "the server is newer: update this program"),
        ("newer_with_the_same_words", "server_newer", UPDATE_THIS, "the server is newer: update this program"),
        ("older", "server_older", UPDATE_SERVER, "the server is older than this program: tell its administrator"),
    ],
)
def test_who_meets_a_server_of_another_protocol_is_told_which_side_to_update_and_loses_nothing(
    server: Server, tmp_path: Path, program: str, code: str, sentence: str, status: str
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        theirs = an_activity(two)
        all_agree(one, two)
        server.kill()
        usual, server.program = server.program, f"tests.helpers.other_protocols:{program}"
        server.start()
        for waiting in range(3):  # also when nothing waits
            with pytest.raises(Refused) as refused:
                exchanging.exchange(one)
            assert (refused.value.code, refused.value.message.startswith(sentence)) == (code, True)
            now = exchanging.standing(one)
            assert (now.state, now.waiting) == (exchanging.WAITING, waiting)
            assert status in exchanging.in_words(now)
            assert "everything exchanged" not in exchanging.in_words(now)
            mine = an_activity(one, description=f"Well {waiting}")
        server.kill()
        server.program = usual
        server.start()
        all_agree(one, two)
        assert "everything exchanged" in exchanging.in_words(exchanging.standing(one))
        assert two.reading().execute("SELECT count(*) FROM activity").fetchone() == (4,)
        for id in (mine, theirs):
            assert said(one, "activity", id) == said(two, "activity", id)


def test_a_file_of_another_protocol_says_so_on_both_sides(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "two") as two:
        an_activity(one)
        with monkeypatch.context() as patch:
            patch.setattr(wire, "PROTOCOL", messages.PROTOCOL + 1)
            sticks.write(one, tmp_path / "1.ujima")
        for read in (
            lambda: sticks.read(two, tmp_path / "1.ujima"),
            lambda: at_server(server.service(), tmp_path / "1.ujima", None),
        ):
            with pytest.raises(Refused, match=r"1\.ujima was written by another version of this program"):
                read()
