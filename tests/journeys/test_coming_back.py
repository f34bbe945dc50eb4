"""A laptop burns. From its recovery sheet and the server it is itself again, on another computer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import Refused, Trouble
from app.server import hub
from app.services import belonging, coming_back, conflicts, exchanging, journal, records, settings
from app.services.unit import unit
from app.store import find, keys
from app.store.workspace import Store, create_workspace
from sync import registry
from sync.hub_tables import reading, transact
from tests.helpers.country import DISTRICT, Server, a_desk, all_agree, an_activity, an_organisation, opened, said
from tests.helpers.fault_proxy import FaultProxy, Faults
from tests.helpers.terminal import Terminal
from tests.helpers.zygote import Zygote

TYPES = ("organisation", "activity", "contact", "place")


def held(store: Store) -> dict[str, list[str]]:
    """The ids of everything on a desk, by type."""
    return {type: sorted(find.find_ids(store.reading(), find.Query(type))) for type in TYPES}


def fact(store: Store, name: str) -> str:
    """What the engine keeps under a name."""
    return str(store.reading().execute("SELECT value FROM sync_state WHERE key = ?", (name,)).fetchone()[0])


@contextmanager
def back(server: Server, folder: Path, words: str, url: str = "") -> Iterator[Store]:
    """The laptop of a sheet, set up anew in a folder."""
    coming_back.come_back(folder, words, url or server.url)
    coming_back.take_place(folder)
    with opened(folder.parent, folder.name) as store:
        yield store


def burn(store: Store) -> str:
    """A laptop and its key are no more once it is closed; the words of its sheet, which lay elsewhere."""
    store.wipe()
    return keys.recovery_words(store.key)


def test_a_burnt_laptop_is_itself_again_from_its_sheet_and_the_server_and_nothing_is_doubled(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "two") as two:
        with a_desk(server, tmp_path, "one") as one:
            lead = an_organisation(one, "Kuyera")
            mine = an_activity(one, lead=lead, description="Latrines. By hand.")
            records.add(one, "contact", {"name": "Amélia", "organisation": lead, "phones": ["+258 84 123 4567"]})
            records.save(one, "activity", mine, {"status": "ongoing"})
            theirs = an_activity(two, description="Wells")
            all_agree(one, two)
            before = held(one), settings.office(one), fact(one, "replica"), belonging.membership(one)
            row, edits = said(one, "activity", mine), len(journal.history(two, "activity", mine))
            words = burn(one)
        assert not (tmp_path / "one" / "ujima.db").exists()
        with back(server, tmp_path / "new", words) as new:
            now, member = belonging.membership(new), before[3]
            assert now is not None
            assert member is not None
            assert (now.device, now.role, now.hub_key) == (member.device, member.role, member.hub_key)
            assert exchanging.standing(new).state == exchanging.GREEN
            assert (held(new), settings.office(new)) == before[:2]
            assert fact(new, "replica") != before[2], "what it writes is numbered anew"
            assert said(new, "activity", mine) == row
            records.save(new, "activity", mine, {"people_targeted": 120})
            records.save(two, "activity", mine, {"households_targeted": 30})
            records.save(new, "activity", theirs, {"status": "completed"})
            all_agree(new, two)
            for desk in (new, two):
                assert held(desk) == before[0]
                found = records.read(desk, "activity", mine)
                assert (found["people_targeted"], found["households_targeted"]) == (120, 30)
                assert conflicts.conflicts(desk) == []
                assert journal.check_chain(desk) is None
            assert records.read(two, "activity", theirs)["status"] == "completed"
            assert len(journal.history(two, "activity", mine)) == edits + 2
            assert not (tmp_path / "new" / coming_back.APART).exists()
        with reading(server.service().engine) as tables:
            assert len(registry.devices(tables.connection)) == 2, "no third laptop has joined"


def test_an_excluded_laptop_one_to_be_wiped_and_an_unknown_sheet_do_not_come_back(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one:
        device, words = settings.get(one, "device"), keys.recovery_words(one.key)
    with create_workspace(tmp_path / "stranger") as stranger:
        unknown = keys.recovery_words(stranger.key)
    cases = (
        (unknown, {}, "unknown_sheet"),
        (words, {"revoked_at": 1}, "revoked"),
        (words, {"revoked_at": None, "wipe": True}, "revoked"),
        (words.replace(words.split()[0], "zooo"), {}, "words_wrong"),
    )
    for sheet, change, code in cases:
        if change:
            transact(server.service().engine, lambda t, c=change: registry.change_device(t.connection, device, **c))
        with pytest.raises(Refused) as refused:
            coming_back.come_back(tmp_path / "new", sheet, server.url)
        assert refused.value.code == code
        assert not (tmp_path / "new").exists(), "nothing half-made stays behind"


def test_on_a_line_that_dies_the_next_try_goes_on_where_the_last_one_ended(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one:
        with unit(one, "A long list") as changing:
            for number in range(2_000):  # several pages
                changing.create("organisation", {"name": f"Office {number}", "website": secrets.token_hex(20)})
        exchanging.exchange(one)
        before, words = held(one), burn(one)
    with FaultProxy(server.port) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        whole = fetched(proxy, lambda: coming_back.come_back(tmp_path / "whole", words, url))
        proxy.faults = Faults(cut_down_after=whole // 2)
        seen = proxy.counts

        def stop() -> bool:
            return (proxy.counts - seen).cuts > 0

        with pytest.raises(Trouble) as trouble:
            coming_back.come_back(tmp_path / "new", words, url, cancelled=stop)
        assert trouble.value.code == "cancelled"
        proxy.faults = Faults()
        with pytest.raises(Refused, match="recovery sheet"):
            coming_back.come_back(tmp_path / "new", "one two three", url)
        rest = fetched(proxy, lambda: coming_back.come_back(tmp_path / "new", words, url))
        assert rest < 0.9 * whole
        coming_back.take_place(tmp_path / "new")
        with opened(tmp_path, "new") as new:
            assert held(new) == before


def fetched(proxy: FaultProxy, work: object) -> int:
    """How many bytes came down meanwhile."""
    before = proxy.counts
    work()  # type: ignore[operator]
    return (proxy.counts - before).down


def test_the_terminal_sets_a_laptop_up_anew_and_spares_one_that_has_work(
    server: Server, zygote: Zygote, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one:
        an_activity(one)
        exchanging.exchange(one)
        before, words = held(one), burn(one)

    terminal = Terminal(tmp_path / "new", zygote)
    told = json.loads(terminal.run("come-back", "--server", server.url, "--json", given=words).stdout)
    assert (told["state"], told["workspace"]) == ("green", str(tmp_path / "new"))
    with opened(tmp_path, "new") as new:
        assert held(new) == before
        assert settings.office(new).place == DISTRICT
        assert new.reading().execute("SELECT count(*) FROM boundary").fetchone()[0] > 0, "the map has its shapes"
    again = terminal.run("come-back", "--server", server.url, given=words, status=1)
    assert "There is a workspace" in again.stderr
    with pytest.raises(Refused, match="already"):
        coming_back.come_back(tmp_path / "new", words, server.url)
        coming_back.take_place(tmp_path / "new")
    with opened(tmp_path, "new") as new:
        assert held(new) == before
    assert hub.waiting(server.service()) == []
