"""Words that must not be where they do not belong: listened for in every byte that a laptop is told, and on its disk.

Each word is written by somebody who may; one of them, in a list that everybody reads, has to be found wherever the others
are looked for, or the search itself would be at fault. The disk is read page by page, unlocked (`tests/helpers/plain_pages.py`):
what stands between the rows, on pages that were set free, in the log of the writer and in the backups counts too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from app.server import sticks as server_sticks
from app.services import attachments, belonging, drafts, editions, exchanging, fetching, records, settings, sticks
from app.services.unit import unit
from app.store.workspace import Store
from sync import frames
from sync.columns import Malformed
from sync.keys import check
from sync.seal import read_sealed
from tests.helpers.country import (
    DISTRICT,
    OTHER_DISTRICT,
    PROVINCE,
    Server,
    a_desk,
    all_agree,
    an_activity,
    an_organisation,
)
from tests.helpers.fault_connection import DOWN, UP
from tests.helpers.fault_proxy import FaultProxy
from tests.helpers.plain_pages import told_by

#: the word that everybody reads; and those of streams that a viewer in a district does not have
CONTROL = "kestrel7731"
CONTACT, SEVERE, PART, PAPER, ELSEWHERE = "hoopoe7732", "nightjar7733", "weaver7734", "bulbul7735", "sunbird7736"
FORBIDDEN = (CONTACT, SEVERE, PART, PAPER, ELSEWHERE)
#: the word of a form that was left open: no laptop tells it to anybody
ALONE = "turaco7737"


def write_words(chief: Store) -> tuple[str, str]:
    """One word in each kind of stream, and one that stays on the laptop it was typed on. The severe activity, its document."""
    lead = an_organisation(chief, f"Organisation {CONTROL}")
    records.add(chief, "contact", {"name": f"Amélia {CONTACT}", "organisation": lead, "place": DISTRICT})
    severe = an_activity(chief, DISTRICT, description=f"Shelter {SEVERE}", sensitivity="severe", lead=lead)
    records.add(chief, "figures", {"activity": severe, "period_start": "2026-03-01", "comment": f"People {PART}"})
    paper = chief.folder.parent / f"{PAPER}.txt"
    paper.write_text(f"An agreement about {PAPER}")
    document = attachments.add(chief, "activity", severe, paper).created[0][1]
    with unit(chief, "many rows") as changing:  # so many that rows move from one page to another
        for number in range(600):
            facts = {
                "place": DISTRICT,
                "sector": "WSH",
                "description": f"Well {SEVERE}x{number} {'and its pump ' * (number % 9)}",
            }
            changing.create(
                "activity", {**facts, "sensitivity": "severe"} if number % 2 else {**facts, "description": "Well"}
            )
    an_activity(chief, OTHER_DISTRICT, description=f"Latrines {ELSEWHERE}", lead=lead)
    drafts.keep(chief, "activity", severe, {"remarks": f"Typed {ALONE}"})
    return severe, document


def plain(heard: Iterable[tuple[bytearray, bytearray]]) -> str:
    """Every message as its receiver reads it, decoded, with its head."""
    return "\n".join(f"{head.decode('latin-1')}{_decoded(bytes(body))}" for head, body in heard)


def _decoded(body: bytes) -> str:
    try:
        return json.dumps(frames.unpack(body), ensure_ascii=False)
    except Malformed:
        return body.decode("utf-8", "replace")


def plain_answer(laptop: Store, file: Path) -> str:
    """An answer file of the server as the laptop that it is for reads it."""
    known = belonging.membership(laptop)
    assert known is not None
    with open(file, "rb") as opened:
        found = read_sealed(
            opened,
            keys=belonging.device_keys(laptop),
            area_keys={},
            limit=sticks.MOST_BYTES,
            trust=lambda text: check(known.hub_key, text),
        )
    turns = frames.unpack(found.payload)["turns"]
    return json.dumps([frames.unpack(bytes.fromhex(reply)) for _facts, reply in turns], ensure_ascii=False)


def by_line(server: Server, laptop: Store, way: str = DOWN) -> str:
    """Exchange, and give all that the server said (or was told)."""
    with FaultProxy(server.port, keeps=True) as proxy:
        settings.put(laptop, {"server": f"http://127.0.0.1:{proxy.port}"})
        exchanging.exchange(laptop)
        settings.put(laptop, {"server": server.url})
    return plain(proxy.heard[way])


def by_stick(server: Server, laptop: Store) -> str:
    """The same by a file to the server and its answer."""
    written, answer = laptop.folder.with_suffix(".ujima"), laptop.folder.with_suffix(".answer")
    sticks.write(laptop, written)
    server_sticks.read(server.service(), written, answer)
    told = plain_answer(laptop, answer)
    sticks.read(laptop, answer)
    return told


def words_in(text: str) -> set[str]:
    """The words that stand in a text."""
    return {word for word in (CONTROL, *FORBIDDEN, ALONE) if word in text}


def words_on(laptop: Store) -> dict[str, set[str]]:
    """The words that each file of a laptop holds."""
    told = told_by(laptop.folder, laptop.key)
    return {name: found for name in told if (found := words_in(told[name].decode("utf-8", "replace")))}


def check_only_the_control_is_on(laptop: Store) -> None:
    """The control is on the disk and in the newest backup, so the search is right; nothing else is anywhere."""
    found = words_on(laptop)
    assert set().union(*found.values()) == {CONTROL}, found
    assert any(name.startswith("ujima.db") for name in found), found
    laptop.backup()
    found = words_on(laptop)
    assert set().union(*found.values()) == {CONTROL}, found
    assert any(name.startswith("backups") for name in found), found


def test_law_7_no_word_of_a_stream_reaches_a_laptop_without_it_by_line_or_by_stick(
    server: Server, tmp_path: Path
) -> None:
    with (
        a_desk(server, tmp_path, "chief", "coordinator", PROVINCE) as chief,
        a_desk(server, tmp_path, "early", "viewer") as early,
        a_desk(server, tmp_path, "far", "viewer") as far,
        a_desk(server, tmp_path, "peer", "coordinator", PROVINCE) as peer,
    ):
        write_words(chief)
        assert words_in(by_line(server, chief, UP)) == {CONTROL, *FORBIDDEN}
        assert words_in(by_line(server, peer)) >= {CONTROL, *FORBIDDEN}
        with a_desk(server, tmp_path, "late", "viewer") as late:
            assert words_in(by_line(server, early)) == {CONTROL}
            assert words_in(by_stick(server, far)) == {CONTROL}
            for laptop in (early, far, late):
                check_only_the_control_is_on(laptop)


@pytest.mark.parametrize("exchange", [by_line, by_stick])
def test_law_7_nothing_of_what_a_laptop_may_read_no_more_is_left_on_its_disk(
    server: Server, tmp_path: Path, exchange: Callable[[Server, Store], str]
) -> None:
    with (
        a_desk(server, tmp_path, "chief", "coordinator", PROVINCE) as chief,
        a_desk(server, tmp_path, "desk", "coordinator", PROVINCE) as desk,
    ):
        severe, document = write_words(chief)
        all_agree(chief, desk)
        fetching.fetch(desk, document)
        records.save(desk, "activity", severe, {"remarks": f"Seen by us too: {SEVERE}"})
        all_agree(chief, desk)
        drafts.keep(desk, "activity", severe, {"remarks": f"Typed {ALONE}"})
        editions.make_edition(desk)
        desk.backup()
        assert set().union(*words_on(desk).values()) == {CONTROL, *FORBIDDEN, ALONE}
        known = belonging.membership(desk)
        assert known is not None
        exchanging.exchange(desk)
        server.service().give(known.device, "viewer", None, (DISTRICT,))
        assert words_in(exchange(server, desk)) <= {CONTROL}
        check_only_the_control_is_on(desk)
        assert desk.faults() == []


def test_laws_7_and_15_what_others_moved_away_or_erased_is_gone_from_the_disk_when_it_is_heard_of(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "chief", "coordinator", PROVINCE) as chief, a_desk(server, tmp_path, "desk") as desk:
        an_organisation(chief, f"Organisation {CONTROL}")
        moved = an_activity(chief, description=f"Moves {ELSEWHERE}")
        erased = an_activity(chief, description=f"Erased {SEVERE}")
        all_agree(chief, desk)
        records.save(desk, "activity", moved, {"remarks": f"A note on {ELSEWHERE}"})
        all_agree(chief, desk)
        edition = editions.make_edition(desk)
        desk.backup()
        assert set().union(*words_on(desk).values()) == {CONTROL, ELSEWHERE, SEVERE}
        records.erase(chief, "activity", erased)
        all_agree(chief, desk)
        assert set().union(*words_on(desk).values()) == {CONTROL, ELSEWHERE}
        records.save(chief, "activity", moved, {"place": OTHER_DISTRICT})
        all_agree(chief, desk)
        check_only_the_control_is_on(desk)
        assert editions.selection_of(desk, edition).lines == ()
        assert records.read(chief, "activity", moved)["remarks"] == f"A note on {ELSEWHERE}"
